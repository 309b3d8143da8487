"""Members ask by tapping, speaking or writing, and hear what became of it; whatever is tapped late is true today."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import File
from storage import tables
from tests.house import Guest, House, living
from tests.media.samples import jpeg
from tests.mentoring.people import ANSWER, DAY, MINUTE, WORDS, answers, asked, begun, hears, member, speaks, taps
from tests.mentoring.people import volunteer as mentor

MENU = "What do you want?"
RECAP = "Now back to where we were."
ANSWERED = ["A mentor answers you: 💶 Money.", ANSWER, "Did this help?"]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A Drom on a Monday at noon."""
    async with living(tmp_path) as found:
        yield found


async def states(house: House) -> list[str]:
    """Return how every question stands."""
    return [row["state"] for row in await house.rows(tables.question)]


async def test_a_question_goes_out_and_its_answer_comes_back(house: House) -> None:
    mira, ana = await mentor(house), await member(house)
    assert await begun(ana) == ["Ask your question. Hold 🎤 and speak."]
    assert await ana.write(WORDS) == [WORDS, "Is this your question?"]
    assert await ana.tap("send") == ["Shall the mentor see your name?"]
    assert await ana.tap("yes") == ["Sent! A mentor will answer here.", MENU]
    assert await hears(mira) == ["💶 Money, English. Can you answer?"]
    assert await mira.tap("take") == ["👤 Ana", WORDS, "Answer now. Speak 🎤 or write, under two minutes."]
    assert await mira.write(ANSWER) == [ANSWER, "Send this answer?"]
    assert await mira.tap("send") == ["Sent. Thank you! 👏", RECAP, MENU]
    assert await hears(ana) == ANSWERED
    assert await ana.tap("yes") == ["Ask more about this?"]
    assert await ana.tap("done") == ["May others hear it, without your name?"]
    assert await ana.tap("no") == ["Thank you for telling us!", RECAP, MENU]
    assert await states(house) == ["answered"]


async def test_whoever_shows_no_name_has_none(house: House) -> None:
    mira, ana = await mentor(house), await member(house)
    await asked(ana, name="no")
    await hears(mira)
    assert await mira.tap("take") == [WORDS, "Answer now. Speak 🎤 or write, under two minutes."]


async def test_whoever_has_told_no_name_is_not_asked_who_may_see_it(house: House) -> None:
    mira, ana = await mentor(house), Guest(house)
    await ana.join()
    await taps(ana, "skip", "tirana", "sewing", "right")
    await begun(ana)
    await ana.write(WORDS)
    assert await ana.tap("send") == ["Sent! A mentor will answer here.", MENU]
    await hears(mira)
    assert await mira.tap("take") == [WORDS, "Answer now. Speak 🎤 or write, under two minutes."]
    await begun(ana)
    await speaks(ana)
    assert await ana.tap("send") == ["People may know your voice. Shall a helper rewrite it?"]


async def test_whoever_spoke_their_name_is_asked_who_may_see_it(house: House) -> None:
    await mentor(house)
    ana = Guest(house)
    await ana.join()
    await speaks(ana)
    await taps(ana, "tirana", "sewing", "right")
    await begun(ana)
    await ana.write(WORDS)
    assert await ana.tap("send") == ["Shall the mentor see your name?"]


@pytest.mark.parametrize("box", [SIM_TELEGRAM, SIM_WHATSAPP])
async def test_a_voice_is_heard_on_the_other_messenger(house: House, box: str) -> None:
    other = SIM_WHATSAPP if box == SIM_TELEGRAM else SIM_TELEGRAM
    mira, ana = await mentor(house, box=other), await member(house, box=box)
    await begun(ana)
    assert await speaks(ana) == ["", "Is this your question?"]
    assert [bool(part.voice) for part in ana.parts] == [True, False]
    assert await taps(ana, "send", "no", "keep") == ["Sent! A mentor will answer here.", MENU]
    await hears(mira)
    assert (await mira.tap("take"))[-1] == "Answer now. Speak 🎤 or write, under two minutes."
    [question] = [part.voice for part in mira.parts if part.voice]
    assert await speaks(mira, 80) == ["", "Send this answer?"]
    assert [bool(part.voice) for part in mira.parts] == [True, False]
    assert (await mira.tap("send"))[0] == "Sent. Thank you! 👏"
    assert await hears(ana) == ["A mentor answers you: 💶 Money.", "🎤", "Did this help?"]
    [answer] = [part.voice for part in ana.parts if part.voice]
    rows = {str(row["id"]): row for row in await house.rows(tables.media)}
    assert rows[question]["state"] == rows[answer]["state"] == "kept"
    assert question != answer


async def test_a_photo_is_asked_about_in_words(house: House) -> None:
    mira, ana = await mentor(house), await member(house)
    house.boxes[ana.box].files["p"] = jpeg()
    await begun(ana, "green")
    said = await ana.send("photo", file=File("photo", "p", "image/jpeg", 2000), text="My workshop")
    assert said == ["I have your photo. Now ask: speak 🎤 or write."]
    assert await ana.write("Where can I put solar panels?") == [
        "",
        "My workshop\nWhere can I put solar panels?",
        "Is this your question?",
    ]
    await taps(ana, "send", "yes")
    await hears(mira)
    await mira.tap("take")
    assert [bool(part.picture) for part in mira.parts] == [False, True, False, False]


async def test_a_photo_alone_is_a_question_too(house: House) -> None:
    ana = await member(house)
    house.boxes[ana.box].files["p"] = jpeg()
    await begun(ana, "green")
    await ana.send("photo", file=File("photo", "p", "image/jpeg", 2000))
    assert await ana.tap("enough") == ["", "Is this your question?"]
    await taps(ana, "send", "yes")
    [row] = await house.rows(tables.question)
    assert (row["form"], row["text"], row["photo_id"] is not None) == ("photo", "", True)


async def test_whoever_speaks_before_choosing_a_topic_has_asked(house: House) -> None:
    ana = await member(house)
    await ana.tap("ask")
    assert await speaks(ana) == ["", "Is this your question?"]
    await taps(ana, "send", "yes")
    [row] = await house.rows(tables.question)
    assert (row["topic"], row["form"]) == ("other", "voice")


async def test_guests_are_asked_to_join_first(house: House) -> None:
    eva = Guest(house)
    await eva.join()
    await eva.write("menu")
    assert [part.text for part in eva.parts] == [MENU]
    with pytest.raises(LookupError):
        eva.button("ask")


async def test_a_question_can_be_said_anew_or_dropped(house: House) -> None:
    ana = await member(house)
    await begun(ana)
    await ana.write("What?")
    assert await ana.tap("redo") == ["Ask your question. Hold 🎤 and speak."]
    await ana.write(WORDS)
    assert await ana.tap("drop") == ["Okay. I do not send it.", MENU]
    assert await states(house) == []


async def test_a_question_is_looked_at_and_taken_back(house: House) -> None:
    mira, ana = await mentor(house), await member(house)
    await asked(ana)
    await hears(mira)
    await taps(ana, "ask", "mine")
    assert await ana.tap("q1") == [WORDS, "💶 Money, Monday 15 June: a mentor is looked for. Still waiting?"]
    assert await ana.tap("withdraw") == ["Take your question back?"]
    assert await ana.tap("back") == ["Okay. No mentor gets your question now.", MENU]
    assert await states(house) == ["closed"]
    assert await mira.tap("take") == ["This question is not open any more.", RECAP, MENU]


async def test_keeping_a_question_leads_back(house: House) -> None:
    ana = await member(house)
    await asked(ana)
    await taps(ana, "ask", "mine", "q1", "withdraw")
    assert (await ana.tap("keep"))[-1].startswith("💶 Money, Monday 15 June")
    assert await ana.tap("wait") == ["Okay. I keep looking.", MENU]
    assert await states(house) == ["waiting"]


async def test_five_open_questions_are_enough(house: House) -> None:
    ana = await member(house)
    for number in range(5):
        await asked(ana, f"Question {number}?")
    assert await ana.tap("ask") == [
        "Many of your questions are open. Wait for an answer.",
        "Your questions. Tap one.",
    ]
    assert len(await states(house)) == 5


async def test_more_is_asked_of_the_same_mentor(house: House) -> None:
    mira, besim, ana = await mentor(house), await mentor(house, "Besim", address="2002"), await member(house)
    await asked(ana)
    await answers(mira)
    await hears(ana)
    assert await taps(ana, "yes", "ask") == ["Ask more. Hold 🎤 and speak."]
    await ana.write("Which banks?")
    assert await ana.tap("send") == ["Sent! The same mentor gets it first.", RECAP, MENU]
    await hears(besim)
    house.heard(mira.box, mira.address)
    assert (await states(house)) == ["answered", "waiting"]
    assert (await house.rows(tables.question))[1]["follows_id"] == 1


async def test_another_mentor_answers_as_well(house: House) -> None:
    mira, besim, ana = await mentor(house), await mentor(house, "Besim", address="2002"), await member(house)
    await asked(ana)
    await answers(mira)
    await hears(ana)
    assert await ana.tap("bit") == ["Try another mentor?"]
    assert await ana.tap("other") == ["Okay. I ask another mentor.", RECAP, MENU]
    house.heard(besim.box, besim.address)
    await answers(besim, "Ask the town.")
    assert await hears(ana) == ["A mentor answers you: 💶 Money.", "Ask the town.", "Did this help?"]


async def test_where_nobody_else_can_answer_a_person_is_offered(house: House) -> None:
    mira, ana = await mentor(house), await member(house)
    await asked(ana)
    await answers(mira)
    await hears(ana)
    await ana.tap("no")
    assert await ana.tap("other") == ["No other mentor is free. Want a person?"]
    assert (await ana.tap("person"))[0] == "A person will answer here. Usually within one day."
    assert [row["kind"] for row in await house.rows(tables.ticket)] == ["help"]


async def test_a_long_wait_is_apologised_for_and_staff_are_called(house: House) -> None:
    ana = await member(house)
    await asked(ana)
    for _ in range(48):
        await house.move(60 * MINUTE)
    assert (await hears(ana))[-1] == "Sorry, still looking for your answer. Want a person?"
    assert "question_late" in {row["kind"] for row in await house.rows(tables.ticket)}
    assert (await ana.tap("wait"))[0] == "Okay. I keep looking."


async def test_an_answer_comes_in_the_middle_of_anything(house: House) -> None:
    mira, ana = await mentor(house), await member(house)
    await asked(ana)
    await taps(ana, "settings", "talk")
    await answers(mira)
    assert await hears(ana) == ANSWERED
    assert await ana.tap("yes") == ["Ask more about this?"]
    await ana.tap("done")
    said = await ana.tap("yes")
    assert said == ["Thank you for telling us!", RECAP, "I have no voice yet. How shall I talk later?"]


async def test_behind_a_closed_window_an_answer_knocks(house: House) -> None:
    mira, ana = await mentor(house, box=SIM_TELEGRAM), await member(house, box=SIM_WHATSAPP)
    await asked(ana)
    await house.move(DAY)
    await answers(mira)
    [knock] = await hears(ana)
    assert knock not in ANSWERED
    assert (await ana.write("hello"))[-3:] == ANSWERED


async def test_a_woman_is_asked_for_where_there_is_one(house: House) -> None:
    mira, besim = await mentor(house, gender="woman"), await mentor(house, "Besim", address="2002", gender="man")
    ana = await member(house)
    await begun(ana)
    await ana.write(WORDS)
    assert await ana.tap("send") == ["Who shall answer?"]
    await taps(ana, "yes", "no")
    assert await hears(mira) == ["💶 Money, English. Can you answer?"]
    assert await hears(besim) == []


async def test_questions_of_one_minute_can_each_be_tapped(house: House) -> None:
    ana = await member(house)
    for words in ("What is a loan?", "What is a bank?", "What is a coin?"):
        await asked(ana, words)
    await ana.write("menu")
    await taps(ana, "ask", "mine")
    assert [button.label for button in ana.parts[-1].buttons] == [
        "💶 15, 12:00 (1)",
        "💶 15, 12:00 (2)",
        "💶 15, 12:00 (3)",
    ]
    assert (await ana.tap("q2"))[0] == "What is a bank?"
