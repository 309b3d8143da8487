"""People translate: a question in a language that no free mentor speaks, the answer back, a voice anew; all is seen."""

import pytest
from sqlalchemy import Connection

from bot.services import claims, question_counts, question_plans, questions, relay, routing, translating
from bot.services.relay import NOTHING, Matter
from storage import tables, translations
from storage.store import Store
from tests.meetings.guests import HOUR, NOON
from tests.questions.village import ANSWER, WORDS, P, ask, known, member, mentor, voice

THEIRS, OURS = "Sar te poćinav i taksa?", Matter("text", "How to pay tax?")
BACK = Matter("text", "Ramosar ano cikno lil.")


def _only(c: Connection, number: int) -> translations.Translation:
    [found] = [one for one in translations.of_question(c, number) if one.state in {"waiting", "claimed"}]
    return found


def _heard(c: Connection, number: int) -> Matter | None:
    """Return the last answer to a question as its person hears it."""
    answer = relay.answered(c, known(c, number))
    return relay.of_reply(c, answer) if answer is not None else None


async def test_a_question_and_its_answer_go_through_a_helper(store: Store) -> None:
    def work(c: Connection) -> None:
        ana = member(c, language="rom")
        mira, hana = mentor(c), mentor(c, ("rom", "en"), "helper")
        number = ask(c, ana, THEIRS).id
        assert (known(c, number).state, known(c, number).language) == ("needs_translation", "rom")
        assert claims.next_for(c, mira, NOON) is None
        step = _only(c, number)
        assert (step.kind, step.from_language, step.to_language) == ("question", "rom", "en")
        assert translating.waiting(c, hana) == [step]
        assert translating.take(c, hana, step.id, NOON).state == "taken"
        assert relay.to_say(c, step, known(c, number)).text == THEIRS
        assert translating.send(c, P, hana, step.id, OURS, NOON) == "sent"
        assert translating.send(c, P, hana, step.id, OURS, NOON) == "sent"
        found = known(c, number)
        assert (found.state, found.read_in, relay.asked(c, found)) == ("waiting", "en", OURS)

        assert claims.take(c, mira, number, NOON).state == "taken"
        assert claims.send(c, P, mira, number, Matter("text", ANSWER), NOON) == "translating"
        assert (known(c, number).state, relay.answered(c, known(c, number))) == ("needs_translation", None)
        back = _only(c, number)
        assert (back.kind, back.from_language, back.to_language) == ("reply", "en", "rom")
        translating.take(c, hana, back.id, NOON)
        assert relay.to_say(c, back, known(c, number)).text == ANSWER
        assert translating.send(c, P, hana, back.id, BACK, NOON + HOUR) == "sent"
        assert (known(c, number).state, known(c, number).answered_at) == ("answered", NOON + HOUR)
        assert _heard(c, number) == BACK
        told = [(step.what, step.detail) for step in question_counts.steps(c, known(c, number))]
        assert ("translating asked for", "rom to en") in told
        assert ("translating the answer done", "en to rom") in told

    await store.run(work)


async def test_both_scripts_of_serbian_are_one_language(store: Store) -> None:
    def work(c: Connection) -> None:
        mentor(c, ("sr",))
        number = ask(c, member(c, language="sr_Cyrl"), "Како?").id
        assert (known(c, number).state, known(c, number).language) == ("waiting", "sr")

    await store.run(work)


async def test_a_voice_is_rewritten_and_then_translated(store: Store) -> None:
    def work(c: Connection) -> None:
        ana = member(c, language="sq")
        mentor(c, ("en",))
        hana = mentor(c, ("sq", "en"), "helper")
        said = voice(c, ana)
        number = ask(c, ana, said, rewrite=True).id
        step = _only(c, number)
        assert (step.kind, step.from_language, step.to_language) == ("voice", "sq", "sq")
        translating.take(c, hana, step.id, NOON)
        assert relay.to_say(c, step, known(c, number)) == said
        translating.send(c, P, hana, step.id, Matter("text", "Si ta paguaj?"), NOON)
        then = _only(c, number)
        assert (then.kind, then.to_language) == ("question", "en")
        translating.take(c, hana, then.id, NOON)
        assert relay.to_say(c, then, known(c, number)).text == "Si ta paguaj?"
        translating.send(c, P, hana, then.id, OURS, NOON)
        assert (known(c, number).state, relay.asked(c, known(c, number))) == ("waiting", OURS)

    await store.run(work)


async def test_without_a_helper_staff_are_called_and_the_question_waits(store: Store) -> None:
    def work(c: Connection) -> None:
        mira = mentor(c, ("sq",))
        found = ask(c, member(c))
        assert found.state == "waiting"
        [ticket] = c.execute(tables.ticket.select()).all()
        assert (ticket.kind, ticket.text) == (routing.NOBODY, f"question:{found.id}\n{found.text}")
        assert claims.next_for(c, mira, NOON) is None

    await store.run(work)


async def test_given_back_it_is_asked_of_others_and_a_stranger_gets_nothing(store: Store) -> None:
    def work(c: Connection) -> None:
        ana = member(c, language="rom")
        mentor(c)
        hana, besa = mentor(c, ("rom", "en"), "helper"), mentor(c, ("rom", "en"), "helper")
        strangers = [mentor(c, ("sq", "en"), "helper"), mentor(c, ("rom", "en"), "helper", organisation="another")]
        number = ask(c, ana, THEIRS).id
        step = _only(c, number)
        for one in strangers:
            assert translating.take(c, one, step.id, NOON).state == "gone"
            assert translating.waiting(c, one) == []
        translating.take(c, hana, step.id, NOON)
        assert translating.take(c, besa, step.id, NOON).state == "other"
        assert not translating.give_back(c, P, besa, step.id, NOON)
        assert translating.give_back(c, P, hana, step.id, NOON)
        assert translating.send(c, P, hana, step.id, OURS, NOON) == "lapsed"
        assert translating.take(c, besa, step.id, NOON).state == "taken"

    await store.run(work)


async def test_what_is_taken_back_needs_no_helper_any_more(store: Store) -> None:
    def work(c: Connection) -> None:
        ana = member(c, language="rom")
        mentor(c)
        hana = mentor(c, ("rom", "en"), "helper")
        number = ask(c, ana, WORDS).id
        step = _only(c, number)
        translating.take(c, hana, step.id, NOON)
        questions.withdraw(c, ana, number, NOON)
        assert translating.send(c, P, hana, step.id, OURS, NOON) == "lapsed"
        assert translating.held_by(c, hana) == []
        with pytest.raises(ValueError, match="needs words"):
            translating.send(c, P, hana, step.id, NOTHING, NOON)

    await store.run(work)


def _asked(c: Connection, number: int) -> list[int]:
    """Return who has a card about a step that may still be heard, in the order in which they were asked."""
    notice = tables.notice.c
    mine = (notice.kind == question_plans.TRANSLATE) & (notice.subject_id == number) & (notice.state == "waiting")
    return list(c.scalars(tables.notice.select().with_only_columns(notice.person_id).where(mine).order_by(notice.id)))


async def test_not_me_asks_the_next_and_never_who_said_it(store: Store) -> None:
    def work(c: Connection) -> None:
        ana = member(c, language="rom")
        mentor(c)
        crowd = [mentor(c, ("rom", "en"), "helper") for _ in range(5)]
        step = _only(c, ask(c, ana, THEIRS).id)
        people = [one.person_id for one in crowd]
        assert _asked(c, step.id) == people[:3]
        assert translating.give_back(c, P, crowd[0], step.id, NOON), "turned down before it was taken"
        assert _asked(c, step.id) == people[:4]
        translating.take(c, crowd[1], step.id, NOON)
        assert translating.give_back(c, P, crowd[1], step.id, NOON)
        assert people[4] in _asked(c, step.id)
        assert people[1] not in _asked(c, step.id)

    await store.run(work)


@pytest.mark.parametrize("taken", [True, False])
async def test_where_the_only_helper_says_not_me_staff_are_called_and_no_card_comes_back(
    store: Store, taken: bool
) -> None:
    def work(c: Connection) -> None:
        ana = member(c, language="rom")
        mentor(c)
        hana = mentor(c, ("rom", "en"), "helper")
        mentor(c, ("rom", "en"), "helper", contact={"stopped_at": NOON})
        step = _only(c, ask(c, ana, THEIRS).id)
        assert _asked(c, step.id) == [hana.person_id]
        if taken:
            translating.take(c, hana, step.id, NOON)
        before = len(_asked(c, step.id))
        assert translating.give_back(c, P, hana, step.id, NOON)
        assert len(_asked(c, step.id)) == before
        assert [row.kind for row in c.execute(tables.ticket.select())] == [routing.NOBODY]

    await store.run(work)


async def test_helpers_who_cannot_be_reached_are_not_asked_but_staff(store: Store) -> None:
    def work(c: Connection) -> None:
        ana = member(c, language="rom")
        mentor(c)
        mentor(c, ("rom", "en"), "helper", contact={"unreachable_at": NOON})
        step = _only(c, ask(c, ana, THEIRS).id)
        assert _asked(c, step.id) == []
        assert [row.kind for row in c.execute(tables.ticket.select())] == [routing.NOBODY]

    await store.run(work)
