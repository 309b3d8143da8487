"""A meeting as staff put it together by choices: what may be chosen, and the draft that follows; it knows no screen.

A place is kept as one text: ``town``, ``pin:latitude,longitude`` (behind ``;`` what is there in words, if anything),
``words:...``, ``link:...``, ``same:`` and the number of the meeting that was held there, or ``voice:`` and the number
of a recording (the town stands for it until then).
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import meetings, series
from bot.services.meeting_more import More
from bot.services.meetings import Draft
from bot.services.staff import Actor
from bot.services.wall import moment_of, wall_of
from storage import meetings as rows
from storage.meetings import Kind, Meeting

DAYS = 92
"""How many days somebody may choose of, from today or from another day on, and before that one."""
FIRST, LAST, STEP = time(8), time(20, 30), timedelta(minutes=30)
"""Between which times something may begin, and how far these are apart."""
EVENING = time(17)
"""When what is held in the evening begins at the soonest, as a rule: its choices begin there, earlier ones follow."""
EVENINGS = frozenset({"dinner"})
"""The kinds that are held in the evening."""
PLACES = 12
"""How many known places are offered."""
AGO = timedelta(days=366)
"""How long a place is known."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LENGTHS: Mapping[str, tuple[int, timedelta]] = {
    **{f"h{hours}": (1, hours * HOUR) for hours in range(1, 5)},
    "day": (1, 8 * HOUR),
    "two": (2, 8 * HOUR),
    "three": (3, 8 * HOUR),
}
"""How many days, and how long each is."""
SEATS: Mapping[str, int | None] = {"s10": 10, "s20": 20, "s30": 30, "s50": 50, "all": None}
"""What each choice of seats stands for; any other number is said in figures."""
EVERY: Mapping[str, int] = {"m1": 1, "m2": 2, "m3": 3}
TIMES: Mapping[str, int] = {"t3": 3, "t4": 4, "t6": 6, "t10": 10, "t12": 12}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a meeting is: words by language, a pin (latitude, longitude), a photo, a link; none for the town alone."""

    words: Mapping[str, str] = field(default_factory=dict)
    pin: tuple[float, float] | None = None
    photo_id: int | None = None
    link: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        """Return what ``meetings.change`` takes, so that nothing stays of the place before."""
        latitude, longitude = self.pin or (None, None)
        pin = {"latitude": latitude, "longitude": longitude}
        return {"place": dict(self.words), "photo_id": self.photo_id, "link": self.link, **pin}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was chosen: keys of the programme file, a local beginning, and keys of the tables above."""

    kind: Kind
    programme: str
    country: str
    town: str
    begins: datetime
    length: str
    at: str
    seats: str
    repeat: str = "no"
    often: str = ""
    language: str = "en"
    more: More = field(default_factory=More)

    @property
    def times(self) -> int:
        """Return how many meetings are made."""
        return TIMES[self.often] if self.repeat in EVERY else 1


def campaigns(by: Actor, programme: Programme) -> list[str]:
    """Return the programmes for which somebody may arrange meetings, in the order of the file."""
    return [key for key in programme.programme if countries(by, programme, key)]


def countries(by: Actor, programme: Programme, campaign: str) -> list[str]:
    """Return the countries of a programme in which somebody may arrange meetings."""
    organisation = programme.organisation_of(campaign)
    return [one for one in programme.countries_of(campaign) if by.may("arrange_meetings", organisation, one)]


def dates(programme: Programme, country: str, now: datetime, first: date | None = None) -> list[date]:
    """Return the days that may be chosen on the clock there: from ``first`` on or from today, then those before it."""
    today = wall_of(now, programme.zone(country)).date()
    begins = max(first or today, today)
    before = min((begins - today).days, DAYS)
    return [begins + number * DAY for number in (*range(DAYS), *range(-before, 0))]


def coming(first: date, month: int, day: int) -> date:
    """Return the first such day from ``first`` on; the 29th of February waits for its year."""
    for year in range(first.year, first.year + 9):
        with suppress(ValueError):
            if (found := date(year, month, day)) >= first:
                return found
    raise ValueError(f"there is no {day}.{month}")


def hours(programme: Programme, country: str, day: date, now: datetime, kind: str = "") -> list[time]:
    """Return the times of a day that have not passed there; all of them where every one has.

    Of a kind that is held in the evening those come first.
    """
    zone = programme.zone(country)
    every = list(_times(day))
    left = [one.time() for one in every if moment_of(one, zone) > now] or [one.time() for one in every]
    return sorted(left, key=lambda one: one < EVENING) if kind in EVENINGS else left


def places(connection: Connection, by: Actor, town: str, now: datetime) -> list[Meeting]:
    """Return meetings in a town, each in another known place, the last first."""
    found: dict[str, Meeting] = {}
    mine = by.scopes("arrange_meetings")
    for one in rows.every(connection, now - AGO, ("published",), whose=mine, latest=True):
        if one.town == town and one.place:
            found.setdefault(next(iter(one.place.values())), one)
    return list(found.values())[:PLACES]


def place(connection: Connection, by: Actor, at: str, language: str) -> Place:
    """Return the place that a text stands for; words are in ``language``. Raises NoMeeting."""
    kind, _, rest = at.partition(":")
    match kind:
        case "pin":
            point, _, words = rest.partition(";")
            latitude, longitude = map(float, point.split(","))
            return Place({language: words} if words else {}, pin=(latitude, longitude))
        case "words":
            return Place({language: rest})
        case "link":
            return Place(link=rest)
        case "same":
            known = meetings.read(connection, by, int(rest), act="arrange_meetings")
            pin = None if known.latitude is None or known.longitude is None else (known.latitude, known.longitude)
            return Place(dict(known.place), pin, known.photo_id, known.link)
        case _:
            return Place()


def with_words(at: str, words: str) -> str:
    """Return the text of a pin with what is there in words, "" for nothing."""
    pin = at.partition(";")[0]
    return f"{pin};{words}" if words else pin


def seats(words: str) -> int | None:
    """Return the number of seats that a choice or figures stand for, None for no limit."""
    return SEATS[words] if words in SEATS else int(words)


def spoken(at: str) -> int:
    """Return the number of the recording that a place was spoken in, 0 for none."""
    kind, _, rest = at.partition(":")
    return int(rest) if kind == "voice" else 0


def draft(connection: Connection, by: Actor, programme: Programme, wanted: Wanted) -> Draft:
    """Return the meeting that was chosen; raises NoMeeting where its place was that of another one's."""
    days, length = LENGTHS[wanted.length]
    where = place(connection, by, wanted.at, wanted.language)
    return Draft(
        kind=wanted.kind,
        organisation=programme.organisation_of(wanted.programme),
        programme=wanted.programme,
        country=wanted.country,
        town=wanted.town,
        days=[(wanted.begins + number * DAY, length) for number in range(days)],
        seats=seats(wanted.seats),
        place=where.words,
        pin=where.pin,
        photo_id=wanted.more.photo_id or where.photo_id,
        link=where.link,
        languages=wanted.more.languages,
        title=wanted.more.title,
        hosts=wanted.more.hosts,
    )


def beginnings(wanted: Wanted) -> list[datetime]:
    """Return when each meeting begins that would be made, on the clock there."""
    every = EVERY.get(wanted.repeat, 0)
    return [series.shifted([(wanted.begins, HOUR)], number * every)[0][0] for number in range(wanted.times)]


def publish(
    connection: Connection, by: Actor, programme: Programme, wanted: Wanted, now: datetime, token: str
) -> list[int]:
    """Make what was chosen and let people see it; return the numbers. Raises Denied, ValueError where it has begun."""
    one = draft(connection, by, programme, wanted)
    if wanted.times == 1:
        numbers = [meetings.create(connection, by, programme, one, now, token)]
    else:
        every = EVERY[wanted.repeat]
        numbers = series.make(connection, by, programme, one, every, wanted.times, now, token)
    series.publish(connection, by, numbers, now)
    return numbers


def moved(days: list[rows.Day], begins: datetime) -> list[tuple[datetime, timedelta]]:
    """Return a meeting's days from another beginning on, as far apart and as long as they were."""
    first = datetime.fromisoformat(days[0].wall)
    walls = [datetime.fromisoformat(day.wall) for day in days]
    return [(begins + (wall - first), day.ends_at - day.starts_at) for wall, day in zip(walls, days, strict=True)]


def _times(day: date) -> Iterator[datetime]:
    at = datetime.combine(day, FIRST)
    while at <= datetime.combine(day, LAST):
        yield at
        at += STEP
