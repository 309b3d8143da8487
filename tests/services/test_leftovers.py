"""A file that is for nobody is not kept, and its provider need not keep it either."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.channels.limits import SIM_TELEGRAM
from bot.channels.port import File, Inbound
from bot.services import messages, privacy
from bot.services.messages import LET_GO_AFTER, let_go
from bot.services.staff import OPERATOR
from storage import tables
from tests.house import Guest, House
from tests.services.sample import programme


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


@pytest.mark.parametrize("kind", ["sticker", "video", "document", "contact", "other"])
async def test_what_no_screen_takes_is_neither_stored_nor_fetched(house: House, kind: Any) -> None:
    guest, box = Guest(house), house.boxes[SIM_TELEGRAM]
    await guest.register()
    box.files["v"] = b"something"
    said = await guest.send(kind, file=File(kind, "v", "application/x", 9))
    kind_word = "What do you want?" if kind == "sticker" else "I cannot use this. Send a voice note or a photo."
    assert said[0] == kind_word
    assert await house.rows(tables.media) == []
    assert [row["source"]["reference"] for row in await house.rows(tables.leftover)] == ["v"]
    assert await house.core.leftovers.work() == 1
    assert box.files == {}


@pytest.mark.parametrize("kind", ["voice", "photo"])
async def test_a_voice_or_a_photo_is_for_somebody_anywhere(house: House, kind: Any) -> None:
    guest = Guest(house)
    await guest.register()
    await guest.send(kind, file=File(kind, "v", "application/x", 9))
    (row,) = await house.rows(tables.media)
    assert (row["kind"], row["state"]) == (kind, "waiting")


@pytest.mark.parametrize(
    ("channel", "text", "left"), [("whatsapp", "I am Ana", 1), ("whatsapp", "", 0), ("telegram", "I am Ana", 0)]
)
async def test_words_go_where_the_provider_keeps_them(house: House, channel: str, text: str, left: int) -> None:
    inbound = Inbound(channel, "SM7", 0, "+355691234567", "text", text=text)
    await house.core.store.run(lambda connection: let_go(connection, inbound, house.clock.now()))
    rows = await house.rows(tables.leftover)
    assert [row["source"]["reference"] for row in rows] == ["SM7"] * left
    assert [row["next_at"] for row in rows] == [house.clock.now() + LET_GO_AFTER] * left


async def test_words_that_wait_to_be_worked_go_with_who_wrote_them(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "KEEPS_WORDS", {SIM_TELEGRAM})
    ana = Guest(house)
    await ana.register()
    contact, now = await ana.contact(), house.clock.now()
    secret = Inbound(SIM_TELEGRAM, "k", 99, ana.address, "text", text="my secret")

    def write_and_erase(connection: Connection) -> None:
        house.core.conversation.store(connection, secret, now)
        privacy.erase(connection, contact, now, programme(), OPERATOR)

    await house.run(write_and_erase)
    due = [row["source"]["reference"] for row in await house.rows(tables.leftover) if row["next_at"] <= now]
    assert "k" in due


async def test_words_of_somebody_erased_go_at_once_and_those_of_others_a_day_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "KEEPS_WORDS", {SIM_TELEGRAM})
    ana, besim = Guest(house), Guest(house, "1002")
    await besim.register("Besim")
    await ana.register()
    of_besim = {row["key"] for row in await house.rows(tables.inbox) if row["contact_id"] == 1}
    assert await house.core.leftovers.work() == 0
    await ana.write("menu")
    for value in ("settings", "delete", "delete", "bin"):
        await ana.tap(value)
    rows = await house.rows(tables.leftover)
    due = {row["source"]["reference"] for row in rows if row["next_at"] <= house.clock.now()}
    assert due
    assert {row["source"]["reference"] for row in rows} - due <= of_besim
    assert not due & of_besim
    house.clock.move(LET_GO_AFTER)
    while await house.core.leftovers.work():
        pass
    assert await house.rows(tables.leftover) == []
