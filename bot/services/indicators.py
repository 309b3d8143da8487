"""The numbers that donors ask for: counted, typed in and taken back, as far as a member of staff may see and do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Connection

from bot import months
from bot.indicator_kinds import KINDS, PARTS, Kind
from bot.programme import Campaign, Programme, Target
from bot.services import counting
from bot.services.staff import Actor, Denied
from bot.services.standings import Standing, beside, standing, visible
from storage import log, tallies
from storage.cells import Cell, Term
from storage.tallies import Tally

READ, TYPE = "read_numbers", "type_numbers"
"""The rights to see numbers and to type some in."""
MOST, LONGEST = 10_000_000, 300
"""The largest number that may be typed, and how long its source may be."""

Reason = Literal["number", "day", "source", "country", "part", "more", "check"]


Count = Callable[[Connection, Term, Kind], list[Cell] | None]
"""Counts a kind; ``counting.count``, or what keeps its slow results for a while."""


class NotTaken(ValueError):
    """A number cannot be taken: it is no number, its day is to come, it has no source, or is more than were counted."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"the {reason} cannot be taken")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Entry:
    """What staff type: so many of a target, or of a part of its people, counted on a day, and where that is written."""

    number: int
    day: date
    source: str
    country: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A programme's numbers on a day, for one who may see ``campaign.countries``; ``whole`` says that these are all."""

    key: str
    campaign: Campaign
    today: date
    whole: bool
    standings: tuple[Standing, ...]


def readable(by: Actor, programme: Programme) -> list[str]:
    """Return the programmes whose numbers somebody may see, in the order of the file."""
    return [key for key in programme.programme if _countries(by, READ, programme, key)]


def report(
    connection: Connection, by: Actor, programme: Programme, key: str, now: datetime, count: Count = counting.count
) -> Report:
    """Count a programme; raises Denied where it is not there or not theirs to see."""
    seen = _countries(by, READ, programme, key)
    if not seen:
        raise Denied(READ)
    campaign, whole = programme.programme[key], _is_whole(by, READ, programme, key)
    towns = tuple(town for town in campaign.towns if programme.town[town].country in seen)
    campaign = campaign.model_copy(update={"countries": seen, "towns": towns})
    typed = [one for one in tallies.of_programme(connection, key) if whole or one.country in seen]
    counted = _counted(connection, campaign, key, now, () if whole else seen, count)
    today = now.date()
    rows = [standing(target, campaign, counted[target.counts], typed, today) for target in campaign.targets]
    rows = [_nested(one, counted) for one in rows]
    return Report(key, campaign, today, whole, tuple(rows))


def _nested(found: Standing, counted: Mapping[str, list[Cell] | None]) -> Standing:
    """Return a standing as it may be told beside the count that it is a part of, where that is a target too."""
    whole = next((cells for name, cells in counted.items() if KINDS[name].source == found.kind.within), None)
    if not found.kind.within or whole is None:
        return found
    part = counted[found.target.counts] or []
    return beside(found, sum(one.number for one in whole), sum(one.number for one in part))


def type_in(
    connection: Connection, by: Actor, programme: Programme, key: str, target: str, entry: Entry, now: datetime
) -> int:
    """Keep a number that was counted by hand; returns its own. Raises Denied, NotTaken."""
    found = _target(by, programme, key, target)
    if entry.country not in typeable(by, programme, key):
        raise NotTaken("country")
    _check(KINDS[found.counts], entry, now)
    if entry.part:
        _check_part(connection, by, programme, key, found, entry, now)
    number = tallies.add(
        connection,
        organisation=programme.organisation_of(key),
        programme=key,
        country=entry.country,
        counts=found.counts,
        part=entry.part,
        number=entry.number,
        day=entry.day.isoformat(),
        source=entry.source.strip(),
        by=by.name,
        now=now,
    )
    detail = {"programme": key, "counts": found.counts, "part": entry.part}
    log.write(connection, at=now, actor=by.name, act="number_typed", subject=f"tally:{number}", detail=detail)
    return number


def take_back(connection: Connection, by: Actor, programme: Programme, number: int, now: datetime) -> Tally:
    """Let a number that was typed count no more; raises Denied where it is not there or not theirs."""
    found = tallies.get(connection, number)
    if found is None or found.country not in typeable(by, programme, found.programme):
        raise Denied(TYPE)
    if not tallies.withdraw(connection, number, by=by.name, now=now):
        raise Denied(TYPE)
    log.write(connection, at=now, actor=by.name, act="number_taken_back", subject=f"tally:{number}")
    return found


def _counted(
    connection: Connection,
    campaign: Campaign,
    key: str,
    now: datetime,
    seen: Sequence[str] = (),
    count: Count = counting.count,
) -> Mapping[str, list[Cell] | None]:
    """Count every kind that a programme's targets name, each once; only in some countries where they are named."""
    term = term_of(campaign, key, now)
    found: dict[str, list[Cell] | None] = {}
    for name in dict.fromkeys(target.counts for target in campaign.targets):
        cells = count(connection, term, KINDS[name])
        found[name] = cells if cells is None or not seen else [one for one in cells if one.country in seen]
    return found


def term_of(campaign: Campaign, key: str, now: datetime) -> Term:
    """Return what is counted of a programme."""
    return Term(key, months.first_moment(campaign.starts), months.first_moment(months.after(campaign.ends)), now)


def _countries(by: Actor, act: str, programme: Programme, key: str) -> tuple[str, ...]:
    if key not in programme.programme:
        return ()
    organisation = programme.organisation_of(key)
    return tuple(one for one in programme.programme[key].countries if by.may(act, organisation, one))


def _is_whole(by: Actor, act: str, programme: Programme, key: str) -> bool:
    """Tell whether somebody's right is for all countries, also for what has none."""
    return by.may(act, programme.organisation_of(key))


def note_export(connection: Connection, by: Actor, key: str, now: datetime) -> None:
    """Note that somebody takes a programme's numbers along."""
    log.write(connection, at=now, actor=by.name, act="numbers_exported", subject=f"programme:{key}")


def typeable(by: Actor, programme: Programme, key: str) -> tuple[str, ...]:
    """Return the countries for which somebody may type numbers; "" among them for all together."""
    mine = _countries(by, TYPE, programme, key)
    return ("", *mine) if mine and _is_whole(by, TYPE, programme, key) else mine


def _target(by: Actor, programme: Programme, key: str, target: str) -> Target:
    if not typeable(by, programme, key):
        raise Denied(TYPE)
    found = next((one for one in programme.programme[key].targets if one.key == target), None)
    if found is None:
        raise Denied(TYPE)
    return found


def _check(kind: Kind, entry: Entry, now: datetime) -> None:
    """Refuse what cannot be true of a kind."""
    least = 0 if entry.part or kind.source == "newest" or kind.unit == "check" else 1
    if kind.unit == "check" and entry.number not in {0, 1}:
        raise NotTaken("check")
    if not least <= entry.number <= MOST:
        raise NotTaken("number")
    if entry.day > now.date() or entry.day.year < 2000:
        raise NotTaken("day")
    if not entry.source.strip() or len(entry.source) > LONGEST:
        raise NotTaken("source")
    if entry.part and (entry.part not in PARTS or kind.unit != "people"):
        raise NotTaken("part")


def _check_part(
    connection: Connection, by: Actor, programme: Programme, key: str, target: Target, entry: Entry, now: datetime
) -> None:
    """Refuse a part that would be more than all of its country.

    Where those are hidden from who types, every part is refused alike: what is taken would tell how many they are.
    """
    campaign = programme.programme[key].model_copy(update={"targets": (target,)})
    typed = [one for one in tallies.of_programme(connection, key) if one.counts == target.counts]
    cells = _counted(connection, campaign, key, now)[target.counts] or []
    every = visible(entry.country, cells, typed, whole=_is_whole(by, READ, programme, key))
    mine = [one for one in typed if one.part == entry.part and entry.country in {"", one.country}]
    if every is None or sum(one.number for one in mine) + entry.number > every:
        raise NotTaken("more")
