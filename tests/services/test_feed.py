"""What ends a delivery and what does not: one that cannot be laid out keeps its announcement from nobody else."""

import asyncio
import logging
from collections.abc import Mapping, Sequence

import pytest
from sqlalchemy import Connection

from bot.bell import Bell
from bot.channels.port import Limits, Part
from bot.services import announced
from bot.services.feed import Feed
from storage.announcements import Said
from storage.contacts import Contact
from storage.down import StorageDown
from tests.house import House
from tests.services.test_announcements import announce, fed, people, reasons, state, texts
from tests.services.trouble import TROUBLES, troubled


async def test_one_that_cannot_be_laid_out_holds_up_nobody(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    audience = await people(house, 3)
    laid_out = announced.parts

    def parts(limits: Mapping[str, Limits], contact: Contact, said: Said) -> Sequence[Part]:
        if contact.id == audience[1]:
            raise KeyError("words of somebody")
        return laid_out(limits, contact, said)

    monkeypatch.setattr(announced, "parts", parts)
    number, bell = await announce(house, audience), Bell()
    feed = Feed(house.core.store, house.clock, house.core.speech)
    feeding = asyncio.create_task(feed.run(bell))
    async with asyncio.timeout(10):
        while await state(house, number) != "done":
            await house.quiet()
            assert not feeding.done(), "the feed has ended"
        bell.close()
        await feeding
    assert await reasons(house, number) == {"sent": 2, "failed": 1}
    assert len(texts(house)) == 2
    [said] = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert (said.getMessage(), said.__dict__["why"]) == ("a delivery was given up", "KeyError")
    assert "words of somebody" not in caplog.text


@pytest.mark.parametrize("name", TROUBLES)
async def test_trouble_with_the_file_ends_no_delivery(house: House, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    number = await announce(house, await people(house, 3), texts={"en": "A whole sentence. " * 200})
    feed, bring = house.core.feed, house.core.feed.slice

    def fails(connection: Connection, number: int, channel: str) -> int:
        with troubled(connection, name):
            return bring(connection, number, channel)

    with monkeypatch.context() as patch:
        patch.setattr(feed, "slice", fails)
        with pytest.raises(StorageDown) as caught:
            await feed.round()
    assert caught.value.reason == name
    assert await reasons(house, number) == {"go": 3}
    await fed(house)
    assert await reasons(house, number) == {"sent": 3}
