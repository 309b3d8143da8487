"""What mentors do from their own phones: the questions that wait, taking one, answering it, passing it on.

Their pauses, hours, topics and languages are in ``flows.mentor_choices``. Whatever is tapped on a card, the first
thing is a look at the question as it is now.
"""

from flows.core import Ask, Choose, Do, End, Flow, Option, Pick, Tell
from flows.core.parsers import AnyWords
from flows.mentor_choices import CHOICES

HEARD = ("words", "voice")
"""What a mentor answered: the words, or the number of the recording."""
ABOUT = ("id", "version", "topic", "language")
"""What is told of a question: its topic and the language it is asked in."""
_GONE = {"gone": "over", "denied": "denied"}
_SLOTS = Option("slots", "📅 My slots", next="slots")
_PAUSE = Option("pause", "⏸️ Pause", next="pause")
_CHANGE = Option("change", "✏️ My choices", next="choices")

_QUEUE = (
    Do(
        "enter",
        action="mentor_begin",
        outcomes={"found": "queue", "none": "empty", "mine": "holding", "paused": "paused", "denied": "denied"},
        gives=(*ABOUT, "number", "days"),
    ),
    Choose(
        "holding",
        say="You took one: {topic}. Answer now?",
        options=(
            Option("answer", "🎤 Answer", next="take"),
            Option("pass", "➡️ Pass on", next="pass_look"),
            Option("others", "📋 Others", next="others"),
        ),
    ),
    Do(
        "others",
        action="mentor_others",
        outcomes={"found": "queue", "none": "empty", "paused": "paused", "denied": "denied"},
        gives=("number", "days"),
    ),
    Choose(
        "queue",
        say="Questions that wait: {number}. Oldest, days: {days}.",
        options=(Option("take", "▶️ Take one", next="next"), _SLOTS, _PAUSE, _CHANGE),
    ),
    Choose("empty", say="No question waits for you now.", options=(_SLOTS, _PAUSE, _CHANGE)),
    Choose(
        "paused",
        say="You are on pause. Go on?",
        options=(Option("on", "▶️ Go on", next="resume"), _SLOTS, _CHANGE),
    ),
    Do("next", action="mentor_next", outcomes={"found": "offer", "none": "empty", "denied": "denied"}, gives=ABOUT),
    End("slots", then="slot_mentor", alone=True),
    End("denied", say="This is for our mentors only."),
    End("over", say="This question is not open any more.", then="question"),
)

_TAKE = (
    Choose(
        "offer",
        say="{topic}, {language}. Can you answer?",
        options=(
            Option("take", "👍 Take it", next="take"),
            Option("pass", "➡️ Pass on", next="pass_look"),
            Option("flag", "🚩 Not okay", next="flag_look"),
        ),
        card=True,
    ),
    Do(
        "take",
        action="question_take",
        outcomes={"taken": "reply", "again": "again", "other": "after_other", "busy": "busy", **_GONE},
        gives=ABOUT,
    ),
    Do(
        "after_other",
        action="mentor_next",
        outcomes={"found": "taken", "none": "taken_last", "denied": "denied"},
        gives=ABOUT,
    ),
    Tell("again", say="It went back to the queue. Now it is yours again.", next="reply"),
    Tell("taken", say="Somebody took it. Here is the next.", next="offer"),
    Tell("taken_last", say="Somebody took it.", next="empty"),
    Tell("busy", say="You have taken enough. Answer one first.", next="enter"),
    Choose(
        "waiting",
        say="You took one: {topic}. Answer now?",
        options=(
            Option("answer", "🎤 Answer", next="take"),
            Option("pass", "➡️ Pass on", next="pass_look"),
            Option("give_back", "↩️ Give back", next="give_back"),
        ),
        card=True,
    ),
    Do("give_back", action="question_give_back", outcomes={"done": "given_back", **_GONE}),
    End("given_back", say="Okay. Another mentor gets it.", then="question"),
)

_ANSWER = (
    Ask(
        "reply",
        say="Answer now. Speak 🎤 or write, under two minutes.",
        accept=AnyWords(),
        retry="Speak your answer 🎤 or write it.",
        next="hear",
        also={"voice": "hear"},
        options=(
            Option("later", "⏸️ Later", next="later"),
            Option("pass", "➡️ Pass on", next="pass_look"),
            Option("flag", "🚩 Not okay", next="flag_look"),
        ),
    ),
    Do("hear", action="question_hear", outcomes={"heard": "sure"}, gives=HEARD),
    Choose(
        "sure",
        say="Send this answer?",
        options=(
            Option("send", "👍 Send", next="send"),
            Option("redo", "🔁 Redo", next="reply"),
            Option("later", "⏸️ Later", next="later"),
        ),
        also={"voice": "hear"},
    ),
    Do(
        "send",
        action="question_send",
        outcomes={"sent": "sent", "translating": "translating", "lapsed": "after_other", **_GONE},
        gives=("language",),
        final=True,
    ),
    End("sent", say="Sent. Thank you! 👏", then="question"),
    End("translating", say="Thank you! 👏 A helper says it in {language}.", then="question"),
    Do("later", action="question_later", outcomes={"kept": "kept", "lapsed": "lapsed", **_GONE}, gives=("hours",)),
    End("kept", say="Okay. Hours left to answer: {hours}."),
    End("lapsed", say="It went back to the queue.", then="question"),
)

_PASS = (
    Do("pass_look", action="question_pass_to", outcomes={"found": "to", "none": "to_staff", **_GONE}),
    Pick(
        "to",
        say="Pass to whom?",
        next="pass_on",
        extra=(Option("anybody", "👥 Anybody", next="pass_on"), Option("staff", "🔑 Staff", next="pass_on")),
    ),
    Choose(
        "to_staff",
        say="Pass to whom?",
        options=(Option("anybody", "👥 Anybody", next="pass_on"), Option("staff", "🔑 Staff", next="pass_on")),
    ),
    Do("pass_on", action="question_pass", outcomes={"passed": "passed", **_GONE}),
    End("passed", say="Okay. I pass it on.", then="question"),
    Do("flag_look", action="question_look", outcomes={"open": "flag_sure", **_GONE}),
    Choose(
        "flag_sure",
        say="Not okay? Only our team will see it then.",
        options=(Option("flag", "🚩 Not okay", next="flag", careful=True), Option("keep", "◀️ Keep", command="back")),
    ),
    Do("flag", action="question_flag", outcomes={"flagged": "flagged", **_GONE}, final=True),
    End("flagged", say="Thank you. Our team looks at it.", then="question"),
)

QUESTION = Flow(
    name="question",
    version=1,
    start="enter",
    states=(*_QUEUE, *_TAKE, *_ANSWER, *_PASS, *CHOICES),
)
