"""Long texts in pieces: where a reader would pause, never in the middle of a sign, nothing lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pieces import pieces


@pytest.mark.parametrize(
    ("text", "longest", "expected"),
    [
        ("Short.", 6, ["Short."]),
        ("", 5, []),
        ("  \n ", 1, []),
        ("One two. Three four.", 12, ["One two.", "Three four."]),
        ("One two. Three four", 14, ["One two.", "Three four"]),
        ("One two! Three four? Five", 21, ["One two! Three four?", "Five"]),
        ("First line\nsecond one. third", 24, ["First line\nsecond one.", "third"]),
        ("Title here\nbody follows on", 14, ["Title here", "body follows", "on"]),
        ("No. A long row of words", 12, ["No. A long", "row of words"]),
        ("a bbbbbbbbbbbb", 10, ["a", "bbbbbbbbbb", "bb"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("12.30 and 14.15", 9, ["12.30 and", "14.15"]),
        ("Мало. Велико.", 8, ["Мало.", "Велико."]),
        ("“Quoted.” Next", 10, ["“Quoted.”", "Next"]),
    ],
)
def test_a_text_is_cut_where_a_reader_pauses(text: str, longest: int, expected: list[str]) -> None:
    assert pieces(text, longest) == expected


def test_a_sign_of_several_characters_is_not_torn() -> None:
    assert pieces("ab👩‍🏫cd", 4) == ["ab", "👩‍🏫c", "d"]
    assert pieces("abc👍🏽", 4) == ["abc", "👍🏽"]
    assert pieces("abce\u0301", 4) == ["abc", "e\u0301"]
    assert pieces("e" + "\u0301" * 9, 4) == ["e" + "\u0301" * 3, "\u0301" * 4, "\u0301" * 2]


@given(st.text(), st.integers(1, 40))
def test_pieces_fit_and_lose_only_white_space_between_them(text: str, longest: int) -> None:
    found = pieces(text, longest)
    assert all(0 < len(piece) <= longest and piece == piece.strip() for piece in found)
    assert "".join("".join(found).split()) == "".join(text.split())


@given(st.lists(st.text(alphabet="abc", min_size=1, max_size=10), min_size=1), st.integers(10, 40))
def test_words_are_never_torn_where_they_fit(words: list[str], longest: int) -> None:
    assert " ".join(pieces(" ".join(words), longest)) == " ".join(words)
