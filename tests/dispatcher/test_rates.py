"""The buckets: never more than the rate in any second, however messages come, and no time wasted either."""
# ruff: noqa: N802 - the names bear the numbers of the channel rules

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.rates import HALVED_SECONDS, Pace, Rate, Stamp

RATES = st.sampled_from([0.33, 1.0, 2.5, 5.0, 30.0, 80.0])
GAPS = st.lists(st.floats(0, 0.5), min_size=1, max_size=200)


def sends(pace: Pace, gaps: list[float], *, bulk: list[bool], late: float = 0.0, start: float = 0.0) -> list[float]:
    """Send one message after each gap as soon as the pace allows it; return when each was written."""
    now, times = start, []
    for gap, each in zip(gaps, itertools.cycle(bulk), strict=False):
        now += gap
        now += pace.wait(now, bulk=each)
        assert pace.wait(now, bulk=each) == 0
        stamp = pace.take(1, now, bulk=each)
        now += late
        stamp.at = now
        times.append(now)
    return times


def most(times: list[float], window: float) -> int:
    """Return how many lie in the fullest half-open window of so many seconds."""
    return max(sum(1 for other in times if at <= other < at + window) for at in times)


@given(RATES, GAPS, st.lists(st.booleans(), min_size=1, max_size=7), st.floats(0, 0.2))
def test_T9_the_rate_is_never_exceeded_in_any_second(
    rate: float, gaps: list[float], bulk: list[bool], late: float
) -> None:
    times = sends(Pace(Rate(rate), 0.0), gaps, bulk=bulk, late=late)
    whole = max(1, int(rate))
    assert most(times, whole / rate) <= whole


TRIPS = st.lists(st.tuples(st.floats(0.001, 0.4), st.floats(0.001, 0.2)), min_size=1, max_size=50)


@given(RATES, GAPS, TRIPS)
def test_the_provider_never_sees_more_however_long_the_ways_are(
    rate: float, gaps: list[float], trips: list[tuple[float, float]]
) -> None:
    pace, now, came = Pace(Rate(rate), 0.0), 0.0, []
    open_ones: list[tuple[float, float, Stamp]] = []
    for gap, (there, back) in zip(gaps, itertools.cycle([(0.001, 0.001), *trips]), strict=False):
        now += gap
        while True:
            for each in [one for one in open_ones if one[0] <= now]:
                open_ones.remove(each)
                pace.arrived(each[2], each[0])
            soonest = min((one[0] for one in open_ones), default=float("inf"))
            if (wait := pace.wait(now)) == 0:
                break
            now = min(now + wait, soonest)
        stamp = pace.take(1, now)
        came.append(now + there)
        open_ones.append((now + there + back, there, stamp))
    whole = max(1, int(rate))
    assert most(came, min(1.0, whole / rate)) <= whole


@given(GAPS, st.lists(st.floats(0, 20), min_size=1, max_size=4))
def test_after_a_429_the_pace_is_halved_for_a_while(gaps: list[float], slowed_at: list[float]) -> None:
    pace = Pace(Rate(30), 0.0)
    for at in sorted(slowed_at):
        pace.slowed(at)
    start = max(slowed_at)
    times = [at for at in sends(pace, gaps, bulk=[False], start=start) if at < start + HALVED_SECONDS]
    assert not times or most(times, 1.0) <= 15


def test_halved_is_over_after_a_while() -> None:
    pace = Pace(Rate(30, 1), 0.0)
    sends(pace, [0.0] * 60, bulk=[True])
    now = 3.0
    sends(pace, [0.0] * 30, bulk=[False], start=now)
    assert pace.slowed(now + 0.5)
    assert pace.halved(now + 1)
    assert not pace.halved(now + 0.5 + HALVED_SECONDS)


def test_a_429_far_from_the_rate_is_the_chats_alone() -> None:
    pace = Pace(Rate(30, 1), 0.0)
    sends(pace, [1.0] * 5, bulk=[False], start=10.0)
    assert not pace.slowed(15.1)
    assert not pace.halved(15.1)


def test_where_chats_have_no_pace_of_their_own_every_429_is_the_channels() -> None:
    pace = Pace(Rate(80), 0.0)
    assert pace.slowed(100.0)
    assert pace.halved(100.0)


@pytest.mark.parametrize("rate", [5, 30, 80])
def test_a_long_queue_uses_nearly_all_of_the_rate(rate: float) -> None:
    times = sends(Pace(Rate(rate), 0.0), [0.0] * 300, bulk=[True])
    assert 300 / (times[-1] - times[0]) >= rate * 0.98


def test_lateness_of_a_wake_up_is_made_up_for() -> None:
    pace, now, times = Pace(Rate(30), 0.0), 0.0, []
    for n in range(600):
        now += pace.wait(now, bulk=True) + (0.004 if n % 2 else 0.0)
        pace.take(1, now, bulk=True)
        times.append(now)
    assert 599 / (times[-1] - times[0]) >= 30 * 0.97


def test_replies_may_come_together_where_bulk_keeps_an_even_pace() -> None:
    pace = Pace(Rate(30), 0.0)
    assert sends(pace, [5.0, *[0.0] * 29], bulk=[False]) == [5.0] * 30
    pace = Pace(Rate(30), 0.0)
    times = sends(pace, [5.0, *[0.0] * 29], bulk=[True])
    assert min(later - earlier for earlier, later in itertools.pairwise(times[2:])) >= 1 / 30


def test_after_a_takeover_the_bucket_is_empty_and_fills_evenly() -> None:
    pace = Pace(Rate(30), 100.0)
    assert pace.left(100.0) == 0
    times = sends(pace, [0.0] * 10, bulk=[False], start=100.0)
    assert times[0] == pytest.approx(100 + 1 / 30, abs=0.001)
    assert times[-1] == pytest.approx(100 + 10 / 30, abs=0.005)


@given(st.sampled_from([0.5, 1.0, 2.0]), GAPS)
def test_T9_a_chat_gets_its_burst_and_then_its_rate(rate: float, gaps: list[float]) -> None:
    pace, now, times = Pace(Rate(0, rate, 6), 0.0), 0.0, []
    for gap in gaps:
        now += gap
        now += pace.wait_chat(1, now)
        assert pace.wait_chat(1, now) == 0
        pace.take(1, now)
        times.append(now)
    for window in (1.0, 7.0, 60.0):
        assert most(times, window) <= 6 + rate * window + 1e-6
    assert times[:6] == pytest.approx(list(itertools.accumulate(gaps))[:6])
    assert pace.wait_chat(2, now) == 0


def test_chats_are_forgotten_when_they_may_burst_again() -> None:
    pace = Pace(Rate(0, 1), 0.0)
    for chat in range(10_000):
        pace.take(chat, chat * 0.01)
    assert len(pace._full_at) <= 4097
    assert pace.wait_chat(9_999, 99.99) == 0


def test_a_rate_of_nothing_is_unlimited() -> None:
    pace = Pace(Rate(), 0.0)
    for n in range(1000):
        pace.take(1, 0.0, bulk=bool(n % 2))
        assert pace.wait(0.0) == pace.wait(0.0, bulk=True) == pace.wait_chat(1, 0.0) == 0
    assert pace.left(0.0) == float("inf")
