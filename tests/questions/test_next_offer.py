"""With ten thousand questions waiting the next one for a mentor, and the next mentors for one, are found in 5 ms."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, insert, text

from bot.services import claims, matching
from storage import tables
from storage.mentors import Mentor
from storage.store import Store
from tests.meetings.guests import NOON
from tests.questions.village import P, ask, known, member, mentor

MANY, MENTORS = 10_000, 60
MOST = 0.005
"""Seconds."""
TRIES, MOST_TRIES = 60, 2000


def _crowd(c: Connection) -> list[Mentor]:
    """Let so many questions wait, of all languages but one and all topics; return mentors of many kinds."""
    ana = member(c)
    first = ask(c, ana)
    row = {one.name: getattr(first, one.name) for one in tables.question.c if one.name != "id"}
    languages, topics = ("sq", "sr", "mk", "en"), ("money", "papers", "customers", "green", "workers", "eu", "other")
    rows = [
        row
        | {"read_in": languages[n % 4], "language": languages[n % 4], "topic": topics[n % 7]}
        | {"country": ("AL", "RS")[n % 2], "since": NOON - timedelta(minutes=n), "text": f"Question {n}"}
        for n in range(MANY)
    ]
    c.execute(insert(tables.question), rows)
    c.execute(text("ANALYZE question"))  # a server does that by itself after a while
    spoken: tuple[tuple[str, ...], ...] = (("sq", "en"), ("sr",), ("mk",), ("rom",))
    return [mentor(c, spoken[n % 4], topics=[] if n % 3 else ["eu"], countries=["AL"]) for n in range(MENTORS)]


def _seconds(work: Callable[[], object]) -> float:
    """Return how long a work takes, the best of some tries; of many while others use the machine."""
    best = 1.0
    for tried in range(MOST_TRIES):
        before = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - before)
        if tried >= TRIES and best < MOST:
            break
    return best


@pytest.mark.trial
async def test_the_next_offer_among_ten_thousand(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    def work(c: Connection) -> dict[str, float]:
        every = _crowd(c)
        speaks, _, _, nothing = every[:4]
        assert claims.next_for(c, nothing, NOON) is None
        found = claims.next_for(c, speaks, NOON)
        assert found is not None
        assert (found.read_in in {"sq", "en"}, found.country) == (True, "AL")
        waiting = known(c, 1)
        return {
            "a question for a mentor": _seconds(lambda: claims.next_for(c, speaks, NOON)),
            "for whom there is none": _seconds(lambda: claims.next_for(c, nothing, NOON)),
            "mentors for a question": _seconds(lambda: matching.choose(c, P, waiting, NOON)),
        }

    took = await store.run(work)
    with capsys.disabled():
        figures = ", ".join(f"{name} {seconds * 1000:.2f} ms" for name, seconds in took.items())
        print(f"\n{MANY} questions wait, {MENTORS} mentors, {store.dialect}: {figures}")
    assert max(took.values()) < MOST
