"""A digit after a knock answers the knock: never what a screen asked days ago."""

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.channels.limits import SIM_WHATSAPP
from bot.channels.port import Part
from bot.services.push import Push, push, read_world
from bot.templates import KNOCKS, LISTEN
from storage import outbox
from tests.house import Guest, House, living
from tests.tips.reading import TRY, sow

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


NONE = "No meetings now. Shall I tell you?"


@pytest.fixture
async def asked(tmp_path: Path) -> AsyncIterator[Guest]:
    """Return somebody who was asked something days ago, and knocked at for a tip."""
    async with living(tmp_path / "tips") as house:
        await sow(house)
        found = Guest(house, "+355691234567", SIM_WHATSAPP)
        await found.register()
        for value in ("try", "meetings"):
            said = await found.tap(value)
        assert said == [NONE]
        house.heard(found.box, found.address)
        for _ in range(8):
            await house.core.housekeeping.day()
            await house.move(DAY)
        assert {part.text for part in house.heard(found.box, found.address)} == {KNOCKS["en"].body}
        yield found


async def test_listening_asks_one_question_at_a_time(asked: Guest) -> None:
    first = await asked.send("tap", payload=LISTEN)
    assert (len(first), first[-1].endswith(TRY)) == (1, True)
    assert await asked.send("tap", payload=LISTEN) == first, "who listens again hears what is open, and only that"
    assert await asked.at() == "meeting.none"
    said = await asked.tap("try")
    assert said[0].startswith("Great.")
    assert said[-1] == NONE, "the other question comes when this one is answered"
    assert await asked.send("tap", payload=LISTEN) == [NONE]


@pytest.mark.parametrize("words", ["blah", "⏳ Not yet", "hello Drom"])
async def test_words_that_only_answer_the_knock_bring_no_second_question(asked: Guest, words: str) -> None:
    [said] = await asked.write(words)
    assert said.endswith(TRY)
    assert await asked.at() == "meeting.none"
