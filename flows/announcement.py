"""The second yes to what somebody else announces to many: a card that is answered for ever by what is true then.

The question that comes by itself only leads to a look: the yes stands below what it is said to.
"""

from flows.core import Choose, Do, End, Flow, Option, Pick, Tell

TOLD = ("id", "version", "by", "people")
"""What a card tells of an announcement."""
_OPEN = {"open": "judge", "over": "over", "denied": "denied"}

ANNOUNCEMENT = Flow(
    name="announcement",
    version=1,
    start="find",
    states=(
        Do("find", action="announcements", outcomes={"found": "list", "none": "none", "denied": "denied"}),
        Pick("list", say="Which one?", next="look_picked"),
        End("none", say="Nothing waits for your yes.", then="staff"),
        Do("look_picked", action="announcement_look", outcomes=_OPEN, gives=TOLD),
        Choose(
            "ask",
            say="{by} writes to {people} people. Shall it go?",
            options=(Option("show", "👀 Show me", next="show"), Option("no", "👎 No", next="decline")),
            card=True,
        ),
        Choose(
            "judge",
            say="{by} writes to {people} people. Shall it go?",
            options=(Option("yes", "👍 Yes", next="agree"), Option("no", "👎 No", next="decline")),
            card=True,
        ),
        Do("show", action="announcement_show", outcomes=_OPEN, gives=TOLD),
        Do(
            "agree",
            action="announcement_agree",
            outcomes={"done": "agreed", "over": "over", "twice": "twice", "changed": "changed", "denied": "denied"},
        ),
        Do(
            "decline",
            action="announcement_decline",
            outcomes={"done": "declined", "over": "over", "changed": "changed", "denied": "denied"},
        ),
        Tell("changed", say="Somebody has changed it meanwhile. Look again.", next="show"),
        End("agreed", say="Good! It goes."),
        End("declined", say="Okay. It does not go."),
        End("over", say="This is decided already."),
        End("twice", say="Some were told just this within a week."),
        End("denied", say="This is for our team only."),
    ),
)
