"""Green tips: one at a time, tried, done, talked about; what a tip says is content and stands elsewhere.

A tip comes by asking or unasked, and both ways it is the same card, answered for ever.
"""

from collections.abc import Mapping

from flows.core import Ask, Branch, Choose, Do, End, Flow, Option, Tell
from flows.core.parsers import AnyWords
from flows.core.values import Value
from flows.tip_stories import NEIGHBOUR, TOLD

_KNOWN = ("id", "version", "picture", "tip", "story", NEIGHBOUR)
"""What is told of a tip; ``story`` is what our team tells of a neighbour, ``neighbour`` that one tells it themself."""
_TRY = Option("try", "💪 I will try", next="try_it")
_DID = Option("did", "✅ I did it", next="did_it")
_NEXT = Option("next", "➡️ Next tip", next="find")
_MENU = Option("menu", "🏠 Menu", command="menu")
_SKIP = Option("skip", "⏭️ Skip", next="closing")


def _beside(answers: Mapping[str, Value]) -> str:
    """Return whether a neighbour can be heard beside a tip."""
    return "told" if answers.get(NEIGHBOUR) == "yes" else "alone"


_TIPS = (
    Do("find", action="tip_find", outcomes={"found": "beside", "story": "story", "none": "all_heard"}, gives=_KNOWN),
    Tell("story", say="👥 A neighbour says: {story}", next="beside"),
    Branch("beside", choose=_beside, outcomes={"told": "shown_told", "alone": "shown"}),
    Choose("shown", say="{picture} {tip}\nWill you try it?", options=(_TRY, _DID, _NEXT), card=True),
    Choose(
        "shown_told",
        say="{picture} {tip}\nWill you try it?",
        options=(_TRY, _DID, Option("hear", "👥 Neighbour", next="hear_told"), _NEXT),
        card=True,
    ),
    Do(
        "hear_told",
        action="tip_hear",
        outcomes={"told": "teller", "silent": "silent", "gone": "gone"},
        gives=(*_KNOWN, "trade", "town"),
    ),
    Tell("teller", say="👥 A neighbour tells it: {trade}, 📍 {town}.", next="shown"),
    Tell("silent", say="Nobody tells of this tip now.", next="shown"),
    End("all_heard", say="You heard all tips! They come again later."),
    Tell("gone", say="This tip is old. Here is another one.", next="find"),
    Do(
        "try_it",
        action="tip_try",
        outcomes={"kept": "tried", "quiet": "tried_quietly", "guest": "tried_quietly", "gone": "gone"},
    ),
    End("tried", say="Great. I will ask you in three days."),
    End("tried_quietly", say="Great. Tell me when you did it."),
)

_AFTER = (
    Choose(
        "ask",
        say="{picture} {tip}\nDid you do it?",
        options=(
            Option("did", "👍 Yes", next="did_it"),
            Option("not_yet", "⏳ Not yet", next="wait"),
            Option("not_me", "👎 Not for me", next="decline"),
        ),
        card=True,
    ),
    Do("did_it", action="tip_did", outcomes={"kept": "saved", "guest": "well_done", "gone": "gone"}),
    End("well_done", say="Well done! 👏"),
    Choose(
        "saved",
        say="Well done! 👏 Did it save money?",
        options=(
            Option("yes", "👍 Yes", next="keep_saved"),
            Option("no", "👎 No", next="keep_saved"),
            Option("unsure", "🤷 Not sure", next="keep_saved"),
        ),
    ),
    Do("keep_saved", action="tip_saved", outcomes={"kept": "photo"}),
    Do("wait", action="tip_not_yet", outcomes={"again": "later", "last": "no_hurry", "gone": "gone"}),
    Tell("later", say="Okay. I ask you once more.", next="closing"),
    Tell("no_hurry", say="Okay. Do it when you can.", next="closing"),
    Do("decline", action="tip_not_me", outcomes={"kept": "why", "guest": "closing", "gone": "gone"}),
    Ask(
        "why",
        say="Why not? Tell us 🎤 or skip.",
        accept=AnyWords(),
        retry="Tell us why not 🎤, or skip.",
        next="keep_why",
        also={"voice": "keep_why"},
        options=(_SKIP,),
    ),
    Do("keep_why", action="tip_why", outcomes={"kept": "thanks"}),
    Tell("thanks", say="Thank you for telling us!", next="closing"),
)

_CLOSING = (
    Do("closing", action="tip_meeting", outcomes={"found": "invite", "none": "more"}, gives=("held", "day")),
    Choose(
        "invite",
        say="Next meeting: {day}. Come and talk about it?",
        options=(Option("come", "👍 I come", next="come"), _NEXT, _MENU),
    ),
    Do("come", action="tip_come", outcomes={"seated": "coming", "else": "meetings"}),
    End("coming", say="Good! I will remind you."),
    End("meetings", then="meeting"),
    Choose("more", say="Want another tip?", options=(_NEXT, _MENU)),
)

TIP = Flow(name="tip", version=1, start="find", states=(*_TIPS, *_AFTER, *TOLD, *_CLOSING))
