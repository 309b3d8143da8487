"""Mentors and helpers whose role ends, who have two of them, or who are not to be asked again."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.services import claims, matching, mentors, question_plans, questions, translating, volunteers
from bot.services.relay import Matter
from bot.services.staff import OPERATOR
from storage import mentors as profiles
from storage import question_offers, roles, translations
from storage.store import Store
from tests.meetings.guests import DAY, HOUR, NOON
from tests.questions.village import ANSWER, P, Village, ask, known, member, mentor, voice, whose

SAID = Matter("text", ANSWER)
SOON = timedelta(seconds=3)


async def test_what_somebody_has_in_hand_goes_to_others_when_their_role_ends(village: Village) -> None:
    mira, zana = await village.run(lambda c: (mentor(c), mentor(c)))
    taken, offered = await village.run(lambda c: (ask(c, member(c)).id, ask(c, member(c)).id))
    await village.run(lambda c: claims.take(c, mira, taken, village.now))
    await village.until(NOON + SOON)
    heard = await village.said_to(mira.person_id or 0)
    await village.run(lambda c: volunteers.end(c, OPERATOR, P, mira.role_id, village.now))
    await village.until(NOON + 21 * HOUR)
    assert await village.run(lambda c: claims.take(c, zana, taken, village.now).state) == "taken"
    assert await village.said_to(mira.person_id or 0) == heard, "neither a reminder nor an offer"
    open_to = await village.run(lambda c: question_offers.questions_of(c, mira.id))
    assert open_to == []
    assert await village.run(lambda c: known(c, offered).state) == "waiting"
    with pytest.raises(LookupError):
        await village.run(lambda c: volunteers.end(c, OPERATOR, P, mira.role_id, village.now))


async def test_what_a_helper_has_in_hand_goes_to_others_when_their_role_ends(store: Store) -> None:
    def work(c: Connection) -> None:
        ana, hana, besa = member(c), mentor(c, kind="helper"), mentor(c, kind="helper")
        number = ask(c, ana, voice(c, ana), rewrite=True).id
        [step] = translations.of_question(c, number)
        translating.take(c, hana, step.id, NOON)
        volunteers.end(c, OPERATOR, P, hana.role_id, NOON)
        assert translating.take(c, besa, step.id, NOON).state == "taken"

    await store.run(work)


async def test_somebody_with_two_roles_is_asked_once_and_by_the_one_that_fits(store: Store) -> None:
    def work(c: Connection) -> None:
        mira = mentor(c, organisation="another")
        role = roles.give(c, name="mentor", now=NOON, person_id=mira.person_id, organisation="sample_ngo")
        both = mentors.profiles(c, mira.person_id or 0, "mentor", "en")
        assert [one.organisation for one in both] == ["another", "sample_ngo"]
        twice = roles.give(c, name="mentor", now=NOON, person_id=mira.person_id)
        profiles.add(c, twice, languages=["en"])
        found = ask(c, member(c))
        assert [one.mentor.role_id for one in matching.choose(c, P, found, NOON).choices] == [role]
        claims.pass_on(c, P, both[1], found.id, NOON)
        assert matching.choose(c, P, known(c, found.id), NOON).choices == []

    await store.run(work)


async def test_who_has_passed_a_question_is_no_other_mentor(store: Store) -> None:
    def work(c: Connection) -> None:
        ana, mira, zana = member(c), mentor(c), mentor(c)
        number = ask(c, ana).id
        claims.pass_on(c, P, zana, number, NOON)
        claims.take(c, mira, number, NOON)
        claims.send(c, P, mira, number, SAID, NOON)
        assert matching.others(c, known(c, number), {mira.id}, NOON) == []
        vera = mentor(c)
        assert matching.others(c, known(c, number), {mira.id}, NOON) == [vera]
        assert questions.other_mentor(c, P, ana, number, NOON)

    await store.run(work)


async def test_the_next_helpers_are_asked_after_two_hours_and_nobody_in_their_night(village: Village) -> None:
    first = await village.run(lambda c: [mentor(c, kind="helper") for _ in range(3)])
    late = await village.run(lambda c: mentor(c, kind="helper", from_hour=17, to_hour=22))
    ana = await village.run(member)
    await village.run(lambda c: ask(c, ana, voice(c, ana), rewrite=True))
    await village.until(NOON + HOUR)
    assert [len(await village.said_to(one.person_id or 0)) for one in (*first, late)] == [1, 1, 1, 0]
    zone = P.zone((await village.run(lambda c: whose(c, late.person_id or 0)))[0].country)
    await village.until(NOON + 2 * HOUR + SOON)
    await village.until((NOON + 2 * HOUR).astimezone(zone).replace(hour=16, minute=59))
    assert await village.said_to(late.person_id or 0) == []
    await village.until((NOON + 2 * HOUR).astimezone(zone).replace(hour=17, minute=1))
    assert [kind for kind, _ in await village.said_to(late.person_id or 0)] == [question_plans.TRANSLATE]
    await village.until(NOON + DAY)
    assert [len(await village.said_to(one.person_id or 0)) for one in first] == [1, 1, 1], "each once"


async def test_work_in_other_languages_hides_none_of_ones_own(store: Store) -> None:
    def work(c: Connection) -> None:
        number = ask(c, member(c)).id
        foreign = {"kind": "question", "question_id": number, "from_language": "rom", "to_language": "sq"}
        for _ in range(201):
            translations.add(c, **foreign, asked_at=NOON)
        own = translations.add(c, **{**foreign, "from_language": "sr", "to_language": "en"}, asked_at=NOON + HOUR)
        assert [one.id for one in translating.waiting(c, mentor(c, ("sr", "en"), "helper"))] == [own]

    await store.run(work)
