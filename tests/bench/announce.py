"""``drom bench announce``: an announcement at Telegram's limits while people talk, by Drom and by its peer in turn.

The emulated Bot API enforces 30 messages in every second and one a second for a chat (six at once). Fifty people take
a turn each in ten seconds meanwhile. *Used* is the announcement's share of what the replies left of the rate. The peer
is python-telegram-bot with its ``AIORateLimiter`` and ``asyncio.gather``.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.bench.announce_load import RATE, STOPPED
from tests.bench.bots import DROM, PEER
from tests.bench.process import ROOT
from tests.bench.table import Row, as_text, middle
from tests.bench.turns import say

RECIPIENTS, SHORT = 5000, 240
LIMIT = 1200
Pair = tuple[float | None, float | None]


def orders(recipients: int, rounds: int) -> Iterator[dict[str, Any]]:
    """Order the bots in turn."""
    for _ in range(rounds):
        for bot in (DROM, PEER):
            yield {"bot": bot, "recipients": recipients, "talkers": 50, "turn_seconds": 10.0}


def measure(order: dict[str, Any]) -> dict[str, Any]:
    """Do one run in a process of its own and return its figures."""
    command = [sys.executable, "-m", "tests.bench.announce_load", json.dumps(order)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT, check=False)
    if done.returncode:
        return {**order, "failed": done.stderr[-2000:]}
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def rows(runs: Sequence[dict[str, Any]]) -> Iterator[Row]:
    """Return every metric; medians over the runs of a bot."""

    def of(*names: str, scale: float = 1.0) -> Pair:
        drom, peer = ([scale * _at(run, names) for run in _done(runs, bot) if names[0] in run] for bot in (DROM, PEER))
        return middle(drom), middle(peer)

    yield Row("used of what replies leave, %", of("used", scale=100), (95, 98), least=True, digits=2)
    yield Row("refused with 429", of("refused"), (0, 0), digits=0)
    yield Row("requests inside a pause asked for", of("early"), (0, 0), digits=0)
    yield Row("recipients reached", of("reached"), digits=0)
    yield Row("recipients reached twice", of("twice"), (0, 0), digits=0)
    yield Row("seconds from the first to the last", of("seconds"))
    yield Row("seconds it would ideally take", of("ideal"))
    yield Row("replies meanwhile", of("replies"), digits=0)
    for part in ("first", "last"):
        for share in ("p50", "p95", "p99"):
            bounds = (150.0, 50.0) if share == "p99" else None
            yield Row(f"{share} ms to the {part} message of a reply", of(part, share), bounds)
    yield Row("memory before, MB", of("memory_before"), digits=0)
    yield Row("memory at the most, MB", of("memory_peak"), (110, 90), digits=0)
    for word in ("pause", "cancel"):
        yield Row(f"{word}: last one after it is stored, s", of(word, "from_stored"), (2, 0.5), digits=2)
        yield Row(f"{word}: last one after the command began, s", of(word, "from_order"), digits=2)


def _at(run: dict[str, Any], names: Sequence[str]) -> float:
    value: Any = run
    for name in names:
        value = value[name]
    return float(value)


def _done(runs: Sequence[dict[str, Any]], bot: str) -> list[dict[str, Any]]:
    return [run for run in runs if run["bot"] == bot and "failed" not in run]


def heading(runs: Sequence[dict[str, Any]], loads: Sequence[float]) -> str:
    """Return what was measured where."""
    load = f", load {min(loads):.1f} to {max(loads):.1f}" if loads else ""
    return (
        f"{runs[0]['recipients']} recipients, {runs[0]['talkers']} people who take a turn each in "
        f"{runs[0]['turn_seconds']:g} s, {RATE} messages a second enforced; {STOPPED} more for pause and cancel. "
        f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors{load}. "
        "Drom: SQLite, synchronous=FULL, 8,16 slots. Peer: python-telegram-bot, AIORateLimiter, asyncio.gather."
    )


def broken(run: dict[str, Any]) -> bool:
    """Say whether a run of Drom does not hold what it must at any load: everybody once, nothing refused."""
    held = run.get("reached") == run["recipients"] and not (run["refused"] or run["twice"] or run["strange"])
    return run["bot"] == DROM and not held


def main() -> int:
    """Measure and print; return 1 where a run failed."""
    parser = argparse.ArgumentParser(prog="drom bench announce", description=__doc__)
    parser.add_argument("--short", action="store_true", help=f"{SHORT} recipients, for a smoke test")
    parser.add_argument("--recipients", type=int, default=RECIPIENTS)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", choices=(DROM, PEER))
    parser.add_argument("--json", type=Path, help="write every figure to this file")
    parser.add_argument("--folder", default="", help="where the databases are made (the system's place for such)")
    asked = parser.parse_args()
    began, runs, loads = time.monotonic(), list[dict[str, Any]](), list[float]()
    for order in orders(SHORT if asked.short else asked.recipients, asked.rounds):
        if asked.only and order["bot"] != asked.only:
            continue
        loads += _load()
        found = measure({**order, "folder": asked.folder, "stops": not asked.short})
        loads += _load()
        runs.append(found)
        say(_line(found), sys.stderr)
    if asked.json:
        asked.json.write_text(json.dumps(runs, indent=1))
    say(f"{heading(runs, loads)} {time.monotonic() - began:.0f} s.\n\n{as_text(list(rows(runs)))}", sys.stdout)
    return 1 if any("failed" in run or broken(run) for run in runs) else 0


def _load() -> list[float]:
    return [os.getloadavg()[0]] if hasattr(os, "getloadavg") else []


def _line(run: dict[str, Any]) -> str:
    if "failed" in run:
        return f"{run['bot']}: FAILED {run['failed']}"
    told = f"{100 * run['used']:.1f} % used, {run['refused']} refused, replies p99 {run['first']['p99']:.0f} ms"
    return f"{run['bot']}: {run['reached']} of {run['recipients']} in {run['seconds']:.0f} s, {told}"


if __name__ == "__main__":
    sys.exit(main())
