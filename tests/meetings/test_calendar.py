"""A calendar file says when and where, in the words of RFC 5545; a later one takes the place of an earlier."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.calendars import calendar_file
from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.services import meetings, seating
from bot.services.meeting_cards import map_link
from bot.services.staff import OPERATOR
from storage.meetings import Day, Meeting
from tests.house import Guest, House
from tests.meetings.guests import HOUR, NOON, dinner
from tests.services.sample import programme

_ROW: Any = (
    *(7, "dinner", "published", "sample_ngo", "green_albania", "AL", "tirana", "Europe/Tirane", {}, 41.32795, 19.81902),
    *(None, "", ("sq",), 20, 1, "c0de", 3, None, 1, (), {}, "", NOON, NOON, NOON, NOON + 3 * HOUR),
)
MEETING = Meeting(*_ROW)
DAYS = [Day(1, "2026-06-15T12:00:00", NOON, NOON + 3 * HOUR)]


def _lines(file: bytes) -> set[str]:
    assert file.endswith(b"\r\n")
    assert b"\n" not in file.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    return set(file.decode().replace("\r\n ", "").split("\r\n"))


def test_a_meeting_as_a_calendar_reads_it() -> None:
    assert _lines(calendar_file(MEETING, DAYS, "Dinner", "Community house")) == {
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Drom//Meetings//EN", "METHOD:PUBLISH"),
        *("BEGIN:VEVENT", "UID:meeting-7-1@drom", "SEQUENCE:3", "DTSTAMP:20260615T100000Z"),
        *("DTSTART:20260615T100000Z", "DTEND:20260615T130000Z", "SUMMARY:Dinner", "LOCATION:Community house"),
        *("GEO:41.32795;19.81902", "STATUS:CONFIRMED", "END:VEVENT", "END:VCALENDAR", ""),
    }


def test_a_cancelled_meeting_takes_its_events_back() -> None:
    gone = replace(MEETING, state="cancelled", latitude=None, link="https://example.org/x")
    lines = _lines(calendar_file(gone, DAYS, "D", ""))
    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "URL:https://example.org/x"} <= lines
    assert not [line for line in lines if line.startswith(("GEO", "LOCATION"))]


def test_each_day_is_an_event() -> None:
    lines = _lines(calendar_file(MEETING, [DAYS[0], replace(DAYS[0], n=2)], "D", ""))
    assert {line for line in lines if line.startswith("UID")} == {"UID:meeting-7-1@drom", "UID:meeting-7-2@drom"}


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\r\n,;\\"), max_size=200))
def test_any_words_arrive_whole(words: str) -> None:
    file = calendar_file(MEETING, DAYS, words, "")
    _lines(file)
    [event] = Calendar.from_ical(file).walk("VEVENT")
    assert str(event["SUMMARY"]) == "\n".join(words.splitlines())


def test_a_pin_has_a_link_to_a_map() -> None:
    assert map_link(41.32795, 19.81902).endswith("mlat=41.32795&mlon=19.81902#map=17/41.32795/19.81902")
    assert map_link(None, 19.81902) == ""


async def _looks(house: House, channel: str) -> Guest:
    """Let somebody who comes look at their meeting."""
    ana = Guest(house, "1002", channel)
    await ana.register("Ana")
    number = (await ana.person()).id
    await house.run(lambda c: seating.answer(c, programme(), dinner(c), number, "yes", NOON))
    await ana.write("menu")
    await ana.tap("meetings")
    await ana.tap("m1")
    return ana


async def test_who_comes_is_offered_the_file_of_today_where_the_messenger_carries_it(house: House) -> None:
    ana = await _looks(house, SIM_TELEGRAM)
    [document] = [part.document for part in ana.parts if part.document]
    first = await house.core.library.find(document)
    assert first is not None
    assert {"SUMMARY:🍽️ Dinner", "LOCATION:Community house", "SEQUENCE:1"} <= _lines(first.path.read_bytes())
    assert (await house.core.library.find(document)) == first
    await house.run(lambda c: meetings.change(c, OPERATOR, programme(), 1, NOON, place={"sq": "Te ura"}))
    then = await house.core.library.find(document)
    assert then is not None
    assert {"LOCATION:Te ura", "SEQUENCE:2"} <= _lines(then.path.read_bytes())
    for name in ("calendar:1-9", "calendar:9-1", "calendar:", "calendar:1", "calendar:1-x"):
        assert await house.core.library.find(name) is None, name


async def test_no_file_goes_where_the_messenger_carries_none(house: House) -> None:
    ana = await _looks(house, SIM_WHATSAPP)
    assert not [part for part in ana.parts if part.document]
