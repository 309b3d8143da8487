"""How well Drom serves people: shares of a hundred, split fairly, hidden where few people could be told apart."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import ColumnElement, Connection

from bot import suppression
from bot.programme import Programme
from bot.services import scopes
from bot.services.indicators import READ
from bot.services.staff import Actor
from storage import experience as rows
from storage.experience import Tried
from storage.scope import within
from storage.tables import contact

MONTH, SEASON = timedelta(days=30), timedelta(days=90)
"""How far back it is looked: at talks, and at meetings."""
GAP = 15
"""Points between two groups from which it is told aloud."""
DIMENSIONS = ("language", "gender", "channel")
WAYS = frozenset({"tap", "text", "voice", "photo", "location"})
"""How people usually answer; all else is told together."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured: the share that is hoped for, of a hundred (None: none), and whether people or their doings.

    ``most``: the share should be at most so much. Aims are those of the conversation's rules; they are our own.
    """

    aim: float | None = None
    most: bool = False
    of_people: bool = True
    reverse: bool = False
    """Whether what did not go well is told."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of a hundred in a group, or in several that are shown together."""

    keys: tuple[str, ...]
    percent: float


@dataclass(frozen=True, slots=True)
class Result:
    """One measure: ``percent`` is None where nobody tried or they are too few; ``gaps`` are ways with a wide gap."""

    name: str
    measure: Measure
    percent: float | None
    splits: Mapping[str, tuple[Share, ...]] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()

    @property
    def good(self) -> bool | None:
        """Tell whether the aim is reached, None where there is none or nothing to tell."""
        if self.percent is None or self.measure.aim is None:
            return None
        return self.percent <= self.measure.aim if self.measure.most else self.percent >= self.measure.aim


@dataclass(frozen=True, slots=True)
class Waits:
    """How long people waited for a person: the middle one of their hours, None where few did or nobody."""

    number: int
    hours: float | None


MEASURES: Mapping[str, Measure] = {
    "joined": Measure(80),
    "understood": Measure(5, most=True, of_people=False, reverse=True),
    "answered": Measure(90),
    "came": Measure(70),
    "told": Measure(),
    "active": Measure(),
    "met": Measure(),
    "stopped": Measure(most=True, reverse=True),
}
"""Everything that can be counted from what is stored, by name."""


def results(connection: Connection, by: Actor, programme: Programme, now: datetime) -> list[Result]:
    """Measure everything, as far as a member of staff may see."""
    found = counts(connection, by, programme, now)
    return [result(name, one, found[name]) for name, one in MEASURES.items()]


def counts(connection: Connection, by: Actor, programme: Programme, now: datetime) -> Mapping[str, list[Tried]]:
    """Count what each measure is a share of, as far as a member of staff may see."""
    mine, month, season = _mine(by, programme), now - MONTH, now - SEASON
    every, begun = rows.sizes(connection, mine, season)
    members = rows.members(connection, mine, every, season, month)
    return {
        "joined": rows.joined(connection, mine, season, begun),
        "understood": rows.understood(connection, mine, month),
        "answered": rows.answered(connection, mine, season, now),
        "came": rows.came(connection, mine, season, now),
        "told": rows.told(connection, mine, season, now),
        "active": members["active"],
        "met": members["met"],
        "stopped": members["stayed"],
    }


def ways(connection: Connection, by: Actor, programme: Programme, now: datetime) -> dict[str, float]:
    """Return how people answered in the last month, of a hundred, the most usual first; nothing of a few people."""
    found: Counter[str] = Counter()
    people, sent = rows.ways(connection, _mine(by, programme), now - MONTH)
    if suppression.shown(people) is None:
        return {}
    for kind, number in sent.items():
        found[kind if kind in WAYS else "other"] += number
    return {kind: 100 * number / found.total() for kind, number in found.most_common()}


def waits(connection: Connection, by: Actor, programme: Programme, now: datetime) -> Waits:
    """Return how long people waited for a person in the last month."""
    hours = rows.waits(connection, _mine(by, programme), now - MONTH)
    return Waits(len(hours), median(hours) if len(hours) >= suppression.LEAST else None)


def result(name: str, measure: Measure, tried: Sequence[Tried]) -> Result:
    """Return one measure from its counts; pure.

    A share is told only where those who did and those who did not are nobody, or five and more; and a split only where
    every one of its groups can be told: else the last one could be worked out.
    """
    percent = _percent(measure, tried)
    if percent is None:
        return Result(name, measure, None)
    splits = {way: shares for way in DIMENSIONS if (shares := _split(measure, tried, way))}
    wide = tuple(way for way, shares in splits.items() if _range(shares) >= GAP)
    return Result(name, measure, percent, splits, wide)


def _mine(by: Actor, programme: Programme) -> ColumnElement[bool]:
    return within(scopes.by_programme(by, READ, programme), contact.c.programme, contact.c.country)


def _percent(measure: Measure, tried: Sequence[Tried]) -> float | None:
    people, every = sum(one.people for one in tried), sum(one.every for one in tried)
    well = sum(one.well for one in tried)
    if suppression.shown(people) in {None, 0} or not every:
        return None
    if measure.of_people and (suppression.shown(well) is None or suppression.shown(every - well) is None):
        return None
    return 100 * ((every - well) if measure.reverse else well) / every


def _split(measure: Measure, tried: Sequence[Tried], way: str) -> tuple[Share, ...]:
    by: dict[str, list[Tried]] = {}
    for one in tried:
        by.setdefault(getattr(one, way), []).append(one)
    groups = suppression.parts({key: sum(one.people for one in mine) for key, mine in by.items()})
    if len(groups) < 2:
        return ()
    shares = []
    for group in groups:
        percent = _percent(measure, [one for key in group.keys for one in by[key]])
        if percent is None:
            return ()
        shares.append(Share(group.keys, percent))
    return tuple(shares)


def _range(shares: Sequence[Share]) -> float:
    percents = [one.percent for one in shares]
    return max(percents) - min(percents)
