"""What comes by itself as time goes on: offers, reminders, lapses, answers, apologies; each once, never at night."""

from datetime import timedelta

from sqlalchemy import Connection

from bot.services import claims, question_plans, questions, routing, translating
from bot.services.relay import Matter
from storage import media, tables, translations
from storage.mentors import Mentor
from tests.meetings.guests import DAY, HOUR, NOON
from tests.questions.village import ANSWER, P, Village, ask, known, member, mentor, voice

SAID = Matter("text", ANSWER)
OFFER, ANSWERED, LATE = question_plans.OFFER, question_plans.ANSWERED, question_plans.LATE
SOON = timedelta(seconds=3)
"""Long enough for what follows from what was due."""


async def tickets(village: Village) -> list[str]:
    """Return the kinds of the tickets that staff have."""
    rows = await village.store.read(lambda c: c.execute(tables.ticket.select().order_by(tables.ticket.c.id)).all())
    return [row.kind for row in rows]


async def kinds_of(village: Village, *some: Mentor) -> list[list[str]]:
    """Return which kinds of notice each has heard."""
    return [[kind for kind, _ in await village.said_to(one.person_id or 0)] for one in some]


async def test_three_are_asked_and_three_more_two_hours_later(village: Village) -> None:
    every = await village.run(lambda c: [mentor(c) for _ in range(5)])
    await village.run(lambda c: ask(c, member(c)))
    await village.until(NOON + SOON)
    assert await kinds_of(village, *every) == [[OFFER], [OFFER], [OFFER], [], []]
    await village.until(NOON + HOUR)
    assert (await kinds_of(village, *every))[3:] == [[], []]
    await village.until(NOON + 2 * HOUR + SOON)
    assert await kinds_of(village, *every) == [[OFFER]] * 5


async def test_for_each_who_passes_one_more_is_asked(village: Village) -> None:
    every = await village.run(lambda c: [mentor(c) for _ in range(8)])
    number = await village.run(lambda c: ask(c, member(c)).id)
    await village.until(NOON + SOON)
    await village.run(lambda c: claims.pass_on(c, P, every[0], number, village.now))
    await village.until(NOON + 2 * SOON)
    assert await kinds_of(village, *every) == [[OFFER]] * 4 + [[]] * 4
    await village.run(lambda c: claims.pass_on(c, P, every[1], number, village.now))
    await village.until(NOON + 3 * SOON)
    assert await kinds_of(village, *every) == [[OFFER]] * 5 + [[]] * 3


async def test_once_it_is_taken_nobody_else_is_asked(village: Village) -> None:
    every = await village.run(lambda c: [mentor(c) for _ in range(5)])
    number = await village.run(lambda c: ask(c, member(c)).id)
    await village.run(lambda c: claims.take(c, every[0], number, village.now))
    await village.until(NOON + 5 * HOUR)
    assert (await kinds_of(village, *every))[3:] == [[], []]


async def test_nobody_is_woken(village: Village) -> None:
    mira = await village.run(mentor)
    await village.until(NOON + 12 * HOUR)  # midnight
    await village.run(lambda c: ask(c, member(c), now=village.now))
    await village.until(NOON + 19 * HOUR - timedelta(minutes=1))
    assert await kinds_of(village, mira) == [[]]
    await village.until(NOON + 19 * HOUR + SOON)
    assert await kinds_of(village, mira) == [[OFFER]]


async def test_an_answer_arrives_with_its_words_between_head_and_card(village: Village) -> None:
    mira = await village.run(mentor)
    ana = await village.run(member)
    number = await village.run(lambda c: ask(c, ana).id)
    await village.run(lambda c: claims.take(c, mira, number, village.now))
    await village.run(lambda c: claims.send(c, P, mira, number, SAID, village.now))
    await village.until(NOON + timedelta(seconds=2))
    heard = await village.said_to(ana)
    assert [kind for kind, _ in heard] == [ANSWERED] * len(heard)
    assert heard[1] == (ANSWERED, ANSWER)
    assert len(heard) == 3
    await village.until(NOON + 3 * DAY)
    assert len(await village.said_to(ana)) == 3, "no apology for what is answered"
    assert await tickets(village) == []


async def test_a_voice_waits_until_it_is_there(village: Village) -> None:
    mira = await village.run(mentor)
    ana = await village.run(member)
    number = await village.run(lambda c: ask(c, ana).id)
    await village.run(lambda c: claims.take(c, mira, number, village.now))
    said = await village.run(lambda c: voice(c, mira.person_id or 0, kept=False))
    await village.run(lambda c: claims.send(c, P, mira, number, said, village.now))
    await village.until(NOON + timedelta(seconds=30))
    assert await village.said_to(ana) == []
    file = said.media_id or 0
    await village.run(lambda c: media.keep(c, file, content_type="audio/ogg", size=9, seconds=1.0))
    await village.until(NOON + timedelta(seconds=32))
    assert (ANSWERED, str(file)) in await village.said_to(ana)


async def test_a_file_that_is_none_goes_back_to_its_mentor(village: Village) -> None:
    mira = await village.run(mentor)
    ana = await village.run(member)
    number = await village.run(lambda c: ask(c, ana).id)
    await village.run(lambda c: claims.take(c, mira, number, village.now))
    said = await village.run(lambda c: voice(c, mira.person_id or 0, kept=False))
    await village.run(lambda c: claims.send(c, P, mira, number, said, village.now))
    await village.run(lambda c: media.refuse(c, said.media_id or 0, "type"))
    await village.until(NOON + timedelta(seconds=5))
    assert await village.said_to(ana) == []
    assert [one.id for one in await village.run(lambda c: claims.held_by(c, mira))] == [number]
    assert await village.run(lambda c: claims.send(c, P, mira, number, SAID, village.now)) == "sent"
    await village.until(NOON + timedelta(minutes=1))
    assert (ANSWERED, ANSWER) in await village.said_to(ana)


async def test_who_is_silent_is_reminded_and_then_it_goes_to_others(village: Village) -> None:
    mira, zana = await village.run(lambda c: (mentor(c), mentor(c)))
    number = await village.run(lambda c: ask(c, member(c)).id)
    await village.run(lambda c: claims.take(c, mira, number, village.now))
    await village.until(NOON + DAY + HOUR)
    mine, others = await kinds_of(village, mira, zana)
    assert mine == [question_plans.REMIND, question_plans.LAPSE]
    assert others == [OFFER]
    assert (await village.run(lambda c: known(c, number))).state == "waiting"


async def test_whoever_holds_a_question_is_reminded_within_their_own_hours(village: Village) -> None:
    mira = await village.run(lambda c: mentor(c, from_hour=17, to_hour=22))
    number = await village.run(lambda c: ask(c, member(c)).id)
    await village.until(NOON + 7 * HOUR)
    await village.run(lambda c: claims.take(c, mira, number, village.now))
    await village.until(NOON + DAY + 5 * HOUR - SOON)
    assert (await kinds_of(village, mira))[0] == [OFFER]
    await village.until(NOON + DAY + 5 * HOUR + SOON)
    assert (await kinds_of(village, mira))[0] == [OFFER, question_plans.REMIND]


async def test_a_lapse_is_at_its_time_and_told_within_their_own_hours(village: Village) -> None:
    mira = await village.run(lambda c: mentor(c, from_hour=17, to_hour=22))
    number = await village.run(lambda c: ask(c, member(c)).id)
    await village.run(lambda c: claims.take(c, mira, number, village.now))
    await village.until(NOON + DAY + HOUR)
    assert (await village.run(lambda c: known(c, number))).state == "waiting"
    assert await kinds_of(village, mira) == [[]]
    await village.until(NOON + DAY + 6 * HOUR)
    assert question_plans.LAPSE in (await kinds_of(village, mira))[0]


async def test_after_two_days_staff_are_called_and_the_person_hears_sorry_once(village: Village) -> None:
    ana = await village.run(member)
    number = await village.run(lambda c: (mentor(c), ask(c, ana).id)[1])
    await village.until(NOON + 2 * DAY - HOUR)
    assert (await village.said_to(ana), await tickets(village)) == ([], [])
    await village.until(NOON + 6 * DAY)
    assert [kind for kind, _ in await village.said_to(ana)] == [question_plans.LATE]
    assert await tickets(village) == [routing.WAITS]
    assert (await village.run(lambda c: known(c, number))).late_at == NOON + 2 * DAY


async def test_several_late_questions_are_one_apology_a_day_that_is_true_for_all(village: Village) -> None:
    ana = await village.run(member)
    first, second = await village.run(lambda c: (mentor(c), ask(c, ana).id, ask(c, ana, "And this?", "green").id)[1:])
    await village.until(NOON + 9 * HOUR)
    await village.run(lambda c: ask(c, ana, "And that?", "papers", now=village.now))
    await village.until(NOON + 2 * DAY + 8 * HOUR)
    both = "Sorry, still looking for your answers. Want a person?"
    assert [(kind, said.partition("\n")[0]) for kind, said in await village.said_to(ana)] == [(LATE, both)]
    await village.until(NOON + 2 * DAY + 20 * HOUR)
    assert len(await village.said_to(ana)) == 1
    assert await tickets(village) == [routing.WAITS] * 3
    assert await village.run(lambda c: questions.call_person(c, ana, second, village.now))
    assert await tickets(village) == [routing.WAITS] * 3 + ["help"] * 3
    assert (await village.run(lambda c: known(c, first))).late_at == NOON + 2 * DAY


async def test_who_waits_for_another_a_day_longer_hears_sorry_again(village: Village) -> None:
    ana = await village.run(member)
    await village.run(lambda c: (mentor(c), ask(c, ana)))
    await village.until(NOON + DAY)
    await village.run(lambda c: ask(c, ana, "And that?", "papers", now=village.now))
    await village.until(NOON + 5 * DAY)
    assert [kind for kind, _ in await village.said_to(ana)] == [LATE, LATE]


async def test_the_wait_counts_from_the_last_message_that_nobody_answered(village: Village) -> None:
    mira, _ = await village.run(lambda c: (mentor(c), mentor(c)))
    ana = await village.run(member)
    number = await village.run(lambda c: ask(c, ana).id)
    await village.run(lambda c: claims.take(c, mira, number, village.now))
    await village.run(lambda c: claims.send(c, P, mira, number, SAID, village.now))
    await village.until(NOON + DAY)
    await village.run(lambda c: questions.other_mentor(c, P, ana, number, village.now))
    await village.until(NOON + 3 * DAY - HOUR)
    assert await tickets(village) == []
    await village.until(NOON + 3 * DAY)
    assert await tickets(village) == [routing.WAITS]


async def test_an_answer_that_reaches_nobody_is_staffs(village: Village) -> None:
    mira = await village.run(mentor)
    ana = await village.run(member)
    number = await village.run(lambda c: ask(c, ana).id)
    await village.run(lambda c: claims.take(c, mira, number, village.now))
    await village.run(lambda c: claims.send(c, P, mira, number, SAID, village.now))
    await village.until(NOON + timedelta(seconds=2))
    await village.fail(ana, ANSWERED)
    await village.until(NOON + HOUR)
    assert await tickets(village) == [routing.UNHEARD]


async def test_who_has_stopped_gets_no_answer_and_staff_know(village: Village) -> None:
    mira = await village.run(mentor)
    ana = await village.run(lambda c: member(c, stopped_at=NOON))
    number = await village.run(lambda c: ask(c, ana).id)
    await village.run(lambda c: claims.take(c, mira, number, village.now))
    await village.run(lambda c: claims.send(c, P, mira, number, SAID, village.now))
    await village.until(NOON + HOUR)
    assert (await village.said_to(ana), await tickets(village)) == ([], [routing.UNHEARD])


async def test_a_question_that_is_still_on_its_way_follows(village: Village) -> None:
    mira = await village.run(mentor)
    ana = await village.run(member)

    def hear(c: Connection) -> int:
        said = voice(c, ana, kept=False)
        contact = c.execute(tables.contact.select().where(tables.contact.c.person_id == mira.person_id)).one()
        question_plans.plan_file(c, contact.id, said.media_id or 0, village.now)
        return said.media_id or 0

    file = await village.run(hear)
    await village.until(NOON + timedelta(seconds=10))
    assert await village.said_to(mira.person_id or 0) == []
    await village.run(lambda c: media.keep(c, file, content_type="audio/ogg", size=9, seconds=1.0))
    await village.until(NOON + timedelta(seconds=12))
    assert await village.said_to(mira.person_id or 0) == [(question_plans.FOLLOWS, str(file))]


async def test_helpers_are_asked_and_asked_again_after_a_day(village: Village) -> None:
    hana, besa = await village.run(lambda c: (mentor(c, kind="helper"), mentor(c, kind="helper")))
    ana = await village.run(member)
    number = await village.run(lambda c: ask(c, ana, voice(c, ana), rewrite=True).id)
    assert await kinds_of(village, hana, besa) == [[question_plans.TRANSLATE]] * 2
    [step] = await village.run(lambda c: translations.of_question(c, number))
    assert (await village.run(lambda c: translating.take(c, hana, step.id, village.now))).state == "taken"
    await village.until(NOON + DAY - HOUR)
    assert await kinds_of(village, hana, besa) == [[question_plans.TRANSLATE]] * 2
    await village.until(NOON + DAY + timedelta(minutes=1))
    assert await kinds_of(village, hana, besa) == [[question_plans.TRANSLATE] * 2] * 2
