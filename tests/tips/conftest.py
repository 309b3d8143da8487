"""One store, twice: every test of this folder that asks for ``store`` runs on SQLite and on PostgreSQL; a reader."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.house import Guest, living
from tests.storage.conftest import store, url
from tests.tips.reading import sow

__all__ = ["guest", "store", "url"]


@pytest.fixture
async def guest(tmp_path: Path) -> AsyncIterator[Guest]:
    """Return somebody who sews in Tirana, has just registered and reads their first tip."""
    async with living(tmp_path / "data") as house:
        await sow(house)
        found = Guest(house, hint="en")
        await found.register()
        yield found
