"""A slip of the finger finds what was meant, but never does harm, and never touches a free answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.languages import LANGUAGES
from bot.slips import ONE_SLIP, TWO_SLIPS, slips
from flows.core.values import Chosen, Command, Reply, Said, Unclear
from tests.understand.speech import CONSENT, MINE, NAME, RESUME, WORK, choice, means, offered


@pytest.mark.parametrize(
    ("typed", "meant", "count"),
    [
        *(("menu", "menu", 0), ("a", "a", 0), ("", "", 0), ("", "menu", None)),
        *(
            ("mneu", "menu", 1),
            ("menj", "menu", 1),
            ("menuu", "menu", 1),
            ("enu", "menu", None),
            ("xenj", "menu", None),
        ),
        *(("transprt", "transport", 1), ("tarnsprot", "transport", 2), ("traansporrt", "transport", 2)),
        *(("trnsprt", "transport", None), ("buildung crafts", "building craft", 2)),
        *(("10 20", "10 30", None), ("friday 12", "friday 13", None)),
    ],
)
def test_slips_are_counted_and_forgiven_by_length(typed: str, meant: str, count: int | None) -> None:
    assert slips(typed, meant) == slips(meant, typed) == count


def distance(one: str, other: str) -> int:
    """Return the optimal string alignment distance, the slow and plain way."""
    rows = [[row + column for column in range(len(other) + 1)] for row in range(len(one) + 1)]
    for row in range(1, len(one) + 1):
        for column in range(1, len(other) + 1):
            wrong = rows[row - 1][column - 1] + (one[row - 1] != other[column - 1])
            rows[row][column] = min(rows[row - 1][column] + 1, rows[row][column - 1] + 1, wrong)
            if row > 1 and column > 1 and one[row - 2 : row] == other[column - 2 : column][::-1]:
                rows[row][column] = min(rows[row][column], rows[row - 2][column - 2] + 1)
    return rows[-1][-1]


few_letters = st.text(alphabet="abc", min_size=2, max_size=11)


@given(few_letters, few_letters)
def test_slips_are_the_edit_distance_up_to_what_is_forgiven(one: str, other: str) -> None:
    shorter = min(len(one), len(other))
    allowed = (shorter >= ONE_SLIP) + (shorter >= TWO_SLIPS)
    count = distance(one, other)
    assert slips(one, other) == (count if count <= allowed else None)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        *(("sewinf", "sewing"), ("swing", "sewing"), ("шивенје", "sewing"), ("shivenj", "sewing")),
        *(("Transporrt", "transport"), ("cleanning", "cleaning"), ("farmin", "farming"), ("phurano sastr", "scrap")),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_near_miss_is_its_option(words: str, value: str, language: str) -> None:
    assert means(words, WORK, language=language) == choice(WORK, value)


def test_two_labels_equally_near_are_asked_back() -> None:
    shown = offered("town.pick", "📍 Drenova", "📍 Grenova", "📍 Pirot")
    assert means("brenova", shown) == Unclear(("v1", "v2"))


def test_the_nearer_of_two_labels_wins() -> None:
    shown = offered("town.pick", "📍 Aleksandrovac", "📍 Aleksandrovoc")
    assert means("aleksandrovacx", shown) == Chosen("town", "pick", "v1", 1)


@pytest.mark.parametrize("words", ["delete mee", "dellete me", "obrisi mee", "me fshii", "khos mann", "Deleteme"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_near_miss_never_takes_a_careful_option(words: str, language: str) -> None:
    assert means(words, MINE, language=language) == Said(words)


@pytest.mark.parametrize("words", ["stpo", "stopp", "sstop", "ndall", "стопп", "achavv"])
@pytest.mark.parametrize("shown", [WORK, CONSENT, MINE, RESUME])
def test_nearly_stop_asks_first(words: str, shown: Reply) -> None:
    assert means(words, shown) == Command("stop", sure=False)


@pytest.mark.parametrize(
    ("words", "name"),
    [("menuu", "menu"), ("languege", "language"), ("pomoxc", "help"), ("nazda", "back"), ("persri", "again")],
)
def test_a_near_miss_of_another_command_is_not_sure(words: str, name: str) -> None:
    assert means(words, WORK) == Command(name, sure=False)


@pytest.mark.parametrize("words", ["Meri", "Stopa", "Menya", "Gjuhar", "Bale", "Helpa", "stpo"])
def test_a_free_answer_is_never_corrected(words: str) -> None:
    assert means(words, NAME) == Said(words)
    assert means(words, RESUME, NAME) == Said(words)


@pytest.mark.parametrize("words", ["con", "conti", "continu", "vaz"])
def test_a_free_answer_below_an_interruption_is_not_taken_for_the_beginning_of_a_label(words: str) -> None:
    assert means(words, RESUME, NAME) == Said(words)
    assert means(words, RESUME, WORK) == choice(RESUME, "continue")


def test_known_words_are_not_slips_of_others() -> None:
    assert means("devet", offered("n.pick", "📍 Deset")) == Said("devet")
