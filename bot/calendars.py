"""A meeting as a calendar file (RFC 5545), an event for each day; pure, it never knows who is going.

Nobody needs it: it is offered beside the words.
"""

from collections.abc import Sequence
from datetime import UTC

from icalendar import Calendar, Event

from storage.meetings import Day, Meeting


def calendar_file(meeting: Meeting, days: Sequence[Day], title: str, place: str) -> bytes:
    """Return the file; one of a higher version, or of a cancellation, takes the place of the last."""
    found = Calendar()
    found.add("prodid", "-//Drom//Meetings//EN")
    found.add("version", "2.0")
    found.add("method", "CANCEL" if meeting.state == "cancelled" else "PUBLISH")
    for day in days:
        found.add_component(_event(meeting, day, title, place))
    file: bytes = found.to_ical()
    return file


def _event(meeting: Meeting, day: Day, title: str, place: str) -> Event:
    """Return one day; its moments are in UTC, so that the calendar needs to know no zone."""
    event = Event()
    event.add("uid", f"meeting-{meeting.id}-{day.n}@drom")
    event.add("sequence", meeting.version)
    event.add("dtstamp", meeting.changed_at.astimezone(UTC))
    event.add("dtstart", day.starts_at.astimezone(UTC))
    event.add("dtend", day.ends_at.astimezone(UTC))
    event.add("summary", _plain(title))
    if place:
        event.add("location", _plain(place))
    if meeting.link:
        event.add("url", meeting.link)
    if meeting.latitude is not None and meeting.longitude is not None:
        event.add("geo", (meeting.latitude, meeting.longitude))
    event.add("status", "CANCELLED" if meeting.state == "cancelled" else "CONFIRMED")
    return event


def _plain(words: str) -> str:
    """Return words with one kind of line end, the only one that such a file can carry."""
    return "\n".join(words.splitlines())
