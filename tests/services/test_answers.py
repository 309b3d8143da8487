"""The team's answer at a time of its choosing: on the person's clock, once, taken back, shown where it never went."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.services.due import cancel_one
from bot.services.privacy import gather
from bot.services.staff import OPERATOR, Actor, Denied
from storage import contacts, notices, tables, tickets
from tests.house import NOON, Guest, House

HOUR = timedelta(hours=1)
WALL = datetime.fromisoformat("2026-06-15T18:00")
"""Six hours after noon in Tirana."""


async def _asked(house: House) -> tuple[Guest, int]:
    guest = Guest(house)
    await guest.register()
    contact = await guest.contact()

    def work(connection: Connection) -> int:
        place = {"flow": "", "state_name": "", "now": house.clock.now()}
        return tickets.open_once(connection, contact_id=contact.id, kind="help", **place).id  # type: ignore[arg-type]

    return guest, await house.run(work)


async def _answer(house: House, ticket: int, text: str = "Come on Thursday.", wall: datetime = WALL) -> datetime:
    desk, now = house.core.help_desk, house.clock.now()
    return await house.run(lambda c: desk.answer_at(c, OPERATOR, ticket, text, wall, now))


def _heard(house: House, guest: Guest) -> list[str]:
    return [part.text for part in house.heard(guest.box, guest.address)]


async def test_it_goes_at_that_time_on_the_person_s_clock(house: House) -> None:
    guest, ticket = await _asked(house)
    assert await _answer(house, ticket) == NOON + 6 * HOUR
    assert [row["status"] for row in await house.rows(tables.ticket)] == ["answered"]
    await house.move(6 * HOUR - timedelta(seconds=1))
    assert _heard(house, guest) == []
    await house.move(timedelta(seconds=1))
    assert _heard(house, guest) == ["A person answers you:\nCome on Thursday."]
    await house.move(48 * HOUR)
    assert _heard(house, guest) == []


async def test_at_night_it_waits_for_the_morning(house: House) -> None:
    guest, ticket = await _asked(house)
    await _answer(house, ticket, wall=WALL + 5 * HOUR)
    await house.move(18 * HOUR)
    assert _heard(house, guest) == []
    await house.move(HOUR)
    assert _heard(house, guest) == ["A person answers you:\nCome on Thursday."]


@pytest.mark.parametrize(("text", "wall"), [(" ", WALL), ("Come.", WALL - 6 * HOUR)])
async def test_what_cannot_be_planned_leaves_the_ticket_open(house: House, text: str, wall: datetime) -> None:
    _, ticket = await _asked(house)
    with pytest.raises(ValueError, match=r"words|passed"):
        await _answer(house, ticket, text, wall)
    assert [row["status"] for row in await house.rows(tables.ticket)] == ["open"]


async def test_who_has_stopped_is_not_answered_later(house: House) -> None:
    guest, ticket = await _asked(house)
    await guest.write("stop")
    with pytest.raises(ValueError, match="the ticket stays open"):
        await _answer(house, ticket)


async def test_staff_can_take_it_back(house: House) -> None:
    guest, ticket = await _asked(house)
    await _answer(house, ticket)
    with pytest.raises(Denied):
        await house.run(lambda c: cancel_one(c, Actor("nobody"), 1, NOON))
    assert await house.run(lambda c: cancel_one(c, OPERATOR, 1, NOON))
    assert not await house.run(lambda c: cancel_one(c, OPERATOR, 1, NOON))
    await house.move(6 * HOUR)
    assert _heard(house, guest) == []
    assert [row["act"] for row in await house.rows(tables.log)][-1] == "notice_cancelled"


async def test_what_never_went_is_there_for_staff_to_see(house: House) -> None:
    guest, ticket = await _asked(house)
    await _answer(house, ticket)
    contact = await guest.contact()
    await house.run(lambda c: contacts.change(c, contact.id, unreachable_at=NOON))
    await house.move(6 * HOUR)
    (row,) = await house.read(notices.unsaid)
    assert (row.reason, row.contact_id, row.subject_id) == ("unreachable", contact.id, ticket)


async def test_it_belongs_to_what_somebody_takes_along(house: House) -> None:
    guest, ticket = await _asked(house)
    await _answer(house, ticket)
    contact = await guest.contact()
    found = await house.read(lambda c: gather(c, contact))
    assert [row["detail"] for row in found["notice"]] == [{"text": "Come on Thursday."}]
