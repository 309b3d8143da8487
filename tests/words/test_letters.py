"""Letters: what both scripts and a bare keyboard make of the same word."""

import cyrtranslit
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.letters import fold, spellings, to_latin

CYRILLIC = "абвгдђежзијклљмнњопрстћуфхцчџш"


@given(st.text(alphabet=CYRILLIC + " .,!?"))
def test_small_letters_equal_cyrtranslit(text: str) -> None:
    assert to_latin(text) == cyrtranslit.to_latin(text, "sr")  # type: ignore[no-untyped-call]


@given(st.text(alphabet=CYRILLIC + CYRILLIC.upper() + " "))
def test_nothing_cyrillic_is_left(text: str) -> None:
    assert not set(to_latin(text)) & set(CYRILLIC + CYRILLIC.upper())


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        *[("Његош", "Njegoš"), ("ЊЕГОШ", "NJEGOŠ"), ("Њ.", "Nj."), ("КОЊ", "KONJ"), ("Љубав", "Ljubav")],
        *[("ЏЕП", "DŽEP"), ("Џеп", "Džep"), ("А Њу", "A Nju"), ("👍 Да", "👍 Da"), ("Drom је пут", "Drom je put")],
        *[("Здраво, {name}!", "Zdravo, {name}!"), ("{име} овде", "{име} ovde"), ("%(n)d порука", "%(n)d poruka")],
        *[("Види https://пример.рс/а б", "Vidi https://пример.рс/а b"), ("", "")],
    ],
)
def test_serbian_in_latin_letters(cyrillic: str, latin: str) -> None:
    assert to_latin(cyrillic) == latin


@given(st.text(alphabet=st.characters(max_codepoint=0x24F)))
def test_latin_text_stays_as_it_is(text: str) -> None:
    assert to_latin(text) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *[("помоћ", "Pomoć"), ("ПОМОЋ", "pomoc"), ("помош", "pomoš"), ("Mbrapa", "MBRAPA"), ("Gjuhë", "gjuhe")],
        *[("Çfarë", "cfare"), ("Đorđe", "Djordje"), ("Ђорђе", "djordje"), ("љубав", "ljubav"), ("Njegoš", "Његош")],
        *[("1️⃣", "1"), ("١", "1"), ("۱", "1"), ("①", "1"), ("２", "2"), ("❤️", "❤"), ("  a \n b ", "a b")],
        *[
            ("ќе", "Kje"),
            ("ѓубре", "gjubre"),
            ("ѕвезда", "dzvezda"),
            ("s’ka", "s'ka"),
            ("e\u0308", "ë"),
            ("и\u0306", "j"),
        ],
    ],
)
def test_the_same_word_folds_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("text", ["👍", "👎", "✋", "مرحبا"])
def test_what_has_no_letters_for_it_stays(text: str) -> None:
    assert fold(text) == text


@given(st.text())
def test_folding_twice_changes_nothing_more_in_our_alphabets(text: str) -> None:
    known = "".join(char for char in text if char.lower() in CYRILLIC + "abcčćdđeëghžšçqwxyz ")
    assert fold(fold(known)) == fold(known)
    assert fold(known).isascii()


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        *[("Ђорђе", "dorde"), ("Đorđe", "djordje"), ("Помош", "pomosh"), ("Čhib", "chhib"), ("žutipe", "zhutipe")],
        *[("ќе", "ke"), ("ќе", "kje"), ("куќа", "kuka"), ("ѓубре", "gubre"), ("Çmimi", "chmimi"), ("Çmimi", "cmimi")],
    ],
)
def test_people_type_letters_they_have_no_key_for(word: str, typed: str) -> None:
    assert fold(typed) in spellings(word)


def test_a_plain_word_has_one_spelling() -> None:
    assert spellings("menu") == {"menu"}
