"""A meeting in the words of one reader: its kind, day, time and place, on its cards; it never knows who has a seat."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.channels.port import Part
from bot.languages import LANGUAGES, chain, format_day, format_short_day, format_time
from bot.programme import Programme
from bot.services.spoken import NAMES
from bot.services.wall import wall_of
from flows.core.screens import aside, card
from flows.core.values import Offer, Reply, Value
from flows.meetings import MEETING
from storage.contacts import Contact
from storage.meetings import Meeting

LONG = timedelta(hours=18)
"""Whatever lasts longer is of several days; a night is not."""
CALENDAR = "calendar"
"""How the document of a part begins that is a calendar file, made when it is sent."""


def say(state: str, meeting: Meeting, contact: Contact, programme: Programme, **more: Value) -> Reply:
    """Return one of the cards of ``flows.meetings`` about a meeting, for one reader; raises ValueError for no card."""
    values = {**details(meeting, contact, programme), **more}
    return card(MEETING, state, meeting.id, meeting.version, values)


def tell(state: str, meeting: Meeting, contact: Contact, programme: Programme) -> Reply:
    """Return a sentence of ``flows.meetings`` about a meeting that asks nothing (``cancelled``)."""
    found = MEETING.by_name[state]
    return Reply(f"{MEETING.name}.{state}", getattr(found, "say", ""), details(meeting, contact, programme))


def reminder(meeting: Meeting, contact: Contact, programme: Programme, now: datetime, *, seated: bool) -> Reply:
    """Return the card of a reminder as it is true at this hour: today, tomorrow, in a week, or on that day.

    Who has a seat is asked whether they still come, who may come whether they will.
    """
    zone = zone_for(meeting, contact, programme)
    days = (wall_of(meeting.starts_at, zone).date() - wall_of(now, zone).date()).days
    when = {0: "today_online" if meeting.link else "today", 1: "tomorrow", 7: "week"}.get(days, "soon")
    return say(when if seated else f"{when}_open", meeting, contact, programme)


def details(meeting: Meeting, contact: Contact, programme: Programme) -> dict[str, Value]:
    """Return what cards say of a meeting: ``kind``, ``day``, ``time``, ``place``.

    Day and time are those on the clock where it is held; of what is held online, those of the reader, and beside it
    the time of who holds it where that is another.
    """
    there, here = ZoneInfo(meeting.zone), zone_for(meeting, contact, programme)
    begins, ends = wall_of(meeting.starts_at, here), wall_of(meeting.ends_at, here)
    language, country = contact.language, contact.country
    day, time = format_day(begins, language, country), format_time(begins, language)
    if meeting.ends_at - meeting.starts_at > LONG:
        day = f"{day} – {format_day(ends, language, country)}"
    other = wall_of(meeting.starts_at, there)
    if other != begins:
        time = f"{time} ({_held_from(meeting, contact, programme)}: {format_time(other, language)})"
    return {"kind": kind(meeting.kind), "day": day, "time": time, "place": place(meeting, contact, programme)}


def _held_from(meeting: Meeting, contact: Contact, programme: Programme) -> str:
    """Return the town by whose clock a meeting online is held; without one the place that its zone is named after."""
    town = programme.town.get(meeting.town)
    return town.labels[contact.language] if town else meeting.zone.rpartition("/")[2].replace("_", " ")


def until(moment: datetime, meeting: Meeting, contact: Contact, programme: Programme) -> str:
    """Return when an offer lapses, on the clock by which its reader is told the meeting's time."""
    wall = wall_of(moment, zone_for(meeting, contact, programme))
    day = format_short_day(wall, contact.language, contact.country)
    return f"{day}, {format_time(wall, contact.language)}"


def zone_for(meeting: Meeting, contact: Contact, programme: Programme) -> ZoneInfo:
    """Return the clock by which a reader is told a meeting's time."""
    return programme.zone(contact.country) if meeting.link else ZoneInfo(meeting.zone)


def calendar_of(contact: Contact, meeting: Meeting) -> str:
    """Return the document that is a meeting's calendar file for a reader."""
    return f"{CALENDAR}:{contact.id}:{meeting.id}"


def ways(meeting: Meeting, contact: Contact, given_by: Sequence[str] = ()) -> list[Part]:
    """Return what helps to find a meeting: what it is about, a link to it or to a map, and a photo of the place."""
    texts = (meeting.link, map_link(meeting.latitude, meeting.longitude))
    return [*picture(meeting, contact, given_by), *(Part(text) for text in texts if text)]


def picture(meeting: Meeting, contact: Contact, given_by: Sequence[str] = ()) -> list[Part]:
    """Return one message with what a meeting is about under the photo of its place; none where it has neither."""
    told = about(meeting.title, meeting.languages, given_by, contact)
    photo = str(meeting.photo_id) if meeting.photo_id else ""
    return [Part(told, picture=photo)] if told or photo else []


def about(titles: Mapping[str, str], languages: Sequence[str], given_by: Sequence[str], contact: Contact) -> str:
    """Return what a meeting is called, what is spoken there and who gives it, each on a line, "" for nothing."""
    spoken = ", ".join(NAMES[one] for one in languages if one in NAMES)
    named = ", ".join(given_by)
    lines = (_called(titles, contact), spoken and f"💬 {spoken}", named and f"👋 {named}")
    return "\n".join(line for line in lines if line)


def map_link(latitude: float | None, longitude: float | None) -> str:
    """Return a link to a place on an open map, "" where it has no pin."""
    if latitude is None or longitude is None:
        return ""
    at = f"{latitude:.5f}", f"{longitude:.5f}"
    return f"https://www.openstreetmap.org/?mlat={at[0]}&mlon={at[1]}#map=17/{at[0]}/{at[1]}"


def kind(key: str) -> Offer:
    """Return what a meeting is, with its picture."""
    found = aside(f"meeting_{key}")
    return Offer(key, found.say, found.key)


def place(meeting: Meeting, contact: Contact, programme: Programme) -> Value:
    """Return where a meeting is held: online, in the words of staff, or only the town.

    The words are those of the nearest language: what a place is called is no sentence that needs to be marked.
    """
    if meeting.link:
        online = aside("meeting_online")
        return Offer("online", online.say, online.key)
    if found := _nearest(meeting.place, contact):
        return found[1]
    town = programme.town.get(meeting.town)
    return Offer(meeting.town, town.labels["en"], f"programme.town.{meeting.town}") if town else meeting.town


def title(meeting: Meeting, contact: Contact) -> str:
    """Return what staff called a meeting, "" for nothing; it begins with its language where that is another."""
    return _called(meeting.title, contact)


def _called(titles: Mapping[str, str], contact: Contact) -> str:
    language, words = _nearest(titles, contact) or (contact.language, "")
    return words if language == contact.language else f"{LANGUAGES[language].name}: {words}"


def _nearest(texts: Mapping[str, str], contact: Contact) -> tuple[str, str] | None:
    """Return the nearest language that there is a text in, and the text; None for no text."""
    known = {language: words for language, words in texts.items() if words.strip()}
    nearest = (*chain(contact.language, contact.country), *known)
    return next(((code, known[code]) for code in nearest if code in known), None)
