"""Who leaves is in no question, answer, translation or time any more, nor in messages that quoted them."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.channels.port import Part
from bot.services import claims, privacy, question_privacy, questions, routing, sharing, slots, translating
from bot.services.relay import Matter
from bot.services.staff import OPERATOR
from storage import contacts, outbox, people, tables
from storage.mentors import Mentor
from storage.store import Store
from tests.meetings.guests import DAY, NOON
from tests.questions.test_slots import mentor_day
from tests.questions.village import ANSWER, WORDS, P, Village, ask, known, member, mentor, voice, whose

NAME, REPHRASED = "Afërdita", "She asks what to pay."
SAID = Matter("text", ANSWER)
ABOUT = ("question", "claim", "reply", "translation", "slot")
"""The tables that tell something of a person and a question."""


def _quote(c: Connection, person_id: int, text: str) -> None:
    """Let a message to somebody have gone out."""
    contact, _ = whose(c, person_id)
    given: dict[str, Any] = {"lane": outbox.REPLY, "kind": "reply", "parts": [Part(text)], "now": NOON}
    [row] = outbox.put(c, channel=contact.channel, contact_id=contact.id, address=contact.address, **given)
    c.execute(tables.outbox.update().where(tables.outbox.c.id == row).values(state="sent"))


def _texts(c: Connection) -> str:
    """Return everything that stands anywhere, but for who is there."""
    found = [str(row) for row in c.execute(select(tables.outbox.c.payload))]
    for name in (*ABOUT, "notice", "ticket", "advice", "question_offer"):
        found += [str(row) for row in c.execute(tables.metadata.tables[name].select())]
    return "\n".join(found)


def took_part(c: Connection) -> tuple[int, Mentor, Mentor]:
    """Let somebody ask, a helper translate and a mentor answer, with a time booked and an answer shared."""
    ana = member(c, language="rom")
    people.change(c, ana, name=NAME)
    mira, hana = mentor(c, ("en",), topics=["money"]), mentor(c, ("rom", "en"), "helper")
    number = ask(c, ana, named=True).id
    step = int(c.scalar(select(tables.translation.c.id)) or 0)
    translating.take(c, hana, step, NOON)
    translating.send(c, P, hana, step, Matter("text", REPHRASED), NOON)
    claims.take(c, mira, number, NOON)
    claims.send(c, P, mira, number, SAID, NOON)
    back = int(c.scalar(select(tables.translation.c.id).where(tables.translation.c.kind == "reply")) or 0)
    translating.take(c, hana, back, NOON)
    translating.send(c, P, hana, back, Matter("text", "Ramosar!"), NOON)
    questions.helped(c, ana, number, "yes", NOON)
    sharing.propose(c, known(c, number), NOON)
    day = mentor_day(c, mira)
    slots.book(c, P, int(c.scalar(select(tables.slot.c.id)) or 0), ana, NOON)
    _quote(c, hana.person_id or 0, WORDS)
    _quote(c, mira.person_id or 0, f"👤 {NAME}")
    _quote(c, mira.person_id or 0, REPHRASED)
    _quote(c, ana, "Ramosar!")
    _quote(c, hana.person_id or 0, ANSWER)
    assert day
    return ana, mira, hana


def _leave(c: Connection, person_id: int) -> None:
    contact = contacts.of_person(c, person_id)[0]
    privacy.erase(c, contact, NOON, P, OPERATOR)


@pytest.mark.parametrize("whole", [True, False])
async def test_of_who_asked_nothing_stays_but_what_is_counted(store: Store, whole: bool) -> None:
    def work(c: Connection) -> None:
        ana, *_ = took_part(c)
        assert NAME in _texts(c)
        if whole:
            _leave(c, ana)
        else:
            outbox.erase_for(c, contacts.of_person(c, ana)[0].id)
            question_privacy.forget(c, ana)
            people.erase(c, ana)
        left = _texts(c)
        assert [word for word in (NAME, WORDS, REPHRASED, ANSWER, "Ramosar!") if word in left] == []
        [found] = c.execute(tables.question.select()).all()
        assert (found.person_id, found.topic, found.language, found.helped) == (None, "money", "rom", "yes")
        assert c.execute(tables.advice.select()).all() == []
        assert c.scalar(select(tables.slot.c.person_id).where(tables.slot.c.person_id.is_not(None))) is None

    await store.run(work)


async def test_a_short_answer_empties_no_other_message(store: Store) -> None:
    def work(c: Connection) -> None:
        ana, mira = member(c), mentor(c)
        people.change(c, mira.person_id or 0, name="Ana")
        number = ask(c, ana, named=True).id
        claims.take(c, mira, number, NOON)
        claims.send(c, P, mira, number, Matter("text", "po"), NOON)
        others = ("The posta is open.", "Anabela comes at 20:00.", "Ana, see you!")
        for text in ("po", "👤 Ana", *others):
            _quote(c, ana, text)
        _leave(c, mira.person_id or 0)
        left = _texts(c)
        assert [text for text in others if text not in left] == []
        assert "'po'" not in left
        assert "👤 Ana'" not in left

    await store.run(work)


async def test_a_voice_of_who_leaves_is_in_no_message_to_others(store: Store) -> None:
    def work(c: Connection) -> None:
        ana, mira = member(c), mentor(c)
        said = voice(c, ana)
        number = ask(c, ana, said).id
        claims.take(c, mira, number, NOON)
        contact, _ = whose(c, mira.person_id or 0)
        where: dict[str, Any] = {"channel": contact.channel, "contact_id": contact.id, "address": contact.address}
        parts = [Part("", voice=str(said.media_id))]
        outbox.put(c, **where, lane=outbox.REPLY, kind="reply", parts=parts, now=NOON)
        _leave(c, ana)
        [row] = c.execute(select(tables.outbox).where(tables.outbox.c.contact_id == contact.id)).all()
        assert (row.state, row.payload) == ("cancelled", None)

    await store.run(work)


async def test_of_a_mentor_only_the_claim_stays(store: Store) -> None:
    def work(c: Connection) -> None:
        _, mira, _ = took_part(c)
        _leave(c, mira.person_id or 0)
        assert ANSWER not in _texts(c)
        for name in ("claim", "reply"):
            table = tables.metadata.tables[name]
            assert [row.person_id for row in c.execute(table.select())] == [None]
        assert [row.role_id for row in c.execute(tables.mentor.select())] != [mira.role_id]
        assert c.execute(tables.slot.select()).all() != []

    await store.run(work)


async def test_what_a_leaving_mentor_held_waits_for_others(store: Store) -> None:
    def work(c: Connection) -> None:
        ana, mira, zana = member(c), mentor(c), mentor(c)
        held, told = ask(c, ana).id, ask(c, ana, topic="green").id
        for number in (held, told):
            claims.take(c, mira, number, NOON)
        claims.send(c, P, mira, told, SAID, NOON)
        _leave(c, mira.person_id or 0)
        assert [known(c, number).state for number in (held, told)] == ["passed_on", "passed_on"]
        assert known(c, told).answered_at is None, "nobody has heard it"
        assert claims.take(c, zana, held, NOON).state == "taken"

    await store.run(work)


@pytest.mark.parametrize("state", ["waiting", "parked", "sent"])
async def test_an_answer_that_waits_in_the_outbox_goes_with_its_mentor_and_others_answer(
    village: Village, state: str
) -> None:
    ana, mira = await village.run(lambda c: (member(c), mentor(c)))
    number = await village.run(lambda c: ask(c, ana).id)
    await village.run(lambda c: claims.take(c, mira, number, village.now))
    await village.run(lambda c: claims.send(c, P, mira, number, SAID, village.now))
    await village.until(NOON + timedelta(seconds=2))

    def leave(c: Connection) -> list[str]:
        mine = tables.outbox.c.kind == "question_answered"
        c.execute(tables.outbox.update().where(mine).values(state=state))
        _leave(c, mira.person_id or 0)
        return list(c.scalars(select(tables.outbox.c.state).where(mine)))

    after = await village.run(leave)
    found = await village.run(lambda c: known(c, number))
    if state == "sent":
        assert (found.state, set(after)) == ("answered", {"sent"})
    else:
        assert (found.state, found.answered_at, set(after)) == ("passed_on", None, {"cancelled"})
    assert await village.run(lambda c: ANSWER in _texts(c)) is False


async def test_what_a_leaving_helper_held_is_asked_of_others(store: Store) -> None:
    def work(c: Connection) -> None:
        ana = member(c, language="rom")
        mentor(c)
        hana, besa = mentor(c, ("rom", "en"), "helper"), mentor(c, ("rom", "en"), "helper")
        ask(c, ana)
        step = int(c.scalar(select(tables.translation.c.id)) or 0)
        translating.take(c, hana, step, NOON)
        _leave(c, hana.person_id or 0)
        assert translating.take(c, besa, step, NOON).state == "taken"

    await store.run(work)


async def test_where_the_only_helper_leaves_staff_are_called(store: Store) -> None:
    def work(c: Connection) -> None:
        ana = member(c, language="rom")
        mentor(c)
        hana = mentor(c, ("rom", "en"), "helper")
        ask(c, ana)
        step = int(c.scalar(select(tables.translation.c.id)) or 0)
        translating.take(c, hana, step, NOON)
        assert c.execute(tables.ticket.select()).all() == []
        _leave(c, hana.person_id or 0)
        assert [row.kind for row in c.execute(tables.ticket.select())] == [routing.NOBODY]

    await store.run(work)


async def test_a_mentor_takes_their_profile_along(store: Store) -> None:
    def work(c: Connection) -> None:
        mira = mentor(c, ("en", "sq"), topics=["money"])
        found = privacy.gather(c, contacts.of_person(c, mira.person_id or 0)[0])
        assert [row["languages"] for row in found["mentor"]] == [["en", "sq"]]
        assert "mentor" not in privacy.gather(c, contacts.of_person(c, member(c))[0])

    await store.run(work)


async def test_words_are_forgotten_after_a_year(store: Store) -> None:
    def work(c: Connection) -> None:
        took_part(c)
        assert question_privacy.sweep(c, NOON - DAY) == 0
        assert question_privacy.sweep(c, NOON + timedelta(seconds=1)) == 4
        assert (known(c, 1).text, known(c, 1).state) == ("", "answered")

    await store.run(work)
