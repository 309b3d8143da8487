"""Files that turn out to be none: whoever spoke says it again, nobody else's words are lost, nothing ends silently."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.services import claims, question_plans, translating
from bot.services.relay import Matter
from storage import media, replies, tables, translations
from storage.mentors import Mentor
from tests.meetings.guests import HOUR, NOON
from tests.questions.village import ANSWER, P, Village, ask, known, member, mentor, voice

OURS, SAID = Matter("text", "Si ta paguaj?"), Matter("text", ANSWER)

MOMENT = timedelta(seconds=5)
"""Long enough for what follows from a file that is none."""


def two_files(c: Connection, person_id: int) -> Matter:
    """Return a voice and a photo that are both still on their way."""
    said, photo = voice(c, person_id, kept=False), voice(c, person_id, kept=False)
    return Matter("voice", "", said.media_id, photo.media_id)


@pytest.mark.parametrize(("bad", "state"), [("voice", "waiting"), ("photo", "waiting"), ("both", "closed")])
async def test_one_bad_file_of_two_ends_no_question_and_two_are_told(village: Village, bad: str, state: str) -> None:
    ana = await village.run(lambda c: (mentor(c), member(c))[1])
    said = await village.run(lambda c: two_files(c, ana))
    number = await village.run(lambda c: ask(c, ana, said).id)

    def arrive(c: Connection) -> None:
        for name, file in (("voice", said.media_id or 0), ("photo", said.photo_id or 0)):
            if bad in {name, "both"}:
                media.refuse(c, file, "type")
            else:
                media.keep(c, file, content_type="audio/ogg", size=9, seconds=1.0)

    await village.run(arrive)
    await village.until(NOON + MOMENT)
    assert (await village.run(lambda c: known(c, number))).state == state
    heard = [kind for kind, _ in await village.said_to(ana)]
    assert heard == ([question_plans.CLOSED] if bad == "both" else [])


async def bad_voice_of_a_helper(village: Village, person_id: int, number: int, hana: Mentor) -> int:
    """Let a helper say by voice what waits for them, with a file that is none; return the step's number."""

    def work(c: Connection) -> int:
        [step] = [one for one in translations.of_question(c, number) if one.state == "waiting"]
        said = voice(c, person_id, kept=False)
        translating.take(c, hana, step.id, village.now)
        assert translating.send(c, P, hana, step.id, said, village.now) == "sent"
        media.refuse(c, said.media_id or 0, "type")
        return step.id

    return await village.run(work)


async def test_a_helpers_bad_file_leaves_the_mentors_answer_whole(village: Village) -> None:
    mira, hana = await village.run(lambda c: (mentor(c, ("sq",)), mentor(c, ("en", "sq"), "helper")))
    ana = await village.run(member)
    number = await village.run(lambda c: ask(c, ana).id)
    [first] = await village.run(lambda c: translations.of_question(c, number))
    await village.run(lambda c: translating.take(c, hana, first.id, village.now))
    await village.run(lambda c: translating.send(c, P, hana, first.id, OURS, village.now))
    await village.run(lambda c: claims.take(c, mira, number, village.now))
    await village.run(lambda c: claims.send(c, P, mira, number, SAID, village.now))
    step = await bad_voice_of_a_helper(village, hana.person_id or 0, number, hana)
    await village.until(NOON + MOMENT)
    assert await village.said_to(ana) == []
    [reply] = await village.run(lambda c: replies.of_question(c, number))
    assert (reply.text, reply.state) == (ANSWER, "translating")
    found = await village.run(lambda c: known(c, number))
    assert (found.state, found.answered_at) == ("needs_translation", None)
    await village.until(NOON + HOUR)
    assert await village.store.read(lambda c: c.execute(tables.ticket.select()).all()) == [], "it is on its way"
    await village.run(lambda c: translating.take(c, hana, step, village.now))
    assert await village.run(lambda c: translating.send(c, P, hana, step, OURS, village.now)) == "sent"
    await village.until(NOON + HOUR + MOMENT)
    assert (question_plans.ANSWERED, OURS.text) in await village.said_to(ana)


async def test_a_question_whose_helper_sent_a_bad_file_is_offered_to_nobody(village: Village) -> None:
    mira, hana = await village.run(lambda c: (mentor(c, ("sq",)), mentor(c, ("en", "sq"), "helper")))
    ana = await village.run(member)
    number = await village.run(lambda c: ask(c, ana).id)
    step = await bad_voice_of_a_helper(village, hana.person_id or 0, number, hana)
    await village.until(NOON + MOMENT)
    found = await village.run(lambda c: known(c, number))
    assert (found.state, found.read_in) == ("needs_translation", "en")
    assert await village.said_to(mira.person_id or 0) == []
    await village.run(lambda c: translating.take(c, hana, step, village.now))
    await village.run(lambda c: translating.send(c, P, hana, step, OURS, village.now))
    await village.until(NOON + 2 * MOMENT)
    assert [kind for kind, _ in await village.said_to(mira.person_id or 0)] == [question_plans.OFFER]


async def test_a_mentors_bad_file_goes_back_to_them_before_a_helper_hears_it(village: Village) -> None:
    mira, hana = await village.run(lambda c: (mentor(c, ("sq",)), mentor(c, ("en", "sq"), "helper")))
    ana = await village.run(member)
    number = await village.run(lambda c: ask(c, ana).id)

    def answered(c: Connection) -> None:
        [step] = translations.of_question(c, number)
        translating.take(c, hana, step.id, village.now)
        translating.send(c, P, hana, step.id, OURS, village.now)
        claims.take(c, mira, number, village.now)
        said = voice(c, mira.person_id or 0, kept=False)
        assert claims.send(c, P, mira, number, said, village.now) == "translating"
        media.refuse(c, said.media_id or 0, "type")

    await village.run(answered)
    await village.until(NOON + MOMENT)
    assert [one.id for one in await village.run(lambda c: claims.held_by(c, mira))] == [number]
    assert await village.run(lambda c: translating.waiting(c, hana)) == []
    assert await village.run(lambda c: claims.send(c, P, mira, number, SAID, village.now)) == "translating"


async def test_a_bad_file_of_a_mentor_calls_nobody(village: Village) -> None:
    mira, ana = await village.run(lambda c: (mentor(c), member(c)))
    number = await village.run(lambda c: ask(c, ana).id)

    def answered(c: Connection) -> None:
        claims.take(c, mira, number, village.now)
        said = voice(c, mira.person_id or 0, kept=False)
        claims.send(c, P, mira, number, said, village.now)
        media.refuse(c, said.media_id or 0, "type")

    await village.run(answered)
    await village.until(NOON + 2 * HOUR)
    assert await village.store.read(lambda c: c.execute(tables.ticket.select()).all()) == []
