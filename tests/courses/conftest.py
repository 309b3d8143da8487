"""What tests of courses share: a house where the courses that come with Drom are loaded, and somebody in it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.house import Guest, House, living
from tests.storage.conftest import store, url

__all__ = ["ana", "school", "store", "url"]


@pytest.fixture
async def school(tmp_path: Path) -> AsyncIterator[House]:
    """Return a house with the courses."""
    async with living(tmp_path / "data") as house:
        await house.core.load_content()
        yield house


@pytest.fixture
async def ana(school: House) -> Guest:
    """Return a member who reads English."""
    guest = Guest(school, hint="en")
    await guest.register()
    return guest
