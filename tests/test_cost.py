"""A test that takes too much of the machine fails under its name, unless it is a trial."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from tests import cost
from tests.conftest import pytest_runtest_call


def _run(seconds: float, *, trial: bool) -> None:
    """Let the guard see a test that took so many seconds."""
    spent: Iterator[float] = iter((100.0, 100.0 + seconds))
    item: Any = SimpleNamespace(nodeid="tests/test_x.py::test_x", get_closest_marker=lambda _: trial or None)
    guard = pytest_runtest_call(item)
    with pytest.MonkeyPatch.context() as patch:  # undone at once: the guard looks at this test as well
        patch.setattr(cost, "spent", lambda: next(spent))
        patch.setattr(cost, "most", lambda: cost.MOST)
        next(guard)
        with pytest.raises(StopIteration):
            guard.send(None)


def test_one_that_is_too_dear_is_named() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"tests/test_x\.py::test_x took 12\.5 s"):
        _run(cost.MOST + 0.5, trial=False)


@pytest.mark.parametrize(("seconds", "trial"), [(cost.MOST - 0.5, False), (cost.MOST + 60, True)])
def test_others_are_left_alone(seconds: float, trial: bool) -> None:
    _run(seconds, trial=trial)


def test_what_is_spent_only_grows_and_a_slow_machine_gets_more(monkeypatch: pytest.MonkeyPatch) -> None:
    before = cost.spent()
    sum(range(1_000_000))
    assert cost.spent() >= before > 0
    monkeypatch.setattr(cost, "_yardstick", lambda: cost.YARDSTICK * 3)
    cost.most.cache_clear()
    assert cost.most() == pytest.approx(cost.MOST * 3)
    cost.most.cache_clear()
