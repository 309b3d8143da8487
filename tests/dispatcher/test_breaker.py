"""The breaker: when it opens, how it probes, when it closes."""

import pytest

from bot.services.breaker import ALARM_SECONDS, FAILURES, PROBE_SECONDS, Breaker


def opened(now: float = 0.0) -> Breaker:
    found = Breaker()
    assert [found.failed(now) for _ in range(FAILURES)] == [False] * (FAILURES - 1) + [True]
    return found


def test_failures_in_a_row_open_it_and_success_between_them_does_not() -> None:
    breaker = Breaker()
    for _ in range(FAILURES - 1):
        breaker.failed(0.0)
    assert not breaker.worked()
    assert not any(breaker.failed(0.0) for _ in range(FAILURES - 1))
    assert breaker.wait(0.0) == 0
    assert breaker.failed(0.0)


def test_open_it_lets_one_probe_through_every_few_seconds() -> None:
    breaker = opened()
    assert breaker.wait(1.0) == PROBE_SECONDS - 1
    assert breaker.wait(PROBE_SECONDS) == 0
    breaker.probe()
    assert breaker.wait(100.0) == float("inf")
    assert not breaker.failed(7.0)
    assert breaker.wait(7.0) == PROBE_SECONDS


def test_a_probe_that_works_closes_it() -> None:
    breaker = opened()
    breaker.probe()
    assert breaker.worked()
    assert breaker.wait(0.0) == 0
    assert not breaker.failed(0.0)


def test_a_probe_that_never_went_is_made_again() -> None:
    breaker = opened()
    breaker.probe()
    breaker.given_up()
    assert breaker.wait(PROBE_SECONDS) == 0


def test_an_alarm_opens_it_at_once_and_is_probed_more_rarely() -> None:
    breaker = Breaker()
    assert breaker.failed(0.0, alarm=True)
    assert not breaker.failed(0.0, alarm=True)
    assert breaker.wait(0.0) == ALARM_SECONDS
    assert breaker.worked()
    assert [breaker.failed(0.0) for _ in range(FAILURES)][-1]
    assert breaker.wait(0.0) == pytest.approx(PROBE_SECONDS)
