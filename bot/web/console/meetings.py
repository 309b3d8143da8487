"""The calendar of a month, and the form for a new meeting; it never knows who comes."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast, get_args
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.languages import format_short_day
from bot.services import meeting_wizard, meetings, series
from bot.services.meeting_wizard import EVERY, LENGTHS
from bot.services.meetings import CannotBe, Draft
from bot.services.scopes import by_organisation
from bot.services.signing import has
from bot.services.wall import moment_of
from bot.web.console.frame import Act, Done, Entry, Page, Sitting, Wrong
from storage import meetings as rows
from storage.meetings import Kind, Meeting

CHECK_IN, ARRANGE = "check_in", "arrange_meetings"
TITLE, PLACE, LINK = 60, 200, 500
"""How many signs a title, a place and a link may have."""
MONDAY = date(2026, 6, 15)
KINDS: tuple[Kind, ...] = get_args(Kind)


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    first = _month(sitting)
    after = (first + timedelta(days=32)).replace(day=1)
    since, until = (_moment(sitting, day) for day in (first, after))
    every = rows.between(connection, since, until, by_organisation(sitting.by, CHECK_IN))
    found = [one for one in every if meetings.is_seen(sitting.by, one)]
    days = [first + timedelta(days=number) for number in range((after - first).days)]
    return {
        "first": first,
        "month": _moment(sitting, first) + timedelta(hours=12),
        "before": (first - timedelta(days=1)).strftime("%Y-%m"),
        "after": after.strftime("%Y-%m"),
        "days": [(day, _noon(sitting, day), [one for one in found if day in _dates(one)]) for day in days],
        "weekdays": [_weekday(sitting, _noon(sitting, MONDAY + timedelta(days=number))) for number in range(7)],
        "today": sitting.now.astimezone(sitting.zone).date(),
        "may_arrange": has(sitting.by, ARRANGE),
    }


def _month(sitting: Sitting) -> date:
    """Return the first day of the month that the address names, else of this one."""
    try:
        found = datetime.strptime(sitting.sought("month"), "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        found = sitting.now.astimezone(sitting.zone).date()
    return min(max(found, date(2000, 1, 1)), date(2099, 12, 31)).replace(day=1)


def _moment(sitting: Sitting, day: date) -> datetime:
    return datetime.combine(day, time(), sitting.zone).astimezone(UTC)


def _noon(sitting: Sitting, day: date) -> datetime:
    return datetime.combine(day, time(12), sitting.zone)


def _weekday(sitting: Sitting, noon: datetime) -> str:
    return format_short_day(noon, sitting.language, sitting.country).rstrip("0123456789. ")


def _dates(one: Meeting) -> set[date]:
    """Return the dates on which a meeting is, on the clock there."""
    zone = ZoneInfo(one.zone)
    first, last = one.starts_at.astimezone(zone).date(), (one.ends_at - timedelta(seconds=1)).astimezone(zone).date()
    return {first + timedelta(days=number) for number in range((last - first).days + 1)}


def _new(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    programme, words = sitting.office.speech.programme, sitting.office.speech.words
    reader = (sitting.language, sitting.country)

    def label(kind: str, key: str) -> str:
        return words.text(f"programme.{kind}.{key.lower()}", key, *reader)

    places = [
        (f"{campaign} {country} {town}", f"{label('town', town)} · {label('programme', campaign)}")
        for campaign in meeting_wizard.campaigns(sitting.by, programme)
        for country in meeting_wizard.countries(sitting.by, programme, campaign)
        for town in programme.towns_of(country)
    ]
    return {
        "kinds": [(kind, sitting.say(f"meetings.kind.{kind}")) for kind in KINDS],
        "places": places,
        "lengths": [(key, sitting.say(f"meetings.length.{key}")) for key in LENGTHS],
        "repeats": [(key, sitting.say(f"meetings.repeat.{key}")) for key in ("no", *EVERY)],
    }


def _make(connection: Connection, sitting: Sitting) -> Done:
    """Make a draft, or those of a series, which begin with this one."""
    programme, token = sitting.office.speech.programme, sitting.office.token
    draft, every = _draft(sitting), EVERY.get(sitting.chosen("repeat", ("no", *EVERY)))
    times = sitting.whole("times") or 0
    if every is not None and not 2 <= times <= series.MOST:
        raise Wrong("meetings.times_wrong", "times", most=str(series.MOST))
    about = (connection, sitting.by, programme, draft)
    try:
        if every is None:
            made = meetings.create(*about, sitting.now, token())
            return Done(f"/meetings/{made}", "meetings.made")
        first, *_ = series.make(*about, every, times, sitting.now, token())
    except CannotBe as wrong:
        raise Wrong("meetings.cannot_be", wrong.field) from None
    return Done(f"/meetings/{first}", "meetings.made_many")


def _draft(sitting: Sitting) -> Draft:
    """Return what the form says; raises Wrong."""
    where = sitting.word("where").split(" ")
    for name, given in (("kind", sitting.word("kind")), ("where", len(where) == 3), ("length", sitting.word("length"))):
        if not given:
            raise Wrong("meetings.not_whole", name)
    begins, (number, length) = when(sitting, where[1]), LENGTHS[sitting.chosen("length", LENGTHS)]
    return Draft(
        kind=cast("Kind", sitting.chosen("kind", KINDS)),
        organisation=sitting.office.speech.programme.organisation_of(where[0]),
        programme=where[0],
        country=where[1],
        town=where[2],
        days=[(begins + timedelta(days=day), length) for day in range(number)],
        place={sitting.language: place} if (place := sitting.short("place", PLACE)) else {},
        title={sitting.language: title} if (title := sitting.short("called", TITLE)) else {},
        link=sitting.short("link", LINK),
        seats=sitting.whole("seats"),
    )


def when(sitting: Sitting, country: str) -> datetime:
    """Return the time of a form on a country's clock, without a zone; raises Wrong for none, and one that is over."""
    found = sitting.wall("begins")
    if moment_of(found, sitting.office.speech.programme.zone(country)) <= sitting.now:
        raise Wrong("announcements.not.passed", "begins")
    return found


ENTRIES: tuple[Entry, ...] = (
    Page("meetings", "/meetings", CHECK_IN, _show, place=40),
    Page("new_meeting", "/meetings/new", ARRANGE, _new, under="meetings"),
    Act("/meetings/new", ARRANGE, "new_meeting", _make),
)
