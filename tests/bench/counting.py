"""``drom bench counts``: how long it takes to count an audience among many people; it starts nothing.

The people are as mixed as those of a federation: six countries, five languages, both messengers, night and day, some
who stopped, some who cannot be reached, some who have not written for days.
"""

import argparse
import asyncio
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from bot.services import audience
from bot.services.audience import Audience
from bot.services.staff import OPERATOR
from storage import groups, tables
from storage.migrate import migrate
from storage.store import open_store
from tests.bench.turns import say
from tests.meetings.guests import NOON
from tests.services.sample import programme

PEOPLE, LOOKS, BATCH = 100_000, 15, 5_000
WITHIN = 200.0
"""Milliseconds in which an audience must be counted."""
COUNTRIES, LANGUAGES = ("AL", "RS", "MK", "XK", "BA", "ME"), ("sq", "sr_Latn", "mk", "rom", "en")
ASKED: Mapping[str, Audience] = {
    "everyone": Audience(),
    "one country": Audience(country="AL"),
    "one trade and one language": Audience(trades=("food",), languages=("rom",)),
    "a group": Audience(group_id=1),
    "all but one language": Audience(without=(Audience(languages=("en",)),)),
}


def measure(url: str, number: int = PEOPLE, looks: int = LOOKS) -> dict[str, dict[str, float]]:
    """Fill an empty database; return by audience its people, and the median and the worst milliseconds of a count."""
    return asyncio.run(_measure(url, number, looks))


async def _measure(url: str, number: int, looks: int) -> dict[str, dict[str, float]]:
    store, found = open_store(url), {}
    await store.open()
    try:
        for first in range(0, number, BATCH):
            last = min(number, first + BATCH)
            await store.run(partial(fill, first=first, last=last))
        for name, asked in ASKED.items():
            took: list[float] = []
            people = 0
            for _ in range(looks):
                began = time.perf_counter()
                people = (await store.read(partial(_count, asked=asked))).people
                took.append(1000 * (time.perf_counter() - began))
            found[name] = {"people": people, "median": statistics.median(took), "worst": max(took)}
    finally:
        await store.close()
    return found


def _count(connection: Connection, asked: Audience) -> audience.Count:
    return audience.count(connection, OPERATOR, programme(), asked, NOON)


def fill(connection: Connection, first: int, last: int) -> None:
    """Add the people of these numbers."""
    if first == 0:
        groups.create(connection, organisation="sample_ngo", country="", name="Coaching", by="x", now=NOON)
    numbers = range(first + 1, last + 1)
    connection.execute(insert(tables.person), [_person(n) for n in numbers])
    connection.execute(insert(tables.contact), [_contact(n) for n in numbers])
    inside = [{"group_id": 1, "person_id": n, "added_by": "x", "added_at": NOON} for n in numbers if n % 500 == 0]
    if inside:
        connection.execute(insert(tables.group_member), inside)


def _person(n: int) -> dict[str, Any]:
    return {
        "id": n,
        "name": f"Sample {n}",
        "organisation": "sample_ngo",
        "programme": "green_albania",
        "country": COUNTRIES[n % 6],
        "town": f"town{n % 60}",
        "trade": ("food", "sewing", "scrap")[n % 3],
        "may_push": n % 11 != 0,
        "registered_at": NOON,
        "created_at": NOON,
    }


def _contact(n: int) -> dict[str, Any]:
    session = {"flow": "menu", "version": 1, "state": "member", "answers": {"name": f"Sample {n}"}, "trail": ["rights"]}
    return {
        "id": n,
        "channel": "telegram" if n % 5 else "whatsapp",
        "address": str(10_000_000 + n),
        "person_id": n,
        "language": LANGUAGES[n % 5 if n % 7 else 4],
        "country": COUNTRIES[n % 6],
        "programme": "green_albania",
        "quiet_from": (22, 20, None)[n % 13 % 3],
        "quiet_to": (7, 8, None)[n % 13 % 3],
        "session": session,
        "last_in_at": NOON - timedelta(minutes=n % 20_000),
        "stopped_at": NOON if n % 97 == 0 else None,
        "unreachable_at": NOON if n % 89 == 0 else None,
        "paused_until": NOON + timedelta(days=7) if n % 101 == 0 else None,
        "created_at": NOON,
    }


def table(found: Mapping[str, Mapping[str, float]]) -> str:
    """Return the figures in Markdown."""
    rows = ["| audience | people | median ms | worst ms |", "|---|---|---|---|"]
    rows += [
        f"| {name} | {one['people']:,} | {one['median']:.0f} | {one['worst']:.0f} |" for name, one in found.items()
    ]
    return "\n".join([*rows, f"| must | | <= {WITHIN:g} | |"])


def main() -> int:
    """Measure and print; return 1 where a count takes too long."""
    parser = argparse.ArgumentParser(prog="drom bench counts", description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--json", type=Path, help="write every figure to this file")
    parser.add_argument("--folder", default="", help="where the database is made (the system's place for such)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder or None, prefix="drom-bench-") as made:
        url = f"sqlite:///{Path(made) / 'counts.db'}"
        migrate(url, Path(made))
        found = measure(url, asked.people)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1))
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    where = f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors{load}"
    say(f"{where}, SQLite, {asked.people:,} people.\n\n{table(found)}", sys.stdout)
    return int(any(one["median"] > WITHIN for one in found.values()))


if __name__ == "__main__":
    sys.exit(main())
