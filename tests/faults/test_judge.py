"""The black-box rule: what excuses a repeat, and what nothing excuses."""

import pytest

from tests.faults.judge import Copy, judge, judge_patiently, overlaps

EXPECTED = ["one", "two", "three"]


def copy(text: str, at: float, answered: float | None = None, status: int = 200) -> Copy:
    return Copy(text, at, answered if answered is not None else at + 0.1, status)


def test_all_is_well() -> None:
    verdict = judge([copy("one", 1), copy("two", 2), copy("three", 3)], EXPECTED, [])
    assert (verdict.excused, verdict.defects) == (0, [])


@pytest.mark.parametrize(
    ("first", "kills", "excused"),
    [
        (copy("two", 2, 2.1), [], False),
        (copy("two", 2, 2.1), [2.05], True),
        (copy("two", 2, 2.1), [3.09], True),
        (copy("two", 2, 2.1), [3.11], False),
        (copy("two", 2, 2.1), [1.99], False),
        (copy("two", 2, 2.1, 502), [], True),
        (Copy("two", 2, None, 0), [], True),
    ],
)
def test_a_repeat_needs_an_excuse(first: Copy, kills: list[float], excused: bool) -> None:
    verdict = judge([copy("one", 1), first, copy("two", 5), copy("three", 6)], EXPECTED, kills)
    assert (verdict.excused, bool(verdict.defects)) == (int(excused), not excused)


def test_each_copy_needs_its_own_excuse() -> None:
    copies = [copy("one", 1), copy("one", 2), copy("one", 5), copy("two", 6), copy("three", 7)]
    verdict = judge(copies, EXPECTED, [1.05])
    assert verdict.excused == 1
    assert verdict.defects == ["message 1 was said twice without excuse: no kill after the answer"]
    assert judge(copies[:1] * 2, ["one"], [2.5]).defects == [
        "message 1 was said twice without excuse: killed 1.40 s after the answer"
    ]


def test_loss_and_disorder_are_seen() -> None:
    assert judge([copy("one", 1)], EXPECTED, []).defects == ["lost from message 2 of 3 on"]
    assert "out of order" in judge([copy("one", 1), copy("three", 2), copy("two", 3)], EXPECTED, []).defects[0]
    assert judge([], EXPECTED, []).defects == ["lost from message 1 of 3 on"]


def test_overlaps() -> None:
    assert overlaps([copy("one", 1, 2), copy("two", 1.5, 3), copy("three", 3.5)]) == 1


@pytest.mark.parametrize(("waited", "defects"), [(8.1, 0), (7.9, 3)])
def test_ones_own_voice_may_follow_a_screen_that_has_waited_for_it_in_vain(waited: float, defects: int) -> None:
    expected = ["Ask.", "", "Is this it?", "Sent!"]
    copies = [copy("Ask.", 1), copy("Is this it?", 1 + waited), copy("", 9.5), copy("Sent!", 10)]
    verdict = judge_patiently(copies, expected, [1.05])
    assert len(verdict.defects) == defects
    assert judge_patiently([*copies[:2], *copies[3:]], expected, [1.05]).defects, "it may not be lost"
