"""Words that make no sentence alone are shown in theirs; whole sentences and content stand for themselves."""

import pytest

from bot.fragments import sentence
from bot.repertoire import Saying
from bot.settings import SAMPLE
from tests.services.sample import speech

WORDS = speech(SAMPLE).words


def saying(key: str, words: str) -> Saying:
    return Saying(key, words, "", 1)


@pytest.mark.parametrize(
    ("language", "key", "words", "shown"),
    [
        ("en", "common.spoken_choice", "For", "«For» …, press …."),
        ("en", "common.spoken_choice#2", "press", "For …, «press» …."),
        ("sq", "common.spoken_choice#2", "shtyp", "Për …, «shtyp» …."),
        ("sr", "common.spoken_choice", "pritisni", "…: «pritisni» …."),
        ("mk", "common.spoken_choice", "За", "«За» …, притисни …."),
        ("rom", "common.spoken_choice", "alosar", "…: «alosar» …."),
        ("en", "day.3", "the third of", "Friday «the third of» June"),
        ("mk", "month.1", "јануари", "петок трети «јануари»"),
        ("en", "weekday.5", "Friday", ""),
        ("en", "welcome.consent", "Is this okay for you?", ""),
        ("sq", "tips.SEW1.words", "Mbaj copat.", ""),
    ],
)
def test_a_fragment_is_marked_in_its_sentence(language: str, key: str, words: str, shown: str) -> None:
    assert sentence(saying(key, words), WORDS, language) == shown
