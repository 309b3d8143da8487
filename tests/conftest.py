"""What every test may ask for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.house import House, living


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Return a whole Drom in this process."""
    async with living(tmp_path / "data") as found:
        yield found
