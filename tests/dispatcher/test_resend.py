"""The resend policy, cause by cause."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.port import Receipt
from bot.services.resend import SAFE_CAP, Verdict, cause, doubted, judge, reached

CHANCE = random.Random(1)


@given(st.integers(1, 100), st.randoms())
def test_safe_pauses_have_full_jitter_below_a_growing_ceiling(tries: int, chance: random.Random) -> None:
    verdict = judge(Receipt("safe"), tries, chance)
    assert verdict.state == "waiting"
    assert 0 <= verdict.pause <= min(SAFE_CAP, 2 ** (tries - 1))


def test_jitter_really_spreads() -> None:
    pauses = [judge(Receipt("safe"), 20, CHANCE).pause for _ in range(200)]
    assert min(pauses) < SAFE_CAP / 10
    assert max(pauses) > SAFE_CAP * 0.9


@pytest.mark.parametrize(
    ("receipt", "verdict"),
    [
        (Receipt("sent"), Verdict("sent")),
        (Receipt("slow", retry_after=17.5), Verdict("waiting", "slow", 17.5)),
        (Receipt("refused"), Verdict("never", "refused")),
        (Receipt("gone"), Verdict("never", "unreachable")),
        (Receipt("stopped"), Verdict("never", "stopped")),
        (Receipt("window"), Verdict("parked", "window")),
        (Receipt("alarm"), Verdict("waiting", "alarm")),
        (Receipt("safe", moved_to="-1"), Verdict("waiting", "safe")),
    ],
)
def test_what_is_certain(receipt: Receipt, verdict: Verdict) -> None:
    assert judge(receipt, 3, CHANCE) == verdict


@pytest.mark.parametrize(("why", "resends"), [("crashed", 5), ("timeout", 2)])
def test_how_often_a_doubt_is_sent_again(why: str, resends: int) -> None:
    ends = [doubted(why, {why: n}, float("inf")).state for n in range(1, resends + 2)]  # type: ignore[arg-type]
    assert ends == [*["waiting"] * resends, "in_doubt"]


def test_a_providers_own_failure_is_tried_until_the_deadline() -> None:
    assert doubted("server", {"server": 1000}, float("inf")).state == "waiting"
    assert doubted("server", {"server": 1, "timeout": 9, "crashed": 9}, float("inf")).state == "waiting"


def test_pauses_grow_with_all_doubts_whatever_their_cause() -> None:
    assert doubted("server", {"server": 1}, 1e9).pause == 2
    assert doubted("server", {"server": 1, "crashed": 1}, 1e9).pause == 10
    assert doubted("server", {"server": 1, "crashed": 1, "timeout": 1}, 1e9).pause == 60
    assert doubted("server", {"server": 9}, 1e9).pause == 300


def test_a_doubt_that_cannot_be_resolved_before_the_deadline_goes_to_staff() -> None:
    assert doubted("server", {"server": 2}, 9.9) == Verdict("in_doubt", "server")
    assert doubted("server", {"server": 2}, 10.0) == Verdict("waiting", "server", 10.0)


@pytest.mark.parametrize(
    ("detail", "why"),
    [("HTTP 502", "server"), ("500 internal", "server"), ("read timeout", "timeout"), ("15000 ms", "timeout")],
)
def test_the_cause_of_a_doubt(detail: str, why: str) -> None:
    assert cause(Receipt("doubt", detail=detail)) == why


@pytest.mark.parametrize(
    ("receipt", "answer"),
    [
        (Receipt("sent"), True),
        (Receipt("refused"), True),
        (Receipt("gone"), True),
        (Receipt("slow"), True),
        (Receipt("safe", detail="403 can't send messages to the user"), True),
        (Receipt("safe", detail="no connection: refused"), False),
        (Receipt("doubt", detail="HTTP 502"), False),
        (Receipt("alarm", detail="401: refused"), False),
    ],
)
def test_whether_the_provider_works(receipt: Receipt, answer: bool) -> None:
    assert reached(receipt) is answer
