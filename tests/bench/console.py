"""``drom bench console``: how long a page and a search take among many people; one process, no network, one table."""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from sqlalchemy import Connection, insert

from bot.services import audience, finding
from bot.services.audience import Audience
from bot.services.staff import OPERATOR
from storage import tables
from tests.house import NOON
from tests.web.console_house import Console, console

PEOPLE, TIMES = 100_000, 15
PAGE, SEARCH, COUNT = 300.0, 200.0, 200.0
"""Milliseconds at most."""
NAMES = (
    "Ana",
    "Besim",
    "Djulijana",
    "Elmas",
    "Ферди",
    "Горан",
    "Hana",
    "Ismet",
    "Јасмина",
    "Kemal",
    "Ljuljeta",
    "Šaban",
)
TOWNS = ("tirana", "elbasan", "shkoder")
PAGES = (
    "",
    "/tickets",
    "/tickets/1",
    "/people",
    "/people/70000",
    "/meetings",
    "/meetings/1",
    "/meetings/1/list",
    "/announcements",
    "/sending",
    "/words",
    "/team",
    "/log",
    "/settings",
)
WORDS = ("djulijana", "Ђулијана Шабан", "069123", "a", "nobody like this")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: milliseconds, the middle and the worst of all times but the first.

    ``cpu`` is the middle of what the process itself worked: on a busy machine the rest is waiting for a turn.
    """

    name: str
    first: float
    middle: float
    worst: float
    cpu: float
    most: float


def fill(connection: Connection, number: int, now: datetime) -> None:
    """Put people with contacts, a conversation each, tickets, meetings with answers, and a long log."""
    chance = random.Random(7)
    ids = range(1_000, 1_000 + number)
    words = [f"{chance.choice(NAMES)} {chance.choice(NAMES)} {one % 977}" for one in ids]
    shared = {"programme": "green_albania", "country": "AL"}
    persons = [
        {"id": one, "name": name, "town": chance.choice(TOWNS), "trade": "sewing", "organisation": "sample_ngo",
         "registered_at": now, "created_at": now, "may_push": True, **shared}
        for one, name in zip(ids, words, strict=True)
    ]  # fmt: skip
    phones = [
        {"id": one, "channel": "sim-telegram", "address": f"+35569{one:07d}", "person_id": one, "language": "sq",
         "created_at": now, "last_in_at": now, **shared}
        for one in ids
    ]  # fmt: skip
    connection.execute(insert(tables.person), persons)
    connection.execute(insert(tables.contact), phones)
    _talk(connection, ids, now)
    _meetings(connection, ids, now)


def _talk(connection: Connection, ids: Sequence[int], now: datetime) -> None:
    came = [
        {"channel": "sim-telegram", "key": f"b{one}", "contact_id": one, "seq": 1, "kind": "text", "state": "done",
         "payload": {"text": "menu"}, "outcome": "command", "received_at": now, "next_at": now, "done_at": now}
        for one in ids
    ]  # fmt: skip
    said = [
        {"channel": "sim-telegram", "contact_id": one, "address": "x", "lane": 0, "kind": "reply", "state": "sent",
         "payload": {"text": "What do you want?"}, "next_at": now, "created_at": now, "sent_at": now}
        for one in ids
    ]  # fmt: skip
    asked = [
        {"contact_id": one, "kind": "help", "flow": "menu", "state_name": "member", "text": "help me",
         "opened_at": now - timedelta(minutes=one % 997)}
        for one in ids[:2_000]
    ]  # fmt: skip
    connection.execute(insert(tables.inbox), came)
    connection.execute(insert(tables.outbox), said)
    connection.execute(insert(tables.outbox), [{**one, "state": "in_doubt"} for one in said[:1_000]])
    connection.execute(insert(tables.ticket), asked)


def _meetings(connection: Connection, ids: Sequence[int], now: datetime) -> None:
    held = [
        {"kind": "training", "state": "published", "organisation": "sample_ngo", "programme": "green_albania",
         "country": "AL", "town": "tirana", "zone": "Europe/Tirane", "place": {}, "languages": [], "targets": [],
         "title": {}, "seats": 200, "created_at": now, "changed_at": now,
         "starts_at": now + timedelta(days=one - 150, hours=3), "ends_at": now + timedelta(days=one - 150, hours=5)}
        for one in range(300)
    ]  # fmt: skip
    connection.execute(insert(tables.meeting), held)
    days = [
        {"meeting_id": one + 1, "n": 1, "wall": "2026-06-15T15:00:00", **_times(row)}
        for one, row in enumerate(held)
    ]  # fmt: skip
    connection.execute(insert(tables.meeting_day), days)
    answers = [
        {"meeting_id": 1 + place % 300, "person_id": one, "answer": "yes", "party": 1, "needs": ["travel"],
         "standing": "seated", "answered_at": now, "version": 1}
        for place, one in enumerate(ids[:60_000])
    ]  # fmt: skip
    connection.execute(insert(tables.response), answers)


def _times(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("starts_at", "ends_at")}


async def measure(found: Console, number: int) -> list[Line]:
    """Return a line for each page, each search and the count of an audience."""
    await found.house.core.store.run(lambda c: fill(c, number, NOON))
    while await found.house.core.store.run(finding.make_ready):
        pass
    lines = []
    async with await found.signed_in("ours") as browser:
        for path in PAGES:
            lines.append(await _timed(browser, f"/console{path}", f"page {path or '/'}", PAGE))
        for words in WORDS:
            lines.append(await _timed(browser, "/console/people/search", f"search {words}", SEARCH, {"q": words}))
    return [*lines, await _counted(found)]


async def _timed(
    browser: httpx.AsyncClient, address: str, name: str, most: float, form: dict[str, str] | None = None
) -> Line:
    times, worked = [], []
    for _ in range(TIMES + 1):
        began, busy = time.perf_counter(), time.process_time()
        answer = await (browser.post(address, data=form) if form else browser.get(address))
        times.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - busy))
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
    return Line(name, times[0], median(times[1:]), max(times[1:]), median(worked[1:]), most)


async def _counted(found: Console) -> Line:
    programme, now, times = found.house.core.speech.programme, found.house.clock.now(), []
    worked: list[float] = []
    meant = Audience(country="AL", towns=("tirana",))
    for _ in range(4):
        began, busy = time.perf_counter(), time.process_time()
        await found.house.read(lambda c: audience.count(c, OPERATOR, programme, meant, now))
        times.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - busy))
    return Line("audience count", times[0], median(times[1:]), max(times[1:]), median(worked[1:]), COUNT)


def table(lines: Sequence[Line]) -> str:
    """Return the lines as text."""
    head = f"{'milliseconds':34}{'first':>9}{'middle':>9}{'worst':>9}{'cpu':>9}{'most':>7}"
    rows = [
        f"{one.name:34}{one.first:9.1f}{one.middle:9.1f}{one.worst:9.1f}{one.cpu:9.1f}{one.most:7.0f}"
        f"{'' if one.middle <= one.most else '  MISSED'}"
        for one in lines
    ]
    return "\n".join([head, *rows])


async def _run(number: int, folder: Path) -> list[Line]:
    async with console(folder) as found:
        return await measure(found, number)


def main(arguments: Sequence[str]) -> int:
    """Measure and print the table; 1 where something took too long."""
    parser = argparse.ArgumentParser(prog="drom bench console")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        lines = asyncio.run(_run(asked.people, Path(folder)))
    print(f"{asked.people:,} people\n{table(lines)}")
    if asked.json:
        asked.json.write_text(
            json.dumps([{name: getattr(one, name) for name in Line.__slots__} for one in lines], indent=1)
        )
    return int(any(one.middle > one.most for one in lines))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
