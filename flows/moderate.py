"""What staff decide about stories that people tell of tips: each is looked at by a person before others hear it."""

from flows.core import Choose, Do, End, Flow, Option, Pick, State, Tell

_ENDS = {"gone": "over", "denied": "denied"}
_TOLD = ("id", "version", "number", "picture", "tip", "language", "named", "faces")

MODERATE = Flow(
    name="moderate",
    version=1,
    start="find",
    signed=True,
    states=(
        Do("find", action="moderate_list", outcomes={"found": "list", "none": "none", "denied": "denied"}),
        Pick("list", say="Which one?", next="look"),
        End("none", say="No story waits for you to look at it.", then="staff"),
        Do("look", action="moderate_look", outcomes={"open": "decide", **_ENDS}, gives=_TOLD),
        Choose(
            "decide",
            say="Story {number}, {language}, about: {picture} {tip}\n"
            "Name shown: {named}. People in the photo: {faces}. May others hear it?",
            options=(
                Option("publish", "👍 Publish", next="publish"),
                Option("reject", "❌ Reject", next="look_again"),
                Option("hear", "👂 Hear it", next="hear"),
            ),
            card=True,
        ),
        Do("hear", action="moderate_hear", outcomes={"told": "decide", **_ENDS}, gives=_TOLD),
        Do(
            "publish",
            action="moderate_publish",
            outcomes={"published": "published", "unheard": "decide", **_ENDS},
            gives=_TOLD,
        ),
        Do("look_again", action="moderate_look_again", outcomes={"open": "why", **_ENDS}, gives=_TOLD),
        Choose(
            "why",
            say="Why not? Its teller hears it.",
            options=(
                Option("faces", "🙈 Faces", next="reject"),
                Option("unclear", "👂 Not clear", next="reject"),
                Option("other", "🚫 Not fitting", next="reject"),
            ),
        ),
        Do("reject", action="moderate_reject", outcomes={"rejected": "rejected", **_ENDS}),
        Tell("published", say="Published. Its teller hears of it.", next="find"),
        Tell("rejected", say="Okay. Its teller hears why.", next="find"),
        End("over", say="This is decided already."),
        End("denied", say="This is for our team only."),
    ),
)
"""The card of a story; it may be rejected later, too."""

LOOKS: tuple[State, ...] = (
    Do(
        "moderates",
        action="staff_moderates",
        outcomes={"answers": "advice", "stories": "moderate", "both": "moderate_what", "denied": "denied"},
    ),
    Choose(
        "moderate_what",
        say="What do you want to look at?",
        options=(
            Option("answers", "👂 Good answers", next="advice"),
            Option("stories", "📣 Stories", next="moderate"),
        ),
    ),
    End("advice", then="advice"),
    End("moderate", then="moderate"),
)
"""The states of ``flows.staff`` that lead to what waits to be looked at: answers for others, stories, or both."""
