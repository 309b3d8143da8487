"""A calendar file says when and where, in the words of RFC 5545; a later one takes the place of an earlier."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.services.calendar import ics, map_link
from storage.meetings import Day, Meeting
from tests.meetings.guests import HOUR, NOON

_ROW: Any = (
    *(7, "dinner", "published", "sample_ngo", "green_albania", "AL", "tirana", "Europe/Tirane", {}, 41.32795, 19.81902),
    *(None, "", ("sq",), 20, 1, "c0de", 3, None, 1, (), {}, "", NOON, NOON, NOON, NOON + 3 * HOUR),
)
MEETING = Meeting(*_ROW)
DAYS = [Day(1, "2026-06-15T12:00:00", NOON, NOON + 3 * HOUR)]


def _lines(file: bytes) -> list[str]:
    assert file.endswith(b"\r\n")
    assert b"\n" not in file.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    return file.decode().replace("\r\n ", "").split("\r\n")


def test_a_meeting_as_a_calendar_reads_it() -> None:
    assert _lines(ics(MEETING, DAYS, "Dinner", "Community house"))[3:] == [
        *("METHOD:PUBLISH", "BEGIN:VEVENT", "UID:meeting-7-1@drom", "SEQUENCE:3", "DTSTAMP:20260615T100000Z"),
        *("DTSTART:20260615T100000Z", "DTEND:20260615T130000Z", "SUMMARY:Dinner", "LOCATION:Community house"),
        *("GEO:41.327950;19.819020", "STATUS:CONFIRMED", "END:VEVENT", "END:VCALENDAR", ""),
    ]


def test_a_cancelled_meeting_takes_its_events_back() -> None:
    lines = _lines(ics(replace(MEETING, state="cancelled", latitude=None, link="https://example.org/x"), DAYS, "D", ""))
    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "URL:https://example.org/x"} <= set(lines)
    assert not [line for line in lines if line.startswith(("GEO", "LOCATION"))]


def test_each_day_is_an_event() -> None:
    lines = _lines(ics(MEETING, [DAYS[0], replace(DAYS[0], n=2)], "D", ""))
    assert [line for line in lines if line.startswith("UID")] == ["UID:meeting-7-1@drom", "UID:meeting-7-2@drom"]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\r\n,;\\"), max_size=200))
def test_any_words_arrive_whole(words: str) -> None:
    [line] = [line for line in _lines(ics(MEETING, DAYS, words, "")) if line.startswith("SUMMARY:")]
    plain = words.replace("\r\n", "\n").replace("\r", "\n")
    for sign, told in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        plain = plain.replace(sign, told)
    assert line == f"SUMMARY:{plain}"


def test_a_pin_has_a_link_to_a_map() -> None:
    assert map_link(MEETING).endswith("mlat=41.32795&mlon=19.81902#map=17/41.32795/19.81902")
    assert map_link(replace(MEETING, latitude=None)) == ""
