"""Which tip comes next, by tables and by chance."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.tip_choice import AGAIN, Reader, choose, fitting
from storage.tips import Tip

NOW = datetime(2026, 6, 15, 10, tzinfo=UTC)
SEASONS = {"summer": (6, 7, 8), "winter": (12, 1, 2)}
SEWING = Reader("sewing", "AL", 6)


def tip(number: int, **values: object) -> Tip:
    """Return a live tip for everybody."""
    given: dict[str, object] = {"status": "live", "trade": "", "seasons": (), "countries": (), "pictogram": "💡"}
    rest: dict[str, object] = {"words": {"en": "x"}, "reviewed": (), "fact": "f", "source": "", "story": {}}
    return Tip(**{"id": number, "key": f"T{number}", "version": 1, **given, **rest, **values})  # type: ignore[arg-type]


def ids(tips: list[Tip], reader: Reader = SEWING) -> list[int]:
    """Return the numbers of those that fit somebody."""
    return [one.id for one in fitting(tips, reader, SEASONS)]


def test_the_own_trade_comes_before_all_and_others_never() -> None:
    assert ids([tip(1), tip(2, trade="food"), tip(3, trade="sewing")]) == [3, 1]


@pytest.mark.parametrize(("month", "fits"), [(6, [1, 2]), (1, [1, 3]), (4, [1])])
def test_a_season_has_its_months(month: int, fits: list[int]) -> None:
    tips = [tip(1), tip(2, seasons=("summer",)), tip(3, seasons=("winter",)), tip(4, seasons=("of another file",))]
    assert ids(tips, Reader("", "AL", month)) == fits


def test_a_country_sees_its_own() -> None:
    assert ids([tip(1, countries=("MK", "AL")), tip(2, countries=("MK",)), tip(3)]) == [1, 3]


@pytest.mark.parametrize("status", ["draft", "retired"])
def test_only_live_ones_are_shown(status: str) -> None:
    assert ids([tip(1, status=status)]) == []


def test_what_was_never_heard_comes_first_then_what_was_heard_longest_ago() -> None:
    tips = [tip(1), tip(2), tip(3)]
    shown = {1: NOW - 90 * timedelta(days=1), 3: NOW - 100 * timedelta(days=1)}
    order = []
    for _ in tips:
        found = choose(tips, SEWING, SEASONS, shown, NOW)
        assert found is not None
        order.append(found.id)
        shown[found.id] = NOW
    assert order == [2, 3, 1]
    assert choose(tips, SEWING, SEASONS, shown, NOW) is None


@pytest.mark.parametrize(("ago", "again"), [(AGAIN - timedelta(seconds=1), False), (AGAIN, True)])
def test_sixty_days_are_sixty_days(ago: timedelta, again: bool) -> None:
    assert (choose([tip(1)], SEWING, SEASONS, {1: NOW - ago}, NOW) is not None) == again


@given(st.lists(st.tuples(st.sampled_from(["", "sewing", "food"]), st.booleans(), st.integers(0, 90)), max_size=12))
def test_the_choice_is_the_first_of_all_that_may_come(some: list[tuple[str, bool, int]]) -> None:
    tips = [tip(number, trade=trade) for number, (trade, _, _) in enumerate(some, 1)]
    ages = {number: days for number, (_, heard, days) in enumerate(some, 1) if heard}
    shown = {number: NOW - timedelta(days=days) for number, days in ages.items()}
    may = [one for one in tips if one.trade != "food" and ages.get(one.id, 60) >= 60]
    found = choose(tips, SEWING, SEASONS, shown, NOW)
    if not may:
        assert found is None
        return
    assert found in may
    mine = [one for one in may if one.trade == found.trade]
    assert found.trade == ("sewing" if any(one.trade for one in may) else "")
    assert ages.get(found.id, 1000) == max(ages.get(one.id, 1000) for one in mine)
