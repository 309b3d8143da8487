"""Who reads nothing registers by digits and voice; a helper who listens within the hour writes what was said."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.languages import LANGUAGES
from bot.services.helpdesk import HelpDesk
from bot.services.staff import OPERATOR
from storage import tickets
from storage.tickets import Ticket
from tests.house import Guest, House
from tests.services.test_registration import CHOSEN, PHONE, STEPS

SPOKEN = {"name": "Ana", "town": "tirana", "trade": "sewing"}
"""What the helper hears, by the kind of ticket."""
WITHIN = timedelta(hours=1)


def _write_down(desk: HelpDesk, ticket: Ticket, now: datetime, connection: Connection) -> None:
    desk.write(connection, OPERATOR, ticket.id, SPOKEN[ticket.kind], now)


async def _helped(house: House, guest: Guest) -> int:
    """Let a helper hear everything that waits, each by a step of its own; return how many there were."""
    contact, desk = await guest.contact(), house.core.help_desk
    opened = [one for one in await house.read(lambda c: tickets.of_contact(c, contact.id)) if one.status == "open"]
    for one in opened:
        house.clock.move(WITHIN / (len(opened) + 1))
        assert house.clock.now() - one.opened_at <= WITHIN
        await house.run(partial(_write_down, desk, one, house.clock.now()))
    return len(opened)


@pytest.mark.parametrize("box", [SIM_TELEGRAM, SIM_WHATSAPP])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_digits_and_a_voice_are_enough_to_register(house: House, box: str, language: str) -> None:
    guest = Guest(house, PHONE[box], box)
    await guest.say()
    for value in (*CHOSEN[language], *STEPS):
        await guest.press(value)
    await guest.say()
    if await guest.at() == "registration.country":
        await guest.press("al")
    await guest.say()
    await guest.say()
    await guest.press("right")
    assert await _helped(house, guest) == len(SPOKEN)
    person = await guest.person()
    assert (person.name, person.name_pending, person.town, person.trade) == ("Ana", False, "tirana", "sewing")
    assert (await guest.contact()).language == language


@pytest.mark.parametrize("box", [SIM_TELEGRAM, SIM_WHATSAPP])
async def test_a_voice_where_one_must_tap_is_heard_by_a_helper_who_taps(house: House, box: str) -> None:
    guest = Guest(house, PHONE[box], box)
    await guest.join()
    await guest.say()
    await guest.press("tirana")
    await guest.say()
    await guest.press("change")
    assert await guest.at() == "registration.change"
    await guest.say()
    assert await guest.at() == "heard.ask"
    contact, desk = await guest.contact(), house.core.help_desk
    opened = await house.read(lambda c: tickets.of_contact(c, contact.id))
    (ticket,) = [one for one in opened if one.state_name == "change"]
    house.clock.move(WITHIN)
    assert (await house.run(lambda c: desk.tap(c, OPERATOR, ticket.id, "town", house.clock.now()))).moved
    assert await guest.at() == "registration.town"
