"""What takes long to count is not counted with each page, and what is quick always is."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import Connection

from bot.bell import Bell
from bot.clock import SetClock
from bot.indicator_kinds import KINDS, Kind
from bot.services import counting
from bot.services.recounting import KEPT, SLOW, Recounting
from storage.cells import Cell, Term
from storage.store import Store
from tests.indicators.hand import NOON
from tests.services.sample import programme

TERM = Term("one", NOON, NOON, NOON)


@pytest.mark.parametrize(("seconds", "counted"), [(SLOW / 2, 2), (SLOW, 1)])
def test_only_what_is_slow_is_kept(monkeypatch: pytest.MonkeyPatch, seconds: float, counted: int) -> None:
    clock, calls = SetClock(NOON), []

    def slowly(_connection: Any, term: Term, _of: Any) -> list[Cell]:
        clock.move(timedelta(seconds=seconds))
        calls.append(term.programme)
        return [Cell(len(calls))]

    monkeypatch.setattr(counting, "COUNTS", {"registered": slowly})
    found, connection = Recounting(cast("Store", None), clock, programme()), cast("Connection", None)
    for _ in range(2):
        cells = found.count(connection, TERM, KINDS["members"])
    assert len(calls) == counted
    assert cells == [Cell(counted)]
    found.count(connection, Term("two", NOON, NOON, NOON), KINDS["members"])
    assert calls[-1] == "two", "another programme has its own"
    clock.move(timedelta(seconds=KEPT))
    found.count(connection, TERM, KINDS["members"])
    assert calls[-1] == "one", "what is too old is counted anew"


async def test_what_is_slow_is_counted_ahead_and_its_age_is_told(monkeypatch: pytest.MonkeyPatch, store: Store) -> None:
    clock, calls = SetClock(NOON), Counter[str]()

    def count(_connection: Any, term: Term, kind: Kind) -> list[Cell]:
        calls[kind.source] += 1
        clock.move(timedelta(seconds=2 * SLOW if kind.source == "registered" else 0))
        return [Cell(calls.total())]

    monkeypatch.setattr(counting, "count", count)
    found, connection = Recounting(store, clock, programme()), cast("Connection", None)
    assert found.age("nordic", clock.now()) == clock.now()
    await found.ahead(Bell())
    ahead = clock.now()
    assert calls["registered"] == sum(
        any(one.counts == "members" for one in campaign.targets) for campaign in programme().programme.values()
    )
    before = calls.copy()
    clock.move(timedelta(minutes=4))
    term = Term("nordic", NOON, NOON, clock.now())
    found.count(connection, term, KINDS["members"])
    found.count(connection, term, KINDS["dinners_held"])
    assert calls - before == Counter(held=1)
    assert NOON <= found.age("nordic", clock.now()) <= ahead
    assert found.age("circular", clock.now()) == clock.now(), "nothing of it is slow"
    before, bell = calls.copy(), Bell()
    bell.close()
    await found.ahead(bell)
    assert calls == before, "a stop waits for no count"
    clock.move(timedelta(seconds=KEPT))
    assert found.age("nordic", clock.now()) == clock.now(), "too old to be shown"


async def test_a_ringing_bell_counts_nothing_anew(monkeypatch: pytest.MonkeyPatch, store: Store) -> None:
    found, bell, ahead = Recounting(store, SetClock(NOON), programme()), Bell(), list[int]()
    looked = asyncio.Event()

    async def count(_bell: Bell) -> None:
        ahead.append(1)
        looked.set()

    monkeypatch.setattr(found, "ahead", count)
    task = asyncio.create_task(found.run(bell))
    await looked.wait()
    bell.ring()
    await asyncio.sleep(0)
    bell.close()
    await task
    assert ahead == [1]
