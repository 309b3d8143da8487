"""The second yes in chat: all is shown before it, an old card agrees to nothing new, and it may be taken back."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.services import staff
from storage import announcements as rows
from storage import tables
from tests.announcing.test_send_talk import MINUTE, SENDING, crowd
from tests.house import House, living
from tests.meetings.team import member, taps


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A Drom on a Monday at noon."""
    async with living(tmp_path) as found:
        yield found


async def test_many_need_a_second_yes_who_sees_it_first(house: House) -> None:
    mira, besim = await member(house, "Mira"), await member(house, "Besim", address="1003")
    await crowd(house, 60)
    await taps(mira, *SENDING, "everyone", "next")
    await mira.write("We meet on Monday.")
    said = await taps(mira, "next", "now", "send")
    assert said[0] == "So many need a second yes. I asked: Besim."
    await house.move(MINUTE)
    [card] = house.heard(besim.box, besim.address)
    assert card.text == "Mira writes to 62 people. Shall it go?"
    besim.parts = [card]
    assert [button.payload for button in card.buttons] == ["announcement:1:1:show", "announcement:1:1:no"]
    said = await besim.tap("show")
    shown = ["📱 Telegram, WhatsApp", "We meet on Monday.", "👥 🌍", "Mira writes to 62 people. Shall it go?"]
    assert said == shown
    assert (await besim.tap("yes"))[0] == "Good! It goes."
    house.clock.move(MINUTE)
    assert (await besim.send("tap", payload="announcement:1:1:no", callback="c"))[0] == "This is decided already."
    house.heard(mira.box, mira.address)
    await house.move(MINUTE)
    assert "Somebody agreed. Your message goes." in [part.text for part in house.heard(mira.box, mira.address)]
    assert (await house.read(lambda c: rows.get(c, 1))).state == "sending"  # type: ignore[union-attr]


async def test_whoever_has_left_the_team_is_asked_nothing_and_their_own_wish_ends(house: House) -> None:
    mira, besim = await member(house, "Mira"), await member(house, "Besim", address="1003")
    await crowd(house, 60)
    await taps(mira, *SENDING, "everyone", "next")
    await mira.write("We meet on Monday.")
    await taps(mira, "next", "now", "send")
    await house.run(lambda c: staff.end(c, staff.OPERATOR, 2, house.clock.now()))
    house.heard(besim.box, besim.address)
    await house.move(MINUTE)
    assert house.heard(besim.box, besim.address) == []
    cila = await member(house, "Cila", address="1004")
    await house.run(lambda c: staff.end(c, staff.OPERATOR, 1, house.clock.now()))
    assert (await taps(cila, "staff", "others", "agree"))[0] == "Nothing waits for your yes."
    assert (await house.read(lambda c: rows.get(c, 1))).state == "draft"  # type: ignore[union-attr]


async def test_the_second_sees_every_language_whom_it_is_for_and_when(house: House) -> None:
    mira, besim = await member(house, "Mira"), await member(house, "Besim", address="1003")
    await crowd(house, 60, language="sq")
    await taps(mira, *SENDING, "country", "al", "next")
    await mira.write("We meet on Monday.")
    await mira.tap("sq")
    await mira.write("Takohemi të hënën.")
    said = await taps(mira, "next", "later", "d20260616", "t0900")
    every = ["📱 Telegram, WhatsApp · English", "We meet on Monday."]
    every = [*every, "📱 Telegram, WhatsApp · Shqip", "Takohemi të hënën."]
    assert sorted(said[:-1]) == sorted(every), "the writer too"
    await mira.tap("send")
    said = await taps(besim, "staff", "others", "agree", "a1")
    assert sorted(said[:-2]) == sorted(every)
    assert said[-2].splitlines() == ["👥 🗺️ Albania", "🕘 Tuesday 16 June, 09:00"]
    assert said[-1].endswith("Shall it go?")


async def test_who_saw_other_words_is_shown_the_new_ones(house: House) -> None:
    mira, besim = await member(house, "Mira"), await member(house, "Besim", address="1003")
    await crowd(house, 60)
    await taps(mira, *SENDING, "everyone", "next")
    await mira.write("We meet on Monday.")
    await taps(mira, "next", "now", "send")
    await taps(besim, "staff", "others", "agree", "a1")
    await taps(mira, "sent", "a1", "back", "change", "words", "en")
    await mira.write("We do not meet.")
    await taps(mira, "next", "send")
    said = await besim.tap("yes")
    assert said[0] == "Somebody has changed it meanwhile. Look again."
    assert "We do not meet." in said
    assert await house.rows(tables.delivery) == []
    assert (await besim.tap("yes"))[0] == "Good! It goes."
    assert len(await house.rows(tables.delivery)) == 62


async def test_what_waits_is_found_in_the_menu_and_may_be_taken_back(house: House) -> None:
    mira, besim = await member(house, "Mira"), await member(house, "Besim", address="1003")
    await crowd(house, 60)
    await taps(mira, *SENDING, "everyone", "next")
    await mira.write("We meet on Monday.")
    await taps(mira, "next", "now", "send")
    said = await taps(mira, "sent", "a1")
    assert said == ["It waits for a second yes. People: 62."]
    assert (await taps(besim, "staff", "others", "agree"))[0] == "Which one?"
    await besim.tap("a1")
    said = await mira.tap("back")
    assert said[0] == "Nobody is asked any more. You can change it."
    assert (await besim.tap("yes"))[0] == "This is decided already."
    await besim.write("menu")
    assert (await taps(besim, "staff", "others", "agree"))[0] == "Nothing waits for your yes."
