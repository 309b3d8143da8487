"""Files that turn out to be none: whoever spoke says it again, nobody else's words are lost, nothing ends silently."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.services import question_plans
from bot.services.relay import Matter
from storage import media
from tests.meetings.guests import NOON
from tests.questions.village import Village, ask, known, member, mentor, voice

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
