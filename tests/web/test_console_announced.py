"""What is tried on oneself, and how often those of an announcement are counted for its page."""

import asyncio
import html
import re
from typing import Any

import httpx
import pytest
from sqlalchemy import Connection

from storage import announcements, contacts, deliveries, media
from tests.web.announcing import crowd, written
from tests.web.console_house import Console


async def test_what_could_not_go_to_others_is_not_tried_either(drom: Console, browser: httpx.AsyncClient) -> None:
    await crowd(drom, 1)
    path, now = await written(browser), drom.house.clock.now()
    fields: Any = {"person_id": drom.person["ours"], "language": "en", "last_in_at": now}

    def gone(connection: Connection) -> None:
        mine = contacts.add(connection, "sim-telegram", "5005", now, **fields)
        file = media.put(connection, contact_id=mine.id, name="c" * 64, kind="photo", now=now)
        announcements.change(connection, int(path.rpartition("/")[2]), picture=str(file))

    await drom.house.run(gone)
    none = await browser.post(f"{path}/try")
    assert (none.status_code, "A file is not ready or was refused" in none.text) == (422, True)
    await drom.house.quiet()
    assert drom.house.heard("sim-telegram", "5005") == []


async def test_those_of_a_page_are_counted_once_for_it_and_its_news(
    drom: Console, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Among 100,000 a count takes a tenth of a second; what the page begins from is what its news read later."""
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
