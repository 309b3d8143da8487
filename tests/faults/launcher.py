"""Drom as a program into which trouble is put from outside: ``python -m tests.faults.launcher run``.

Files in the folder that ``FAULTS_FOLDER`` names say what, at any time; the product knows nothing of them.

- ``point``: a number, and a word that makes it new. From then on every step is counted, before it and after it: a
  commit, a request to a provider. At that count the process is gone, as after ``kill -9``; ``died`` then holds the
  moment and the step. 0 only counts.
- ``statements``: while it is there, every statement is a step too.
- ``trouble``: SQL that is run on the connection at the beginning of each writing transaction (a full disk, say).
- ``ahead``: seconds by which the clock is ahead; the one that is never moved is not.
- ``calls``: while it is there, every request to a provider adds its moment, in monotonic seconds, and its method.

``FAULTS_HURRY`` divides the pauses before a message in doubt is sent again, for tests that must be short.
"""

import os
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.default import DefaultDialect

from bot.channels.wire import Answer, Wire
from bot.cli import main
from bot.clock import SystemClock
from bot.services import resend
from tests.faults.orders import FOLDER, GONE, HURRY, whole


class Points:
    """Counts steps while ``point`` is there, and ends the process at that count."""

    def __init__(self, folder: Path) -> None:
        self._point, self._died, self._seen = folder / "point", folder / "died", folder / "seen"
        self._lock = threading.Lock()
        self._count, self._order = 0, ""

    def reach(self, step: str) -> None:
        """Count a step; never returns where it is the last one."""
        with self._lock:
            try:
                order = self._point.read_text()
                self._count, self._order = self._count + 1 if order == self._order else 1, order
                if self._count == int(order.split()[0]):
                    self._point.unlink()  # whoever takes it away first decides: this death, or nobody's any more
                    self._died.write_text(f"{time.monotonic()} {step}")
                    os._exit(GONE)
            except FileNotFoundError:
                return
            whole(self._seen, str(self._count))


def put_points(points: Points, folder: Path) -> None:
    """Make every commit and every request a step before and after it."""
    ask, commit = Wire.ask, cast("Callable[[Any, Any], None]", DefaultDialect.do_commit)

    async def counted(self: Wire, method: str, url: str, *rest: Any, **more: Any) -> Answer:
        name = f"{method} {url.partition('?')[0].rpartition('/')[2]}"
        points.reach(f"before {name}")
        try:
            return await ask(self, method, url, *rest, **more)
        finally:
            points.reach(f"after {name}")

    def committed(self: DefaultDialect, connection: Any) -> None:
        writes = not threading.current_thread().name.startswith("store-read")
        if writes:
            points.reach("before commit")
        commit(self, connection)
        if writes:
            points.reach("after commit")

    def stated(*_: Any) -> None:
        if (folder / "statements").exists():
            points.reach("before a statement")

    Wire.ask = counted  # type: ignore[method-assign]
    DefaultDialect.do_commit = committed  # type: ignore[method-assign]
    event.listen(Engine, "before_cursor_execute", stated)


def put_trouble(folder: Path) -> None:
    """Run what ``trouble`` says at the beginning of each writing transaction."""

    def trouble(connection: Connection) -> None:
        asked = folder / "trouble"
        if asked.exists() and not threading.current_thread().name.startswith("store-read"):
            raw: Any = connection.connection.driver_connection
            raw.execute(asked.read_text())

    event.listen(Engine, "begin", trouble)


def put_calls(folder: Path) -> None:
    """Write down when each request to a provider is made."""
    ask, calls = Wire.ask, folder / "calls"

    async def noted(self: Wire, method: str, url: str, *rest: Any, **more: Any) -> Answer:
        if calls.exists():
            with calls.open("a") as file:
                file.write(f"{time.monotonic()} {url.rpartition('/')[2]}\n")
        return await ask(self, method, url, *rest, **more)

    Wire.ask = noted  # type: ignore[method-assign]


def put_clock(folder: Path) -> None:
    """Let every clock be ahead by what ``ahead`` says."""
    ahead, now = folder / "ahead", SystemClock.now

    def moved(self: SystemClock) -> datetime:
        by = float(ahead.read_text()) if ahead.exists() else 0.0
        return now(self) + timedelta(seconds=by)

    SystemClock.now = moved  # type: ignore[method-assign]


def put(folder: Path) -> None:
    """Put everything in."""
    put_points(Points(folder), folder)
    put_trouble(folder)
    put_calls(folder)
    put_clock(folder)
    hurry = float(os.environ.get(HURRY, "1"))
    resend.PAUSES = tuple(pause / hurry for pause in resend.PAUSES)  # type: ignore[assignment]


# Not only where this is the program: a process that the program spawns imports it under another name.
if FOLDER in os.environ:
    put(Path(os.environ[FOLDER]))

if __name__ == "__main__":
    main()
