"""What every test of voices may ask for: a Drom that speaks with a maker of notes that has no voice."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.house import House, living
from tests.voices.mouth import Mouth


@pytest.fixture
def mouth() -> Mouth:
    """Return what makes the notes of ``house``."""
    return Mouth()


@pytest.fixture
async def house(tmp_path: Path, mouth: Mouth) -> AsyncIterator[House]:
    """Return a whole Drom that speaks."""
    async with living(tmp_path, maker=mouth) as found:
        yield found
