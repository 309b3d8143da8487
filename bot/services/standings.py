"""How a programme stands against its targets, from cells and hand-counted numbers; pure: it knows no database.

All that is shown of people goes through ``bot.suppression``, here and nowhere later.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from bot import months, suppression
from bot.indicator_kinds import KINDS, PARTS, Kind
from bot.programme import Campaign, Target
from bot.suppression import Group
from storage.cells import Cell
from storage.tallies import Tally

State = Literal["counted", "both", "typed", "empty"]
"""``counted`` by Drom · ``both``: and by hand · ``typed`` by hand alone · ``empty``: nobody has typed anything yet,
which is no number, and not nought."""

PROFILE = ("gender", "language", "channel")
"""What is known of people with a profile, what donors ask most first."""


@dataclass(frozen=True, slots=True)
class Place:
    """A target in one country. ``number`` None: hidden, or not counted where the whole is not."""

    country: str
    number: int | None
    goal: int


@dataclass(frozen=True, slots=True)
class Part:
    """So many among those counted are unemployed, young or disabled, as staff typed it; None: hidden."""

    name: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Typed:
    """What staff typed. ``number`` is None for people: beside their other counts it could tell of a few.

    ``by`` is the pseudonym of who typed it.
    """

    id: int
    day: str
    country: str
    part: str
    number: int | None
    source: str
    by: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One target: what was counted, as it may be shown.

    ``number`` is None where nothing is counted, or where the people are one to four (``hidden``). ``splits`` are by
    dimension, ``months`` groups of neighbouring months, ``typed`` what staff typed, by day.
    """

    target: Target
    kind: Kind
    state: State
    number: int | None
    goal: int
    hidden: bool = False
    places: tuple[Place, ...] = ()
    splits: Mapping[str, tuple[Group, ...]] = field(default_factory=dict)
    months: tuple[Group, ...] = ()
    parts: tuple[Part, ...] = ()
    typed: tuple[Typed, ...] = ()


def standing(
    target: Target, campaign: Campaign, counted: Sequence[Cell] | None, tallies: Sequence[Tally], today: date
) -> Standing:
    """Return how a target stands on a day.

    ``counted`` is what Drom counted of its kind, None where staff alone count; ``tallies`` what staff typed, by day.
    """
    kind = KINDS[target.counts]
    mine = [one for one in tallies if one.counts == target.counts]
    by_hand = _cells_of(kind, [one for one in mine if not one.part])
    countries = campaign.countries if target.per == "country" else ()
    state, goal = _state(counted, by_hand), target.goal * (len(countries) or 1)
    found = Standing(target, kind, state, None, goal, typed=_typed(kind, mine))
    if state == "empty":
        return replace(found, places=tuple(Place(country, None, target.goal) for country in countries))
    every = [*(counted or ()), *by_hand]
    cells = [one for one in every if months.is_in(one.month, target.period, today)]
    total = sum(one.number for one in cells)
    number = suppression.shown(total) if kind.unit == "people" else total
    return replace(
        found,
        number=number,
        hidden=number is None,
        places=_places(cells, countries, target.goal, number, kind),
        splits=_splits(cells, counted or (), by_hand, kind, campaign),
        months=_months(every, kind, campaign, today),
        parts=_parts(total, mine) if kind.unit == "people" else (),
    )


def beside(found: Standing, whole: int, part: int) -> Standing:
    """Return a standing of people who are a part of others that are shown, such as the active among the registered.

    It is told whole alone, and only where the others are nobody or five and more: the numbers of two nested counts
    by town or gender would tell how few are in the one and not in the other.
    """
    if found.number is None:
        return replace(found, splits={}, months=(), parts=())
    number = None if suppression.shown(whole - part) is None else found.number
    alone = len(found.places) == 1
    places = tuple(replace(place, number=number if alone else None) for place in found.places)
    hidden, parts = number is None, found.parts if number is not None else ()
    return replace(found, number=number, hidden=hidden, places=places, splits={}, months=(), parts=parts)


def visible(country: str, cells: Sequence[Cell], tallies: Sequence[Tally], *, whole: bool) -> int | None:
    """Return so many people as somebody is shown for a country ("" for all); None where that is hidden from them.

    ``whole`` tells that they see all countries, beside which a small one is hidden too.
    """
    by: Counter[str] = Counter()
    for cell in cells:
        by[cell.country] += cell.number
    for one in tallies:
        by[one.country] += one.number if not one.part else 0
    if not country:
        return suppression.shown(by.total())
    if not whole:
        return suppression.shown(by[country])
    return suppression.alone(by).get(country, 0)


def _state(counted: Sequence[Cell] | None, by_hand: Sequence[Cell]) -> State:
    if counted is not None:
        return "both" if by_hand else "counted"
    return "typed" if by_hand else "empty"


def _cells_of(kind: Kind, tallies: Sequence[Tally]) -> list[Cell]:
    """Return hand-counted numbers as cells; of those that replace each other the newest, country by country."""
    chosen: Iterable[Tally] = tallies
    if kind.source in {"newest", "check"}:
        chosen = {one.country: one for one in tallies}.values()
    return [Cell(one.number, one.day[:7], one.country) for one in chosen]


def _typed(kind: Kind, tallies: Sequence[Tally]) -> tuple[Typed, ...]:
    secret = kind.unit == "people"
    return tuple(
        Typed(one.id, one.day, one.country, one.part, None if secret else one.number, one.source, one.made_by)
        for one in tallies
    )


_Show = Callable[[Mapping[str, int]], tuple[Group, ...]]


def _things(counts: Mapping[str, int]) -> tuple[Group, ...]:
    return tuple(Group((key,), number) for key, number in counts.items())


def _people(counts: Mapping[str, int]) -> tuple[Group, ...]:
    return suppression.parts(counts)


def _by(cells: Sequence[Cell], dimension: str, first: Sequence[str] = ()) -> dict[str, int]:
    """Return counts by a dimension: those that must be there, then the others by size, and what is not known."""
    found: Counter[str] = Counter(dict.fromkeys(first, 0))
    for one in cells:
        found[getattr(one, dimension)] += one.number
    rest = sorted((key for key in found if key not in first), key=lambda key: (key == "", -found[key], key))
    return {key: found[key] for key in (*first, *rest)}


def _places(
    cells: Sequence[Cell], countries: Sequence[str], goal: int, number: int | None, kind: Kind
) -> tuple[Place, ...]:
    if len(countries) <= 1:
        return tuple(Place(country, number, goal) for country in countries)
    show = _people if kind.unit == "people" else _things
    alone = {group.keys[0]: group.number for group in show(_by(cells, "country", countries)) if len(group.keys) == 1}
    return tuple(Place(country, alone.get(country), goal) for country in countries)


def _splits(
    cells: Sequence[Cell], counted: Sequence[Cell], by_hand: Sequence[Cell], kind: Kind, campaign: Campaign
) -> dict[str, tuple[Group, ...]]:
    """Return the counts split each way that tells something.

    Towns are told where a programme is in one country only: beside its other towns, a country's number would give a
    small town away. People whom staff counted are split by country alone, for nothing else is known of them: among
    those of whom only the gender is not known, say, they would tell how few the others are.
    """
    if kind.unit == "check":
        return {}
    where = "town" if len(campaign.countries) == 1 else "country"
    first = {"country": campaign.countries, "town": campaign.towns}[where]
    if kind.unit == "things":
        return _told({where: _by(cells, where, first)}, _things)
    found = {where: _by(cells if where == "country" else counted, where, first)}
    found |= {way: _by(counted, way) for way in PROFILE}
    if not _apart(counted, by_hand):
        found = {way: counts for way, counts in found.items() if way == "country"}
    return _unlinked(_told(found, _people))


def _told(found: Mapping[str, Mapping[str, int]], show: _Show) -> dict[str, tuple[Group, ...]]:
    """Return splits as they may be shown, those alone in which somebody is known."""
    return {way: show(counts) for way, counts in found.items() if any(key and counts[key] for key in counts)}


def _unlinked(splits: Mapping[str, tuple[Group, ...]]) -> dict[str, tuple[Group, ...]]:
    """Return splits of people of whom nobody can be told by holding one against another.

    Whoever has no profile is unknown in each of them. Where one puts the unknown together with others, another would
    show how many they are, or narrow it down: then only the first of these is told.
    """
    linked = [way for way in PROFILE if any("" in group.keys for group in splits.get(way, ()))]
    covered = any("" in group.keys and len(group.keys) > 1 for way in linked for group in splits[way])
    return {way: groups for way, groups in splits.items() if not covered or way not in linked[1:]}


def _apart(counted: Sequence[Cell], by_hand: Sequence[Cell]) -> bool:
    """Tell whether neither those whom Drom counted nor those whom staff counted are a few."""
    sums = {"counted": sum(one.number for one in counted), "by hand": sum(one.number for one in by_hand)}
    return len(suppression.parts(sums)) == len(sums)


def _months(cells: Sequence[Cell], kind: Kind, campaign: Campaign, today: date) -> tuple[Group, ...]:
    """Return counts from the programme's first month to this one; nothing where a cell has no month."""
    if not cells or kind.unit == "check" or any(not one.month for one in cells):
        return ()
    counts = _by(cells, "month")
    last = max(min(f"{today:%Y-%m}", campaign.ends), *counts)
    every = [(month, counts.get(month, 0)) for month in months.between(min(campaign.starts, *counts), last)]
    return suppression.spans(every) if kind.unit == "people" else _things(dict(every))


def _parts(total: int, tallies: Sequence[Tally]) -> tuple[Part, ...]:
    """Return what staff typed of voluntary answers, hidden where the part or the rest is small."""
    found = []
    for name in PARTS:
        numbers = [one.number for one in tallies if one.part == name]
        if numbers:
            number = sum(numbers)
            told = suppression.parts({name: number, "": max(total - number, 0)})
            found.append(Part(name, number if len(told) == 2 and suppression.shown(total) is not None else None))
    return tuple(found)
