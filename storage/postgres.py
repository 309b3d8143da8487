"""PostgreSQL behind a pool of connections, one transaction a work; it never knows a table."""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from functools import partial
from typing import Any

from sqlalchemy import URL, Connection, ExceptionContext, event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.down import StorageDown, down
from storage.probe import probe
from storage.works import Finish, T, Work

CONNECTIONS = 16
"""How many transactions run beside each other, but for what goes first."""
TRIES = 5
"""How often a work is tried that lost against another one, or whose connection was found dead."""
PAUSE = 0.02
"""Seconds before the second try; doubled before each further one."""

ANSWER_SECONDS = 60.0
"""How long a statement may take; after that the server counts as gone (a cut cable shows no other way)."""
LIMITS = {
    "application_name": "drom",
    "jit": "off",  # our statements are short
    # A process that stands still must let go of the people it had in hand, and one whose machine is gone too.
    "idle_in_transaction_session_timeout": "20s",
    "statement_timeout": "55s",
    "tcp_keepalives_idle": "20",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
"""What the server is told of our connections (PostgreSQL manual, section 19)."""

_log = logging.getLogger(__name__)
_After = Callable[[], None] | None
_SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def postgres_engine(url: str | URL, *, connections: int = CONNECTIONS, patient: bool = False) -> AsyncEngine:
    """Return an engine for asyncpg, whatever driver the URL names; ``patient`` sets no limits (migrations)."""
    limits = {} if patient else {"command_timeout": ANSWER_SECONDS, "server_settings": LIMITS}
    engine = create_async_engine(
        make_url(url).set(drivername="postgresql+asyncpg"),
        pool_size=connections,
        max_overflow=0,
        pool_timeout=10,
        connect_args={"timeout": 10, **limits},
        json_serializer=partial(json.dumps, ensure_ascii=False, separators=(",", ":")),
        hide_parameters=True,  # names and texts must not get into tracebacks
    )
    event.listen(engine.sync_engine, "handle_error", _hide_values)
    return engine


def _hide_values(context: ExceptionContext) -> None:
    """Take the values of the row out of an error: PostgreSQL says ``Key (address)=(...) already exists``."""
    for error in (context.sqlalchemy_exception, context.original_exception, context.original_exception.__cause__):
        if error is not None and error.args and isinstance(error.args[0], str):
            error.args = (error.args[0].partition("\nDETAIL:")[0], *error.args[1:])
        if getattr(error, "detail", None):
            error.detail = None  # type: ignore[union-attr]


class PostgresStore:
    """One database on a server, shared by several processes."""

    dialect = "postgresql"

    def __init__(self, url: str | URL, *, connections: int = CONNECTIONS) -> None:
        self.engine = postgres_engine(url, connections=connections)
        self._kept_free = postgres_engine(url, connections=1)
        self._finish: Finish | None = None
        self._running: set[asyncio.Task[Any]] = set()
        self._open = False
        self.commits = 0

    async def open(self) -> None:
        """Prove that the server takes writes; raises StorageDown."""
        self._open = True
        try:
            await self.run(probe)
        except StorageDown:
            await self.close()
            raise

    async def close(self) -> None:
        """Finish the works that run, then disconnect."""
        self._open = False
        while self._running:
            await asyncio.wait(self._running)
        await self.engine.dispose()
        await self._kept_free.dispose()

    def finish_with(self, finish: Finish) -> None:
        """Set what is added at the end of each transaction."""
        self._finish = finish

    async def run(self, work: Work[T]) -> T:
        """Run a work in its own transaction, again where it lost against another one."""
        return await self._run(work, self.engine)

    async def run_first(self, work: Work[T]) -> T:
        """Run a work over a connection that is kept free for it, however many works wait for one of the others."""
        return await self._run(work, self._kept_free)

    async def _run(self, work: Work[T], engine: AsyncEngine) -> T:
        result = await self._whole(partial(self._retried, partial(self._write, work, engine)))
        self.commits += 1
        return result

    async def read(self, work: Work[T]) -> T:
        """Run a reading work on a snapshot."""
        return await self._whole(partial(self._retried, partial(self._read, work), reading=True))

    async def checkpoint(self) -> bool:
        """Do nothing: the server keeps its own write-ahead log."""
        return True

    async def _whole(self, doing: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Let a transaction reach its end although its caller is cancelled: a connection cut off inside it is lost."""
        if not self._open:
            raise StorageDown("gone", "the store is closed")
        task = asyncio.create_task(doing())
        self._running.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # a cancelled caller does not fetch it

    async def _retried(self, once: Callable[[], Coroutine[Any, Any, T]], *, reading: bool = False) -> T:
        tries = 1
        while True:
            try:
                return await once()
            except Exception as error:
                if tries == TRIES or not _passing(error):
                    trouble = down(error)
                    if trouble is None or (reading and trouble.reason == "readonly"):
                        raise  # a work that writes where it must only read is at fault, not the database
                    raise trouble.again(error) from error
            await asyncio.sleep(PAUSE * 2 ** (tries - 1))
            tries += 1

    @contextlib.asynccontextmanager
    async def _connected(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        try:
            connection = await engine.connect()
        except OSError as error:  # only here: in a work it would be the work's own
            raise StorageDown("gone", type(error).__name__) from error
        try:
            yield connection
        finally:
            await connection.close()

    async def _write(self, work: Work[T], engine: AsyncEngine) -> T:
        async with self._connected(engine) as connection:
            value, after = await _answered(connection, partial(self._finished, work=work))
            try:
                await connection.commit()
            except Exception as error:
                if _rolled_back(error):
                    raise
                await connection.invalidate()  # it may still be inside the transaction
                raise StorageDown("gone", "whether the last commit was kept is unknown") from error
        if after is not None:
            asyncio.get_running_loop().call_soon(after)
        return value

    def _finished(self, connection: Connection, work: Work[T]) -> tuple[T, _After]:
        value = work(connection)
        if self._finish is None:
            return value, None
        try:
            with connection.begin_nested():
                return value, self._finish(connection)
        except Exception as error:
            if down(error):  # the transaction itself is lost
                raise
            _log.exception("the end of a transaction failed; its work is kept")
        return value, None

    async def _read(self, work: Work[T]) -> T:
        async with self._connected(self.engine) as connection:
            await connection.execute(_SNAPSHOT)
            return await _answered(connection, work)


async def _answered(connection: AsyncConnection, work: Work[T]) -> T:
    """Run a work; where the server gives no answer let the connection go, for nothing more is heard on it."""
    try:
        return await connection.run_sync(work)
    except TimeoutError as error:
        await connection.invalidate()
        raise StorageDown("gone", f"no answer in {ANSWER_SECONDS:g} s") from error


def _rolled_back(error: Exception) -> bool:
    """Say whether the server gave a transaction up for the sake of another one (SQLSTATE class 40)."""
    return isinstance(error, DBAPIError) and str(getattr(error.orig, "sqlstate", None)).startswith("40")


def _passing(error: Exception) -> bool:
    """Say whether the same work may succeed at once: it lost a conflict, or its pooled connection had died."""
    return _rolled_back(error) or (isinstance(error, DBAPIError) and error.connection_invalidated)
