"""Answered once, heard by many: with the person's yes and then staff's, and never the question or a name."""

from sqlalchemy import Connection

from bot.services import claims, question_plans, questions, sharing
from bot.services.relay import Matter
from bot.services.staff import OPERATOR, Actor
from storage import advice, roles
from storage.questions import Question
from storage.roles import Role
from storage.store import Store
from tests.meetings.guests import NOON
from tests.questions.village import ANSWER, P, Village, ask, known, member, mentor

SAID = Matter("text", ANSWER)


def answered(c: Connection, grade: str = "yes") -> Question:
    """Return a question that was answered, and how that helped."""
    ana, mira = member(c), mentor(c)
    number = ask(c, ana).id
    claims.take(c, mira, number, NOON)
    claims.send(c, P, mira, number, SAID, NOON)
    questions.helped(c, ana, number, grade, NOON)
    return known(c, number)


async def test_only_what_helped_may_be_shared_and_once(store: Store) -> None:
    def work(c: Connection) -> None:
        assert not sharing.may_propose(c, answered(c, "bit"))
        found = answered(c)
        assert sharing.may_propose(c, found)
        assert sharing.propose(c, found, NOON)
        assert not sharing.may_propose(c, found)
        assert not sharing.propose(c, found, NOON)
        assert sharing.alike(c, "sample_ngo", "en", "money") is None, "nobody has looked at it yet"

    await store.run(work)


async def test_what_staff_publish_is_offered_on_that_topic_and_language_only(store: Store) -> None:
    def work(c: Connection) -> None:
        sharing.propose(c, answered(c), NOON)
        [one] = sharing.waiting(c, OPERATOR)
        assert sharing.decide(c, OPERATOR, one.id, "published", NOON)
        assert not sharing.decide(c, OPERATOR, one.id, "published", NOON)
        found = sharing.alike(c, "sample_ngo", "en", "money")
        assert found is not None
        assert sharing.matter(c, found) == SAID
        for place in (("another", "en", "money"), ("sample_ngo", "sq", "money"), ("sample_ngo", "en", "green")):
            assert sharing.alike(c, *place) is None
        sharing.shown(c, found.id)
        sharing.shown(c, found.id)
        sharing.enough(c, found.id)
        again = advice.get(c, found.id)
        assert again is not None
        assert (again.shown, again.enough) == (2, 1)
        assert sharing.decide(c, OPERATOR, one.id, "rejected", NOON), "what is published may be taken back"
        assert sharing.alike(c, "sample_ngo", "en", "money") is None

    await store.run(work)


async def test_the_one_that_was_enough_most_often_comes_first(store: Store) -> None:
    def work(c: Connection) -> None:
        for _ in range(2):
            sharing.propose(c, answered(c), NOON)
        first, second = sharing.waiting(c, OPERATOR)
        for one in (first, second):
            sharing.decide(c, OPERATOR, one.id, "published", NOON)
        sharing.enough(c, first.id)
        found = sharing.alike(c, "sample_ngo", "en", "money")
        assert found is not None
        assert found.id == first.id

    await store.run(work)


async def test_whoever_may_not_watch_decides_nothing(store: Store) -> None:
    def work(c: Connection) -> None:
        sharing.propose(c, answered(c), NOON)
        [one] = sharing.waiting(c, OPERATOR)
        stranger = Actor("x", (Role(1, 1, "", "coordinator", "another", "", NOON, None),))
        for by in (Actor("nobody"), stranger):
            assert sharing.waiting(c, by) == []
            assert sharing.read(c, by, one.id) is None
            assert not sharing.decide(c, by, one.id, "published", NOON)

    await store.run(work)


async def test_staff_are_asked(village: Village) -> None:
    def begin(c: Connection) -> int:
        staff = member(c)
        roles.give(c, name="coordinator", now=NOON, person_id=staff, organisation="sample_ngo")
        sharing.propose(c, answered(c), NOON)
        return staff

    staff = await village.run(begin)
    assert [kind for kind, _ in await village.said_to(staff)] == [question_plans.DECIDE]


async def test_the_yes_is_taken_back_for_ever_and_goes_with_the_question(store: Store) -> None:
    def work(c: Connection) -> None:
        for end in (lambda one: sharing.take_back(c, one.id, NOON), lambda one: questions.close(c, one, "staff", NOON)):
            found = answered(c)
            sharing.propose(c, found, NOON)
            [one] = sharing.waiting(c, OPERATOR)
            sharing.decide(c, OPERATOR, one.id, "published", NOON)
            assert sharing.is_shared(c, found)
            end(known(c, found.id))
            assert not sharing.is_shared(c, found)
            assert sharing.alike(c, "sample_ngo", "en", "money") is None
            assert not sharing.take_back(c, found.id, NOON)
            assert not sharing.may_propose(c, known(c, found.id)), "they are not asked again"

    await store.run(work)
