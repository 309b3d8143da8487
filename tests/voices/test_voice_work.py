"""Voices made ahead of need: every screen of members and mentors in every language, once, and what of it is told."""

from pathlib import Path

import pytest

from bot.aloud import HEARD
from bot.prompts import READERS, prompts
from bot.script import Piece
from bot.services import voice_work
from bot.services.voices import Voices
from bot.settings import SAMPLE
from flows import BOOK
from tests.services.sample import speech
from tests.voices.mouth import Mouth

SPEECH = speech(SAMPLE)
WORDS = SPEECH.words
COUNTRIES = ("AL", "BA", "XK", "ME", "MK", "RS")


def unfinished(folder: Path) -> list[Path]:
    """Return files that were begun and are no notes."""
    return list(folder.rglob("*.part"))


class Told:
    """Recordings of everything in one language."""

    def of(self, language: str, key: str, text_hash: str) -> str:
        """Return a recording of whatever is asked for."""
        return f"{key}.{text_hash[:4]}" if language == "sq" else ""

    def file(self, recording: str) -> Path | None:
        """Return a file that is there."""
        return Path(__file__)


def test_every_language_is_heard_on_every_screen(tmp_path: Path) -> None:
    found = voice_work.coverage(SPEECH, Voices(tmp_path, Mouth()), {})
    assert set(found) == set(HEARD.values())
    screens = {one.screens for one in found.values()}
    assert len(screens) == 1
    assert screens.pop() > 250
    assert {(one.silent, one.recorded) for one in found.values()} == {(0, 0)}


def test_without_a_voice_nothing_is_heard_and_with_recordings_those(tmp_path: Path) -> None:
    found = voice_work.coverage(SPEECH, Voices(tmp_path, Mouth(speaks=False), Told()), {})
    assert found["en"].silent == found["en"].screens
    assert found["sq"].recorded > 0.95 * found["sq"].screens, "all but screens of nothing but values"


async def test_all_is_made_once_and_then_there(tmp_path: Path) -> None:
    mouth = Mouth()
    voices = Voices(tmp_path, mouth)
    made = [job async for job, why in voice_work.build(SPEECH, voices) if not why]
    assert len(made) == len(mouth.said) == len({job.order.name for job in made})
    assert [job async for job, _ in voice_work.build(SPEECH, voices)] == []
    assert all(one.missing == 0 for one in voice_work.coverage(SPEECH, voices, {}).values())
    assert not [one for one in mouth.words() if any(char.isdigit() for char in one)], "no figure is left to a voice"
    assert unfinished(tmp_path) == []


async def test_a_failure_leaves_the_others(tmp_path: Path) -> None:
    mouth = Mouth()
    tries = iter(range(10_000))

    def every_tenth() -> None:
        mouth.fails = "it died" if next(tries) % 10 == 0 else ""

    mouth.before = every_tenth
    told = [why async for _, why in voice_work.build(SPEECH, Voices(tmp_path, mouth))]
    assert 0 < told.count("it died") < len(told) / 5
    assert unfinished(tmp_path) == []


async def test_notes_over_the_limits_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    voices = Voices(tmp_path, Mouth())
    assert [why async for _, why in voice_work.build(SPEECH, voices) if why] == []
    monkeypatch.setattr(voice_work, "seconds_of", lambda path: 20.5)
    over = voice_work.coverage(SPEECH, voices, {})["en"].over
    short = [one for one in prompts(BOOK) if one.whole and not one.long]
    assert 0 < len(over) <= len(short)
    assert over[0].endswith("bytes")


def test_readers_cover_all_that_is_heard_in_the_region() -> None:
    """Whoever reads Romani in another country of the region hears what one of these does."""
    ours = {
        (country, prompt.reply.key): prompt.script(WORDS, "rom", country).text
        for _, country in READERS
        if country
        for prompt in prompts(BOOK)
    }
    alike = {"BA": "RS", "ME": "RS", "XK": "AL"}
    for country in COUNTRIES:
        for prompt in prompts(BOOK):
            assert prompt.script(WORDS, "rom", country).text == ours[alike.get(country, country), prompt.reply.key]


@pytest.mark.parametrize(
    ("speaks", "joins", "ordered"), [(True, True, True), (False, True, True), (False, False, False)]
)
def test_recordings_alone_need_no_synthetic_voice(tmp_path: Path, speaks: bool, joins: bool, ordered: bool) -> None:
    voices = Voices(tmp_path, Mouth(speaks=speaks, joins=joins), Told())
    script = next(one.script(WORDS, "sq", "") for one in prompts(BOOK) if one.whole and not one.reply.options)
    assert (voices.order(script, 1) is not None) is ordered
    assert voices.recorded(Piece("a.b", "x", "sq")) != ""
