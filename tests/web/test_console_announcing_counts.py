"""What a page counts is counted once for it and for its news."""

import asyncio
import html
import re
from pathlib import Path

import pytest
from sqlalchemy import Connection

from storage import deliveries
from tests.web.announcing import crowd, written
from tests.web.console_house import console


async def test_those_of_a_page_are_counted_once_for_it_and_its_news(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Among 100,000 a count takes a tenth of a second; what the page begins from is what its news read later."""
    async with console(tmp_path) as drom, await drom.signed_in("ours") as browser:
        await crowd(drom, 2)
        path = await written(browser)
        await browser.post(f"{path}/send")
        await drom.house.quiet()
        counts: list[int] = []
        tally, loop = deliveries.tally, asyncio.get_running_loop()

        def noted(connection: Connection, number: int) -> list[deliveries.Group]:
            counts.append(number)
            if len(counts) == 2:
                loop.call_soon_threadsafe(drom.office.bell.close)
            return tally(connection, number)

        monkeypatch.setattr(deliveries, "tally", noted)
        page = (await browser.get(path)).text
        assert len(counts) == 1
        news = html.unescape(re.findall(r'="([^"]+/news\?seen=\w+)"', page)[0])
        assert "changed" not in (await browser.get(news)).text
        assert len(counts) == 2
