"""The black-box rule of repeats, loss and order over what reached the platform; it never asks the bot."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

AFTER = 1.0
"""Seconds after its answer in which a message may still be unknown to a bot that was killed (promises.md 2.1)."""
PATIENCE = 8.0
"""Seconds that a screen waits for the file before it; then it goes, and the file follows (``storage/echoes.py``)."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One message that reached the platform. Times in monotonic seconds; ``answered`` None and ``status`` 0: never."""

    text: str
    arrived: float
    answered: float | None
    status: int

    def excuses(self, kills: Iterable[float]) -> bool:
        """Tell whether the bot may not have known that this copy arrived, so that another one is excused."""
        if self.answered is None or self.status >= 500:
            return True
        return any(self.arrived <= kill <= self.answered + AFTER for kill in kills)

    def told(self, kills: Iterable[float]) -> str:
        """Say how long after its answer the next kill came: so late nothing excuses a repeat."""
        later = [kill - self.answered for kill in kills if self.answered is not None and kill > self.answered]
        return f"killed {min(later):.2f} s after the answer" if later else "no kill after the answer"


@dataclass(slots=True)
class Verdict:
    """What a chat's messages came to: ``defects`` are sentences, ``excused`` counts repeats inside the window."""

    excused: int = 0
    defects: list[str] = field(default_factory=list)


def judge(copies: Sequence[Copy], expected: Sequence[str], kills: Sequence[float]) -> Verdict:
    """Compare one chat's messages, in order of arrival, with those that were expected."""
    found, place, last = Verdict(), 0, None
    for copy in copies:
        if place < len(expected) and copy.text == expected[place]:
            place += 1
        elif last is None or copy.text != last.text:
            found.defects.append(f"message {place + 1} is out of order or strange")
        elif last.excuses(kills):
            found.excused += 1
        else:
            found.defects.append(f"message {place} was said twice without excuse: {last.told(kills)}")
        last = copy
    if place < len(expected):
        found.defects.append(f"lost from message {place + 1} of {len(expected)} on")
    return found


def judge_patiently(copies: Sequence[Copy], expected: Sequence[str], kills: Sequence[float]) -> Verdict:
    """Compare one chat's messages as ``judge`` does; a file has no text.

    A screen waits for its reader's own voice for ``PATIENCE`` and no longer: where it was fetched only after a
    death, it may follow that screen.
    """
    verdict = judge(copies, expected, kills)
    waits = [after.arrived - one.arrived for one, after in itertools.pairwise(copies)]
    if not verdict.defects or max(waits, default=0.0) < PATIENCE:
        return verdict
    late = list(expected)
    for place in [number for number, text in enumerate(expected[:-1]) if not text]:
        late[place : place + 2] = reversed(late[place : place + 2])
    followed = judge(copies, late, kills)
    return verdict if followed.defects else followed


def overlaps(copies: Sequence[Copy]) -> int:
    """Count messages of one chat that arrived before the one before them was answered; order is then not certain."""
    pairs = itertools.pairwise(copies)
    return sum(1 for one, after in pairs if one.answered is not None and after.arrived < one.answered)
