"""Twenty minutes with a mentor on a mentor day: members book, move and cancel them, mentors say which suit them."""

from flows.core import Choose, Do, End, Flow, Option, Pick, Tell

KNOWN = ("id", "version", "day", "time", "mentor", "place")
"""What is told of a time: the mentor day that it is on, and what a card says of it."""
_GONE = {"gone": "none", "denied": "denied"}

SLOT = Flow(
    name="slot",
    version=1,
    start="find",
    states=(
        Do(
            "find",
            action="slot_days",
            outcomes={"found": "date", "one": "day_look", "none": "none", "guest": "join_first"},
            gives=("id", "version"),
        ),
        Pick("date", say="Which mentor day?", next="day_look"),
        Do("day_look", action="slot_day", outcomes={"free": "times", "booked": "booked", "gone": "none"}, gives=KNOWN),
        Do("times", action="slot_times", outcomes={"found": "hour", "full": "full", "gone": "none"}, gives=KNOWN),
        Pick("hour", say="Mentor day {day}. Pick a time.", next="look"),
        Do(
            "look",
            action="slot_look",
            outcomes={"free": "sure", "taken": "taken", "gone": "gone"},
            gives=(*KNOWN, "slot"),
        ),
        Choose(
            "sure",
            say="{day}, {time} with {mentor}. Book it?",
            options=(Option("book", "👍 Book", next="book"), Option("other", "🕘 Other time", next="times")),
        ),
        Do(
            "book",
            action="slot_book",
            outcomes={"booked": "ok", "taken": "taken", "full": "full", "gone": "gone", "guest": "join_first"},
            final=True,
        ),
        Tell("taken", say="Somebody took it. Pick another.", next="times"),
        End("ok", say="Booked. I will remind you."),
        End("full", say="All times are taken."),
        End("none", say="No mentor day is planned now."),
        End("gone", say="This time is not there any more."),
        Choose(
            "join_first",
            say="For this I must know you. Join?",
            options=(Option("yes", "👍 Yes", next="join"), Option("no", "👎 No", next="left")),
        ),
        End("join", then="welcome", alone=True),
        End("left", say="Okay. Ask me anytime."),
        Choose(
            "booked",
            say="{day}, {time} with {mentor}, {place}. Still okay?",
            options=(
                Option("still", "👍 Yes", next="still"),
                Option("move", "🕘 Other time", next="times"),
                Option("cancel", "❌ Cancel", next="cancel"),
            ),
            card=True,
        ),
        Choose(
            "lost",
            say="{day}, {time} with {mentor} is cancelled. Another time?",
            options=(Option("move", "🕘 Other time", next="times"),),
            card=True,
        ),
        Do("still", action="slot_still", outcomes={"good": "good", "gone": "gone"}),
        End("good", say="Good! See you there."),
        Do("cancel", action="slot_cancel", outcomes={"cancelled": "freed", "gone": "gone"}),
        End("freed", say="Okay. Somebody else can take this time."),
    ),
)
"""The member's side; a card is answered for ever by what is true then."""

SLOT_MENTOR = Flow(
    name="slot_mentor",
    version=1,
    start="find",
    states=(
        Do("find", action="slot_experts", outcomes={"found": "given", "none": "none", "denied": "denied"}),
        Pick("given", say="Which mentor day?", next="offer"),
        Do("offer", action="slot_offer", outcomes={"found": "okay", **_GONE}, gives=("day",)),
        Pick(
            "okay",
            say="Mentor day {day}. Which times are okay?",
            next="toggle",
            extra=(Option("done", "🏁 Finished", next="list"),),
        ),
        Do("toggle", action="slot_toggle", outcomes={"changed": "offer", "taken": "sure", **_GONE}, gives=("time",)),
        Choose(
            "sure",
            say="{time} is booked. Cancel it? They hear of it.",
            options=(Option("drop", "❌ Cancel", next="drop", careful=True), Option("keep", "◀️ Keep", command="back")),
        ),
        Do("drop", action="slot_drop", outcomes={"dropped": "offer", **_GONE}),
        Do("list", action="slot_list", outcomes={"told": "told", "none": "nobody", **_GONE}, gives=("people", "times")),
        End("told", say="Booked: {people}. Here is your list.\n{times}", then="question"),
        End("nobody", say="Nobody has booked yet.", then="question"),
        End("none", say="No mentor day is planned with you.", then="question"),
        End("denied", say="This is for our mentors only."),
    ),
)
"""The mentor's side."""
