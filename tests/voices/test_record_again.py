"""What whoever records sees and hears: a fragment in its sentence, the open words once more, drafts of content."""

from datetime import timedelta

import pytest

from bot.services import recordings
from storage import tables, tips
from tests.house import NOON, House
from tests.meetings.team import member, taps
from tests.voices.studio import ENTERING, SQ, TIP, arrived, every, recorded, studio


async def test_part_of_a_sentence_is_shown_in_it(house: House) -> None:
    mira = await member(house, "Mira")
    sayings = await house.read(lambda c: recordings.survey(c, house.core.speech, SQ).sayings)
    place = next(place for place, saying in enumerate(sayings) if saying.words == "Për")
    said = await studio(mira)
    for _ in range(place):
        house.clock.move(timedelta(minutes=1))  # who taps the same button twice at once means it once
        said = await mira.tap("skip")
    assert said[-1].splitlines()[1:3] == ["Për", "«Për» …, shtyp …."]
    await recorded(mira)
    assert [one.words for one in await every(house)] == ["Për"], "the rest of the sentence is not recorded"


async def test_again_plays_the_open_words_and_what_was_just_recorded(house: House) -> None:
    mira = await member(house, "Mira")
    said = await studio(mira)
    assert house.core.followers is not None
    await house.core.followers.once()
    await house.quiet()
    [note] = [part.voice for part in house.heard(mira.box, mira.address) if part.voice]
    assert (await mira.write("again"))[-1] == said[-1]
    assert [part.voice for part in mira.parts if part.voice] == [note], "as a machine says them"
    await mira.say()
    await arrived(house)
    assert (await mira.write("again"))[-1] == "Keep this voice?"
    assert [bool(part.voice) for part in mira.parts] == [True, False], "one's own"
    await mira.tap("keep")
    besim = await member(house, "Besim", "helper", "1002")
    await taps(besim, *ENTERING, "no", "sq")
    await besim.write("again")
    assert await besim.at() == "record.line"


@pytest.mark.parametrize(("status", "there"), [("draft", True), ("live", True), ("retired", False)])
async def test_drafts_of_tips_and_courses_are_recorded_before_they_are_live(
    house: House, status: str, there: bool
) -> None:
    await house.core.load_content()
    await house.run(lambda c: tips.add(c, NOON, key="NEW1", **{**TIP, "status": status}))
    await house.run(lambda c: c.execute(tables.course.update().values(status=status)))
    said = await house.read(lambda c: recordings.survey(c, house.core.speech, SQ).sayings)
    assert any(one.key == "tips.NEW1.words" for one in said) is there
    assert any(one.key.startswith("lesson.") for one in said) is there
