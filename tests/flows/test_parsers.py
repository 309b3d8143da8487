"""Free answers: what each parser promises to take and to refuse, and that what it takes stays as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import BOOK
from flows.core import Ask, Parser, PersonName, Pick, PlaceName
from flows.core.explore import GARBAGE
from flows.core.parsers import NAME_LENGTH

PARSERS: tuple[Parser, ...] = (PersonName(), PlaceName())
ASKED = {
    f"{flow.name}.{state.name}": state.accept
    for flow in BOOK.pages
    for state in flow.states
    if isinstance(state, Ask | Pick) and state.accept is not None
}


@pytest.mark.parametrize("parser", [*PARSERS, *ASKED.values()], ids=lambda parser: type(parser).__name__)
def test_samples_are_what_they_say(parser: Parser) -> None:
    assert parser.good
    assert parser.bad
    for text in parser.good:
        assert parser.parse(text) == text
    for text in parser.bad:
        assert parser.parse(text) is None, text


@pytest.mark.parametrize("parser", ASKED.values(), ids=ASKED)
def test_garbage_is_no_answer(parser: Parser) -> None:
    assert parser.parse(GARBAGE) is None


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: type(parser).__name__)
@given(text=st.text(max_size=NAME_LENGTH + 20))
def test_an_answer_is_kept_as_it_was_written(parser: Parser, text: str) -> None:
    value = parser.parse(text)
    if value is not None:
        assert value.split() == text.split()
        assert value == value.strip()
        assert 0 < len(value) <= NAME_LENGTH
        assert len(value.splitlines()) == 1
        assert parser.parse(value) == value


@pytest.mark.parametrize(
    "text", ["Đ", "Ђ", "ع", "ა", "भ", "👸", "Ana 2", "o'Neil", "Ana\u200dMaria", "ë" * NAME_LENGTH]
)
def test_any_name_is_a_name(text: str) -> None:
    assert PersonName().parse(text) == text


@pytest.mark.parametrize("text", ["\u200d", "\u202e", "\ufeff", "٣", "+355 44", "-", "%", "🏽", "Ⅷ", "...", "\n\n"])
def test_what_cannot_be_read_aloud_is_no_name(text: str) -> None:
    assert PersonName().parse(text) is None


@pytest.mark.parametrize("text", ["A", "1 A", "👸", "  .", "\u200b\u200b"])
def test_a_place_has_two_letters(text: str) -> None:
    assert PlaceName().parse(text) is None
    assert PlaceName().parse(f"{text} Aš") is not None
