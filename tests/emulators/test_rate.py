"""A rate is enforced in every second there is, not only on average."""

import pytest

from tests.emulators.faults import Window


def test_so_many_go_in_any_second() -> None:
    clock = [100.0]
    window = Window(3, lambda: clock[0])
    for at in (100.0, 100.4, 100.8):
        clock[0] = at
        assert window.take() == 0
    clock[0] = 100.9
    assert window.take() == pytest.approx(0.1), "a bucket would have let it through"
    clock[0] = 101.0
    assert window.take() == 0
    clock[0] = 101.3
    assert window.take() == pytest.approx(0.1)


def test_what_was_refused_takes_no_place() -> None:
    clock = [100.0]
    window = Window(1, lambda: clock[0])
    assert window.take() == 0
    for at in (100.5, 100.9):
        clock[0] = at
        assert window.take() > 0
    clock[0] = 101.0
    assert window.take() == 0


def test_less_than_one_a_second() -> None:
    clock = [100.0]
    window = Window(0.5, lambda: clock[0])
    assert window.take() == 0
    clock[0] = 101.5
    assert window.take() == pytest.approx(0.5)
