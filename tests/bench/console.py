"""``drom bench console``: how long a page and a search take among many people; one process, no network, one table."""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import httpx

from bot.clock import SetClock
from bot.services import audience, finding
from bot.services.audience import Audience
from bot.services.staff import OPERATOR
from tests.bench.console_crowd import fill
from tests.house import NOON
from tests.web.console_house import Console, console

PEOPLE, TIMES = 100_000, 15
PAGE, SEARCH, COUNT = 300.0, 200.0, 200.0
"""Milliseconds at most."""
ANEW, FREE = "/indicators", 5_000.0
"""What is counted ahead every few minutes, and says when; counted anew it is right after a start alone."""


class Watch(SetClock):
    """A clock that stands still, but tells how long something takes."""

    def monotonic(self) -> float:
        """Return seconds since some moment."""
        return time.monotonic()


PAGES = (
    "",
    "/tickets",
    "/tickets/1",
    "/people",
    "/people/1500",
    "/meetings",
    "/meetings/1",
    "/meetings/1/list",
    "/meetings/299",
    "/announcements",
    "/announcements/1",
    "/questions",
    "/tips",
    "/lessons",
    "/sending",
    "/indicators",
    "/indicators/green_albania/members",
    "/indicators/green_albania/report",
    "/experience",
    "/words",
    "/words?language=rom&state=every&q=a",
    "/words/sq/menu.member.tip",
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


async def measure(found: Console, number: int) -> list[Line]:
    """Return a line for each page, each search and the count of an audience."""
    await found.house.core.store.run(lambda c: fill(c, number, NOON))
    while await found.house.core.store.run(finding.make_ready):
        pass
    lines = []
    async with await found.signed_in("ours") as browser:
        lines.append(await _timed(browser, f"/console{ANEW}", f"page {ANEW}, counted anew", FREE))
        await found.office.counts.ahead(found.office.bell)
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
    async with console(folder, watch=Watch(NOON)) as found:
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
