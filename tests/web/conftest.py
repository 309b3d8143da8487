"""What every test of the console may ask for: a Drom before it, and a browser in which one of the team is signed in."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.web.console_house import Console, console


@pytest.fixture
async def drom(tmp_path: Path) -> AsyncIterator[Console]:
    """Return a whole Drom with a team of two organisations before the console."""
    async with console(tmp_path) as found:
        yield found


@pytest.fixture
async def browser(request: pytest.FixtureRequest, drom: Console) -> AsyncIterator[httpx.AsyncClient]:
    """Return the browser of our own administrator, or of whom the mark ``signed_in`` names."""
    mark = request.node.get_closest_marker("signed_in")
    async with await drom.signed_in(mark.args[0] if mark else "ours") as found:
        yield found
