"""How a target stands, from numbers made by hand: sums, splits, months, what staff typed, and what must not be told."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.indicator_kinds import KINDS
from bot.services.standings import Part, Place, Standing, beside, visible
from bot.suppression import Group
from storage.cells import Cell
from tests.indicators.hand import stands, tally, target

CELLS = [
    Cell(6, "2026-01", "DK", "copenhagen", "rom", "woman", "telegram"),
    Cell(5, "2026-01", "DK", "copenhagen", "en", "man", "whatsapp"),
    Cell(7, "2026-03", "SE", "malmo", "en", "skip", "whatsapp"),
]


def test_a_sum_and_its_splits() -> None:
    found = stands(target(), CELLS, countries=("DK", "SE"))
    assert (found.state, found.number, found.goal, found.hidden) == ("counted", 18, 20, False)
    assert found.splits == {
        "country": (Group(("DK",), 11), Group(("SE",), 7)),
        "language": (Group(("en",), 12), Group(("rom",), 6)),
        "gender": (Group(("skip",), 7), Group(("woman",), 6), Group(("man",), 5)),
        "channel": (Group(("whatsapp",), 12), Group(("telegram",), 6)),
    }
    assert found.months == tuple(
        Group((f"2026-0{month}",), number) for month, number in enumerate((11, 0, 7, 0, 0, 0), 1)
    )


def test_towns_are_told_where_a_programme_is_in_one_country() -> None:
    cells = [Cell(6, "2026-01", "AL", "tirana"), Cell(9, "2026-01", "AL", "elbasan")]
    found = stands(target(), cells, towns=("tirana", "elbasan", "shkoder"))
    assert found.splits["town"] == (Group(("tirana",), 6), Group(("elbasan",), 9), Group(("shkoder",), 0))
    assert "country" not in found.splits
    assert "town" not in stands(target(), cells, countries=("AL", "RS")).splits


def test_a_target_in_each_country() -> None:
    found = stands(target(per="country", goal=10), CELLS, countries=("DK", "SE"))
    assert (found.number, found.goal) == (18, 20)
    assert found.places == (Place("DK", 11, 10), Place("SE", 7, 10))
    few = [*CELLS[:2], Cell(2, "2026-03", "SE")]
    hidden = stands(target(per="country", goal=10), few, countries=("DK", "SE"))
    assert hidden.places == (Place("DK", None, 10), Place("SE", None, 10)), "13 less 11 would be two people"
    assert hidden.splits["country"] == (Group(("DK", "SE"), 13),)


def test_a_few_people_are_hidden_and_a_few_things_are_not() -> None:
    few = [Cell(3, "2026-01", "AL", "tirana", "rom", "woman", "telegram")]
    people = stands(target(), few)
    assert (people.number, people.hidden) == (None, True)
    assert people.splits == {}
    assert all(group.number is None for group in people.months)
    things = stands(target("dinners_held", 6), few)
    assert (things.number, things.hidden) == (3, False)
    assert things.splits == {"town": (Group(("tirana",), 3),)}


def test_people_whom_staff_counted_are_not_mixed_with_those_of_whom_something_is_not_known() -> None:
    cells = [Cell(9, "2026-01", "AL", "tirana", "rom", "woman"), Cell(4, "2026-01", "AL", "tirana", "rom", "")]
    found = stands(target(), cells, tally(8))
    assert found.number == 21
    assert found.splits["gender"] == (Group(("woman", ""), 13),)
    assert found.splits["language"] == (Group(("rom",), 13),)
    few = stands(target(), cells, tally(2))
    assert (few.number, few.splits) == (15, {}), "two people would be told by the sum of any split"


def test_no_two_splits_tell_together_what_each_of_them_hides() -> None:
    cells = [
        Cell(20, "2026-01", "AL", "tirana", "rom", "woman", "telegram"),
        Cell(3, "2026-01", "AL", "tirana", "en", "woman", "whatsapp"),
        Cell(6, "2026-01", "AL", "tirana"),
    ]
    found = stands(target(), cells)
    assert set(found.splits) == {"town", "gender"}, "six without a profile, so three by WhatsApp"
    known: dict[Any, list[tuple[int, ...]]] = {}
    for numbers in _sums(5, 11):
        ways = (("rom", "telegram"), ("rom", "whatsapp"), ("en", "telegram"), ("en", "whatsapp"), ("", ""))
        cells = [
            Cell(number, "2026-01", "AL", "tirana", language, "", channel)
            for number, (language, channel) in zip(numbers, ways, strict=True)
            if number
        ]
        shown = stands(target(), cells)
        view = tuple(shown.splits.get(way) for way in ("language", "channel"))
        a, b, c, d, u = numbers
        known.setdefault((shown.number, view), []).append((a + b, c + d, a + c, b + d, u))
    for (number, view), tables in known.items():
        hidden = {key for groups in view for group in groups or () if len(group.keys) > 1 for key in group.keys}
        for place, key in enumerate(("rom", "en", "telegram", "whatsapp", "")):
            if number and key in hidden:
                assert len({table[place] for table in tables}) > 1, (number, view, key, tables)


def _sums(places: int, most: int) -> Iterator[tuple[int, ...]]:
    if not places:
        yield ()
        return
    for first in range(most + 1):
        yield from ((first, *rest) for rest in _sums(places - 1, most - first))


def test_nothing_counted_is_nought_and_nothing_typed_is_not() -> None:
    assert stands(target(), []).number == 0
    empty = stands(target("social_typed"), None)
    assert (empty.state, empty.number) == ("empty", None)
    each = stands(target("sub_grants", 5, per="country"), None, countries=("DK", "SE"))
    assert each.places == (Place("DK", None, 5), Place("SE", None, 5))


def test_what_staff_type_is_added() -> None:
    found = stands(target(), [Cell(8, "2026-01", "AL")], tally(7), tally(2, counts="dinners_held"))
    assert (found.state, found.number) == ("both", 15)
    assert found.months[4] == Group(("2026-05",), 7)
    typed = stands(
        target("cooperatives", 2), None, tally(1, "cooperatives"), tally(1, "cooperatives", day="2026-06-01")
    )
    assert (typed.state, typed.number) == ("typed", 2)
    assert [one.number for one in typed.typed] == [1, 1]


def test_what_staff_type_of_people_is_told_in_the_sum_alone() -> None:
    found = stands(target(), [Cell(8, "2026-05", "AL")], tally(7))
    assert [one.number for one in found.typed] == [None], "with the month's number it would tell of the others"


def test_the_newest_number_replaces_the_one_before_country_by_country() -> None:
    rows = [
        tally(300, "social_typed", country="DK"),
        tally(50, "social_typed", country="SE", day="2026-05-04"),
        tally(340, "social_typed", country="DK", day="2026-06-01"),
    ]
    assert stands(target("social_typed"), None, *rows, countries=("DK", "SE")).number == 390


def test_a_check_is_there_or_not() -> None:
    there = [tally(1, "brochures"), tally(0, "brochures", day="2026-06-01")]
    assert stands(target("brochures", 1), None, there[0]).number == 1
    gone = stands(target("brochures", 1), None, *there)
    assert (gone.number, gone.splits, gone.months) == (0, {}, ())


@pytest.mark.parametrize(("period", "number"), [("programme", 6), ("year", 5), ("quarter", 3), ("month", 1)])
def test_things_are_counted_in_their_time(period: str, number: int) -> None:
    cells = [
        Cell(1, "2025-12", "AL"),
        Cell(2, "2026-03", "AL"),
        Cell(2, "2026-04", "AL"),
        Cell(1, "2026-06", "AL"),
    ]
    found = stands(target("dinners_held", period=period), cells, starts="2025-11")
    assert found.number == number
    assert sum(group.number or 0 for group in found.months) == 6, "over time everything is shown"


def test_a_programme_that_is_over_has_no_month_after_its_last() -> None:
    found = stands(target("dinners_held"), [Cell(1, "2017-05", "AL")], starts="2017-04", ends="2018-12")
    assert (found.months[0].keys, found.months[-1].keys, len(found.months)) == (("2017-04",), ("2018-12",), 21)


def test_nothing_is_told_over_time_where_a_time_is_not_known() -> None:
    assert stands(target("active_people"), [Cell(9, "", "AL")]).months == ()


@pytest.mark.parametrize(("part", "told"), [(6, 6), (15, 15), (20, 20), (4, None), (16, None), (19, None), (0, 0)])
def test_voluntary_answers_are_told_where_neither_they_nor_the_rest_are_few(part: int, told: int | None) -> None:
    found = stands(target(), [Cell(20, "2026-01", "AL")], tally(part, part="unemployed"))
    assert (found.number, found.parts) == (20, (Part("unemployed", told),))


def _numbers(value: Any) -> list[int]:
    """Return every number that is told, wherever it stands."""
    if isinstance(value, dict):
        return [number for each in value.values() for number in _numbers(each)]
    if isinstance(value, tuple):
        return [number for each in value for number in _numbers(each)]
    if is_dataclass(value) and not isinstance(value, type):
        names = [each.name for each in fields(value)]
        own = [value.number] if "number" in names and value.number is not None else []  # type: ignore[attr-defined]
        return own + [number for name in names if name != "number" for number in _numbers(getattr(value, name))]
    return []


def _cell(numbers: tuple[int, int, int, int, int]) -> Cell:
    number, month, country, language, gender = numbers
    return Cell(
        number,
        f"2026-0{month + 1}",
        ("DK", "SE", "")[country],
        "",
        ("rom", "en", "sq", "")[language],
        ("woman", "man", "skip", "")[gender],
        "telegram",
    )


@given(
    st.lists(
        st.tuples(*(st.integers(0, most) for most in (9, 5, 2, 3, 3))).map(lambda n: _cell((n[0] + 1, *n[1:]))),
        max_size=12,
    ),
    st.lists(st.integers(1, 9), max_size=3),
    st.sampled_from(["all", "country"]),
)
def test_no_number_of_people_under_five_stands_anywhere(cells: list[Cell], typed: list[int], per: str) -> None:
    rows = [tally(number, id=place) for place, number in enumerate(typed)]
    rows += [tally(number, part="youth") for number in typed]
    found: Standing = stands(target(per=per, goal=7), cells, *rows, countries=("DK", "SE"))
    assert [number for number in _numbers(found) if 0 < number < 5] == []
    counted = sum(cell.number for cell in cells)
    for way, groups in {**found.splits, "month": found.months}.items():
        told = [group.number for group in groups]
        total = counted + sum(typed) if way in {"country", "month"} else counted
        assert not told or None in told or sum(number or 0 for number in told) == total


def test_every_kind_stands_where_nothing_is_typed_and_with_a_number() -> None:
    for name in KINDS:
        without = stands(target(name), None)
        assert without.number is None
        assert without.state == "empty"
        assert stands(target(name), [Cell(7, "2026-01", "AL")]).number == 7


@pytest.mark.parametrize(("whole", "told"), [(12, 12), (13, None), (16, None), (17, 12)])
def test_a_part_of_others_is_told_whole_and_where_the_rest_is_nobody_or_many(whole: int, told: int | None) -> None:
    cells = [Cell(6, "", "AL", "tirana", "rom", "woman"), Cell(6, "", "AL", "elbasan", "en", "man")]
    found = beside(stands(target("active_people", per="country"), cells, towns=("tirana", "elbasan")), whole, 12)
    assert (found.number, found.hidden, found.splits, found.months) == (told, told is None, {}, ())
    assert [one.number for one in found.places] == [told]


def test_what_a_country_is_seen_to_have() -> None:
    cells = [Cell(9, country="AL"), Cell(3, country="RS"), Cell(8, country="MK")]
    assert visible("AL", cells, [], whole=False) == 9
    assert visible("RS", cells, [], whole=False) is None
    assert visible("RS", cells, [], whole=True) is None
    assert visible("MK", cells, [], whole=True) is None, "all less the others would tell of three"
    assert visible("AL", cells, [tally(4, country="AL"), tally(2, country="AL", part="youth")], whole=False) == 13
    assert visible("", cells, [], whole=True) == 20
    assert visible("XK", cells, [], whole=True) == 0
