"""Two processes feed one announcement on PostgreSQL, while staff pause it: nobody gets it twice."""

import asyncio
from pathlib import Path

import pytest

from bot.channels.limits import SIM_TELEGRAM
from bot.services import announcements
from bot.services.feed import Feed
from storage import tables
from storage.store import open_store
from tests.databases import postgres_url
from tests.house import living
from tests.services.test_announcements import announce, fed, people, reasons, step

pytestmark = pytest.mark.postgres


async def test_two_feeds_and_a_pause(tmp_path: Path) -> None:
    url = postgres_url()
    async with living(tmp_path, url=url) as house:
        number = await announce(house, await people(house, 80))
        second = open_store(url)
        await second.open()
        feeds = (house.core.feed, Feed(second, house.clock, house.core.speech))
        try:
            await asyncio.gather(*(feed.round() for feed in feeds for _ in range(3)))
            await asyncio.gather(step(house, announcements.pause, number), *(feed.round() for feed in feeds))
            assert [row for row in await house.rows(tables.outbox) if row["state"] == "waiting"] == []
            before = await reasons(house, number)
            assert sum(before.values()) == 80
            await step(house, announcements.go_on, number)
            while any(await asyncio.gather(*(feed.round() for feed in feeds))):
                pass
        finally:
            await second.close()
        await fed(house)
        assert await reasons(house, number) == {"sent": 80}
        sent = [address for address, _ in house.boxes[SIM_TELEGRAM].sent]
        assert len(sent) == len(set(sent)) == 80
