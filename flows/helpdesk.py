"""The help desk in chat: tickets and questions that wait are heard, answered and shared out; each act looks first.

What somebody spoke where one taps is answered by their own choices, in the helper's words.
What is asked of mentors is heard only where the team takes it: it is a ticket then, like all that it hears.
"""

from flows.core import Ask, Choose, Do, End, Flow, Option, Pick, Tell
from flows.core.parsers import AnyWords

SEEN = ("id", "kind", "language", "waited", "holder")
"""What a look at a ticket tells: what it is, how long it waits and who looks after it; never of whom."""
ASKED = ("question", "topic", "language", "waited", "stand")
"""What a look at a question to mentors tells."""
HEARD = ("words", "voice")
"""What somebody of the team answered: the words, or the number of the recording."""
_GONE = {"gone": "gone", "denied": "denied"}
_BUSY = {"busy": "busy", **_GONE}
_PUSHED = {
    **{"waits": "night", "knock": "knocked", "parked": "parked", "call": "must_call"},
    **{"stopped": "stopped", "unreachable": "unreachable"},
}
"""What is told of what does not go at once."""
_LOOK = {"free": "ticket", "mine": "own", **_GONE}
_ASKED = {"waits": "asked", "flagged": "flagged", "taken": "in_hand", **_GONE}
_DONE = {"done": "look", **_BUSY}
_ONCE_MORE = "Busy for a moment. Once more, please."

_TICKETS = Option("open", "📥 Tickets", next="tickets")
_MINE = Option("mine", "👤 Mine", next="tickets")
_TRANSLATE = Option("translate", "✍️ Translate", next="translate")

_HOME = (
    Do(
        "find",
        action="helpdesk_begin",
        outcomes={"all": "home", "tickets": "home_tickets", "denied": "denied"},
        gives=("number", "own", "questions"),
    ),
    Choose(
        "home",
        say="Help desk. Tickets: {number}. Yours: {own}. Questions: {questions}.",
        options=(
            _TICKETS,
            _MINE,
            Option("questions", "❓ Questions", next="questions"),
            Option("advice", "👂 Good answers", next="advice"),
            _TRANSLATE,
        ),
    ),
    Choose("home_tickets", say="Help desk. Tickets: {number}. Yours: {own}.", options=(_TICKETS, _MINE, _TRANSLATE)),
    End("advice", then="advice"),
    End("translate", then="translation"),
    Do("tickets", action="helpdesk_tickets", outcomes={"found": "list", "none": "none", "denied": "denied"}),
    Tell("none", say="Nothing waits there.", next="find"),
    Tell("gone", say="This waits no more.", next="find"),
    Tell("busy", say=_ONCE_MORE, next="look"),
    Tell("busy_asked", say=_ONCE_MORE, next="asked_look"),
    Tell("busy_answer", say=_ONCE_MORE, next="sure"),
    Tell("busy_choice", say=_ONCE_MORE, next="how"),
    End("denied", say="This is for our team only."),
)

_ANSWER = Option("answer", "🎤 Answer", next="how")
_HEAR = Option("hear", "👂 Hear again", next="play")
_TAKE = Option("take", "🤝 I do it", next="take")
_GIVE_BACK = Option("give_back", "↩️ Give back", next="give_back")
_HAND_ON = Option("hand_on", "➡️ Hand on", next="hand_look")
_LATER = Option("later", "⏸️ Later", next="later")
_CLOSE = Option("close", "❌ Close", next="close_sure", careful=True)
_LIST = Option("list", "📋 List", next="find")
_ABOUT = "{kind}.\n{language}. Waiting: {waited}. Looked after by: {holder}."

_TICKET = (
    Pick("list", say="Which one? The oldest comes first.", next="look_picked"),
    Do("look_picked", action="helpdesk_look_picked", outcomes=_LOOK, gives=SEEN),
    Do("look", action="helpdesk_look", outcomes=_LOOK, gives=SEEN),
    Do("play", action="helpdesk_play", outcomes=_LOOK, gives=SEEN),
    Choose("ticket", say=_ABOUT, options=(_ANSWER, _HEAR, _TAKE, _HAND_ON, _LATER, _CLOSE, _LIST)),
    Choose("own", say=_ABOUT, options=(_ANSWER, _HEAR, _GIVE_BACK, _HAND_ON, _LATER, _CLOSE, _LIST)),
    Do("take", action="helpdesk_take", outcomes=_DONE),
    Do("give_back", action="helpdesk_give_back", outcomes=_DONE),
    Do("hand_look", action="helpdesk_colleagues", outcomes={"found": "to", "none": "nobody", **_GONE}),
    Tell("nobody", say="Nobody else of the team can have it.", next="look"),
    Pick("to", say="Who shall look after it?", next="hand_on"),
    Do("hand_on", action="helpdesk_hand_on", outcomes={"done": "handed", **_BUSY}),
    Tell("handed", say="Handed on. They find it under their own.", next="find"),
    Choose(
        "later",
        say="When shall it be looked at again?",
        options=(
            Option("hour", "🕘 In an hour", next="rest"),
            Option("day", "🌅 Tomorrow", next="rest"),
            Option("week", "📆 In a week", next="rest"),
        ),
    ),
    Do("rest", action="helpdesk_rest", outcomes={"done": "rested", **_BUSY}),
    Tell("rested", say="Laid aside until then.", next="find"),
    Choose(
        "close_sure",
        say="Close it without an answer? They hear nothing.",
        options=(Option("close", "❌ Close", next="close", careful=True), Option("keep", "👎 No", next="look")),
    ),
    Do("close", action="helpdesk_close", outcomes={"done": "closed", **_BUSY}, final=True),
    Tell("closed", say="Closed.", next="find"),
)

_REPLY = (
    Do(
        "how",
        action="helpdesk_how",
        outcomes={"choices": "said", "answer": "reply", "write": "spoken", **_GONE},
        gives=("screen",),
    ),
    Pick(
        "said",
        say="They were asked: {screen}\nWhat did they say?",
        next="choose",
        extra=(Option("none", "🚫 None of these", next="other"),),
    ),
    Do(
        "choose",
        action="helpdesk_choose",
        outcomes={
            **{**_PUSHED, "go": "chosen", "written": "wrote", "stays": "stays", "moved": "moved"},
            **{**_GONE, "busy": "busy_choice"},
        },
        final=True,
    ),
    Tell("chosen", say="Answered for them. They go on.", next="find"),
    Tell("stays", say="Answered for them. They are still at this question.", next="look"),
    Tell("moved", say="They have gone on meanwhile. Nothing was answered for them.", next="look"),
    Do("other", action="helpdesk_other", outcomes={"answer": "reply", "write": "spoken", **_GONE}),
    Choose(
        "spoken",
        say="{kind}. Write down what was said, or answer them?",
        options=(Option("write", "✏️ Write it", next="written"), Option("answer", "🎤 Answer", next="reply")),
    ),
    Ask(
        "written",
        say="Write it as they said it.",
        accept=AnyWords(),
        retry="This must be written.",
        next="write",
        also={"voice": "no_voice"},
        options=(Option("back", "👎 Not now", next="look"),),
    ),
    Tell("no_voice", say="Nobody can read a voice. Write it.", next="written"),
    Do("write", action="helpdesk_write", outcomes={"done": "wrote", "wrong": "wrong", **_BUSY}, final=True),
    Tell("wrong", say="This cannot be it. Use a few words.", next="written"),
    Tell("wrote", say="Written down. They are not asked again.", next="find"),
    Ask(
        "reply",
        say="They read {language}. Speak 🎤 or write your answer.",
        accept=AnyWords(),
        retry="Speak your answer 🎤 or write it.",
        next="hear",
        also={"voice": "hear"},
        options=(Option("back", "👎 Not now", next="look"),),
    ),
    Do("hear", action="helpdesk_hear", outcomes={"heard": "sure"}, gives=HEARD),
    Choose(
        "sure",
        say="Send this answer?",
        options=(
            Option("send", "👍 Send", next="send"),
            Option("redo", "🔁 Redo", next="reply"),
            Option("back", "👎 Not now", next="look"),
        ),
        also={"voice": "hear"},
    ),
    Do(
        "send",
        action="helpdesk_send",
        outcomes={
            **{**_PUSHED, "go": "sent", "file": "file", "no_file": "no_file"},
            **{**_GONE, "busy": "busy_answer"},
        },
        final=True,
    ),
    Tell("sent", say="Sent.", next="find"),
    Tell("night", say="Kept. It goes when their night or pause is over.", next="find"),
    Tell("knocked", say="Kept. I knock; it goes when they tap.", next="find"),
    Tell("parked", say="Kept. It goes when they write next.", next="find"),
    Tell("must_call", say="Kept, but no message reaches them now. Please call.", next="find"),
    Tell("stopped", say="Not sent: they stopped all messages. The ticket stays.", next="look"),
    Tell("unreachable", say="Not sent: they cannot be reached. The ticket stays.", next="look"),
    Tell("file", say="Your voice is not here yet. Wait a moment and send.", next="sure"),
    Tell("no_file", say="I could not open your voice. Say it again.", next="reply"),
)

_NOT_OKAY = Option("close", "❌ Close", next="end_sure", careful=True)
_OURS = Option("ours", "🤝 We answer", next="ours")
_QUESTIONS = Option("list", "📋 List", next="questions")
_WHAT = "{topic}, {language}: {stand}. Waiting: {waited}."

_QUESTION = (
    Do("questions", action="helpdesk_questions", outcomes={"found": "which", "none": "none", "denied": "denied"}),
    Pick("which", say="Which question? The longest wait comes first.", next="asked_picked"),
    Do("asked_picked", action="helpdesk_asked_picked", outcomes=_ASKED, gives=ASKED),
    Do("asked_look", action="helpdesk_asked", outcomes=_ASKED, gives=ASKED),
    Choose("asked", say=_WHAT, options=(_OURS, Option("give", "👩‍🏫 A mentor", next="able"), _NOT_OKAY, _QUESTIONS)),
    Choose(
        "flagged",
        say="{topic}, {language}. A mentor says it is not okay. Waiting: {waited}.",
        options=(_OURS, Option("release", "↩️ Give back", next="release"), _NOT_OKAY, _QUESTIONS),
    ),
    Choose("in_hand", say=_WHAT, options=(_OURS, _NOT_OKAY, _QUESTIONS)),
    Do("ours", action="helpdesk_ours", outcomes={"done": "play", "busy": "busy_asked", **_GONE}, gives=("id",)),
    Do("able", action="helpdesk_able", outcomes={"found": "mentor", "none": "no_mentor", **_GONE}),
    Tell("no_mentor", say="No other mentor can take it now.", next="asked_look"),
    Pick("mentor", say="Which mentor? It waits a day for them.", next="give"),
    Do("give", action="helpdesk_give", outcomes={"done": "given", "none": "no_mentor", **_GONE}, final=True),
    Tell("given", say="This mentor is asked now.", next="questions"),
    Do("release", action="helpdesk_release", outcomes={"done": "released", **_GONE}, final=True),
    Tell("released", say="Mentors are asked again.", next="questions"),
    Choose(
        "end_sure",
        say="Close the question? Nobody answers it then; they are told.",
        options=(Option("close", "❌ Close", next="end", careful=True), Option("keep", "👎 No", next="asked_look")),
    ),
    Do("end", action="helpdesk_end", outcomes={"done": "ended", **_GONE}, final=True),
    Tell("ended", say="Closed. They are told.", next="questions"),
)

HELPDESK = Flow(
    name="helpdesk",
    version=2,
    start="find",
    signed=True,
    states=(*_HOME, *_TICKET, *_REPLY, *_QUESTION),
)
"""Tickets first, questions to mentors behind them; who may only help with tickets sees no question."""
