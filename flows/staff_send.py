"""What staff announce to many in chat: whom, what in which language, when, a preview, how far it has come."""

from collections.abc import Mapping

from flows.core import Ask, Branch, Choose, Do, End, Flow, Option, Pick, Tell
from flows.core.parsers import AnyWords, ClockTime
from flows.core.values import Value
from flows.staff_invite import whom_again

SUMMED = ("people", "now", "later", "knock", "writes", "cannot")
"""What a count tells: people, and how many of them would get it now, later, after a knock, when they write, never."""
FAR = ("id", "people", "sent", "heard", "now", "later", "knock", "writes", "failed", "cannot", "ended")
"""What a look tells of an announcement that is out: the people, and how many of them came to what."""

_GONE = {"gone": "gone", "denied": "denied"}
_SUMS = (
    "People: {people}. Now: {now}. Later: {later}. After a knock: {knock}.\n"
    "When they write: {writes}. Not at all: {cannot}."
)
_HOW_FAR = (
    "Sent: {sent} of {people}. Opened: {heard}.\n"
    "Now: {now}. Later: {later}. After a knock: {knock}. When they write: {writes}.\n"
    "Failed: {failed}. Not at all: {cannot}. Ended: {ended}."
)


def _then(answers: Mapping[str, Value]) -> str:
    """Go on asking, or back to the preview of who only changes something."""
    return "ready" if answers.get("when") else "on"


_HOME = (
    Do("begin", action="send_enter", outcomes={"in": "home", "denied": "denied"}),
    Choose(
        "home",
        say="What do you want to do?",
        options=(
            Option("new", "✏️ New message", next="start"),
            Option("sent", "📨 Our messages", next="sent_list"),
        ),
    ),
    Tell("gone", say="This message is not there any more.", next="home"),
    End("denied", say="This is for our team only."),
)

_WHOM = (
    Option("town", "📍 Town", next="which_ones"),
    Option("trade", "🛠️ Trade", next="which_ones"),
    Option("language", "🗣️ By language", next="which_ones"),
    Option("guests", "📅 Guests", next="which_ones"),
    Option("silent", "⏳ No answer yet", next="which_ones"),
    Option("group", "👥 Group", next="which_ones"),
    Option("mentors", "👩‍🏫 Mentors", next="which_ones"),
    Option("country", "🗺️ Country", next="which_ones"),
)
_WHO = (
    Do("start", action="send_begin", outcomes={"in": "who", "denied": "denied"}, gives=("id", "reach", "when")),
    Do("anew", action="send_anew", outcomes={"in": "who", **_GONE}, gives=("reach",)),
    Choose("who", say="Who gets it?", options=(Option("everyone", "🌍 Everyone", next="which_ones"), *_WHOM)),
    Choose("leave_out", say="Who shall I leave out?", options=_WHOM),
    Do(
        "which_ones",
        action="send_list",
        outcomes={"found": "which", "whole": "count", "none": "none_there", **_GONE},
    ),
    Pick("which", say="Which one?", next="count"),
    Do("count", action="send_count", outcomes={"counted": "reach", "nobody": "none_there", **_GONE}, gives=SUMMED),
    Tell("none_there", say="Nobody is there. Choose others.", next="whom_again"),
    Branch("whom_again", whom_again, outcomes={"who": "who", "out": "leave_out"}),
    Choose(
        "reach",
        say=_SUMS,
        options=(
            Option("next", "▶️ Next", next="after_reach"),
            Option("narrow", "🔎 Only some", next="who"),
            Option("without", "➖ Without some", next="leave_out"),
            Option("drop", "❌ Drop it", next="drop", careful=True),
        ),
    ),
    Branch("after_reach", _then, outcomes={"on": "message", "ready": "ready"}),
)

_KEPT = {"kept": "hub", **_GONE}
_SENT = {"voice": "keep", "photo": "keep", "document": "keep"}
_HEARD = {"voice": "keep_own", "photo": "keep_own", "document": "keep_own"}

_WHAT = (
    Ask(
        "message",
        say="Send the message: text, voice or photo.",
        accept=AnyWords(),
        retry="Send it as a text of at most 1000 signs, or speak 🎤.",
        next="keep",
        also=_SENT,
        options=(Option("drop", "❌ Drop it", next="drop", careful=True),),
    ),
    Do("keep", action="send_keep", outcomes=_KEPT),
    Do("hub", action="send_hub", outcomes={"found": "language", **_GONE}),
    Pick(
        "language",
        say="Tap a language to add its words or its voice.",
        next="chosen",
        extra=(Option("next", "▶️ Next", next="check"), Option("picture", "📷 Picture", next="picture")),
        also=_SENT,
    ),
    Do("chosen", action="send_chosen", outcomes={"in": "add", **_GONE}, gives=("reader",)),
    Ask(
        "add",
        say="{reader}: send its text, or speak 🎤.",
        accept=AnyWords(),
        retry="Send it as a text of at most 1000 signs, or speak 🎤.",
        next="keep_own",
        also=_HEARD,
        options=(Option("clear", "🗑️ Take it away", next="clear"), Option("done", "👌 Leave it", next="hub")),
    ),
    Do("keep_own", action="send_keep_own", outcomes=_KEPT),
    Do("clear", action="send_clear", outcomes=_KEPT),
    Choose(
        "picture",
        say="Send a photo or a document.",
        options=(Option("none", "🚫 No picture", next="no_picture"), Option("keep", "👌 Leave it", next="hub")),
        also={"photo": "keep", "document": "keep"},
    ),
    Do("no_picture", action="send_no_picture", outcomes=_KEPT),
    Do(
        "check",
        action="send_check",
        outcomes={"lacking": "missing", "whole": "after_what", "empty": "nothing", **_GONE},
        gives=("lacking",),
    ),
    Tell("nothing", say="It says nothing yet.", next="message"),
    Choose(
        "missing",
        say="Not everybody gets it in their own language:\n{lacking}\nWhat now?",
        options=(
            Option("record", "🎤 Record", next="hub"),
            Option("anyway", "📤 Send anyway", next="after_what"),
            Option("drop", "❌ Drop it", next="drop", careful=True),
        ),
    ),
    Branch("after_what", _then, outcomes={"on": "when", "ready": "ready"}),
)

_WHEN = (
    Choose(
        "when",
        say="When shall it go?",
        options=(Option("now", "📤 Now", next="at_once"), Option("later", "🕘 Other time", next="days")),
    ),
    Do("at_once", action="send_at_once", outcomes={"kept": "ready", **_GONE}),
    Do("days", action="send_days", outcomes={"found": "day", **_GONE}),
    Pick("day", say="Which day?", next="hours"),
    Do("hours", action="send_hours", outcomes={"found": "hour", **_GONE}),
    Pick("hour", say="What time? It is each reader's own clock.", next="plan", accept=ClockTime()),
    Do("plan", action="send_plan", outcomes={"kept": "ready", "passed": "passed", **_GONE}),
    Tell("passed", say="This time has passed. Choose another.", next="days"),
    Do(
        "ready",
        action="send_ready",
        outcomes={"fine": "preview", "nobody": "none_there", "empty": "nothing", **_GONE},
        gives=("id", *SUMMED, "time", "when"),
    ),
    Choose(
        "preview",
        say=f"{_SUMS}\nTime: {{time}}. Send it?",
        options=(
            Option("send", "👍 Send", next="send"),
            Option("try_out", "📲 First to me", next="try_out"),
            Option("change", "✏️ Change", next="change"),
            Option("drop", "❌ Drop it", next="drop", careful=True),
        ),
    ),
    Do("try_out", action="send_try_out", outcomes={"done": "tried", "empty": "nothing", **_GONE}),
    Tell("tried", say="So it comes to you:", next="preview"),
    Choose(
        "change",
        say="What to change?",
        options=(
            Option("people", "👥 People", next="anew"),
            Option("words", "📝 Words", next="hub"),
            Option("picture", "📷 Picture", next="picture"),
            Option("time", "🕘 Time", next="when"),
        ),
    ),
)

_GO = (
    Do(
        "send",
        action="send_go",
        outcomes={
            **{"sending": "look", "asked": "asked", "alone": "alone", "twice": "twice"},
            **{"nobody": "none_there", "empty": "nothing", "files": "files", "heavy": "heavy", "passed": "passed"},
            **_GONE,
        },
        gives=("people", "names"),
        final=True,
    ),
    Tell("asked", say="So many need a second yes. I asked: {names}.", next="home"),
    Tell("alone", say="So many need a second yes. Nobody else may say it.", next="change"),
    Tell(
        "twice",
        say="{people} of them were told just this within a week. Change the words or the people.",
        next="change",
    ),
    Tell("files", say="A file is not here yet, or it was refused. Wait a little, or send it again.", next="change"),
    Tell("heavy", say="A file is too big for phones. Send a smaller one.", next="change"),
    Do("drop", action="send_drop", outcomes={"dropped": "dropped", **_GONE}, final=True),
    Tell("dropped", say="Okay. Nothing is kept.", next="home"),
)

_LOOKED = {
    **{"going": "going", "held": "held", "over": "over", "ended": "ended", "asks": "asks", "draft": "ready"},
    **_GONE,
}
_STOP = Option("stop", "⏹️ End it", next="end_sure", careful=True)
_AGAIN = Option("look", "🔁 Look again", next="look")
_WHO_NOT = Option("who_not", "👥 Who has not", next="who_not")
_LIST = Option("sent", "📨 Our messages", next="sent_list")

_AFTER = (
    Do("sent_list", action="send_sent", outcomes={"found": "sent", "none": "no_sent", "denied": "denied"}),
    Pick("sent", say="Which message?", next="look_picked"),
    Tell("no_sent", say="Nothing was sent yet.", next="home"),
    Do("look_picked", action="send_look", outcomes=_LOOKED, gives=FAR),
    Do("look", action="send_look", outcomes=_LOOKED, gives=FAR),
    Choose("going", say=_HOW_FAR, options=(Option("pause", "⏸️ Pause", next="pause"), _STOP, _AGAIN, _WHO_NOT)),
    Choose("held", say=_HOW_FAR, options=(Option("go_on", "▶️ Go on", next="go_on"), _STOP, _WHO_NOT)),
    Choose("over", say=_HOW_FAR, options=(Option("again", "🔁 Failed again", next="again"), _WHO_NOT, _LIST)),
    Choose("ended", say=_HOW_FAR, options=(_WHO_NOT, _LIST)),
    Choose(
        "asks",
        say="It waits for a second yes. People: {people}.",
        options=(Option("back", "↩️ Take it back", next="take_back"), _AGAIN),
    ),
    Do("pause", action="send_pause", outcomes={"done": "look", "stale": "look", **_GONE}),
    Do("go_on", action="send_go_on", outcomes={"done": "look", "stale": "look", **_GONE}),
    Choose(
        "end_sure",
        say="End it? Whoever has not got it does not get it any more.",
        options=(Option("end", "⏹️ End it", next="end", careful=True), Option("keep", "👎 No", next="look")),
    ),
    Do("end", action="send_end", outcomes={"done": "look", "stale": "look", **_GONE}),
    Do("again", action="send_again", outcomes={"done": "look", "none": "none_failed", "stale": "look", **_GONE}),
    Tell("none_failed", say="Nobody is left to try again.", next="look"),
    Do("who_not", action="send_who_not", outcomes={"told": "listed", "none": "none_listed", **_GONE}),
    Tell("listed", say="They have not got it:", next="look"),
    Tell("none_listed", say="Nobody is there.", next="look"),
    Do("take_back", action="send_take_back", outcomes={"done": "taken", **_GONE}),
    Tell("taken", say="Nobody is asked any more. You can change it.", next="ready"),
)

SEND = Flow(
    name="send",
    version=1,
    start="begin",
    signed=True,
    states=(*_HOME, *_WHO, *_WHAT, *_WHEN, *_GO, *_AFTER),
)
