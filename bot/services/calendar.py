"""A meeting for a calendar (RFC 5545) and for a map; pure, it never knows who is going.

Nobody needs either: they are offered beside the words.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from storage.meetings import Day, Meeting

TYPE = "text/calendar"
"""The content type of such a file."""
FOLD = 75
"""Bytes of a line at most, without its end (RFC 5545, 3.1)."""


def ics(meeting: Meeting, days: Sequence[Day], title: str, place: str) -> bytes:
    """Return a calendar file, an event for each day; a higher version or a cancellation takes the place of the last."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Drom//Meetings//EN"]
    lines += ["METHOD:CANCEL" if meeting.state == "cancelled" else "METHOD:PUBLISH"]
    for day in days:
        lines += _event(meeting, day, title, place)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def map_link(meeting: Meeting) -> str:
    """Return a link to the place on an open map, "" where it has no pin."""
    if meeting.latitude is None or meeting.longitude is None:
        return ""
    at = f"{meeting.latitude:.5f}", f"{meeting.longitude:.5f}"
    return f"https://www.openstreetmap.org/?mlat={at[0]}&mlon={at[1]}#map=17/{at[0]}/{at[1]}"


def _event(meeting: Meeting, day: Day, title: str, place: str) -> list[str]:
    found = ["BEGIN:VEVENT", f"UID:meeting-{meeting.id}-{day.n}@drom", f"SEQUENCE:{meeting.version}"]
    found += [f"DTSTAMP:{_moment(meeting.changed_at)}", f"DTSTART:{_moment(day.starts_at)}"]
    found += [f"DTEND:{_moment(day.ends_at)}", f"SUMMARY:{_text(title)}"]
    found += [f"LOCATION:{_text(place)}"] if place else []
    found += [f"URL:{meeting.link}"] if meeting.link else []
    if meeting.latitude is not None and meeting.longitude is not None:
        found.append(f"GEO:{meeting.latitude:.6f};{meeting.longitude:.6f}")
    found.append("STATUS:CANCELLED" if meeting.state == "cancelled" else "STATUS:CONFIRMED")
    return [*found, "END:VEVENT"]


def _moment(at: datetime) -> str:
    """Return a moment in UTC, so that the calendar needs to know no zone."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """Return words with what means something in such a file made plain (RFC 5545, 3.3.11)."""
    for sign, plain in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        words = words.replace(sign, plain)
    return words


def _folded(line: str) -> str:
    """Break a long line as calendars want it, never inside a sign."""
    found, size = "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > FOLD:
            found, size = f"{found}\r\n ", 1
        found, size = found + sign, size + width
    return found
