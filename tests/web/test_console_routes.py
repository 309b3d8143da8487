"""Every page that the console serves is one that is looked at in a browser; a new one fails here until it is."""

import re
from pathlib import Path

import pytest

from bot.web.console.frame import Paper
from bot.web.console.pages import ENTRIES
from tests.web.console_full import PATHS, opens, routes
from tests.web.console_house import console

FILES = {f"/console{one.path}" for one in ENTRIES if isinstance(one, Paper)}


@pytest.mark.asyncio
async def test_each_page_is_looked_at_in_a_browser(tmp_path: Path) -> None:
    looked = ["/console" + re.sub(r"\{\w+\}", "1", path) for path in PATHS] + ["/console/nothing/is/here"]
    async with console(tmp_path) as drom:
        found = [one for one in routes(drom) if one.path not in FILES]
        assert [one.path for one in found if not any(opens(one, address) for address in looked)] == []
        assert len(found) > 40
