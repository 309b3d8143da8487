"""LISTEN and NOTIFY over a connection of its own, made anew whenever it breaks; it never knows a table.

Hails are not sent in the transaction they are about: PostgreSQL lets only one that notifies commit at a time.
"""

import asyncio
import contextlib
import logging
from functools import partial
from typing import Any, get_args

from sqlalchemy import URL

from storage.hails import Hail, Heard
from storage.postgres import postgres_engine

CHANNEL = "drom"
ALIVE_SECONDS = 10.0
"""How often a connection that is silent is asked whether it is still there."""
AGAIN_SECONDS = 1.0
ANSWER_SECONDS = 5.0
CLOSING_SECONDS = 2.0

_log = logging.getLogger(__name__)


class PostgresHails:
    """Hails among processes that are connected to one PostgreSQL database."""

    def __init__(self, url: str | URL) -> None:
        self._engine = postgres_engine(url, connections=1).execution_options(isolation_level="AUTOCOMMIT")
        self._wanted: set[Hail] = set()
        self._news = asyncio.Event()
        self._heard: Heard = lambda _: None
        self._task: asyncio.Task[None] | None = None
        self._closing = self._failing = False

    async def open(self, heard: Heard) -> None:
        """Begin to hear; while the server is away, hails wait and nothing is heard."""
        self._heard = heard
        self._task = asyncio.create_task(self._run(), name="hails")

    def hail(self, what: Hail) -> None:
        """Hail the others, soon."""
        self._wanted.add(what)
        self._news.set()

    async def close(self) -> None:
        """Hail what is still to be hailed, then let the connection go."""
        self._closing = True
        self._news.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=CLOSING_SECONDS)
            self._task.cancel()
            await asyncio.wait({self._task})
        await self._engine.dispose()

    async def _run(self) -> None:
        while not self._closing:
            try:
                await self._connected()
            except Exception as error:  # the network's, SQLAlchemy's, the driver's own: nothing here is of our making
                if not self._failing:
                    _log.warning("other processes are not heard: %s", type(error).__name__)
                self._failing = True
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._closed(), AGAIN_SECONDS)

    async def _connected(self) -> None:
        """Hear and hail over one connection until it breaks, which raises, or until the end."""
        async with self._engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            try:
                await driver.execute("SET synchronous_commit = off", timeout=ANSWER_SECONDS)  # a hail may be lost
                await driver.add_listener(CHANNEL, partial(self._hear, driver.get_server_pid()))
                driver.add_termination_listener(lambda _: self._news.set())
                self._failing = False
                for what in get_args(Hail):  # it may have been hailed while nobody heard
                    self._heard(what)
                self._news.set()  # what was to be hailed when the last connection broke
                while not (self._closing and not self._wanted):
                    await self._turn(driver)
            finally:
                driver.terminate()
                await connection.invalidate()

    async def _turn(self, driver: Any) -> None:
        """Wait for something to hail, and hail it; ask from time to time whether the server is there."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), ALIVE_SECONDS)
        self._news.clear()
        if driver.is_closed():
            raise ConnectionResetError
        wanted, self._wanted = self._wanted, set()
        try:
            if not wanted:
                await driver.execute("SELECT 1", timeout=ANSWER_SECONDS)
            for what in sorted(wanted):
                await driver.execute(f"NOTIFY {CHANNEL}, '{what}'", timeout=ANSWER_SECONDS)
        except Exception:
            self._wanted |= wanted
            raise

    def _hear(self, own: int, driver: Any, pid: int, channel: str, what: str) -> None:
        if pid != own and what in get_args(Hail):  # the driver, once closed, knows its own number no more
            self._heard(what)  # type: ignore[arg-type]

    async def _closed(self) -> None:
        while not self._closing:
            self._news.clear()
            await self._news.wait()
