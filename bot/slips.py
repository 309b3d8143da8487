"""How many slips of the finger lie between two words; it never knows what a word means."""

from collections.abc import Iterable

ONE_SLIP, TWO_SLIPS = 4, 8
"""The shortest words (the shorter of the two) that one slip and two slips are forgiven in."""

MOST = 2
"""How many slips are ever forgiven."""


def fewest(typed: Iterable[str], meant: Iterable[str]) -> int | None:
    """Return the slips between the two words of both sides that are nearest to each other; None if none are near."""
    near = ((one, other) for one in typed for other in meant if -MOST <= len(one) - len(other) <= MOST)
    return min((count for one, other in near if (count := slips(one, other)) is not None), default=None)


def slips(typed: str, meant: str) -> int | None:
    """Return how many letters are added, missing, wrong or swapped: 0, 1 or 2; None where that is too many.

    A word with a digit in it is meant as it stands: 10:20 is not 10:30. A second slip is allowed only where the first
    letter is right: meetings are not settings.
    """
    if typed == meant:
        return 0
    shorter, longer = sorted((len(typed), len(meant)))
    allowed = (shorter >= ONE_SLIP) + (shorter >= TWO_SLIPS and typed[0] == meant[0])
    for count in range(max(1, longer - shorter), allowed + 1):
        if _within(typed, meant, count):
            return None if _has_digit(typed) or _has_digit(meant) else count
    return None


def _has_digit(word: str) -> bool:
    return any(char.isdigit() for char in word)


def _within(typed: str, meant: str, count: int) -> bool:
    """Tell whether ``count`` slips, at least one, are enough."""
    if abs(len(typed) - len(meant)) > count:
        return False
    same = 0
    for one, other in zip(typed, meant, strict=False):
        if one != other:
            break
        same += 1
    typed, meant = typed[same:], meant[same:]
    if typed == meant:
        return True
    rests = ((typed[used:], meant[also_used:]) for used, also_used in _repairs(typed, meant))
    if count == 1:
        return any(rest == other for rest, other in rests)
    return any(_within(rest, other, count - 1) for rest, other in rests)


def _repairs(typed: str, meant: str) -> tuple[tuple[int, int], ...]:
    """Return how many letters of each word a slip at their beginning may use up: wrong, added, missing, swapped."""
    if len(meant) > 1 and typed[:2] == meant[1::-1]:
        return ((1, 1), (1, 0), (0, 1), (2, 2))
    return ((1, 1), (1, 0), (0, 1))
