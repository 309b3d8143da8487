"""A file that no screen asked for is not kept, and its provider need not keep it either."""

import asyncio

from bot.channels.limits import SIM_TELEGRAM
from storage import tables
from tests.house import Guest, House


async def test_a_file_that_nobody_asked_for_goes_at_its_provider(house: House) -> None:
    guest, box = Guest(house), house.boxes[SIM_TELEGRAM]
    box.files["v"] = b"voice"
    await guest.say()
    assert await house.rows(tables.media) == []
    (row,) = await house.rows(tables.leftover)
    assert (row["source"]["channel"], row["source"]["reference"]) == (SIM_TELEGRAM, "v")
    assert await house.core.leftovers.work() == 1
    assert (box.files, await house.rows(tables.leftover)) == ({}, [])


async def test_a_file_that_was_asked_for_stays_until_it_is_worked(house: House) -> None:
    guest, box = Guest(house), house.boxes[SIM_TELEGRAM]
    await guest.join()
    box.files["v"] = b"voice"
    await guest.say()
    assert [row["state"] for row in await house.rows(tables.media)] == ["waiting"]
    assert await house.rows(tables.leftover) == []
    async with asyncio.timeout(30):
        await house.core.media.work()
    assert [(row["state"], row["source"]) for row in await house.rows(tables.media)] == [("refused", None)]
    assert await house.core.leftovers.work() == 1
    assert box.files == {}
