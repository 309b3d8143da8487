"""SQLite behind one writer thread that commits what has gathered together; it never knows a table.

Measured on two cores with ``synchronous=FULL``: see ``drom bench turns``. A failing work rolls back to its savepoint
and hurts nobody else (``sqlite_group.py``); a failing commit is told to all of its group, as StorageDown.
"""

import asyncio
import contextlib
import json
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal, cast

from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool, create_engine, event

from storage.down import StorageDown, down
from storage.probe import probe
from storage.same_file import SameFile
from storage.sqlite_group import Job, Result, apart, carried, finished
from storage.works import Finish, T, Work

GROUP = 64
"""How many works share one commit at most; bounds how long the first of them waits."""
STILL_SECONDS = 0.03
"""For how long the event loop stands still at most while works run, so that long ones keep nobody else waiting."""
READERS = 4
"""How many reads may run beside each other."""
BUSY_SECONDS = 5.0
"""How long another process may hold the file before we say that it is locked."""

Synchronous = Literal["FULL", "NORMAL"]
"""When a commit is on disk (sqlite.org/pragma.html): FULL at once, NORMAL perhaps only later."""

_log = logging.getLogger(__name__)
_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # json.dumps makes one each time
CACHE_KIB = 1000
"""What each connection keeps of the file: a group's pages. The system keeps the rest; SQLite would take twice this."""


def sqlite_engine(
    path: Path,
    *,
    reading: bool = False,
    foreign_keys: bool = True,
    busy_seconds: float = BUSY_SECONDS,
    synchronous: Synchronous = "FULL",
) -> Engine:
    """Return an engine whose every connection is safe: WAL, FULL, secure delete, and a write lock from the start.

    A reading engine refuses writes and holds no lock. ``foreign_keys=False`` is for migrations alone.
    """
    pool: dict[str, Any] = {"poolclass": QueuePool, "pool_size": READERS} if reading else {"poolclass": NullPool}
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        connect_args={"timeout": busy_seconds, "isolation_level": None, "check_same_thread": False},
        json_serializer=_compact,
        hide_parameters=True,  # names and texts must not get into tracebacks
        **pool,
    )

    def prepare(raw: Any, _record: object) -> None:
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute(f"PRAGMA synchronous={synchronous}")
        raw.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        raw.execute("PRAGMA secure_delete=ON")
        raw.execute("PRAGMA temp_store=MEMORY")  # no sorted names in temporary files
        raw.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        raw.execute(f"PRAGMA query_only={'ON' if reading else 'OFF'}")

    event.listen(engine, "connect", prepare)
    # A transaction that reads before it writes fails at once, despite the timeout, unless it begins as a writer.
    begin = "BEGIN" if reading else "BEGIN IMMEDIATE"

    def start(dbapi_connection: Any) -> None:
        dbapi_connection.execute(begin)

    engine.dialect.do_begin = start  # type: ignore[method-assign]  # a listener costs every statement 2 us
    return engine


class SqliteStore:
    """One file, one writing thread, a few reading ones."""

    dialect = "sqlite"

    def __init__(
        self,
        path: Path | str,
        *,
        group: int = GROUP,
        busy_seconds: float = BUSY_SECONDS,
        synchronous: Synchronous = "FULL",
    ) -> None:
        self._group_size = group
        self._waiting: list[Job] = []
        self._in_hand = 0
        self._groups: queue.SimpleQueue[list[Job] | None] = queue.SimpleQueue()
        self._worked = threading.Event()
        self._finish: Finish | None = None
        self._thread: threading.Thread | None = None
        self._open = False
        self.writer = sqlite_engine(Path(path), busy_seconds=busy_seconds, synchronous=synchronous)
        self.reader = sqlite_engine(Path(path), reading=True, busy_seconds=busy_seconds)
        self._writer = _Writer(self.writer, Path(path))

    @property
    def commits(self) -> int:
        """Return how many groups have been committed since ``open``."""
        return self._writer.commits

    async def open(self) -> None:
        """Start the threads and prove that the file can be written; raises StorageDown."""
        self._loop, self._idle = asyncio.get_running_loop(), asyncio.Event()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="store-read")
        self._thread = threading.Thread(target=self._serve, name="store-write", daemon=True)
        self._open = True
        self._thread.start()
        try:
            await self.run(probe)
        except StorageDown:
            await self.close()
            raise

    async def close(self) -> None:
        """Finish the works that wait, then let the file go."""
        thread, self._thread, self._open = self._thread, None, False
        if thread is None:
            return
        if self._waiting or self._in_hand:
            self._idle.clear()
            await self._idle.wait()
        self._groups.put(None)
        await asyncio.to_thread(thread.join)
        await asyncio.to_thread(self._readers.shutdown)
        self.reader.dispose()

    def finish_with(self, finish: Finish) -> None:
        """Set what is added at the end of each group; called in the writing thread."""
        self._finish = finish

    async def run(self, work: Work[T]) -> T:
        """Run a work in the next group; returns after its commit is on disk."""
        self._check_open()
        future: asyncio.Future[T] = self._loop.create_future()
        self._waiting.append((work, future))
        if len(self._waiting) == 1 and not self._in_hand:
            self._loop.call_soon(self._hand_over)
        return await future

    async def run_first(self, work: Work[T]) -> T:
        """Run a work in the next group: it waits for one commit at most where fewer works wait than a group has."""
        return await self.run(work)

    async def read(self, work: Work[T]) -> T:
        """Run a reading work on a snapshot, beside the writer."""
        self._check_open()
        return await self._loop.run_in_executor(self._readers, self._read, work)

    async def checkpoint(self) -> bool:
        """Move the write-ahead log into the file and empty it, so that no deleted row remains in it."""
        self._check_open()
        return await self._loop.run_in_executor(self._readers, _truncate, self.writer)

    def _check_open(self) -> None:
        if not self._open:
            raise StorageDown("gone", "the store is closed")

    def _read(self, work: Work[T]) -> T:
        try:
            with self.reader.begin() as connection:
                return work(connection)
        except Exception as error:
            told = carried(error)
            if told is error or (isinstance(told, StorageDown) and told.reason == "readonly"):
                raise  # a work that writes here is at fault, not the database
            raise told from error

    def _hand_over(self) -> None:
        """Give the writing thread what waits, and stand still for a moment while it works, until it commits.

        Two threads that both run Python take the interpreter from each other at every statement, which costs more
        than what they do beside each other (`drom bench turns`); only the commit itself is no Python.
        """
        jobs = self._waiting[: self._group_size]
        del self._waiting[: len(jobs)]
        self._in_hand = len(jobs)
        self._worked.clear()
        self._groups.put(jobs)
        self._worked.wait(STILL_SECONDS)

    def _serve(self) -> None:
        while (jobs := self._groups.get()) is not None:
            results, after = self._writer.commit(jobs, self._finish, self._worked.set)
            self._worked.set()  # where it failed before
            # Without a loop there is nobody left to tell.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._settle, results, after)
        self._writer.drop()

    def _settle(self, results: list[Result], after: Callable[[], None] | None) -> None:
        """Tell whoever waits what became of a group, let them go on, and then begin the next one."""
        self._in_hand = 0
        try:
            _deliver(results, after)
        finally:
            if self._waiting:
                self._loop.call_soon(self._hand_over)
            else:
                self._idle.set()


class _Writer:
    """The connection of the writing thread, made anew after trouble."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self.commits = 0
        self._engine = engine
        self._file = SameFile(path)
        self._connection: Connection | None = None

    def commit(
        self, jobs: list[Job], finish: Finish | None, worked: Callable[[], None]
    ) -> tuple[list[Result], Callable[[], None] | None]:
        """Run jobs in one transaction; return what each caller gets, and what to call after it.

        ``worked`` is called when only the commit is left.
        """
        try:
            self._file.check()
            connection = self._connection = self._connection or self._engine.connect()
            with connection.begin():
                raw = cast("Any", connection.connection.driver_connection)
                results = [apart(connection, raw, job) for job in jobs]
                after = finished(connection, raw, finish) if finish else None
                worked()
            self.commits += 1
        except BaseException as error:  # the thread must live on, whatever a work does
            trouble = down(error) or StorageDown("gone", type(error).__name__)
            if trouble.reason != "removed":  # closing the last connection deletes a log by its name, perhaps another's
                self.drop()
            return [(future, trouble.again(error), None) for _, future in jobs], None
        return results, after

    def drop(self) -> None:
        """Let the connection go; whatever was not committed is rolled back."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(Exception):
                connection.invalidate()
            connection.close()


def _deliver(results: list[Result], after: Callable[[], None] | None) -> None:
    for future, error, value in results:
        if future.done():  # its caller was cancelled; the work stands
            continue
        if error is None:
            future.set_result(value)
        else:
            future.set_exception(error)
    if after is not None:
        after()


def _truncate(engine: Engine) -> bool:
    with contextlib.closing(engine.raw_connection()) as raw:
        busy, _, _ = raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()  # type: ignore[union-attr]
    return not busy
