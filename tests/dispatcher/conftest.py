"""A stage for every test that asks for one, struck when the test is over."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from storage.store import Store
from tests.databases import passing_store, postgres_url, sqlite_url
from tests.dispatcher.stage import Stage, new_stage


@pytest_asyncio.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Give a stage; whoever still sends at the end is stopped."""
    found = new_stage(tmp_path)
    yield found
    found.store.trouble = None
    for dispatcher in found.dispatchers:
        await dispatcher.stop()
    await found.store.close()


@pytest_asyncio.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """Give a real store with all tables."""
    found = passing_store(sqlite_url(tmp_path) if request.param == "sqlite" else postgres_url())
    await found.open()
    yield found
    await found.close()
