"""What the team hears of a question that it is called for, and what becomes of it when they answer."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from bot.services import claims, question_desk, question_plans, questions, routing
from bot.services.relay import Matter
from bot.services.staff import OPERATOR
from storage import replies, tables, tickets
from storage.store import Store
from storage.tickets import Ticket
from tests.house import living
from tests.meetings.guests import DAY, HOUR, NOON
from tests.mentoring.people import WORDS, asked, hears, member, taps, volunteer
from tests.questions.test_question_notices import tickets as kinds
from tests.questions.village import ANSWER, P, Village, ask, known, mentor, voice
from tests.questions.village import member as somebody

SAID = Matter("text", ANSWER)


def opened(c: Connection) -> list[Ticket]:
    """Return every open ticket."""
    return [row for each in tickets.waiting(c) for row in tickets.matter(c, each)]


async def test_whom_a_flagged_question_calls_hears_it_once(store: Store) -> None:
    def work(c: Connection) -> None:
        ana, mira = somebody(c), mentor(c)
        said = voice(c, ana)
        number = ask(c, ana, Matter("voice", "Two\nlines", said.media_id)).id
        assert claims.flag(c, mira, number, NOON)
        routing.call(c, known(c, number), routing.FLAGGED, NOON)
        [one] = opened(c)
        assert (one.text, one.media_id) == (f"question:{number}\nTwo lines", said.media_id)

    await store.run(work)


async def test_a_voice_that_is_to_be_written_anew_is_not_played_to_the_team(store: Store) -> None:
    def work(c: Connection) -> None:
        ana = somebody(c)
        number = ask(c, ana, voice(c, ana), rewrite=True).id
        routing.call(c, known(c, number), "help", NOON)
        [nobody, _] = opened(c)
        assert {(one.text, one.media_id) for one in opened(c)} == {(f"question:{number}", None)}
        assert nobody.kind == routing.NOBODY

    await store.run(work)


async def test_what_is_over_calls_nobody_and_is_forgotten_there(store: Store) -> None:
    def work(c: Connection) -> None:
        ana, mira = somebody(c), mentor(c)
        back, freed, answered = (ask(c, ana, words).id for words in ("One?", "Two?", "Three?"))
        for number in (back, freed):
            claims.flag(c, mira, number, NOON)
        routing.call(c, known(c, answered), routing.WAITS, NOON)
        questions.withdraw(c, ana, back, NOON)
        question_desk.release(c, OPERATOR, P, freed, NOON)
        claims.take(c, mira, answered, NOON)
        claims.send(c, P, mira, answered, SAID, NOON)
        assert opened(c) == []
        assert not any("?" in row.text for row in c.execute(tables.ticket.select()))

    await store.run(work)


async def test_what_the_team_answers_is_the_answer(tmp_path: Path) -> None:
    async with living(tmp_path) as house:
        mira, ana = await volunteer(house), await member(house)
        await asked(ana)
        await hears(mira)
        await taps(mira, "flag", "flag")
        desk, now = house.core.help_desk, house.clock.now()
        await house.run(lambda c: routing.call(c, known(c, 1), "help", now))
        [ticket, _] = [row.ticket for row in await house.run(lambda c: desk.waiting(c, OPERATOR))]
        assert WORDS in ticket.text
        await house.run(lambda c: desk.answer(c, OPERATOR, ticket.id, "Come on Monday.", now))
        await hears(ana)
        assert await house.run(opened) == [], "nor does anybody call for it any more"
        [question] = await house.rows(tables.question)
        assert (question["state"], question["answered_at"]) == ("answered", now)
        await ana.write("menu")
        await taps(ana, "ask", "mine")
        assert "Come on Monday." in await ana.tap("q1")


async def test_a_mentor_who_is_at_it_goes_on(store: Store) -> None:
    def work(c: Connection) -> None:
        ana, mira = somebody(c), mentor(c)
        number = ask(c, ana).id
        claims.take(c, mira, number, NOON)
        question_desk.answered(c, number, Matter("text", "Come on Monday."), NOON)
        assert known(c, number).state == "claimed"
        assert replies.of_question(c, number) == []
        assert claims.send(c, P, mira, number, SAID, NOON) == "sent"

    await store.run(work)


async def test_a_call_that_staff_closed_at_night_is_not_made_again_in_the_morning(village: Village) -> None:
    await village.until(NOON + 12 * HOUR)  # midnight
    ana = await village.run(somebody)
    await village.run(lambda c: (mentor(c), ask(c, ana, now=village.now)))
    await village.until(NOON + 2 * DAY + 12 * HOUR + timedelta(minutes=1))
    [one] = await village.run(opened)
    await village.run(lambda c: tickets.close(c, one.id))
    await village.until(NOON + 3 * DAY)
    assert await kinds(village) == [routing.WAITS]
    assert [kind for kind, _ in await village.said_to(ana)] == [question_plans.LATE]


async def test_closing_what_is_answered_tells_nobody_and_whoever_has_it_in_hand_hears_of_it(village: Village) -> None:
    ana, mira = await village.run(lambda c: (somebody(c), mentor(c)))
    first, second = await village.run(lambda c: (ask(c, ana).id, ask(c, ana, "And this?").id))
    await village.run(lambda c: [claims.take(c, mira, one, village.now) for one in (first, second)])
    await village.run(lambda c: claims.send(c, P, mira, first, SAID, village.now))
    await village.until(NOON + HOUR)
    await village.run(lambda c: question_desk.close(c, OPERATOR, first, village.now))
    await village.run(lambda c: questions.withdraw(c, ana, second, village.now))
    await village.until(NOON + 2 * HOUR)
    assert {kind for kind, _ in await village.said_to(ana)} == {question_plans.ANSWERED}
    heard = await village.said_to(mira.person_id or 0)
    assert heard[-1] == (question_plans.OVER, "The question you took is closed. Thank you!")
    assert [kind for kind, _ in heard].count(question_plans.OVER) == 1
