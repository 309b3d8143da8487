"""What may be shown of counts of people: no group under five, nor anything from which one could be worked out; pure.

Counts of parts and their total are shown together, so a single hidden part would be the total less the others. Hence
small parts are put together, with the smallest of the others where they would be too few or too plain; only the sum
of such a group can be known. Nobody can tell its parts apart: tests/indicators/test_suppression.py tries every table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST = 5
"""The smallest group of people that is shown."""


@dataclass(frozen=True, slots=True)
class Group:
    """One part that is shown, or several whose sum alone is; ``number`` None where not even that is."""

    keys: tuple[str, ...]
    number: int | None


def shown(number: int) -> int | None:
    """Return a count of people as it may be shown: None for one to four."""
    return None if 0 < number < LEAST else number


def parts(counts: Mapping[str, int]) -> tuple[Group, ...]:
    """Return the parts of a total as they may be shown beside it, in their order; those put together come last.

    They stand by name: an order by size would tell which of them is larger.
    """
    total = sum(counts.values())
    if shown(total) is None:
        return (Group(_by_name(counts), None),)
    small = [key for key, number in counts.items() if number < LEAST]
    if not any(counts[key] for key in small):
        return tuple(Group((key,), number) for key, number in counts.items())
    hidden = _covered(counts, small)
    told = [Group((key,), number) for key, number in counts.items() if key not in hidden]
    together = _by_name(hidden)
    return (*told, Group(together, sum(counts[key] for key in together)))


def alone(counts: Mapping[str, int]) -> Mapping[str, int | None]:
    """Return each part of a total as it may be shown by itself: None for one shown with others, or not at all."""
    told = {group.keys[0]: group.number for group in parts(counts) if len(group.keys) == 1}
    return {key: told.get(key) for key in counts}


def _by_name(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(keys, key=lambda key: (key == "", key)))


def _covered(counts: Mapping[str, int], small: Sequence[str]) -> set[str]:
    """Return small parts, with the smallest of the others where their sum would give them away.

    That is so for one part alone, a sum under five, and a sum that only parts of four each can have. Equal others go
    together: which one was taken would tell something.
    """
    hidden, total = set(small), sum(counts[key] for key in small)
    if len(hidden) == 1 or total < LEAST or total == (LEAST - 1) * len(hidden):
        least = min((number for number in counts.values() if number >= LEAST), default=0)
        hidden |= {key for key, number in counts.items() if number == least >= LEAST}
    return hidden


def spans(counts: Sequence[tuple[str, int]]) -> tuple[Group, ...]:
    """Return counts over time as they may be shown beside their total: neighbours are put together up to five.

    A time in which nobody came is shown as such, unless it lies between two that are put together.
    """
    if shown(sum(number for _, number in counts)) is None:
        return (Group(tuple(key for key, _ in counts), None),) if counts else ()
    found: list[Group] = []
    keys: tuple[str, ...] = ()
    waiting = 0
    for key, number in counts:
        keys, waiting = (*keys, key), waiting + number
        if waiting == 0 or waiting >= LEAST:
            found.append(Group(keys, waiting))
            keys, waiting = (), 0
    return _with_rest(found, keys, waiting)


def _with_rest(found: Sequence[Group], keys: tuple[str, ...], waiting: int) -> tuple[Group, ...]:
    """Put what is left over, under five, together with the last group that has anybody."""
    if not keys:
        return tuple(found)
    last = max(place for place, group in enumerate(found) if group.number)
    whole = tuple(key for group in found[last:] for key in group.keys) + keys
    return (*found[:last], Group(whole, (found[last].number or 0) + waiting))
