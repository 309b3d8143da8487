"""What takes long to count is not counted with each page, and what is quick always is."""

from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import Connection

from bot.clock import SetClock
from bot.indicator_kinds import KINDS
from bot.services import counting
from bot.services.recounting import KEPT, SLOW, Recounting
from storage.cells import Cell, Term
from tests.indicators.hand import NOON

TERM = Term("one", NOON, NOON, NOON)


@pytest.mark.parametrize(("seconds", "counted"), [(SLOW / 2, 2), (SLOW, 1)])
def test_only_what_is_slow_is_kept(monkeypatch: pytest.MonkeyPatch, seconds: float, counted: int) -> None:
    clock, calls = SetClock(NOON), []

    def slowly(_connection: Any, term: Term, _of: Any) -> list[Cell]:
        clock.move(timedelta(seconds=seconds))
        calls.append(term.programme)
        return [Cell(len(calls))]

    monkeypatch.setattr(counting, "COUNTS", {"registered": slowly})
    found, connection = Recounting(clock), cast("Connection", None)
    for _ in range(2):
        cells = found.count(connection, TERM, KINDS["members"])
    assert len(calls) == counted
    assert cells == [Cell(counted)]
    found.count(connection, Term("two", NOON, NOON, NOON), KINDS["members"])
    assert calls[-1] == "two", "another programme has its own"
    clock.move(timedelta(seconds=KEPT))
    found.count(connection, TERM, KINDS["members"])
    assert calls[-1] == "one", "after a minute it is counted anew"
