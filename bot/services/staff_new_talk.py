"""What the flow that makes a meeting asks of the world: lists to choose from, a preview, publishing; it only talks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import cast

from bot.channels.port import Part
from bot.languages import format_day, format_short_day, format_time
from bot.services import meeting_cards, meeting_more, meeting_wizard
from bot.services.meeting_wizard import Place, Wanted
from bot.services.meetings import Draft
from bot.services.signing import acts
from bot.services.staff import Actor
from bot.services.tickets import open_ticket
from bot.services.turn import Action, Actions, Turn
from bot.services.wall import moment_of, wall_of
from flows.core.parsers import calendar_day, clock
from flows.core.values import Offer, Outcome, Todo, Value
from flows.staff_new import NEW_MEETING
from storage import media
from storage.meetings import Kind

RIGHT = "arrange_meetings"
FAR = timedelta(days=300)
"""Further off than this a day is told with its year."""


def picked(todo: Todo, name: str) -> str:
    """Return the value of what was picked, "" where nothing was."""
    found = todo.answers.get(name, "")
    return found.value if isinstance(found, Offer) else found


def day_offers(turn: Turn, country: str, first: date | None = None) -> tuple[Offer, ...]:
    """Return the days to choose from, beginning with today or with another one."""
    found = meeting_wizard.dates(turn.programme, country, turn.now, first)
    return tuple(Offer(f"d{day:%Y%m%d}", short(day, turn.contact.language, turn.contact.country)) for day in found)


def short(day: date, language: str, country: str) -> str:
    """Return a day in few letters: the weekday, the day and the month as numbers."""
    return format_short_day(datetime.combine(day, datetime.min.time()), language, country)


def hour_offers(turn: Turn, country: str, day: date, kind: str = "") -> tuple[Offer, ...]:
    """Return the times to choose from on a day, first those at which a kind of meeting is held as a rule."""
    found = meeting_wizard.hours(turn.programme, country, day, turn.now, kind)
    return tuple(Offer(f"t{one:%H%M}", f"{one:%H:%M}") for one in found)


def day_of(turn: Turn, country: str, value: str) -> date:
    """Return the day that an offer stands for; of one that somebody wrote without a year the next one there.

    Yesterday stays yesterday: what was written before midnight means the same after it.
    """
    if (written := calendar_day(value)) is None:
        return datetime.strptime(value, "d%Y%m%d").date()  # noqa: DTZ007 - a day on a wall has no zone
    day, month, year = written
    if year:
        return date(year, month, day)
    yesterday = wall_of(turn.now, turn.programme.zone(country)).date() - timedelta(days=1)
    return meeting_wizard.coming(yesterday, month, day)


def in_full(turn: Turn, wall: datetime) -> str:
    """Return a day in words; one that is far off, which only who writes it can choose, with its year."""
    words = format_day(wall, turn.contact.language, turn.contact.country)
    return f"{words} {wall.year}" if wall.date() - turn.now.date() > FAR else words


def begins(turn: Turn, country: str, day: str, hour: str) -> datetime:
    """Return the local beginning that two offers stand for; either may also be as somebody wrote it."""
    hours, minutes = clock(hour) or (int(hour[1:3]), int(hour[3:5]))
    return datetime.combine(day_of(turn, country, day), time(hours, minutes))


def country_of(turn: Turn, todo: Todo, by: Actor) -> str:
    """Return the country that was chosen, or the only one there is."""
    mine = meeting_wizard.countries(by, turn.programme, campaign_of(turn, todo, by))
    chosen = picked(todo, "country").upper()
    return chosen if chosen in mine else mine[0]


def campaign_of(turn: Turn, todo: Todo, by: Actor) -> str:
    """Return the programme that was chosen, or the only one there is."""
    mine = meeting_wizard.campaigns(by, turn.programme)
    return picked(todo, "campaign") if picked(todo, "campaign") in mine else mine[0]


def _begin(_turn: Turn, _todo: Todo, _by: Actor) -> Outcome:
    return Outcome("in")


def _campaigns(turn: Turn, _todo: Todo, by: Actor) -> Outcome:
    mine = meeting_wizard.campaigns(by, turn.programme)
    offers = tuple(named("programme", key, turn.programme.programme[key].labels["en"]) for key in mine)
    return Outcome("found", offers=offers) if len(mine) > 1 else Outcome("one" if mine else "denied")


def _countries(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    mine = meeting_wizard.countries(by, turn.programme, campaign_of(turn, todo, by))
    offers = tuple(named("country", key, turn.programme.country[key].labels["en"]) for key in mine)
    return Outcome("found", offers=offers) if len(mine) > 1 else Outcome("one")


def _towns(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    towns = turn.programme.towns_of(country_of(turn, todo, by))
    return Outcome("found", offers=tuple(named("town", key, one.labels["en"]) for key, one in towns.items()))


def _dates(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    return Outcome("found", offers=day_offers(turn, country_of(turn, todo, by)))


def _hours(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    country = country_of(turn, todo, by)
    day = day_of(turn, country, picked(todo, "date"))
    return Outcome("found", offers=hour_offers(turn, country, day, str(todo.answers["what"])))


def _seat_spoken(_turn: Turn, _todo: Todo, _by: Actor) -> Outcome:
    """Forget a spoken number, which nobody has understood: its recording has a number, too."""
    return Outcome("told", {"seat": "all"})


def _wanted(turn: Turn, todo: Todo, by: Actor) -> Wanted:
    country = country_of(turn, todo, by)
    return Wanted(
        kind=cast("Kind", str(todo.answers["what"])),
        programme=campaign_of(turn, todo, by),
        country=country,
        town=picked(todo, "town"),
        begins=begins(turn, country, picked(todo, "date"), picked(todo, "hour")),
        length=str(todo.answers["length"]),
        at=str(todo.answers["at"]),
        seats=str(todo.answers["seat"]),
        repeat=str(todo.answers["repeat"]),
        often=str(todo.answers.get("often", "")),
        language=turn.contact.language,
        more=meeting_more.from_text(str(todo.answers.get("extras", ""))),
    )


def _preview(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    wanted = _wanted(turn, todo, by)
    found = meeting_wizard.draft(turn.connection, by, turn.programme, wanted)
    by.check(RIGHT, found.organisation, found.country)
    if moment_of(wanted.begins, turn.programme.zone(wanted.country)) <= turn.now:
        return Outcome("passed")
    show_map(turn, found.pin)
    _play(turn, meeting_wizard.spoken(wanted.at))
    _list_days(turn, wanted)
    given_by = meeting_more.names(turn.connection, found.hosts)
    shown = meeting_cards.about(found.title, found.languages, given_by, turn.contact)
    turn.extra += [Part(shown)] if shown else []
    told = {
        **_when(turn, found),
        "kind": meeting_cards.kind(found.kind),
        "place": in_words(turn, Place(found.place, link=found.link), found.town),
        "seats": seats_shown(found.seats),
        "times": str(wanted.times),
    }
    return Outcome("fine", told)


def _list_days(turn: Turn, wanted: Wanted) -> None:
    """Send the day of each meeting of a series; a later year stands beside it."""
    language, country = turn.contact.language, turn.contact.country
    days = [
        f"{format_day(one, language, country)}{f' {one.year}' if one.year > wanted.begins.year else ''}"
        for one in meeting_wizard.beginnings(wanted)
    ]
    if len(days) > 1:
        turn.extra.append(Part("\n".join(days)))


def _when(turn: Turn, draft: Draft) -> dict[str, Value]:
    """Return the days and the hours of a draft, on the clock there."""
    (first, length), (last, _) = draft.days[0], draft.days[-1]
    day = in_full(turn, first)
    several = first.date() != last.date()
    hours = f"{format_time(first, turn.contact.language)} – {first + length:%H:%M}"
    return {"day": f"{day} – {in_full(turn, last)}" if several else day, "time": hours}


def show_map(turn: Turn, pin: tuple[float, float] | None) -> None:
    """Send what guests get of a pin: a link to a map."""
    if pin is not None:
        turn.extra.append(Part(meeting_cards.map_link(*pin)))


def _play(turn: Turn, recording: int) -> None:
    """Send a place back in the voice that named it, once it has been fetched."""
    found = media.get(turn.connection, recording) if recording else None
    if found is not None and found.state == "kept":
        turn.extra.append(Part("", voice=str(recording)))


def in_words(turn: Turn, place: Place, town: str) -> Value:
    """Return where something is held: its link, what was written, or the town."""
    return place.link or next(iter(place.words.values()), "") or town_offer(turn, town, town.lower())


def seats_shown(seats: int | None) -> Value:
    """Return a number of seats, or that there is no limit."""
    return Offer("all", "No limit", f"{NEW_MEETING.name}.seat.all") if seats is None else str(seats)


def town_offer(turn: Turn, key: str, value: str) -> Offer:
    """Return a town of the programme file as a choice of that value."""
    return replace(named("town", key, turn.programme.town[key].labels["en"]), value=value)


def _publish(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    wanted = _wanted(turn, todo, by)
    if moment_of(wanted.begins, turn.programme.zone(wanted.country)) <= turn.now:
        return Outcome("passed")
    numbers = meeting_wizard.publish(turn.connection, by, turn.programme, wanted, turn.now, turn.token())
    if recording := meeting_wizard.spoken(wanted.at):
        open_ticket(turn, todo, "place", text=f"{numbers[0]}: 🎤", media_id=recording)
    return Outcome("published", {"id": str(numbers[0])})


def named(kind: str, key: str, english: str) -> Offer:
    """Return something of the programme file as a choice."""
    return Offer(key.lower(), english, f"programme.{kind}.{key.lower()}")


def _acts(outcomes: tuple[str, ...], run: Callable[[Turn, Todo, Actor], Outcome]) -> Action:
    return acts(RIGHT, outcomes, run)


ACTIONS: Actions = {
    "new_begin": _acts(("in",), _begin),
    "new_campaigns": _acts(("found", "one"), _campaigns),
    "new_countries": _acts(("found", "one"), _countries),
    "new_towns": _acts(("found",), _towns),
    "new_dates": _acts(("found",), _dates),
    "new_hours": _acts(("found",), _hours),
    "new_seat_spoken": _acts(("told",), _seat_spoken),
    "new_preview": _acts(("fine", "passed"), _preview),
    "new_publish": _acts(("published", "passed"), _publish),
}
"""What the flow that makes a meeting asks of the world."""
