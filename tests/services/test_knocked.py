"""A digit after a knock answers the knock: never what a screen asked days ago."""

from datetime import timedelta
from functools import partial

import pytest

from bot.channels.limits import SIM_WHATSAPP
from bot.channels.port import Part
from bot.services.push import Push, push, read_world
from bot.templates import KNOCKS
from storage import outbox
from tests.house import Guest, House

DAY = timedelta(days=1)


@pytest.fixture
async def guest(house: House) -> Guest:
    """Return somebody who has been silent for two days."""
    found = Guest(house, "+355691234567", SIM_WHATSAPP)
    await found.register()
    await house.move(2 * DAY)
    return found


async def _send(house: House, guest: Guest) -> None:
    now, contact = house.clock.now(), await guest.contact()
    message = Push("reminder", outbox.NOTICE, (Part("Tomorrow."),), now + 9 * DAY, "reminder:1", asked_for=True)
    world = await house.read(partial(read_world, programme=house.core.speech.programme))
    await house.run(partial(push, contact=contact, message=message, world=world, now=now))


async def _knocked(house: House, guest: Guest) -> None:
    await _send(house, guest)
    assert [part.text for part in house.heard(guest.box, guest.address)] == [KNOCKS["en"].body]


@pytest.mark.parametrize("digit", ["1", "2", "9.", "1️⃣"])
@pytest.mark.parametrize("days", [0, 4])
async def test_it_listens(house: House, guest: Guest, digit: str, days: int) -> None:
    await _knocked(house, guest)
    await house.move(days * DAY)
    await house.core.knocking.round()
    assert await guest.write(digit) == ["Tomorrow."], "what a screen of two days ago asked is not answered"
    assert await guest.at() == "menu.member"
    assert await guest.write("9") == ["What to change?"]


async def test_zero_is_the_menu(house: House, guest: Guest) -> None:
    await _knocked(house, guest)
    assert len(await guest.write("0")) == 2


async def test_a_knock_that_has_not_gone_is_not_answered(house: House, guest: Guest) -> None:
    await house.move(timedelta(hours=11))
    await _send(house, guest)
    assert sorted(await guest.write("9")) == ["Tomorrow.", "What to change?"]
