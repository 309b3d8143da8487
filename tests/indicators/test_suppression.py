"""Nobody can work out a group under five from what is shown: every table of a size is tried against every other."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.suppression import LEAST, Group, parts, shown, spans

KEYS = "abcdefgh"
View = tuple[Group, ...]
Show = Callable[[Sequence[int]], View]


def _parts(table: Sequence[int]) -> View:
    return parts(dict(zip(KEYS, table, strict=False)))


def _spans(table: Sequence[int]) -> View:
    return spans(list(zip(KEYS, table, strict=False)))


def _tables(cells: int, most: int) -> Iterator[tuple[int, ...]]:
    """Give every table whose sum is at most so much."""
    if not cells:
        yield ()
        return
    for first in range(most + 1):
        yield from ((first, *rest) for rest in _tables(cells - 1, most - first))


def _hidden(view: View) -> set[str]:
    return {key for group in view if len(group.keys) > 1 or group.number is None for key in group.keys}


@pytest.mark.parametrize("show", [_parts, _spans])
@pytest.mark.parametrize(("cells", "most"), [(1, 60), (2, 60), (3, 34), (4, 23), (5, 17)])
def test_whoever_knows_the_rule_and_all_that_is_shown_cannot_tell_a_hidden_number(
    show: Show, cells: int, most: int
) -> None:
    known: dict[tuple[View, int | None], list[tuple[int, ...]]] = defaultdict(list)
    for table in _tables(cells, most):
        known[show(table), shown(sum(table))].append(table)
    for (view, _), tables in known.items():
        for key in _hidden(view):
            assert len({table[KEYS.index(key)] for table in tables}) > 1, (view, tables[0])


@pytest.mark.parametrize("show", [_parts, _spans])
@given(table=st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_what_is_shown_is_true_and_never_of_a_few(show: Show, table: list[int]) -> None:
    view = show(table)
    assert sorted(key for group in view for key in group.keys) == sorted(KEYS[: len(table)])
    for group in view:
        whole = sum(table[KEYS.index(key)] for key in group.keys)
        if group.number is None:
            assert 0 < sum(table) < LEAST
        else:
            assert group.number == whole
            assert not 0 < whole < LEAST


@pytest.mark.parametrize("show", [_parts, _spans])
@given(table=st.lists(st.integers(0, 12), min_size=2, max_size=8))
def test_there_is_always_another_table_that_looks_the_same(show: Show, table: list[int]) -> None:
    view = show(table)
    if shown(sum(table)) is None:
        return
    for key in _hidden(view):
        place = KEYS.index(key)
        mine = next(group for group in view if key in group.keys)
        others = [KEYS.index(other) for other in mine.keys if other != key]
        assert any(show(moved) == view for moved in _alike(table, place, others)), (table, key)


def _alike(table: list[int], place: int, others: Sequence[int]) -> Iterator[list[int]]:
    """Give tables in which a place has another number than here, while it has the same sum with the others."""
    for other in others:
        yield from _moved(table, place, other)
    yield from (moved for moved in _equals(table, (place, *others)) if moved[place] != table[place])


def _equals(table: list[int], places: Sequence[int]) -> Iterator[list[int]]:
    """Give tables where one of the places has a few, some nobody, and the rest are equal."""
    whole = sum(table[one] for one in places)
    for few, many, first in product(range(1, LEAST), range(1, len(places)), range(len(places))):
        each, over = divmod(whole - few, many)
        if not over and each >= LEAST:
            order = [*places[first:], *places[:first]]
            there = dict.fromkeys(order[:many], each) | {order[many]: few} | dict.fromkeys(order[many + 1 :], 0)
            yield [there.get(one, number) for one, number in enumerate(table)]


def _moved(table: list[int], place: int, other: int) -> list[list[int]]:
    """Return tables where some people have gone from one place to another, or the two have changed places."""
    found = []
    for number in range(-table[place], table[other] + 1):
        if number:
            moved = list(table)
            moved[place] += number
            moved[other] -= number
            found.append(moved)
    return found


@pytest.mark.parametrize(
    ("table", "view"),
    [
        ([7, 8, 9], [("a", 7), ("b", 8), ("c", 9)]),
        ([7, 0, 9], [("a", 7), ("b", 0), ("c", 9)]),
        ([3, 8, 9], [("c", 9), ("ab", 11)]),
        ([3, 8, 8], [("abc", 19)]),
        ([3, 4, 9], [("c", 9), ("ab", 7)]),
        ([4, 4, 9], [("abc", 17)]),
        ([3, 0, 9], [("abc", 12)]),
        ([1, 1, 1], [("abc", None)]),
        ([0, 0, 0], [("a", 0), ("b", 0), ("c", 0)]),
    ],
)
def test_parts(table: list[int], view: list[Any]) -> None:
    assert _parts(table) == tuple(Group(tuple(keys), number) for keys, number in view)


@pytest.mark.parametrize(
    ("table", "view"),
    [
        ([7, 0, 9], [("a", 7), ("b", 0), ("c", 9)]),
        ([3, 0, 9], [("abc", 12)]),
        ([6, 0, 2], [("abc", 8)]),
        ([0, 2, 2, 2, 0], [("a", 0), ("bcd", 6), ("e", 0)]),
        ([0, 3, 1], [("abc", None)]),
        ([], []),
    ],
)
def test_spans(table: list[int], view: list[Any]) -> None:
    assert _spans(table) == tuple(Group(tuple(keys), number) for keys, number in view)


def test_the_order_of_what_is_put_together_tells_nothing() -> None:
    assert parts({"b": 4, "a": 2, "": 1, "c": 30}) == parts({"a": 4, "": 2, "b": 1, "c": 30})


def test_a_rule_without_cover_would_be_found() -> None:
    def bare(table: Sequence[int]) -> View:
        """Hide what is small, and nothing else."""
        return tuple(Group((key,), shown(number)) for key, number in zip(KEYS, table, strict=False))

    with pytest.raises(AssertionError):
        test_whoever_knows_the_rule_and_all_that_is_shown_cannot_tell_a_hidden_number(bare, 2, 12)
