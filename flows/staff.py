"""What staff do in chat: their menu, and everything about a meeting that is there; each act looks at it first."""

from dataclasses import replace

from flows.core import NO_NUMBER, Ask, Choose, Do, End, Flow, Option, Pick, Tell
from flows.core.parsers import CalendarDay, ClockTime, PersonName
from flows.moderate import LOOKS
from flows.staff_invite import COUNTED, invites
from flows.staff_more import HELD, asks_more
from flows.staff_place import HEAR, HEARERS, PLACE
from flows.staff_seats import PREVIEWED, SEATS

SEND, NEW, CHECK_IN, MODERATE, DESK, VOICES = 1, 2, 3, 4, 5, 9
"""Send message 1, new meeting 2, check-in 3, moderate 4, help desk 5, requests 6, reports 7, numbers 8, voices 9."""

SEEN = (
    *("id", "version", "kind", "day", "time", "place", "seated", "seats", "invited", "yes", "maybe", "no"),
    *("waiting", "came", "travel", "child_care", "translator", "access"),
)
"""What a look at a meeting tells of it and of its people."""
FORGOTTEN = ("here", "name", "new_day", "new_time", "new_place", "new_at", *HEARERS, "names", *COUNTED, *PREVIEWED)
"""What acts on a meeting tell: not true any more at the next look, which empties it."""
_LOOK = {"draft": "draft", "held": "meeting", "seen": "after", "gone": "gone", "denied": "denied"}
_ABOUT = (
    "{kind}, {day}, {time}, {place}.\nSeats: {seated} of {seats}. Waiting: {waiting}. Maybe: {maybe}. Here: {came}."
)
_SEND = Option("send", "📨 Send message", next="send_it", number=SEND)
_NEW = Option("new", "📅 New meeting", next="new", number=NEW)
_CHECKING = Option("check_in", "✅ Check-in", next="doors", number=CHECK_IN)
_MODERATE = Option("advice", "🔎 Moderate", next="moderates", number=MODERATE)
_MEETINGS = Option("meetings", "📋 Our meetings", next="mine", number=NO_NUMBER)
_VOICES = Option("voices", "🎙️ Record voices", next="voices", number=VOICES)
_OTHERS = Option("others", "➡️ More", next="others", number=NO_NUMBER)
_GROUPS = Option("groups", "👥 Groups", next="groups")
_AGREE = Option("agree", "🤝 Second yes", next="waits")
_BOTH = (Option("meetings", "📅 Invitations", next="agree"), Option("messages", "📨 Messages", next="agree_message"))
_TRANSLATE = Option("translate", "✍️ Translate", next="translate", number=NO_NUMBER)
_DESK = Option("desk", "🙋 Answer people", next="desk", number=DESK)
_CONSOLE = Option("console", "🖥️ Console", next="console", number=NO_NUMBER)
_OUT = Option("menu", "🏠 Menu", command="menu", number=NO_NUMBER)
_DOOR = Option("door", "✅ Check-in", next="door_list")
_ANSWERS = Option("answers", "📊 Answers", next="answers")
_SIGN = Option("sign", "🚪 Door", next="sign")
_LINE = Option("line", "⏳ Waiting", next="line")

_ALL = (_SEND, _NEW, _CHECKING, _MODERATE, _DESK, _VOICES, _MEETINGS, _OTHERS, _CONSOLE, _OUT)
_AT_DOOR = (_CHECKING, _DESK, _VOICES, _MEETINGS, _TRANSLATE, _CONSOLE, _OUT)

_MENU = (
    Do("enter", action="staff_enter", outcomes={"in": "menu", "door": "door_menu", "denied": "denied"}),
    Choose("menu", say="Staff menu.", options=_ALL),
    Choose("door_menu", say="Staff menu.", options=_AT_DOOR),
    Choose("others", say="What do you want?", options=(_GROUPS, _AGREE)),
    End("voices", then="record"),
    Do("console", action="console_link", outcomes={"made": "console_link", "denied": "denied"}, gives=("link",)),
    Tell("console_link", say="Open this once, within ten minutes:\n{link}", next="enter"),
    End("new", then="new_meeting"),
    End("send_it", then="send"),
    End("groups", then="group"),
    Do(
        "waits",
        action="staff_waits",
        outcomes={"some": "agree", "messages": "agree_message", "both": "both", "denied": "denied"},
    ),
    Choose("both", say="What waits for your yes?", options=_BOTH),
    End("agree", then="proposal"),
    End("agree_message", then="announcement"),
    End("desk", then="helpdesk"),
    End("translate", then="translation"),
    *LOOKS,
    Do("doors", action="staff_doors", outcomes={"found": "at", "none": "no_door", "denied": "denied"}),
    Pick("at", say="Which meeting?", next="look_door"),
    Tell("no_door", say="No door is open now. It opens two hours before.", next="enter"),
    Do(
        "look_door",
        action="staff_look",
        outcomes={"draft": "draft", "held": "door_list", "seen": "after", "gone": "gone", "denied": "denied"},
        gives=(*SEEN, *FORGOTTEN),
    ),
    Do("mine", action="staff_meetings", outcomes={"found": "list", "none": "none", "denied": "denied"}),
    Pick("list", say="Which meeting?", next="look_picked"),
    Tell("none", say="There is no meeting now.", next="enter"),
    Do("look_picked", action="staff_look", outcomes=_LOOK, gives=(*SEEN, *FORGOTTEN)),
    Do("look", action="staff_look", outcomes=_LOOK, gives=(*SEEN, *FORGOTTEN)),
)

_SAID = "Invited: {invited}. Yes: {yes}. Maybe: {maybe}. No: {no}."
_HELPED = "🗨️ {translator} ♿ {access}"

_MEETING = (
    Choose(
        "meeting",
        say=_ABOUT,
        options=(
            _DOOR,
            _ANSWERS,
            _LINE,
            Option("invite", "📨 Invite", next="invite"),
            Option("move", "🕘 Move", next="move_days"),
            Option("change", "✏️ Change", next="more_look"),
            replace(_SIGN, number=8),
            Option("cancel", "❌ Cancel", next="cancel_look", careful=True, number=9),
            _MEETINGS,
        ),
    ),
    *asks_more("look", *HELD, gone="gone"),
    Choose("after", say=_ABOUT, options=(_DOOR, _ANSWERS, _LINE, _SIGN, _MEETINGS)),
    Choose(
        "draft",
        say="{kind}, {day}, {time}, {place}. Nobody sees it yet.",
        options=(
            Option("publish", "👍 Publish", next="publish"),
            Option("drop", "❌ Drop it", next="drop", careful=True),
            _MEETINGS,
        ),
    ),
    Do(
        "publish",
        action="staff_publish",
        outcomes={"done": "published", "passed": "passed", "stale": "stale", "gone": "gone", "denied": "denied"},
        final=True,
    ),
    Tell("published", say="Published.", next="invite"),
    Do(
        "drop",
        action="staff_cancel",
        outcomes={"done": "cancelled", "stale": "stale", "gone": "gone", "denied": "denied"},
        gives=("told",),
        final=True,
    ),
    Do(
        "answers",
        action="staff_answers",
        outcomes={"told": "answered", "online": "answered_online", "gone": "gone", "denied": "denied"},
    ),
    Tell("answered", say=f"{_SAID}\n🚌 {{travel}} 👶 {{child_care}} {_HELPED}", next="look"),
    Tell("answered_online", say=f"{_SAID}\n{_HELPED}", next="look"),
    Do("line", action="staff_line", outcomes={"told": "lined", "gone": "gone", "denied": "denied"}),
    Tell("lined", say="Waiting: {waiting}.", next="look"),
    Do(
        "sign",
        action="staff_sign",
        outcomes={"told": "signed", "online": "no_sign", "gone": "gone", "denied": "denied"},
        gives=("picture",),
    ),
    Tell("no_sign", say="Online has no door. Guests tap ✅ while it runs.", next="look"),
    Tell("signed", say="Hang this at the door: {picture}. Guests look for it.", next="look"),
    Tell("gone", say="This meeting is not there any more.", next="enter"),
    Tell("stale", say="Somebody has changed it meanwhile. Look again.", next="look"),
    Tell("passed", say="This time has passed. Choose another.", next="look"),
)

_WALK_IN = Option("walk_in", "➕ Somebody else", next="walk_in")
_NOT_HERE = Option("not_here", "🚫 Not here", next="ticks")
_SIGN_THERE = replace(_SIGN, number=NO_NUMBER)
_FINISHED = Option("done", "🏁 Finished", next="look")

_CHECK_IN = (
    Do(
        "door_list",
        action="staff_door",
        outcomes={"found": "door", "nobody": "door_done", "shut": "no_door", "gone": "gone", "denied": "denied"},
        gives=("here",),
    ),
    Pick(
        "door",
        say="Tap who is here. Here: {here}.",
        next="tick",
        extra=(_WALK_IN, _NOT_HERE, _FINISHED, _SIGN_THERE),
    ),
    Choose(
        "door_done",
        say="Nobody else is on the list. Here: {here}.",
        options=(_WALK_IN, _NOT_HERE, _FINISHED, _SIGN_THERE),
    ),
    Do(
        "tick",
        action="staff_tick",
        outcomes={"here": "ticked", "shut": "no_door", "gone": "gone", "denied": "denied"},
        gives=("name",),
    ),
    Tell("ticked", say="Here now: {name}.", next="door_list"),
    Do(
        "ticks",
        action="staff_ticks",
        outcomes={"found": "who_not", "nobody": "nobody_yet", "shut": "no_door", "gone": "gone", "denied": "denied"},
    ),
    Pick("who_not", say="Who is not here?", next="untick"),
    Tell("nobody_yet", say="Nobody is here yet.", next="door_list"),
    Do(
        "untick",
        action="staff_untick",
        outcomes={"done": "unticked", "gone": "gone", "denied": "denied"},
        gives=("name",),
    ),
    Tell("unticked", say="Not here: {name}.", next="door_list"),
    Ask(
        "walk_in",
        say="Who is it? Write the name or say it 🎤.",
        accept=PersonName(),
        retry="Only the name, please. Write or speak 🎤.",
        next="party",
        also={"voice": "party"},
        options=(Option("nameless", "🙈 No name", next="party"),),
    ),
    Choose(
        "party",
        say="How many are they?",
        options=(
            Option("one", "👤 One", next="walked_in"),
            Option("two", "👫 Two", next="walked_in"),
            Option("three", "👪 Three", next="walked_in"),
        ),
    ),
    Do(
        "walked_in",
        action="staff_walk_in",
        outcomes={"here": "ticked", "shut": "no_door", "gone": "gone", "denied": "denied"},
        gives=("name",),
        final=True,
    ),
)

_SURE = {"fine": "move_sure", "passed": "passed", "gone": "gone", "denied": "denied"}
_DONE = {"stale": "stale", "gone": "gone", "denied": "denied"}

_MOVE = (
    Do("move_days", action="staff_days", outcomes={"found": "move_day", "gone": "gone", "denied": "denied"}),
    Pick("move_day", say="Which day?", next="move_times", accept=CalendarDay()),
    Do("move_times", action="staff_times", outcomes={"found": "move_time", "gone": "gone", "denied": "denied"}),
    Pick("move_time", say="What time?", next="move_look", accept=ClockTime()),
    Do("move_look", action="staff_move_look", outcomes=_SURE, gives=("new_day", "new_time", *HEARERS)),
    Choose(
        "move_sure",
        say="{kind}: {day}, {time}.\nNew: {new_day}, {new_time}. " + HEAR + " Move it?",
        options=(
            Option("move", "👍 Yes", next="move"),
            Option("change", "✏️ Change", next="move_days"),
            Option("keep", "👎 No", next="look"),
        ),
    ),
    Do(
        "move",
        action="staff_move",
        outcomes={"done": "moved", "passed": "passed", **_DONE},
        gives=("told",),
        final=True,
    ),
    Tell("moved", say="Moved. People who hear of it: {told}.", next="look"),
    Do(
        "cancel_look",
        action="staff_cancel_look",
        outcomes={"fine": "cancel_sure", "gone": "gone", "denied": "denied"},
        gives=("told",),
    ),
    Choose(
        "cancel_sure",
        say="{kind}, {day}, {time}. People who hear of it: {told}. Cancel it for ever?",
        options=(
            Option("cancel", "❌ Cancel", next="cancel", careful=True),
            Option("keep", "👎 No", next="look"),
        ),
    ),
    Do("cancel", action="staff_cancel", outcomes={"done": "cancelled", **_DONE}, gives=("told",), final=True),
    Tell("cancelled", say="Cancelled. People who hear of it: {told}.", next="enter"),
)

STAFF = Flow(
    name="staff",
    version=1,
    start="enter",
    signed=True,
    states=(
        *_MENU,
        *_MEETING,
        *_CHECK_IN,
        *_MOVE,
        *PLACE,
        *SEATS,
        *invites("look"),
        End("denied", say="This is for our team only."),
    ),
)
