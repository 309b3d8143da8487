"""Mentors in chat, from two phones: the queue, two hands on one question, passing on, pauses, hours, topics."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.limits import SIM_TELEGRAM
from bot.services import staff
from storage import roles, tables
from tests.house import NOON, Guest, House, living
from tests.mentoring.people import ANSWER, DAY, HOUR, WORDS, answers, asked, hears, member, taps, volunteer

MENU = "What do you want?"
RECAP = "Now back to where we were."
OFFER = "💶 Money, English. Can you answer?"
ANSWER_NOW = "Answer now. Speak 🎤 or write, under two minutes."


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A Drom on a Monday at noon."""
    async with living(tmp_path) as found:
        yield found


async def claims(house: House) -> list[str]:
    """Return how every claim stands."""
    return [row["state"] for row in await house.rows(tables.claim)]


async def profile(house: House) -> dict[str, object]:
    """Return the first mentor's profile."""
    [row, *_] = await house.rows(tables.mentor)
    return row


async def test_a_mentor_sees_what_waits_and_takes_one(house: House) -> None:
    mira, ana = await volunteer(house), await member(house)
    assert await mira.tap("mentor") == ["No question waits for you now."]
    await asked(ana)
    await mira.write("menu")
    assert await mira.tap("mentor") == ["Questions that wait: 1. Oldest, days: 0."]
    assert await mira.tap("take") == [OFFER]
    assert (await mira.tap("take"))[-1] == ANSWER_NOW
    assert await mira.tap("later") == ["Okay. Hours left to answer: 24.", MENU]
    await mira.write("menu")
    assert await mira.tap("mentor") == ["You took one: 💶 Money. Answer now?"]
    assert (await mira.tap("answer"))[-2:] == [WORDS, ANSWER_NOW]


async def test_whoever_has_taken_one_may_look_for_others(house: House) -> None:
    mira, ana = await volunteer(house), await member(house)
    await asked(ana)
    await asked(ana, "What is a loan?")
    await taps(mira, "mentor", "take", "take", "later")
    assert await mira.tap("mentor") == ["You took one: 💶 Money. Answer now?"]
    assert await mira.tap("others") == ["Questions that wait: 1. Oldest, days: 0."]


async def test_the_first_of_two_who_take_it_has_it(house: House) -> None:
    mira, besim = await volunteer(house), await volunteer(house, "Besim", address="2002", box=SIM_TELEGRAM)
    ana = await member(house)
    await asked(ana)
    assert (await hears(mira), await hears(besim)) == ([OFFER], [OFFER])
    assert (await mira.tap("take"))[-1] == ANSWER_NOW
    assert await besim.tap("take") == ["Somebody took it.", "No question waits for you now."]
    assert await claims(house) == ["held"]


async def test_who_came_second_gets_the_next_where_there_is_one(house: House) -> None:
    mira, besim = await volunteer(house), await volunteer(house, "Besim", address="2002", box=SIM_TELEGRAM)
    ana = await member(house)
    await asked(ana)
    await hears(mira)
    await hears(besim)
    late = besim.payload("take")
    await asked(ana, "What is a loan?", topic="green")
    await hears(besim)
    await mira.tap("take")
    said = await besim.send("tap", payload=late, callback="c")
    assert said == ["Somebody took it. Here is the next.", "🌱 Green ideas, English. Can you answer?"]
    assert (await besim.tap("take"))[-1] == ANSWER_NOW
    assert await claims(house) == ["held", "held"]


async def test_a_question_is_passed_to_a_colleague(house: House) -> None:
    mira, besim = await volunteer(house), await volunteer(house, "Besim", address="2002", box=SIM_TELEGRAM)
    ana = await member(house)
    await asked(ana)
    await hears(mira)
    await hears(besim)
    await mira.tap("take")
    assert await mira.tap("pass") == ["Pass to whom?"]
    assert [button.label for button in mira.parts[-1].buttons] == ["👤 Besim", "👥 Anybody", "🔑 Staff"]
    assert (await mira.tap("m2"))[0] == "Okay. I pass it on."
    assert await hears(besim) == [OFFER]
    assert (await besim.tap("take"))[-1] == ANSWER_NOW
    assert await claims(house) == ["passed", "held"]


async def test_who_has_not_taken_it_is_not_asked_to_whom_by_name(house: House) -> None:
    mira, besim = await volunteer(house), await volunteer(house, "Besim", address="2002", box=SIM_TELEGRAM)
    ana = await member(house)
    await asked(ana)
    await hears(mira)
    await hears(besim)
    assert await mira.tap("pass") == ["Pass to whom?"]
    assert "Besim" not in repr(mira.parts)
    assert (await mira.tap("anybody"))[0] == "Okay. I pass it on."


async def test_a_question_may_go_to_staff(house: House) -> None:
    mira, ana = await volunteer(house), await member(house)
    await asked(ana)
    await hears(mira)
    await taps(mira, "take", "pass", "staff")
    [row] = await house.rows(tables.question)
    assert row["state"] == "flagged"
    assert [one["kind"] for one in await house.rows(tables.ticket)] == ["question_late"]


async def test_what_is_not_okay_is_seen_by_staff_only(house: House) -> None:
    mira, ana = await volunteer(house), await member(house)
    await asked(ana)
    await hears(mira)
    assert await mira.tap("flag") == ["Not okay? Only our team will see it then."]
    assert (await mira.tap("flag"))[0] == "Thank you. Our team looks at it."
    await mira.write("menu")
    assert await mira.tap("mentor") == ["No question waits for you now."]
    assert [one["kind"] for one in await house.rows(tables.ticket)] == ["question_flagged"]


async def test_keeping_a_question_that_was_nearly_flagged_leads_back(house: House) -> None:
    mira, ana = await volunteer(house), await member(house)
    await asked(ana)
    await hears(mira)
    await mira.tap("flag")
    assert await mira.tap("keep") == [MENU]
    assert [row["state"] for row in await house.rows(tables.question)] == ["waiting"]


async def test_a_claim_lapses_after_a_day_and_says_so(house: House) -> None:
    mira, ana = await volunteer(house, box=SIM_TELEGRAM), await member(house)
    await asked(ana)
    await hears(mira)
    await mira.tap("take")
    for _ in range(24):
        await house.move(HOUR)
    said = await hears(mira)
    assert "You took one: 💶 Money. Answer now?" in said
    assert "One day has passed. Another mentor gets this question." in said
    assert await claims(house) == ["lapsed"]


async def test_an_answer_after_its_day_is_taken_while_nobody_else_has_the_question(house: House) -> None:
    mira, ana = await volunteer(house), await member(house)
    await asked(ana)
    await hears(mira)
    await mira.tap("take")
    for _ in range(25):
        await house.move(HOUR)
    await mira.write(ANSWER)
    house.heard(ana.box, ana.address)
    assert (await mira.tap("send"))[0] == "Sent. Thank you! 👏"
    assert ANSWER in await hears(ana)


async def test_a_question_given_back_is_offered_again(house: House) -> None:
    mira, ana = await volunteer(house), await member(house)
    await asked(ana)
    await hears(mira)
    await taps(mira, "take", "later")
    for _ in range(20):
        await house.move(HOUR)
    assert (await hears(mira))[-1] == "You took one: 💶 Money. Answer now?"
    assert (await mira.tap("give_back"))[0] == "Okay. Another mentor gets it."
    assert await claims(house) == ["passed"]


async def test_a_mentor_on_pause_is_asked_nothing(house: House) -> None:
    mira, ana = await volunteer(house), await member(house)
    await taps(mira, "mentor", "pause")
    assert await mira.tap("week") == ["Okay. I ask you nothing until then.", MENU]
    await asked(ana)
    assert await hears(mira) == []
    assert await mira.tap("mentor") == ["You are on pause. Go on?"]
    assert await mira.tap("on") == ["Questions that wait: 1. Oldest, days: 0."]


async def test_topics_are_taken_on_and_off_by_tapping(house: House) -> None:
    mira = await volunteer(house)
    assert await taps(mira, "mentor", "change", "topics") == ["Yours: 💶 📄 🛍️ 🌱 👷 🇪🇺 🎤. Tap one to change it."]
    assert await mira.tap("money") == ["Yours: 📄 🛍️ 🌱 👷 🇪🇺 🎤. Tap one to change it."]
    assert (await profile(house))["topics"] == ["papers", "customers", "green", "workers", "eu", "other"]
    assert await mira.tap("done") == ["Saved.", "No question waits for you now."]
    ana = await member(house)
    await asked(ana)
    assert await hears(mira) == []


async def test_the_last_language_stays(house: House) -> None:
    mira = await volunteer(house)
    assert await taps(mira, "mentor", "change", "languages") == ["Yours: English. Tap one to change it."]
    assert await mira.tap("en") == ["Yours: English. Tap one to change it."]
    assert await mira.tap("rom") == ["Yours: Romanes, English. Tap one to change it."]
    assert (await profile(house))["languages"] == ["rom", "en"]


async def test_hours_and_a_name_are_kept(house: House) -> None:
    mira, ana = await volunteer(house), await member(house)
    await taps(mira, "mentor", "change", "hours", "evening")
    await taps(mira, "change", "name", "yes")
    row = await profile(house)
    assert (row["from_hour"], row["to_hour"], row["shows_name"]) == (17, 22, True)
    await asked(ana)
    assert await hears(mira) == []
    for _ in range(6):
        await house.move(HOUR)
    await answers(mira)
    assert (await hears(ana))[:2] == ["A mentor answers you: 💶 Money.", "👤 Mira"]


async def test_whoever_is_no_mentor_any_more_is_told(house: House) -> None:
    mira, ana = await volunteer(house), await member(house)
    await asked(ana)
    await hears(mira)
    await house.run(lambda connection: roles.end(connection, 1, NOON))
    assert await mira.tap("take") == ["This is for our mentors only.", RECAP, MENU]
    await mira.write("menu")
    with pytest.raises(LookupError):
        mira.button("mentor")
    denied = [row for row in await house.rows(tables.log) if row["act"] == "denied"]
    assert [row["subject"] for row in denied] == ["answer_questions"]


async def test_a_card_of_long_ago_is_true_today(house: House) -> None:
    mira, besim = await volunteer(house), await volunteer(house, "Besim", address="2002", box=SIM_TELEGRAM)
    ana = await member(house)
    await asked(ana)
    await hears(mira)
    offered = mira.payload("take")
    await answers(besim)
    await hears(ana)
    for _ in range(3):
        await house.move(DAY)
    late = Guest(house, mira.address, mira.box)
    said = await late.send("tap", payload=offered, callback="c")
    assert said == ["Somebody took it.", "No question waits for you now."]


async def test_later_tells_how_long_it_is_still_theirs(house: House) -> None:
    mira, ana = await volunteer(house), await member(house)
    await asked(ana)
    await hears(mira)
    await taps(mira, "take", "later")
    await house.move(20 * HOUR)
    await hears(mira)
    await mira.tap("answer")
    assert (await mira.tap("later"))[0] == "Okay. Hours left to answer: 3."


async def test_whoever_takes_a_link_at_the_menu_sees_at_once_what_it_gives(house: House) -> None:
    mira = await member(house, "Mira")
    await mira.write("menu")
    await house.run(lambda c: roles.give(c, name="mentor", now=NOON, organisation="sample_ngo"))
    payload = await house.run(lambda c: staff.invite(c, staff.OPERATOR, 1, house.clock.now(), lambda: "0f" * 16))
    assert await mira.open(payload) == ["You are a mentor now. Questions come here."]
    assert [button.label for button in mira.parts[-1].buttons] == ["👩‍🏫 Mentor", "🏠 Menu"]
    assert await mira.tap("mentor") == ["No question waits for you now."]


async def test_somebody_with_two_roles_takes_from_both(house: House) -> None:
    mira, ana = await volunteer(house, languages=("sq",)), await member(house)
    number = (await mira.person()).id
    await house.run(lambda c: roles.give(c, name="mentor", now=NOON, person_id=number, organisation="sample_ngo"))
    await asked(ana)
    await mira.write("menu")
    assert await mira.tap("mentor") == ["Questions that wait: 1. Oldest, days: 0."]
    assert await mira.tap("take") == [OFFER]
    assert (await mira.tap("take"))[-1] == ANSWER_NOW
    await mira.write(ANSWER)
    assert (await mira.tap("send"))[0] == "Sent. Thank you! 👏"
    await taps(mira, "change", "name", "yes")
    assert {row["shows_name"] for row in await house.rows(tables.mentor)} == {True}
