"""A knock never outlives what it is for: where that is taken back before it went, nobody hears of it.

One that cannot go is counted so.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.channels.limits import SIM_WHATSAPP
from bot.channels.port import Part, Receipt
from bot.services import announcements, due
from bot.services.conversation import Speech
from bot.services.push import Push, push, read_world
from bot.services.staff import OPERATOR
from bot.templates import KNOCKS
from storage import contacts, outbox, tables
from storage import people as persons
from tests.house import NOON, Guest, House
from tests.services.diary import MEETING, Diary, asked
from tests.services.test_announcements import HELLO, announce, fed, people, reasons, state, step, texts

Deed = Callable[[Connection, Any, Speech, int, datetime], object]
KNOCK = KNOCKS["en"].body
LONG_AGO = NOON - timedelta(days=3)
NIGHT = timedelta(hours=11)
"""From noon in UTC to 23:00 or later in every country of the programme."""


async def _knocks(house: House) -> list[tuple[str, bool]]:
    """Return how each knock ended, and whether it is open."""
    return [(row["ending"], row["ended_at"] is None) for row in await house.rows(tables.knock)]


@pytest.fixture
async def audience(house: House) -> list[int]:
    """Return people who are reached by a knock only."""
    return await people(house, 3, SIM_WHATSAPP, last_in_at=LONG_AGO)


async def test_what_only_a_knock_announces_waits_for_the_morning_too(house: House, audience: list[int]) -> None:
    house.clock.move(NIGHT)
    number = await announce(house, audience)
    await fed(house)
    assert (await state(house, number), await reasons(house, number)) == ("sending", {"waits": 3})
    assert await house.rows(tables.outbox) == []
    await house.move(timedelta(hours=9))
    await fed(house)
    assert (await reasons(house, number), texts(house, SIM_WHATSAPP)) == ({"knock": 3}, [KNOCK] * 3)


@pytest.mark.parametrize("taken_back", [announcements.pause, announcements.cancel])
async def test_no_knock_goes_for_an_announcement_taken_back_at_night(
    house: House, audience: list[int], taken_back: Deed
) -> None:
    house.clock.move(NIGHT)
    number = await announce(house, audience)
    await fed(house)
    await step(house, taken_back, number)
    await house.move(timedelta(hours=9))
    await fed(house)
    assert texts(house, SIM_WHATSAPP) == []


@pytest.mark.parametrize(
    ("taken_back", "becomes"), [(announcements.pause, {"go": 3}), (announcements.cancel, {"cancelled": 3})]
)
async def test_a_knock_that_has_not_gone_ends_with_its_announcement(
    house: House, audience: list[int], taken_back: Deed, becomes: dict[str, int]
) -> None:
    number = await announce(house, audience)
    await house.run(lambda c: _fed_and(c, house, taken_back, number))
    await house.move(timedelta(minutes=10))
    await fed(house)
    assert texts(house, SIM_WHATSAPP) == []
    assert await _knocks(house) == [("withdrawn", False)] * 3
    assert await reasons(house, number) == becomes


async def test_a_tap_during_a_pause_gives_nothing_until_it_goes_on(house: House) -> None:
    guest = Guest(house, "+355691234567", SIM_WHATSAPP)
    await guest.register()
    person_id = (await guest.person()).id
    await house.run(lambda c: persons.change(c, person_id, may_push=True))
    await house.move(timedelta(days=2))
    number = await announce(house, [(await guest.contact()).id])
    await fed(house)
    assert await reasons(house, number) == {"knock": 1}
    house.heard(guest.box, guest.address)
    await step(house, announcements.pause, number)
    assert await reasons(house, number) == {"go": 1}
    assert HELLO["en"] not in await guest.write("menu")
    await step(house, announcements.go_on, number)
    await house.move(timedelta(hours=20))  # the knock took its day
    await fed(house)
    assert (await reasons(house, number), await state(house, number)) == ({"sent": 1}, "done")
    with pytest.raises(ValueError, match="is done"):
        await step(house, announcements.pause, number)


async def test_a_knock_stays_for_what_is_left_behind_it(house: House, audience: list[int]) -> None:
    number = await announce(house, audience)

    def work(connection: Connection) -> None:
        _fed_and(connection, house, _remind(house, audience[0]), number)
        announcements.cancel(connection, OPERATOR, house.core.speech, number, house.clock.now())

    await house.run(work)
    assert texts(house, SIM_WHATSAPP) == [KNOCK]
    assert await _knocks(house) == [("", True), ("withdrawn", False), ("withdrawn", False)]


async def test_a_knock_that_went_stays_open(house: House, audience: list[int]) -> None:
    number = await announce(house, audience)
    await fed(house)
    await step(house, announcements.cancel, number)
    assert await _knocks(house) == [("", True)] * 3


async def test_a_knock_that_could_not_go_is_a_call(house: House, audience: list[int]) -> None:
    house.boxes[SIM_WHATSAPP].answers.append(Receipt("refused"))
    number = await announce(house, audience)
    await fed(house)
    assert await reasons(house, number) == {"knock": 3}
    await house.core.knocking.round()
    assert await reasons(house, number) == {"knock": 2, "call": 1}


async def test_no_knock_goes_for_a_notice_taken_back_before(house: House) -> None:
    diary = Diary(house)
    contact_id, *_ = await people(house, 1, SIM_WHATSAPP, last_in_at=LONG_AGO)
    contact = await house.read(partial(contacts.get, contact_id=contact_id))
    assert contact is not None
    assert contact.person_id is not None
    until = NOON + timedelta(hours=5)
    await house.run(lambda c: contacts.change(c, contact_id, paused_until=until))
    await diary.plan(asked(diary, contact.person_id, NOON + timedelta(hours=1)))
    await house.move(timedelta(hours=1))
    assert await _knocks(house) == [("", True)]
    assert await house.run(lambda c: due.cancel(c, MEETING, house.clock.now(), "cancelled")) == 1
    await house.move(timedelta(hours=12))
    assert texts(house, SIM_WHATSAPP) == []
    assert await _knocks(house) == [("withdrawn", False)]


def _fed_and(connection: Connection, house: House, deed: Deed, number: int) -> None:
    """Feed the outbox, and let a deed follow before anything can be sent."""
    assert house.core.feed.slice(connection, number, SIM_WHATSAPP) > 0
    deed(connection, OPERATOR, house.core.speech, number, house.clock.now())


def _remind(house: House, contact_id: int) -> Deed:
    """Return what tells somebody something else that nobody asked for."""

    def deed(connection: Connection, _by: object, speech: Speech, _number: int, now: datetime) -> None:
        contact = contacts.get(connection, contact_id)
        assert contact is not None
        late = now + timedelta(days=1)
        message = Push("reminder", outbox.NOTICE, (Part("Tomorrow."),), late, "reminder:1", asked_for=False)
        assert push(connection, contact, message, read_world(connection, speech.programme), now).state == "parked"

    return deed
