"""What the flow that makes a meeting asks of the world: lists to choose from, a preview, publishing; it only talks."""

from collections.abc import Callable
from datetime import date, datetime
from typing import cast

from bot.channels.port import Part
from bot.languages import format_day, format_short_day, format_time
from bot.services import meeting_cards, meeting_wizard
from bot.services.meeting_wizard import Wanted
from bot.services.meetings import LINK, Draft
from bot.services.signing import acts
from bot.services.staff import Actor
from bot.services.tickets import open_ticket
from bot.services.turn import Action, Actions, Turn
from bot.services.wall import moment_of
from flows.core.values import Chosen, Offer, Outcome, Sent, Todo, Value
from flows.staff_new import NEW_MEETING
from storage.meetings import Kind

RIGHT = "arrange_meetings"


def picked(todo: Todo, name: str) -> str:
    """Return the value of what was picked, "" where nothing was."""
    found = todo.answers.get(name, "")
    return found.value if isinstance(found, Offer) else found


def day_offers(turn: Turn, country: str) -> tuple[Offer, ...]:
    """Return the days to choose from."""
    found = meeting_wizard.dates(turn.programme, country, turn.now)
    return tuple(Offer(f"d{day:%Y%m%d}", short(day, turn.contact.language, turn.contact.country)) for day in found)


def short(day: date, language: str, country: str) -> str:
    """Return a day in few letters: the weekday, the day and the month as numbers."""
    shown = format_short_day(datetime.combine(day, datetime.min.time()), language, country)
    return f"{shown.rpartition(' ')[0]} {day.day}.{day.month}"


def hour_offers(turn: Turn, country: str, day: date) -> tuple[Offer, ...]:
    """Return the times to choose from on a day."""
    found = meeting_wizard.hours(turn.programme, country, day, turn.now)
    return tuple(Offer(f"t{one:%H%M}", f"{one:%H:%M}") for one in found)


def day_of(value: str) -> date:
    """Return the day that an offer stands for."""
    return datetime.strptime(value, "d%Y%m%d").date()  # noqa: DTZ007 - a day on a wall has no zone


def begins(day: str, hour: str) -> datetime:
    """Return the local beginning that two offers stand for."""
    return datetime.strptime(f"{day} {hour}", "d%Y%m%d t%H%M")  # noqa: DTZ007 - so does a time


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
    return Outcome("found", offers=hour_offers(turn, country_of(turn, todo, by), day_of(picked(todo, "date"))))


def _places(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Offer the town alone, and the places where meetings were."""
    key = picked(todo, "town")
    town = named("town", key, turn.programme.town[key].labels["en"])
    known = meeting_wizard.places(turn.connection, by, key, turn.now)
    words = [(one.id, str(meeting_cards.place(one, turn.contact, turn.programme))) for one in known]
    return Outcome(
        "found", offers=(Offer("town", town.label, town.key), *(Offer(f"p{id}", text) for id, text in words))
    )


def _place(turn: Turn, todo: Todo, _by: Actor) -> Outcome:
    """Keep where it is; a voice goes to the team, who hear it, and the town stands for the place until then."""
    match todo.answer:
        case Sent(kind="location", reference=reference):
            return Outcome("kept", {"at": f"pin:{reference}"})
        case Sent():
            open_ticket(turn, todo, "place")
            return Outcome("kept", {"at": "town"})
        case Chosen(state="where"):
            value = picked(todo, "where")
            return Outcome("kept", {"at": f"same:{value[1:]}" if value[1:].isdecimal() else "town"})
        case Chosen():
            return Outcome("kept", {"at": "town"})
    words = str(todo.answers["address"])
    return Outcome("kept", {"at": f"{'link' if LINK.fullmatch(words) else 'words'}:{words}"})


def _wanted(turn: Turn, todo: Todo, by: Actor) -> Wanted:
    return Wanted(
        kind=cast("Kind", str(todo.answers["what"])),
        programme=campaign_of(turn, todo, by),
        country=country_of(turn, todo, by),
        town=picked(todo, "town"),
        begins=begins(picked(todo, "date"), picked(todo, "hour")),
        length=str(todo.answers["length"]),
        at=str(todo.answers["at"]),
        seats=str(todo.answers["seat"]),
        repeat=str(todo.answers["repeat"]),
        often=str(todo.answers.get("often", "")),
        language=turn.contact.language,
    )


def _preview(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    wanted = _wanted(turn, todo, by)
    found = meeting_wizard.draft(turn.connection, by, turn.programme, wanted)
    by.check(RIGHT, found.organisation, found.country)
    if moment_of(wanted.begins, turn.programme.zone(wanted.country)) <= turn.now:
        return Outcome("passed")
    if found.pin:
        turn.extra.append(Part(f"📍 {found.pin[0]:.5f}, {found.pin[1]:.5f}"))
    seats = Offer(wanted.seats, "No limit", f"{NEW_MEETING.name}.seat.all")
    told = {
        **_when(turn, found),
        "kind": meeting_cards.kind(found.kind),
        "place": _where(turn, found),
        "seats": str(found.seats) if found.seats is not None else seats,
        "times": str(wanted.times),
    }
    return Outcome("fine", told)


def _when(turn: Turn, draft: Draft) -> dict[str, Value]:
    """Return the days and the hours of a draft, on the clock there."""
    language, country = turn.contact.language, turn.contact.country
    (first, length), (last, _) = draft.days[0], draft.days[-1]
    day = format_day(first, language, country)
    several = first.date() != last.date()
    hours = f"{format_time(first, language)} – {first + length:%H:%M}"
    return {"day": f"{day} – {format_day(last, language, country)}" if several else day, "time": hours}


def _where(turn: Turn, draft: Draft) -> Value:
    """Return where a draft is held: its link, what was written, or the town."""
    words = draft.link or next(iter(draft.place.values()), "")
    town = turn.programme.town[draft.town]
    return words or named("town", draft.town, town.labels["en"])


def _publish(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    wanted = _wanted(turn, todo, by)
    if moment_of(wanted.begins, turn.programme.zone(wanted.country)) <= turn.now:
        return Outcome("passed")
    numbers = meeting_wizard.publish(turn.connection, by, turn.programme, wanted, turn.now, turn.token())
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
    "new_places": _acts(("found",), _places),
    "new_place": _acts(("kept",), _place),
    "new_preview": _acts(("fine", "passed"), _preview),
    "new_publish": _acts(("published", "passed"), _publish),
}
"""What the flow that makes a meeting asks of the world."""
