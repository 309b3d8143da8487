"""Asking a mentor: the topic, the question, who may know of it, and the questions that are open.

What follows an answer is in ``flows.ask_answers``; every card about a question is answered by how it stands today.
"""

from collections.abc import Mapping

from flows.ask_answers import ANSWERS, FORGOTTEN, HEARD, KNOWN, TRUTH
from flows.core import Ask, Branch, Choose, Do, End, Flow, Option, Pick, Tell
from flows.core.parsers import AnyWords
from flows.core.values import Value

_ASK = Option("ask", "❓ New question", next="topic")
_MINE = Option("mine", "📋 My questions", next="list")
_MEET = Option("meet", "📅 Meet mentor", next="meet")
_LEAVE = Option("leave", "👎 Not now", next="left")
_MY_OWN = Option("own", "▶️ Send mine", next="women")


def _by_voice(answers: Mapping[str, Value]) -> str:
    """Offer to have it written to whoever shows no name but would be known by the voice."""
    return "known" if answers.get("name") == "no" and answers.get("voice") else "fine"


_HOME = (
    Do(
        "find",
        action="ask_begin",
        outcomes={
            "new": "topic",
            "open": "home_open",
            "day": "home_day",
            "both": "home",
            "full": "full",
            "guest": "join_first",
        },
    ),
    Choose("home_open", say="What do you want?", options=(_ASK, _MINE)),
    Choose("home_day", say="What do you want?", options=(_ASK, _MEET)),
    Choose("home", say="What do you want?", options=(_ASK, _MINE, _MEET)),
    Tell("full", say="Many of your questions are open. Wait for an answer.", next="list"),
    End("meet", then="slot"),
    Choose(
        "join_first",
        say="For this I must know you. Join?",
        options=(Option("yes", "👍 Yes", next="join"), Option("no", "👎 No", next="left")),
    ),
    End("join", then="welcome", alone=True),
    End("left", say="Okay. Ask me anytime."),
)

_QUESTION = (
    Choose(
        "topic",
        say="What is it about?",
        options=(
            Option("money", "💶 Money", next="question"),
            Option("papers", "📄 Papers, tax", next="question"),
            Option("customers", "🛍️ Customers", next="question"),
            Option("green", "🌱 Green ideas", next="question"),
            Option("workers", "👷 Workers", next="question"),
            Option("eu", "🇪🇺 EU rules", next="question"),
            Option("other", "🎤 Other", next="question"),
        ),
        also={"voice": "spoken"},
    ),
    Do("spoken", action="ask_spoken", outcomes={"heard": "sure"}, gives=("topic", *HEARD)),
    Ask(
        "question",
        say="Ask your question. Hold 🎤 and speak.",
        accept=AnyWords(),
        retry="Speak your question 🎤 or write it.",
        next="hear",
        also={"voice": "hear", "photo": "see"},
        options=(_LEAVE,),
    ),
    Do("see", action="ask_photo", outcomes={"seen": "about_photo"}, gives=HEARD),
    Ask(
        "about_photo",
        say="I have your photo. Now ask: speak 🎤 or write.",
        accept=AnyWords(),
        retry="Speak your question 🎤 or write it.",
        next="hear_photo",
        also={"voice": "hear_photo", "photo": "see"},
        options=(Option("enough", "🏁 That is all", next="hear_photo"), _LEAVE),
    ),
    Do("hear", action="ask_hear", outcomes={"heard": "sure"}, gives=HEARD),
    Do("hear_photo", action="ask_hear_photo", outcomes={"heard": "sure"}, gives=HEARD),
    Choose(
        "sure",
        say="Is this your question?",
        options=(
            Option("send", "👍 Send", next="look_alike"),
            Option("redo", "🔁 Redo", next="question"),
            Option("drop", "❌ Delete", next="dropped", careful=True),
        ),
        also={"voice": "hear_photo"},
    ),
    End("dropped", say="Okay. I do not send it."),
)

_ALIKE = (
    Do("look_alike", action="ask_similar", outcomes={"found": "alike", "none": "women"}, gives=("advice",)),
    Choose(
        "alike",
        say="Others asked about this. Hear an answer first?",
        options=(Option("hear", "👂 Hear it", next="told"), _MY_OWN),
    ),
    Do("told", action="ask_advice", outcomes={"told": "enough", "gone": "women"}),
    Choose("enough", say="Is this enough?", options=(Option("yes", "👍 Yes", next="is_enough"), _MY_OWN)),
    Do("is_enough", action="ask_enough", outcomes={"kept": "glad"}, final=True),
    End("glad", say="Good! Ask me anytime."),
)

_WHO = (
    Do("women", action="ask_who", outcomes={"woman": "woman", "plain": "whose"}),
    Choose(
        "woman",
        say="Who shall answer?",
        options=(Option("no", "👥 Anybody", next="whose"), Option("yes", "👩 A woman", next="whose")),
    ),
    Do("whose", action="ask_whose", outcomes={"named": "name", "nameless": "by_voice"}, gives=("name",)),
    Choose(
        "name",
        say="Shall the mentor see your name?",
        options=(Option("yes", "👍 Yes", next="send"), Option("no", "🙈 No name", next="by_voice")),
    ),
    Branch("by_voice", choose=_by_voice, outcomes={"known": "rewriting", "fine": "send"}),
    Choose(
        "rewriting",
        say="People may know your voice. Shall a helper rewrite it?",
        options=(Option("rewrite", "✍️ Rewrite", next="send"), Option("keep", "🎤 Keep voice", next="send")),
    ),
    Do(
        "send",
        action="ask_send",
        outcomes={
            "sent": "sent",
            "day": "sent_day",
            "two": "sent_two",
            "week": "sent_week",
            "full": "full",
            "guest": "join_first",
        },
        final=True,
    ),
    End("sent", say="Sent! A mentor will answer here."),
    End("sent_day", say="Sent! Usually answered in one day."),
    End("sent_two", say="Sent! Usually answered in two days."),
    End("sent_week", say="Sent! Usually answered in one week."),
)

_OPEN = (
    Do("list", action="ask_mine", outcomes={"found": "mine", "none": "none"}),
    Pick("mine", say="Your questions. Tap one.", next="look"),
    End("none", say="You have no open question."),
    Do("look", action="ask_look", outcomes=TRUTH, gives=(*KNOWN, *FORGOTTEN)),
    Do("truth", action="ask_truth", outcomes=TRUTH, gives=(*KNOWN, *FORGOTTEN)),
    Choose(
        "status",
        say="{topic}, {day}: {stand}. Still waiting?",
        options=(
            Option("wait", "⏳ I wait", next="wait"),
            Option("withdraw", "❌ Take back", next="back_look"),
            Option("person", "🙋 Ask a person", next="person"),
        ),
        card=True,
    ),
    Choose(
        "late",
        say="Sorry, still looking for your answer. Want a person?",
        options=(Option("person", "🙋 Yes", next="person"), Option("wait", "⏳ I wait", next="wait")),
        card=True,
    ),
    Choose(
        "late_all",
        say="Sorry, still looking for your answers. Want a person?",
        options=(Option("person", "🙋 Yes", next="person"), Option("wait", "⏳ I wait", next="wait")),
        card=True,
    ),
    Do("wait", action="ask_wait", outcomes={"waits": "waits", "else": "truth"}),
    End("waits", say="Okay. I keep looking."),
    Do("person", action="ask_person", outcomes={"called": "called", "gone": "gone"}),
    End("called", say="A person will answer here. Usually within one day."),
    Do("back_look", action="ask_wait", outcomes={"waits": "back_sure", "else": "truth"}),
    Choose(
        "back_sure",
        say="Take your question back?",
        options=(
            Option("back", "❌ Take back", next="take_back", careful=True),
            Option("keep", "◀️ Keep", command="back"),
        ),
    ),
    Do("take_back", action="ask_withdraw", outcomes={"withdrawn": "withdrawn", "else": "truth"}, final=True),
    End("withdrawn", say="Okay. No mentor gets your question now."),
    End("gone", say="I do not know this question any more."),
)

ASK = Flow(
    name="ask",
    version=1,
    start="find",
    states=(*_HOME, *_QUESTION, *_ALIKE, *_WHO, *_OPEN, *ANSWERS),
)
