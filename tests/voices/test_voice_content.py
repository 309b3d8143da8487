"""Notes of tips and lessons made ahead: just those that people hear, again when content is another, after the rest."""

from collections.abc import Sequence

import pytest

from bot.bell import Bell
from bot.channels.port import Part
from bot.prompts import prompts
from bot.services import tip_cards, voice_content, voice_work
from bot.services.voice_ahead import VoicesAhead
from bot.voices.orders import name_of
from storage import tables, tips
from tests.house import NOON, Guest, House
from tests.voices.mouth import Mouth
from tests.voices.studio import TIP, voices

COURSE = ("start", "circle_fix", "on")


async def ahead(house: House) -> set[str]:
    more = await house.read(voice_content.read)
    return {job.order.name for job in voice_work.jobs(house.core.speech, voices(house), more)}


def asked(parts: Sequence[Part]) -> list[str]:
    """Return the names of the notes that were asked for."""
    return [name_of(part.later) for part in parts if part.later]


async def test_a_lesson_and_its_answers_are_made_ahead_as_they_are_heard(house: House) -> None:
    await house.core.load_content()
    found = await ahead(house)
    ana = Guest(house)
    await ana.register()
    await ana.write("menu")
    await ana.tap("course")
    for value in COURSE:
        await ana.tap(value)
        names = asked(ana.parts)
        assert names
        missing = [part.text for part in ana.parts if part.later and name_of(part.later) not in found]
        assert [text for text in missing if not text.startswith("Lesson 1 of 7")] == []


@pytest.mark.parametrize("language", ["en", "sq", "sr_Cyrl", "mk", "rom"])
async def test_a_tip_is_made_ahead_asked_for_and_by_itself(house: House, language: str) -> None:
    number = await house.run(lambda c: tips.add(c, NOON, key="SEW1", **TIP))
    tip = await house.read(lambda c: tips.get(c, number))
    assert tip is not None
    found = await ahead(house)
    ana = Guest(house)
    await ana.register()
    contact = (await ana.contact())._replace(language=language, country="AL")
    for state in ("shown", "shown_told"):
        said = tip_cards.say(state, tip, contact)
        for pushed in (False, True):
            parts = house.core.conversation.parts(contact, said, pushed=pushed)
            assert set(asked(parts)) <= found
            assert asked(parts)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the flows have one screen."""
    monkeypatch.setattr(voice_work, "prompts", lambda book: prompts(book)[:1])
    monkeypatch.setattr(voice_work, "first", lambda *_: ())


@pytest.mark.usefixtures("few")
async def test_new_and_corrected_tips_are_made_ahead_and_drafts_are_not(house: House, mouth: Mouth) -> None:
    loop, bell = VoicesAhead(house.core.store, house.core.speech, voices(house), lambda: 0), Bell()
    await house.run(lambda c: tips.add(c, NOON, key="SEW1", **{**TIP, "status": "draft"}))
    await loop.once(bell)
    screens = len(mouth.said)
    assert screens > 0, "what flows say comes first"
    assert not [words for words in mouth.words() if "Keep scraps" in words]
    await loop.once(bell)
    assert len(mouth.said) == screens, "nothing is another"
    await house.run(lambda c: c.execute(tables.tip.update().values(status="live", version=2)))
    await loop.once(bell)
    assert any("Keep scraps" in words for words in mouth.words()[screens:])
    made = len(mouth.said)
    await house.run(lambda c: c.execute(tables.tip.update().values(words={"en": "Sell scraps."}, version=3)))
    await loop.once(bell)
    assert {"Sell scraps" in words for words in mouth.words()[made:]} == {True}


@pytest.mark.usefixtures("few")
async def test_words_that_are_corrected_are_looked_at_again_until_drom_stops(house: House, mouth: Mouth) -> None:
    bell, looks = Bell(), iter(range(5))

    async def pause(_rung: object, _seconds: float) -> None:
        made.append(len(mouth.said))
        voices(house).drop_every()
        if len(made) == 3:
            bell.close()

    made: list[int] = []
    await VoicesAhead(house.core.store, house.core.speech, voices(house), lambda: min(next(looks), 1), pause).run(bell)
    assert made[0] > 0
    assert made[1] == 2 * made[0], "the words are others: what is missing is made"
    assert made[2] == made[1], "nothing is another"
    assert house.core.ahead is not None, "it runs wherever Drom speaks"
