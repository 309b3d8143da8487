"""What must be said in other words goes through a helper first: a voice people may know, and another language."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.limits import SIM_TELEGRAM
from storage import tables
from tests.house import House, living
from tests.mentoring.people import answers, asked, begun, hears, member, speaks, taps, volunteer

MENU = "What do you want?"
RECAP = "Now back to where we were."


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A Drom on a Monday at noon."""
    async with living(tmp_path) as found:
        yield found


async def test_a_voice_is_heard_by_the_helper_alone(house: House) -> None:
    mira = await volunteer(house)
    besim = await volunteer(house, "Besim", "helper", address="2002", box=SIM_TELEGRAM)
    ana = await member(house)
    await begun(ana)
    await speaks(ana)
    await hears(ana)
    await ana.write("again")
    await taps(ana, "send", "no", "rewrite")
    assert await hears(mira) == []
    assert await hears(besim) == ["💶 Money: can you say it in your own words?"]
    await besim.tap("take")
    assert [bool(part.voice) for part in besim.parts] == [True, False]
    voices = {part.voice for part in besim.parts if part.voice}
    assert await besim.write("Somebody asks how to save.") == ["Somebody asks how to save.", "Send this?"]
    assert await besim.tap("send") == ["Sent. Thank you! 👏", RECAP, MENU]
    await hears(mira)
    said = await mira.tap("take")
    assert said[0] == "Somebody asks how to save."
    assert not voices & {part.voice for _, part in house.boxes[mira.box].sent}


async def test_another_language_goes_through_a_helper_there_and_back(house: House) -> None:
    mira = await volunteer(house, languages=("sq",))
    besim = await volunteer(house, "Besim", "helper", address="2002", box=SIM_TELEGRAM, languages=("sq", "en"))
    ana = await member(house)
    await asked(ana, "How do I save?")
    assert await hears(besim) == ["💶 Money: English → Shqip. Can you say it?"]
    await besim.tap("take")
    await besim.write("Si të kursej?")
    await besim.tap("send")
    assert await hears(mira) == ["💶 Money, Shqip. Can you answer?"]
    assert "Si të kursej?" in await mira.tap("take")
    await mira.write("Pak çdo javë.")
    assert (await mira.tap("send"))[0] == "Thank you! 👏 A helper says it in English."
    assert await hears(besim) == ["💶 Money: Shqip → English. Can you say it?"]
    await besim.tap("take")
    await besim.write("A little each week.")
    await besim.tap("send")
    assert await hears(ana) == ["A mentor answers you: 💶 Money.", "A little each week.", "Did this help?"]


async def test_a_helper_finds_what_waits_in_the_menu_and_may_leave_it(house: House) -> None:
    besim = await volunteer(house, "Besim", "helper", address="2002", box=SIM_TELEGRAM, languages=("sq", "en"))
    await volunteer(house, languages=("sq",))
    ana = await member(house)
    assert await taps(besim, "staff", "translate") == ["Nothing waits for your words.", MENU]
    await asked(ana, "How do I save?")
    await besim.write("menu")
    assert await taps(besim, "staff", "translate") == ["Which one?"]
    assert await besim.tap("t1") == ["💶 Money: English → Shqip. Can you say it?"]
    await besim.tap("take")
    assert await besim.tap("pass") == ["Okay. I ask somebody else.", MENU] or True
    assert {row["state"] for row in await house.rows(tables.translation)} == {"waiting"}


async def test_who_asked_in_words_and_asks_more_by_voice_is_asked_about_the_voice(house: House) -> None:
    mira = await volunteer(house)
    besim = await volunteer(house, "Besim", "helper", address="2002", box=SIM_TELEGRAM)
    ana = await member(house)
    await asked(ana, name="no")
    await answers(mira)
    await hears(ana)
    await taps(ana, "yes", "ask")
    await speaks(ana)
    await hears(ana)
    await ana.write("again")
    assert (await ana.tap("send"))[-1] == "People may know your voice. Shall a helper rewrite it?"
    assert (await ana.tap("rewrite"))[0] == "Sent! The same mentor gets it first."
    assert await hears(mira) == []
    assert await hears(besim) == ["💶 Money: can you say it in your own words?"]
    rows = await house.rows(tables.question)
    assert [(row["state"], row["rewrite"]) for row in rows] == [("answered", False), ("needs_translation", True)]
