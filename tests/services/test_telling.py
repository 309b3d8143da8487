"""People hear in one sentence why a file was not taken; providers' ids of our files are remembered unread."""

import pytest

from bot.channels.port import File, Inbound
from bot.provider_facts import FactIds
from flows.core.asides import ASIDES
from storage import media, tables
from tests.house import Guest, House


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("big", "media_big"),
        ("long", "media_long"),
        ("type", "media_type"),
        ("many", "media_many"),
        ("broken", "media_broken"),
        ("slow", "media_broken"),
    ],
)
async def test_why_a_file_was_not_taken(house: House, reason: str, said: str) -> None:
    guest = Guest(house)
    await guest.register()
    contact, now = await guest.contact(), house.clock.now()
    number = await house.run(lambda c: media.put(c, contact_id=contact.id, name="n", kind="photo", now=now))
    row = await house.read(lambda connection: media.get(connection, number))
    assert row is not None
    told = house.core.media._told
    for _ in range(2):
        await house.run(lambda connection: told(connection, row, reason))  # type: ignore[arg-type]
    assert [part.text for part in house.heard(guest.box, guest.address)] == [ASIDES[said]], "once"


async def test_a_file_that_is_too_big_is_refused_aloud(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    big = File("photo", "ref", "image/jpeg", 500_000_000)
    await guest.sent(Inbound(guest.box, "big", 99, guest.address, "photo", file=big))
    assert await house.core.media.work() == 1
    await house.quiet()
    assert [part.text for part in house.heard(guest.box, guest.address)] == [ASIDES["media_big"]]
    assert [row["state"] for row in await house.rows(tables.media)] == ["refused"]


async def test_nobody_who_left_is_told_anything(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    await guest.say()
    (number,) = [row["id"] for row in await house.rows(tables.media)]
    row = await house.read(lambda connection: media.get(connection, number))
    assert row is not None
    await guest.write("menu")
    for value in ("settings", "delete", "delete", "bin"):
        await guest.tap(value)
    await house.run(lambda connection: house.core.media._told(connection, row, "broken"))
    assert house.heard(guest.box, guest.address) == []
    assert await house.core.media.work() == 0


async def test_ids_of_providers_are_kept_and_their_names_are_not(house: House) -> None:
    ids = FactIds(house.core.store)
    name = "media:" + "x" * 300
    assert await ids.get(name) == ""
    await ids.put(name, "HX123")
    await ids.put(name, "HX456")
    assert await ids.get(name) == "HX456"
    assert await ids.get(name + "y") == ""
    assert not [row for row in await house.rows(tables.fact) if "xxx" in str(row)]
    await ids.put(name, "")
    assert await ids.get(name) == ""
