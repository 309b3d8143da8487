"""The help desk in chat, from two phones: tickets heard and answered by voice or words, shared out; questions too."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Part
from bot.services import privacy
from bot.services.helpdesk_talk import waited
from bot.services.staff import OPERATOR
from storage import contacts, roles, tables
from tests.databases import postgres_url
from tests.house import NOON, Guest, House, living
from tests.mentoring.people import WORDS, asked, hears, member, speaks, taps, volunteer
from tests.services.sample import programme

DESK = "Help desk. Tickets: {}. Yours: {}. Questions: {}."
ASKS = "Asks for a person.\nEnglish. Waiting: 0 h. Looked after by: {}."


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A Drom on a Monday at noon."""
    async with living(tmp_path) as found:
        yield found


async def staff(house: House, name: str, label: str, address: str, box: str = SIM_WHATSAPP) -> Guest:
    """Register somebody and give them a role in Albania."""
    found = await member(house, label, address, box)
    number = (await found.person()).id
    about = {"name": name, "now": house.clock.now(), "person_id": number, "label": label}
    await house.run(partial(_give, about=about, country="AL"))
    await found.write("menu")
    return found


def _give(connection: Connection, about: dict[str, object], country: str) -> None:
    roles.give(connection, organisation="sample_ngo", country=country, **about)  # type: ignore[arg-type]


async def called(ana: Guest, words: str = "My shop burnt down.") -> None:
    """Call a person, and say why."""
    await ana.write("help")
    await ana.write(words)


async def statuses(house: House) -> list[str]:
    return [row["status"] for row in await house.rows(tables.ticket)]


async def test_a_ticket_is_heard_and_answered_in_words(house: House) -> None:
    zana, ana = await staff(house, "coordinator", "Zana", "3001"), await member(house)
    await called(ana)
    assert await taps(zana, "staff", "desk") == [DESK.format(1, 0, 0)]
    assert await zana.tap("open") == ["Which one? The oldest comes first."]
    assert await zana.tap("t1") == ["👤 Ana", "My shop burnt down.", ASKS.format("–")]
    assert await zana.tap("answer") == ["They read English. Speak 🎤 or write your answer."]
    assert await zana.write("Come on Monday.") == ["Come on Monday.", "Send this answer?"]
    assert await zana.tap("send") == ["Sent.", DESK.format(0, 0, 0)]
    assert await hears(ana) == ["A person answers you:", "Come on Monday."]
    assert await statuses(house) == ["answered"]
    acts = [row["act"] for row in await house.rows(tables.log)]
    assert "ticket_answered" in acts


@pytest.mark.parametrize(("desk", "asks"), [(SIM_WHATSAPP, SIM_TELEGRAM), (SIM_TELEGRAM, SIM_WHATSAPP)])
async def test_a_voice_is_heard_and_answered_by_voice(house: House, desk: str, asks: str) -> None:
    zana, ana = await staff(house, "helper", "Zana", "3001", desk), await member(house, box=asks)
    await ana.write("help")
    await speaks(ana)
    await house.core.media.work()
    assert await taps(zana, "staff", "desk") == ["Help desk. Tickets: 1. Yours: 0."]
    await zana.tap("open")
    assert [bool(part.voice) for part in await _parts(zana, "t1")] == [False, True, False]
    await zana.tap("answer")
    house.boxes[zana.box].files.clear()
    assert await zana.say() == ["Send this answer?"], "a file that does not come holds up nothing for long"
    assert await zana.tap("send") == ["Your voice is not here yet. Wait a moment and send.", "Send this answer?"]
    await zana.tap("redo")
    assert await speaks(zana) == ["", "Send this answer?"]
    assert (await zana.tap("send"))[0] == "Sent."
    assert await hears(ana) == ["A person answers you:", "🎤"]


async def _parts(guest: Guest, value: str) -> list[Part]:
    await guest.tap(value)
    return [*guest.parts]


async def test_a_ticket_is_taken_handed_on_and_laid_aside(house: House) -> None:
    zana, besa = await staff(house, "coordinator", "Zana", "3001"), await staff(house, "helper", "Besa", "3002")
    ana = await member(house)
    await called(ana)
    await taps(zana, "staff", "desk", "open", "t1")
    assert await zana.tap("take") == ["👤 Ana", ASKS.format("Zana")]
    assert await zana.tap("hand_on") == ["Who shall look after it?"]
    number = (await besa.person()).id
    assert (await zana.tap(f"c{number}"))[0] == "Handed on. They find it under their own."
    assert await taps(besa, "staff", "desk") == ["Help desk. Tickets: 1. Yours: 1."]
    assert (await taps(besa, "mine", "t1"))[-1] == ASKS.format("Besa")
    assert await besa.tap("give_back") == ["👤 Ana", ASKS.format("–")]
    assert await taps(besa, "later", "hour") == ["Laid aside until then.", "Help desk. Tickets: 0. Yours: 0."]
    await house.move(timedelta(minutes=61))
    await besa.write("menu")
    assert await taps(besa, "staff", "desk") == ["Help desk. Tickets: 1. Yours: 0."]
    await taps(besa, "open", "t1", "close")
    assert await besa.tap("close") == ["Closed.", "Help desk. Tickets: 0. Yours: 0."]
    assert await statuses(house) == ["closed"]


async def test_the_team_answers_a_question_itself(house: House) -> None:
    zana, ana = await staff(house, "coordinator", "Zana", "3001"), await member(house)
    await volunteer(house)
    await asked(ana, name="no")
    assert await taps(zana, "staff", "desk", "questions") == ["Which question? The longest wait comes first."]
    assert await zana.tap("q1") == ["💶 Money, English: a mentor is looked for. Waiting: 0 h."]
    said = await zana.tap("ours")
    assert WORDS in said
    assert said[-1].startswith("Question without an answer.")
    await zana.tap("answer")
    await zana.write("Ask two banks.")
    await zana.tap("send")
    assert await hears(ana) == ["A person answers you:", "Ask two banks."]
    [question] = await house.rows(tables.question)
    assert question["state"] == "answered"
    await ana.write("menu")
    assert await taps(ana, "ask", "mine", "q1") == [
        "Our team answers you: 💶 Money.",
        "Ask two banks.",
        "Did this help?",
    ]


async def test_a_question_that_the_team_answers_by_voice_is_the_teams(house: House) -> None:
    zana, ana = await staff(house, "coordinator", "Zana", "3001"), await member(house)
    await asked(ana, name="no")
    await taps(zana, "staff", "desk", "questions", "q1", "ours", "answer")
    await speaks(zana)
    assert (await zana.tap("send"))[0] == "Sent."
    assert await hears(ana) == ["A person answers you:", "🎤"]
    await ana.write("menu")
    assert await taps(ana, "ask", "mine", "q1") == ["Our team answers you: 💶 Money.", "", "Did this help?"]


async def test_a_question_is_given_to_a_mentor_or_closed(house: House) -> None:
    zana, ana = await staff(house, "coordinator", "Zana", "3001"), await member(house)
    mira = await volunteer(house)
    await asked(ana)
    await asked(ana, "What is a loan?")
    await taps(zana, "staff", "desk", "questions", "q1")
    assert await zana.tap("give") == ["Which mentor? It waits a day for them."]
    assert (await zana.tap("m1"))[0] == "This mentor is asked now."
    assert "💶 Money, English. Can you answer?" in await hears(mira)
    await taps(zana, "q2", "close")
    assert (await zana.tap("close"))[0] == "Closed. They are told."
    assert await hears(ana) == ["Our team closed your question. Ask me anytime."]


async def test_a_flagged_question_is_given_back(house: House) -> None:
    zana, ana, mira = await staff(house, "coordinator", "Zana", "3001"), await member(house), await volunteer(house)
    await asked(ana)
    await hears(mira)
    await taps(mira, "flag", "flag")
    await taps(zana, "staff", "desk", "questions")
    assert await zana.tap("q1") == ["💶 Money, English. A mentor says it is not okay. Waiting: 0 h."]
    assert (await zana.tap("release"))[0] == "Mentors are asked again."
    [question] = await house.rows(tables.question)
    assert question["state"] == "waiting"


async def test_a_spoken_town_is_written_down(house: House) -> None:
    zana, ana = await staff(house, "helper", "Zana", "3001"), Guest(house)
    await ana.join()
    await ana.write("Ana")
    await taps(ana, "yes", "other")
    await speaks(ana)
    await house.core.media.work()
    await taps(zana, "staff", "desk", "open", "t1")
    await zana.tap("answer")
    assert (await zana.tap("none"))[-1] == "Town to write down. Write down what was said, or answer them?"
    await zana.tap("write")
    assert (await zana.write("Kamza"))[0] == "Written down. They are not asked again."
    assert (await ana.person()).town == "Kamza"


async def test_nobody_elses_tickets_are_seen(house: House) -> None:
    zana, ana = await staff(house, "helper", "Zana", "3001"), await member(house)
    other = await member(house, "Vesna", "3003")
    person = (await other.person()).id
    about = {"name": "helper", "now": house.clock.now(), "person_id": person, "label": "Vesna"}
    await house.run(partial(_give, about=about, country="RS"))
    await called(ana)
    await other.write("menu")
    assert await taps(other, "staff", "desk") == ["Help desk. Tickets: 0. Yours: 0."]
    assert (await other.tap("open"))[0] == "Nothing waits there."
    await taps(zana, "staff", "desk", "open", "t1")
    held = zana.payload("answer")
    await other.send("tap", payload=held, callback="c")
    assert await statuses(house) == ["open"]


async def test_two_who_answer_one_ticket_send_one_answer(house: House) -> None:
    zana, besa = await staff(house, "coordinator", "Zana", "3001"), await staff(house, "helper", "Besa", "3002")
    ana = await member(house)
    await called(ana)
    for one in (zana, besa):
        await taps(one, "staff", "desk", "open", "t1", "answer")
        await one.write("Come on Monday.")
    assert (await zana.tap("send"))[0] == "Sent."
    assert (await besa.tap("send"))[0] == "This waits no more."
    assert await hears(ana) == ["A person answers you:", "Come on Monday."]


async def test_whoever_stopped_is_not_written_to(house: House) -> None:
    zana, ana = await staff(house, "coordinator", "Zana", "3001"), await member(house)
    await called(ana)
    await house.run(lambda c: contacts.change(c, 2, stopped_at=house.clock.now() + timedelta(hours=1)))
    await taps(zana, "staff", "desk", "open", "t1", "answer")
    await zana.write("Come on Monday.")
    assert (await zana.tap("send"))[0] == "Not sent: they stopped all messages. The ticket stays."
    assert await statuses(house) == ["open"]


async def test_who_leaves_stands_in_no_message_of_the_desk(house: House) -> None:
    zana, ana = await staff(house, "coordinator", "Zana", "3001"), await member(house, "Djulijana")
    await called(ana, "My shop\nburnt down.")
    await speaks(ana)
    await house.core.media.work()
    await taps(zana, "staff", "desk", "open", "t1")
    gone = await ana.contact()
    await house.run(lambda c: privacy.erase(c, gone, house.clock.now(), programme(), OPERATOR))
    mine = (await zana.contact()).id
    kept = [row["payload"] for row in await house.rows(tables.outbox) if row["contact_id"] == mine]
    told = repr(kept) + repr((await zana.contact()).session)
    for word in ("Djulijana", "My shop", "burnt"):
        assert word not in told
    assert not [one for one in kept if one and one.get("voice")]


async def test_who_leaves_stands_in_no_question_that_the_desk_took(house: House) -> None:
    zana, ana = await staff(house, "coordinator", "Zana", "3001"), await member(house, "Djulijana")
    await asked(ana, "How do I\nsell walnuts?", name="no")
    await taps(zana, "staff", "desk", "questions", "q1")
    assert "How do I sell walnuts?" in await zana.tap("ours")
    gone = await ana.contact()
    await house.run(lambda c: privacy.erase(c, gone, house.clock.now(), programme(), OPERATOR))
    mine = (await zana.contact()).id
    told = repr([row["payload"] for row in await house.rows(tables.outbox) if row["contact_id"] == mine])
    for word in ("Djulijana", "walnuts"):
        assert word not in told


@pytest.mark.postgres
async def test_nobody_is_waited_for_who_is_in_hand_at_that_moment(tmp_path: Path) -> None:
    """A transaction that has the member may wait for whoever acts at the desk: neither loses against the other."""
    async with living(tmp_path, url=postgres_url()) as house:
        zana, ana = await staff(house, "coordinator", "Zana", "3001"), await member(house)
        await called(ana)
        await taps(zana, "staff", "desk", "open", "t1")
        number, held, loop = (await ana.contact()).id, asyncio.Event(), asyncio.get_running_loop()

        def hold(connection: Connection) -> None:
            contacts.get(connection, number, lock=True)
            loop.call_soon_threadsafe(held.set)
            connection.execute(text("SELECT pg_sleep(1)"))

        holding = asyncio.create_task(house.core.store.run(hold))
        await held.wait()
        assert (await zana.tap("take"))[0] == "Busy for a moment. Once more, please."
        await holding
        await house.move(timedelta(seconds=5))  # the same tap twice in a moment is one
        assert await zana.tap("take") == ["👤 Ana", ASKS.format("Zana")]
        await zana.tap("answer")
        await zana.write("Come on Monday.")
        assert (await zana.tap("send"))[0] == "Sent."
        assert await hears(ana) == ["A person answers you:", "Come on Monday."]


@pytest.mark.parametrize(("passed", "said"), [(0, "0 h"), (47.9, "47 h"), (48, "2 d"), (100, "4 d"), (-1, "0 h")])
def test_how_long_something_waits_is_told_in_days_from_two_on(passed: float, said: str) -> None:
    assert waited(NOON, NOON + timedelta(hours=passed)) == said
