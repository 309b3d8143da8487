"""What somebody agrees to stands in one message with the question and its buttons, whenever it is shown."""

import pytest

from bot.catalog import Source, load
from bot.languages import LANGUAGES
from bot.layout import layout
from bot.lint import defects, longest
from bot.render import render
from flows import BOOK
from flows.welcome import KEPT
from tests.flows.readers import LIMITS
from tests.flows.talk import Talk


def _asked() -> Talk:
    talk = Talk.begun(BOOK, "welcome")
    talk.tap("skip")
    talk.tap("next")
    assert talk.place == "welcome.consent"
    return talk


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_one_message_with_its_buttons(language: str, name: str) -> None:
    words = load()
    shown = render(_asked().screen, words, language, "RS", {})
    (part,) = layout(shown, LIMITS[name])
    lines = part.text.splitlines()
    assert len(lines) >= len(KEPT) + 1
    assert longest(shown.text) <= 12
    assert len(part.buttons) in {0, 3}


@pytest.mark.parametrize("again", ["again", "nonsense", "help"])
def test_it_is_whole_however_it_is_shown_again(again: str) -> None:
    talk = _asked()
    if again == "nonsense":
        talk.write("~ ? ~")
    else:
        talk.command(again)
    assert talk.place == "welcome.consent"
    assert [line for line in KEPT if line not in talk.screen.say] == []


def test_a_translation_that_lost_a_part_is_refused() -> None:
    source = Source("welcome.consent", "One.\nTwo?", "parts")
    assert list(map(str, defects(source, "Një. Dy?"))) == ["has 1 lines for 2"]
    assert list(map(str, defects(source, "Një.\n" + "fjalë " * 13))) == ["has 13 words, at most 12"]
