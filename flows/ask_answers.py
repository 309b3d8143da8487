"""What follows a mentor's answer: whether it helped, asking more, another mentor, a meeting, sharing it namelessly."""

from collections.abc import Mapping

from flows.core import Ask, Choose, Do, End, Option, State, Tell
from flows.core.parsers import AnyWords

HEARD = ("words", "voice", "photo")
"""What somebody asked, in which form: their words, or the numbers of their recording and of their photo."""
KNOWN = ("id", "version", "topic", "day", "stand")
"""What a look at a question tells of it."""
FORGOTTEN = HEARD
"""What was said of another question in this talk: not true of the one that is looked at, which empties it."""
TRUTH: Mapping[str, str] = {"open": "status", "answered": "answer_is", "team": "team_is", "gone": "gone"}
"""How a question may stand, and what its owner is told: also who answered it, a mentor or the team."""

_MEET = Option("meet", "📅 Meet mentor", next="meet_now")
_MORE = Option("ask", "🎤 Ask more", next="more")
_FINISHED = Option("done", "🏁 Finished", next="share_look")
_OTHER = Option("other", "🔀 Other mentor", next="other_mentor")
_PERSON = Option("person", "🙋 Ask a person", next="person")

_GRADE = (
    Tell("answer_is", say="A mentor answers you: {topic}.", next="answered"),
    Tell("team_is", say="Our team answers you: {topic}.", next="answered"),
    Choose(
        "answered",
        say="Did this help?",
        options=(
            Option("yes", "👍 Yes", next="grade"),
            Option("bit", "😐 A bit", next="grade"),
            Option("no", "👎 No", next="grade"),
        ),
        card=True,
    ),
    Do(
        "grade",
        action="ask_helped",
        outcomes={
            "yes": "after",
            "yes_day": "after_day",
            "little": "other",
            "little_day": "other_day",
            "gone": "gone",
        },
    ),
    Choose("after", say="Ask more about this?", options=(_MORE, _FINISHED)),
    Choose("after_day", say="Ask more about this?", options=(_MORE, _MEET, _FINISHED)),
    Choose("other", say="Try another mentor?", options=(_OTHER, _PERSON)),
    Choose("other_day", say="Try another mentor?", options=(_OTHER, _MEET, _PERSON)),
    End("meet_now", then="slot", alone=True),
)

_MORE_WORDS = (
    Ask(
        "more",
        say="Ask more. Hold 🎤 and speak.",
        accept=AnyWords(),
        retry="Speak your question 🎤 or write it.",
        next="more_hear",
        also={"voice": "more_hear"},
        options=(Option("leave", "👎 Not now", next="left"),),
    ),
    Do("more_hear", action="ask_hear", outcomes={"heard": "more_sure"}, gives=HEARD),
    Choose(
        "more_sure",
        say="Is this your question?",
        options=(
            Option("send", "👍 Send", next="more_by_voice"),
            Option("redo", "🔁 Redo", next="more"),
            Option("drop", "❌ Delete", next="dropped", careful=True),
        ),
        also={"voice": "more_hear"},
    ),
    Do("more_by_voice", action="ask_more_voice", outcomes={"known": "more_voice", "fine": "more_send"}),
    Choose(
        "more_voice",
        say="People may know your voice. Shall a helper rewrite it?",
        options=(
            Option("rewrite", "✍️ Rewrite", next="more_send"),
            Option("keep", "🎤 Keep voice", next="more_send"),
        ),
    ),
    Do(
        "more_send",
        action="ask_more",
        outcomes={"same": "more_sent", "new": "sent", "full": "full", "gone": "gone"},
        final=True,
    ),
    End("more_sent", say="Sent! The same mentor gets it first."),
    Do(
        "other_mentor",
        action="ask_other",
        outcomes={"queued": "queued", "none": "nobody", "gone": "gone"},
        final=True,
    ),
    End("queued", say="Okay. I ask another mentor."),
    Choose(
        "nobody",
        say="No other mentor is free. Want a person?",
        options=(Option("person", "🙋 Yes", next="person"), Option("no", "👎 No", next="left")),
    ),
)

_SHARE = (
    Do("share_look", action="ask_may_share", outcomes={"may": "share", "shared": "shared", "no": "thanks"}),
    Choose(
        "share",
        say="May others hear it, without your name?",
        options=(Option("yes", "👍 Yes", next="keep_share"), Option("no", "👎 No", next="keep_share")),
    ),
    Choose(
        "shared",
        say="Others may hear this answer. Still okay?",
        options=(Option("yes", "👍 Yes", next="thanks"), Option("no", "👎 No", next="drop_share")),
    ),
    Do("drop_share", action="ask_unshare", outcomes={"kept": "unshared"}),
    End("unshared", say="Okay. Nobody else hears it."),
    Do("keep_share", action="ask_share", outcomes={"kept": "thanks"}),
    End("thanks", say="Thank you for telling us!"),
)

ANSWERS: tuple[State, ...] = (*_GRADE, *_MORE_WORDS, *_SHARE)
"""The states of ``flows.ask`` that begin with an answer."""
