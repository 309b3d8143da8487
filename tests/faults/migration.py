"""Kills inside a migration of many people in the middle of every screen: the old tables or the new, never half."""

import asyncio
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from flows import BOOK
from flows.core.session import Frame, Session
from flows.core.states import ID, VERSION, Listening, Pick
from flows.core.upgrade import upgrade
from flows.core.values import Offer
from storage.migrate import head, prepared
from storage.sqlite import sqlite_engine
from tests.faults.ledger import Ledger
from tests.faults.proof import Proof
from tests.faults.trial import report
from tests.process.programs import ROOT, environment

BEFORE = "0001"
"""The revision that is brought up."""
MESSAGES = 4
"""How many messages each person has written, and got."""
MOST_SECONDS = 60.0
THING = {ID: "1", VERSION: "1"}
"""What a card is about, for screens that are cards."""
AT = "2026-11-01 12:00:00.000000"
TABLES = "SELECT name FROM sqlite_master WHERE type IN ('table', 'index') AND name NOT LIKE 'sqlite_%' ORDER BY name"
SESSIONS = "SELECT id, session FROM contact ORDER BY id"


def screens() -> list[Session]:
    """Return a session at every state of every flow in which somebody may be asked something."""
    found = []
    for flow in BOOK.flows.values():
        for state in flow.states:
            if isinstance(state, Listening):
                offers = (Offer("1", "one", ""),) if isinstance(state, Pick) else ()
                found.append(Session(Frame(flow.name, flow.version, state.name, THING, offers)))
    return found


def build(path: Path, people: int) -> None:
    """Make a database of the old revision with so many people, spread over every screen, and their messages."""
    engine = sqlite_engine(path, foreign_keys=False)
    with engine.begin() as connection:
        prepared(connection, to=BEFORE)
    engine.dispose()
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("BEGIN")
        raw.executemany(
            "INSERT INTO person (id, name, registered_at, created_at) VALUES (?, ?, ?, ?)",
            ((number, f"Person {number}", AT, AT) for number in range(1, people + 1)),
        )
        raw.executemany(
            "INSERT INTO contact (id, channel, address, person_id, language, session, created_at)"
            " VALUES (?, 'telegram', ?, ?, 'en', ?, ?)",
            _contacts(people),
        )
        raw.executemany(
            "INSERT INTO inbox (channel, key, contact_id, seq, kind, payload, state, received_at, next_at)"
            " VALUES ('telegram', ?, ?, ?, 'text', '{\"text\":\"hello\"}', 'done', ?, ?)",
            ((f"k{number}", number % people + 1, number, AT, AT) for number in range(people * MESSAGES)),
        )
        raw.executemany(
            "INSERT INTO outbox (channel, contact_id, address, lane, kind, payload, state, next_at, created_at)"
            " VALUES ('telegram', ?, ?, 0, 'reply', '{\"text\":\"What do you want?\"}', ?, ?, ?)",
            (_message(number, people) for number in range(people * MESSAGES)),
        )
        raw.execute("COMMIT")


def _contacts(people: int) -> Iterator[tuple[Any, ...]]:
    sessions = cycle([json.dumps(session.to_json()) for session in screens()])
    for number, session in enumerate(islice(sessions, people), start=1):
        yield number, str(100_000 + number), number, session, AT


def _message(number: int, people: int) -> tuple[Any, ...]:
    whose = number % people + 1
    return whose, str(100_000 + whose), "waiting" if number % 50 == 0 else "sent", AT, AT


def begin(data: Path) -> "subprocess.Popen[bytes]":
    """Start ``drom migrate``."""
    settings = {"DROM_DATA_DIR": str(data), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot", "migrate"]
    return subprocess.Popen(command, env=environment(settings), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(data: Path) -> tuple[float, str]:
    """Migrate to the end; return the seconds it took, and what went wrong."""
    began = time.monotonic()
    running = begin(data)
    _, said = running.communicate(timeout=10 * MOST_SECONDS)
    wrong = f"migrate ended with {running.returncode}: {said.decode()[-300:]}" if running.returncode else ""
    return time.monotonic() - began, wrong


def kill(data: Path, after: float) -> None:
    """Start a migration and kill it after so many seconds."""
    running = begin(data)
    time.sleep(after)
    running.kill()
    running.communicate()


def state(ledger: Ledger) -> tuple[str, list[str]]:
    """Return a database's revision and all its tables and indexes."""
    revision = str(ledger.rows("SELECT version_num FROM alembic_version")[0][0])
    return revision, [str(name) for (name,) in ledger.rows(TABLES)]


def stuck(ledger: Ledger) -> list[str]:
    """Return what is wrong with the open conversations: each must be where it was, and go on."""
    wanted = screens()
    found = []
    for number, text in ledger.rows(SESSIONS):
        session = wanted[(number - 1) % len(wanted)]
        if upgrade(BOOK, Session.from_json(json.loads(text))) != session:
            found.append(f"contact {number} is not at {session.here.flow}.{session.here.state}")
    return found


def copied(data: Path) -> list[str]:
    """Return what is wrong with the copy that is made before a migration."""
    copy = data / "backups" / f"drom-{BEFORE}.db"
    if not copy.exists():
        return ["no copy was made first"]
    ledger = Ledger(copy)
    said, revision = ledger.integrity(), state(ledger)[0]
    return [] if (said, revision) == ("ok", BEFORE) else [f"the copy is {said}, at revision {revision}"]


def attempt(folder: Path, seed: int, kills: int, people: int) -> dict[str, Any]:
    """Do the whole trial."""
    chance = random.Random(seed)
    whole, data, kept = folder / "whole", folder / "killed", folder / "old.db"
    build(kept, people)
    for one in (whole, data):
        lay(kept, one)
    seconds, wrong = finish(whole)
    defects = [wrong] if wrong else []
    ledger = Ledger(data / "drom.db")
    old, new = state(ledger), state(Ledger(whole / "drom.db"))
    left_old = 0
    for number in range(kills):
        kill(data, chance.uniform(0.3, 1.1) * seconds)
        found = state(ledger)
        left_old += found == old
        if found not in (old, new) or ledger.integrity() != "ok":
            defects.append(f"kill {number + 1}: half a migration, at revision {found[0]}")
        if found == new:
            lay(kept, data)
    _, wrong = finish(data)
    defects += [wrong] if wrong else []
    defects += copied(whole) + stuck(ledger) + stuck(Ledger(whole / "drom.db"))
    if new[0] != head() or old[0] == new[0] or state(ledger) != new:
        defects.append(f"the revisions are {old[0]} and {new[0]}")
    defects += [f"{name} lost rows" for name in ("person", "inbox", "outbox") if ledger.count(name) < people]
    if seconds > MOST_SECONDS:
        defects.append(f"the migration took {seconds:.1f} s")
    size = round(os.path.getsize(whole / "drom.db") / 1e6)
    figures = {"seed": seed, "kills": kills, "left_old": left_old, "people": people, "screens": len(screens())}
    return report(**figures, megabytes=size, migration_seconds=round(seconds, 2), defects=defects)


def lay(kept: Path, data: Path) -> None:
    """Put the old database into a folder, in place of any other: a kill needs something to break."""
    data.mkdir(exist_ok=True)
    for path in data.glob("drom.db*"):
        path.unlink()
    shutil.copyfile(kept, data / "drom.db")


async def run(folder: Path, *, seed: int, kills: int, people: int) -> dict[str, Any]:
    """Do the trial beside the loop."""
    return await asyncio.to_thread(attempt, folder, seed, kills, people)


PROOF = Proof(
    "migration",
    "D14",
    "a migration that is killed leaves the old tables or the new, and nobody stuck",
    run,
    full={"kills": 20, "people": 50_000},
    short={"kills": 2, "people": 1_000},
)
