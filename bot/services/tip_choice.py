"""Which tip fits somebody now: their trade before those for all, in season, in their country, and not heard lately.

Pure: it never reads a clock or a database, and the same question has the same answer.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.tips import Tip

AGAIN = timedelta(days=60)
"""For so long nobody gets the same tip again."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What a choice depends on: trade and country ("" where not told), and the month (1 to 12) at their place."""

    trade: str
    country: str
    month: int


def choose(
    tips: Iterable[Tip],
    reader: Reader,
    seasons: Mapping[str, Collection[int]],
    shown: Mapping[int, datetime],
    now: datetime,
) -> Tip | None:
    """Return the next tip for somebody, None where they heard all lately.

    ``seasons`` are the months of each; ``shown`` is when they had each tip last, by its number. What they never had
    comes first, then what they had longest ago.
    """
    open_now = [one for one in fitting(tips, reader, seasons) if one.id not in shown or now - shown[one.id] >= AGAIN]
    # Sorting keeps the order of trades and rows among those that were heard equally long ago.
    never = datetime.min.replace(tzinfo=now.tzinfo)
    return min(open_now, key=lambda one: (one.trade == "", shown.get(one.id, never)), default=None)


def fitting(tips: Iterable[Tip], reader: Reader, seasons: Mapping[str, Collection[int]]) -> Sequence[Tip]:
    """Return the live tips that fit somebody, those of their trade first."""
    found = [one for one in tips if one.status == "live" and _fits(one, reader, seasons)]
    return sorted(found, key=lambda one: (one.trade == "", one.id))


def _fits(tip: Tip, reader: Reader, seasons: Mapping[str, Collection[int]]) -> bool:
    if tip.trade not in {"", reader.trade}:
        return False
    if tip.countries and reader.country not in tip.countries:
        return False
    return not tip.seasons or any(reader.month in seasons.get(key, ()) for key in tip.seasons)
