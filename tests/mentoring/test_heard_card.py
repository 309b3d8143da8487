"""Meetings that are answered by voice, on a card that came by itself and in a list: a helper who hears it taps."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Button, Part
from bot.languages import LANGUAGES, format_short_day
from bot.services import audience
from bot.services.spoken_to import state_of
from bot.services.staff import OPERATOR
from flows import BOOK
from flows.core.checks import cards_of, fixed_options
from flows.core.explore import VARIABLE
from flows.core.screens import wire
from flows.core.values import Card
from storage import contacts, tables
from storage.audiences import Audience
from tests.databases import postgres_url
from tests.flows.readers import WORDS
from tests.house import Guest, House, living
from tests.meetings.guests import START, dinner
from tests.mentoring.desk import CHOSEN, GONE_ON, NONE, SAID, changing, labels, looked, picks
from tests.mentoring.people import hears, member, speaks
from tests.mentoring.test_helpdesk_talk import staff, statuses
from tests.services.sample import programme


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A Drom on a Monday at noon."""
    async with living(tmp_path) as found:
        yield found


async def invited(house: House, ana: Guest) -> list[str]:
    """Publish a dinner and invite everybody; return what somebody has of it."""
    now = house.clock.now()
    await house.run(lambda c: audience.invite(c, OPERATOR, programme(), dinner(c, now), Audience(), now))
    return await hears(ana)


@pytest.mark.parametrize("box", [SIM_TELEGRAM, SIM_WHATSAPP])
async def test_an_invitation_that_came_by_itself_is_answered_by_voice(house: House, box: str) -> None:
    zana, ana = await staff(house, "helper", "Zana", "3001"), await member(house, box=box)
    await ana.write("menu")
    assert any("Will you come?" in one for one in await invited(house, ana))
    await hears(zana)
    assert await speaks(ana) == ["I heard you. A person will listen. Continue now?"]
    await ana.tap("continue")
    (said,) = await looked(zana)
    assert said.startswith("They were asked: 🍽️ Dinner, ")
    assert said.endswith("Will you come?\nWhat did they say?")
    assert labels(zana) == ["👍 I come", "👎 No", "🤔 Maybe", NONE]
    assert (await picks(zana, "👍 I come"))[0] == CHOSEN
    assert await hears(ana) == ["Who comes with you?"]
    assert await statuses(house) == ["answered"]
    (row,) = await house.rows(tables.response)
    assert row["answer"] == "yes"


async def test_an_invitation_that_was_answered_since_is_not_answered_again(house: House) -> None:
    zana, ana = await staff(house, "helper", "Zana", "3001"), await member(house)
    await ana.write("menu")
    await invited(house, ana)
    await hears(zana)
    held = ana.payload("no")
    await speaks(ana)
    await looked(zana)
    await ana.send("tap", payload=held, callback="c")
    assert (await picks(zana, "👍 I come"))[0] == GONE_ON
    assert not [row for row in await house.rows(tables.response) if row["answer"] == "yes"]


async def test_no_card_is_answered_for_who_spoke_to_two(house: House) -> None:
    zana, ana = await staff(house, "helper", "Zana", "3001"), await member(house)
    await ana.write("menu")
    for _ in range(2):
        await invited(house, ana)
        await speaks(ana)
        await ana.tap("continue")
        await house.move(timedelta(minutes=1))
    await hears(zana)
    assert await looked(zana) == [SAID.format("What do you want?")]
    assert await zana.tap("none") == ["They read English. Speak 🎤 or write your answer."]
    assert await statuses(house) == ["open", "open"]
    assert not await house.rows(tables.response)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_is_known_by_its_words_and_choices(language: str) -> None:
    for flow in BOOK.flows.values():
        for one in cards_of(flow.states):
            values = [option.value for option in one.options]
            said = VARIABLE.sub("…", WORDS.text(f"{flow.name}.{one.name}", one.say, language, "AL"))
            buttons = tuple(Button(wire(Card(flow.name, 1, 1, value)), value) for value in values)
            found = state_of(flow, WORDS, (language, "AL"), Part(said, buttons=buttons))
            assert [option.value for option in fixed_options(flow.by_name[found])] == values, (flow.name, one.name)


async def test_meetings_of_a_list_are_told_in_the_helpers_language(house: House) -> None:
    zana, ana = await staff(house, "helper", "Zana", "3001"), await member(house)
    number = (await zana.contact()).id
    await house.run(lambda c: contacts.change(c, number, language="sq"))
    await house.run(lambda c: dinner(c, house.clock.now()))
    await ana.write("menu")
    await ana.tap("meetings")
    assert labels(ana)[0] == f"🍽️ {format_short_day(START, 'en')}"
    await speaks(ana)
    await looked(zana)
    assert labels(zana)[0] == f"🍽️ {format_short_day(START, 'sq')}"


@pytest.mark.parametrize("box", [SIM_TELEGRAM, SIM_WHATSAPP])
async def test_choices_that_look_alike_are_told_apart_by_their_numbers(house: House, box: str) -> None:
    zana, ana = await staff(house, "helper", "Zana", "3001", box), await member(house)
    for _ in range(2):
        await house.run(lambda c: dinner(c, house.clock.now()))
    await ana.write("menu")
    await ana.tap("meetings")
    await speaks(ana)
    await looked(zana)
    shown = [one.label for part in zana.parts for one in part.buttons]
    assert len(set(shown)) == len(shown) == 3
    assert (await zana.write("2"))[0] == CHOSEN
    assert await ana.at() == "meeting.card"
    (session,) = [row["session"] for row in await house.rows(tables.contact) if row["address"] == "1001"]
    assert session["answers"]["id"] == "2"


@pytest.mark.postgres
async def test_who_is_in_hand_at_that_moment_is_not_waited_for(tmp_path: Path) -> None:
    async with living(tmp_path, url=postgres_url()) as house:
        zana, ana = await staff(house, "helper", "Zana", "3001"), await changing(house)
        await looked(zana)
        number, held, loop = (await ana.contact()).id, asyncio.Event(), asyncio.get_running_loop()

        def hold(connection: Connection) -> None:
            contacts.get(connection, number, lock=True)
            loop.call_soon_threadsafe(held.set)
            connection.execute(text("SELECT pg_sleep(1)"))

        holding = asyncio.create_task(house.core.store.run(hold))
        await held.wait()
        said = await picks(zana, "📍 Town")
        assert said == ["Busy for a moment. Once more, please.", SAID.format("What to change?")]
        await holding
        await house.move(timedelta(seconds=5))  # the same tap twice in a moment is one
        assert (await picks(zana, "📍 Town"))[0] == CHOSEN
        assert await ana.at() == "registration.town"
