"""The media service on a fresh database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.databases import passing_store, postgres_url, sqlite_url
from tests.media.house import House


@pytest.fixture
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    """Give a house on SQLite, or on PostgreSQL where a test asks for ``BOTH``."""
    store = passing_store(postgres_url() if getattr(request, "param", "") == "postgresql" else sqlite_url(tmp_path))
    await store.open()
    yield House(store, tmp_path)
    await store.close()
