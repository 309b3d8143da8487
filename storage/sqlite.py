"""SQLite behind one writer thread that commits what has gathered together; it never knows a table.

Measured on two cores with ``synchronous=FULL``: see ``drom bench turns``. A failing work rolls back to its savepoint
and hurts nobody else; a failing commit is told to all of its group, as StorageDown.
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
from storage.works import Finish, T, Work

GROUP = 64
"""How many works share one commit at most; bounds how long the first of them waits."""
READERS = 4
"""How many reads may run beside each other."""
BUSY_SECONDS = 5.0
"""How long another process may hold the file before we say that it is locked."""

Synchronous = Literal["FULL", "NORMAL"]
"""When a commit is on disk (sqlite.org/pragma.html): FULL at once, NORMAL perhaps only later."""

_log = logging.getLogger(__name__)
_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # json.dumps makes one each time
_Job = tuple[Work[Any], "asyncio.Future[Any]"]
_Result = tuple["asyncio.Future[Any]", BaseException | None, Any]
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
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
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
        self._loop = asyncio.get_running_loop()
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
        self._jobs.put(None)
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
        self._jobs.put((work, future))
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
            told = _carried(error)
            if told is error or (isinstance(told, StorageDown) and told.reason == "readonly"):
                raise  # a work that writes here is at fault, not the database
            raise told from error

    def _serve(self) -> None:
        writer = self._writer
        more = True
        while more:
            jobs, more = self._gather()
            if jobs:
                results, after = writer.commit(jobs, self._finish)
                # Without a loop there is nobody left to tell.
                with contextlib.suppress(RuntimeError):
                    self._loop.call_soon_threadsafe(_deliver, results, after)
        writer.drop()

    def _gather(self) -> tuple[list[_Job], bool]:
        """Wait for a job and take those that wait with it; False once the store is closing."""
        job = self._jobs.get()
        jobs: list[_Job] = []
        with contextlib.suppress(queue.Empty):
            while job is not None:
                jobs.append(job)
                if len(jobs) == self._group_size:
                    return jobs, True
                job = self._jobs.get_nowait()
            return jobs, False
        return jobs, True


class _Writer:
    """The connection of the writing thread, made anew after trouble."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self.commits = 0
        self._engine = engine
        self._file = SameFile(path)
        self._connection: Connection | None = None

    def commit(self, jobs: list[_Job], finish: Finish | None) -> tuple[list[_Result], Callable[[], None] | None]:
        """Run jobs in one transaction; return what each caller gets, and what to call after it."""
        try:
            self._file.check()
            connection = self._connection = self._connection or self._engine.connect()
            with connection.begin():
                raw = cast("Any", connection.connection.driver_connection)
                results = [_apart(connection, raw, job) for job in jobs]
                after = _finish(connection, raw, finish) if finish else None
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


def _apart(connection: Connection, raw: Any, job: _Job) -> _Result:
    """Run one job in a savepoint; raises StorageDown when the whole transaction is lost."""
    work, future = job
    raw.execute("SAVEPOINT work")
    try:
        value = work(connection)
    except BaseException as error:
        _roll_back(raw, down(error))
        return future, _carried(error), None
    if not raw.in_transaction:
        raise StorageDown("gone", "a work ended the transaction")
    raw.execute("RELEASE work")
    return future, None, value


def _carried(error: BaseException) -> BaseException:
    """Return what a caller is told: the trouble with the database, or the work's own error."""
    if isinstance(error, StopIteration):  # no future can carry it
        return RuntimeError("a work ran out of something to iterate")
    trouble = down(error)
    return trouble.again(error) if trouble else error


def _roll_back(raw: Any, trouble: StorageDown | None) -> None:
    # SQLite itself rolls everything back after some errors (sqlite.org/lang_transaction.html, section 3).
    if not raw.in_transaction:
        raise trouble or StorageDown("gone", "a work ended the transaction")
    raw.execute("ROLLBACK TO work")
    raw.execute("RELEASE work")


def _finish(connection: Connection, raw: Any, finish: Finish) -> Callable[[], None] | None:
    raw.execute("SAVEPOINT work")
    try:
        after = finish(connection)
    except BaseException as error:
        _roll_back(raw, down(error))
        _log.exception("the end of a group failed; its works are kept")
        return None
    raw.execute("RELEASE work")
    return after


def _deliver(results: list[_Result], after: Callable[[], None] | None) -> None:
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
