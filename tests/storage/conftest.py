"""One store, twice: every test of this folder that asks for ``store`` runs on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from storage.store import Store
from tests.databases import passing_store, postgres_url, sqlite_url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a new database with all tables."""
    return sqlite_url(tmp_path) if request.param == "sqlite" else postgres_url()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[bool], str]:
    """Return a function that makes a database, empty or not, and gives its URL."""
    if request.param == "sqlite":
        return lambda empty: sqlite_url(tmp_path, empty=empty)
    return lambda empty: postgres_url(empty=empty)


@pytest_asyncio.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """Give an open store, and close it."""
    found = passing_store(url)
    await found.open()
    yield found
    await found.close()
