"""How staff make a meeting by tapping: what, where, when, how many, how often, a preview; nothing is kept before it."""

from collections.abc import Mapping

from flows.core import NO_NUMBER, Branch, Choose, Do, End, Flow, Option, Pick, Tell
from flows.core.parsers import CalendarDay, ClockTime
from flows.core.values import Value
from flows.staff_invite import invites
from flows.staff_more import asks_more
from flows.staff_place import PIN_WORDS, WHERE
from flows.staff_seats import asks_seats

SHOWN = ("kind", "day", "time", "place", "seats", "times")
"""What a preview tells of a meeting that is not there yet."""


def _asked(answers: Mapping[str, Value]) -> str:
    """Go on asking, or back to the preview of who only changes something."""
    return "ready" if "repeat" in answers else "on"


def _then(name: str, on: str, ready: str = "preview_it") -> Branch:
    return Branch(name, _asked, outcomes={"on": on, "ready": ready})


_WHAT = (
    Do("begin", action="new_begin", outcomes={"in": "what", "denied": "denied"}),
    Choose(
        "what",
        say="What kind of meeting?",
        options=(
            Option("info", "ℹ️ Info session", next="after_what"),
            Option("training", "🎓 Training", next="after_what"),
            Option("coaching", "🎯 Coaching", next="after_what"),
            Option("dinner", "🍽️ Dinner", next="after_what"),
            Option("mentor", "👩‍🏫 Mentor day", next="after_what"),
            Option("conference", "🏛️ Conference", next="after_what"),
            Option("coordinators", "🧭 Coordinators", next="after_what"),
        ),
    ),
    _then("after_what", on="campaigns"),
    Do("campaigns", action="new_campaigns", outcomes={"found": "campaign", "one": "countries", "denied": "denied"}),
    Pick("campaign", say="For which programme?", next="countries"),
    Do("countries", action="new_countries", outcomes={"found": "country", "one": "towns", "denied": "denied"}),
    Pick("country", say="In which country?", next="towns"),
    Do("towns", action="new_towns", outcomes={"found": "town", "denied": "denied"}),
    Pick("town", say="In which town?", next="after_town"),
    _then("after_town", on="dates", ready="places"),
)

_WHEN = (
    Do("dates", action="new_dates", outcomes={"found": "date", "denied": "denied"}),
    Pick("date", say="Which day?", next="after_date", accept=CalendarDay()),
    _then("after_date", on="hours"),
    Do("hours", action="new_hours", outcomes={"found": "hour", "denied": "denied"}),
    Pick("hour", say="What time?", next="after_hour", accept=ClockTime()),
    _then("after_hour", on="length"),
    Choose(
        "length",
        say="How long is it?",
        options=(
            Option("h1", "🕐 1 hour", next="after_length"),
            Option("h2", "🕑 2 hours", next="after_length"),
            Option("h3", "🕒 3 hours", next="after_length"),
            Option("h4", "🕓 4 hours", next="after_length"),
            Option("day", "☀️ 1 day", next="after_length"),
            Option("two", "🌓 2 days", next="after_length"),
            Option("three", "🌔 3 days", next="after_length"),
        ),
    ),
    _then("after_length", on="places"),
)

_WHERE = (
    Do("places", action="new_places", outcomes={"found": "where", "denied": "denied"}),
    *WHERE,
    Do(
        "keep_place",
        action="new_place",
        outcomes={"kept": "after_where", "pin": "pin_words", "denied": "denied"},
        gives=("at",),
    ),
    *PIN_WORDS,
    Do("keep_pin_words", action="new_pin_words", outcomes={"kept": "after_where", "denied": "denied"}, gives=("at",)),
    _then("after_where", on="seat"),
    *asks_seats("after_seat"),
    _then("after_seat", on="repeat"),
)

_PREVIEW = (
    Choose(
        "repeat",
        say="Repeat it?",
        options=(
            Option("no", "👎 No", next="preview_it"),
            Option("m1", "🗓️ Every month", next="often"),
            Option("m2", "📆 Every 2 months", next="often"),
            Option("m3", "📅 Every 3 months", next="often"),
        ),
    ),
    Choose(
        "often",
        say="How many times in all?",
        options=(
            Option("t3", "🌱 3", next="preview_it", number=3),
            Option("t4", "🍀 4", next="preview_it", number=4),
            Option("t6", "🌿 6", next="preview_it", number=6),
            Option("t10", "🌳 10", next="preview_it", number=NO_NUMBER),
            Option("t12", "🌲 12", next="preview_it", number=NO_NUMBER),
        ),
    ),
    Do(
        "preview_it",
        action="new_preview",
        outcomes={"fine": "preview", "passed": "passed", "denied": "denied"},
        gives=SHOWN,
    ),
    Choose(
        "preview",
        say="{kind}, {day}, {time}, {place}.\nSeats: {seats}. Meetings: {times}. Publish it?",
        options=(
            Option("publish", "👍 Publish", next="publish"),
            Option("change", "✏️ Change", next="change"),
            Option("drop", "❌ Drop it", next="dropped", careful=True),
        ),
    ),
    Choose(
        "change",
        say="What to change?",
        options=(
            Option("what", "🏷️ Kind", next="what"),
            Option("town", "📍 Town", next="towns"),
            Option("date", "📅 Day", next="dates"),
            Option("hour", "🕘 Time", next="hours"),
            Option("length", "⏱️ Length", next="length"),
            Option("where", "🏢 Place", next="places"),
            Option("seat", "👥 Seats", next="seat"),
            Option("repeat", "🔁 How often", next="repeat"),
            Option("details", "➕ Title and more", next="more_look"),
        ),
    ),
    *asks_more("preview_it"),
    Tell("passed", say="This time has passed. Choose another.", next="dates"),
    Do(
        "publish",
        action="new_publish",
        outcomes={"published": "published", "passed": "passed", "denied": "denied"},
        gives=("id",),
        final=True,
    ),
    Tell("published", say="Published.", next="invite"),
)

_ENDS = (
    End("dropped", say="Okay. Nothing is kept.", then="staff"),
    End("done", then="staff"),
    End("denied", say="This is for our team only."),
)

NEW_MEETING = Flow(
    name="new_meeting",
    version=1,
    start="begin",
    signed=True,
    states=(*_WHAT, *_WHEN, *_WHERE, *_PREVIEW, *invites("done"), *_ENDS),
)
