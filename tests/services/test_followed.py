"""What somebody asked for knocks in the place of a knock for something unasked, once a day at most."""

from datetime import timedelta

from bot.channels.limits import SIM_WHATSAPP
from bot.templates import LISTEN
from storage import knocks, tables
from tests.house import Guest, House
from tests.services.test_push import ASKED, KNOCK, PHONE, UNASKED, Pusher, send

__all__ = ["send"]


async def away(house: House) -> Guest:
    """Let somebody register, and be silent for two days."""
    guest = Guest(house, PHONE, SIM_WHATSAPP)
    await guest.register()
    await house.move(timedelta(days=2))
    texts(house, guest)
    return guest


def texts(house: House, guest: Guest) -> list[str]:
    """Return what came since the last look."""
    return [part.text for part in house.heard(guest.box, guest.address)]


async def test_what_was_asked_for_knocks_in_the_place_of_a_knock_for_a_tip(house: House, send: Pusher) -> None:
    guest = await away(house)
    assert (await send(guest, UNASKED)).state == "knock"
    assert (await send(guest, UNASKED, dedupe="tip:2")).state == "parked"
    assert (await send(guest)).state == "knock"
    assert (await send(guest, dedupe="reminder:2")).state == "parked", "this knock is for what was asked for"
    assert texts(house, guest) == [KNOCK, KNOCK]
    assert [row["ending"] for row in await house.rows(tables.knock)] == [knocks.FOLLOWED, ""]
    assert await guest.send("tap", payload=LISTEN) == ["Tomorrow.", "Tomorrow.", "Save.", "Save."]


async def test_a_knock_for_a_tip_that_has_not_gone_gives_way(house: House, send: Pusher) -> None:
    guest = await away(house)
    await house.move(timedelta(hours=11))
    assert (await send(guest, UNASKED)).at > house.clock.now(), "it is night"
    assert (await send(guest, urgent=True)).state == "knock"
    assert texts(house, guest) == [KNOCK]
    await house.move(timedelta(hours=12))
    assert texts(house, guest) == [], "there is no other"
    assert await guest.send("tap", payload=LISTEN) == ["Tomorrow.", "Save."]


async def test_a_tip_whose_knock_gave_way_takes_the_day_on_which_it_is_heard(house: House, send: Pusher) -> None:
    guest = await away(house)
    await house.move(timedelta(hours=13))  # past midnight: the knock for the tip is to go this very day
    assert (await send(guest, UNASKED)).at > house.clock.now(), "it is night"
    assert (await send(guest, urgent=True)).state == "knock"
    texts(house, guest)
    assert await guest.send("tap", payload=LISTEN) == ["Tomorrow.", "Save."]
    again = await send(guest, UNASKED, dedupe="tip:2")
    assert again.at > house.clock.now() + timedelta(days=1), "nobody gets two tips on one day"


async def test_a_tip_takes_its_day_where_somebody_writes_before_its_knock_has_gone(house: House, send: Pusher) -> None:
    guest = await away(house)
    await house.move(timedelta(hours=13))
    assert (await send(guest, UNASKED)).at > house.clock.now(), "it is night"
    assert "Save." in await guest.send("text", text="hello")
    again = await send(guest, UNASKED, dedupe="tip:2")
    assert again.at > house.clock.now() + timedelta(days=1), "nobody gets two tips on one day"


async def test_what_was_asked_for_knocks_though_the_tip_has_its_day_back(house: House, send: Pusher) -> None:
    guest = await away(house)
    await house.move(timedelta(hours=13))
    await send(guest, UNASKED)
    assert (await send(guest, urgent=True)).state == "knock"
    assert (await send(guest, dedupe="reminder:2")).state == "parked", "this knock is for what was asked for"
    marked = await house.rows(tables.unasked)
    [tip] = [row for row in await house.rows(tables.outbox) if row["dedupe"] == "tip:1"]
    assert [row["outbox_id"] for row in marked] == [tip["id"]]


async def test_such_a_knock_goes_once_a_day_at_most(house: House, send: Pusher) -> None:
    guest = await away(house)
    contact = await guest.contact()
    assert [(await send(guest, one)).state for one in (UNASKED, ASKED)] == ["knock", "knock"]
    await house.run(lambda c: knocks.end(c, contact.id, knocks.SILENT, house.clock.now()))
    assert (await send(guest, UNASKED, dedupe="tip:2")).state == "knock"
    assert (await send(guest, dedupe="reminder:2")).state == "parked"
    await house.move(timedelta(hours=25))
    assert (await send(guest, dedupe="reminder:3")).state == "knock"
