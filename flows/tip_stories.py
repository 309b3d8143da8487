"""Telling of a tip that was done, so that others hear it: a photo, a voice, a yes, the name or none, then a person.

Who tells hears it once more before they share it, and may take it back for ever.
"""

from collections.abc import Mapping

from flows.core import Ask, Branch, Choose, Do, End, Option, State, Tell
from flows.core.parsers import AnyWords
from flows.core.values import Value

NEIGHBOUR = "neighbour"
"""The answer that says ``yes`` where a neighbour can be heard of a tip."""
HEARD = ("words", "voice", "photo")
"""What somebody tells, in which form: their words, or the numbers of their recording and of their photo."""
_SENT = {"photo": "see", "voice": "hear"}
_TAKE_BACK = Option("take_back", "❌ Take back", next="take_back", careful=True)


def _photo(answers: Mapping[str, Value]) -> str:
    """Return whether a photo is told along: its number stands where the choice to send one stood."""
    return "none" if answers.get("photo", "") in {"", "photo", "tell"} else "photo"


_SKIP = Option("skip", "⏭️ Skip", next="closing")

_TOLD = (
    Choose(
        "photo",
        say="Send a photo? Others can learn.",
        options=(Option("photo", "📷 Photo", next="send_photo"), Option("tell", "🎤 Tell it", next="tell"), _SKIP),
        also=_SENT,
    ),
    Ask(
        "send_photo",
        say="Send the photo now 📷.",
        accept=AnyWords(),
        retry="Send a photo 📷, or skip.",
        next="hear",
        also=_SENT,
        options=(_SKIP,),
    ),
    Ask(
        "tell",
        say="Tell it now 🎤 or write.",
        accept=AnyWords(),
        retry="Tell it 🎤 or write, or skip.",
        next="hear",
        also=_SENT,
        options=(_SKIP,),
    ),
    Do("see", action="tip_look", outcomes={"seen": "tell_too"}, gives=HEARD),
    Ask(
        "tell_too",
        say="I have your photo. Now tell it: speak 🎤 or write.",
        accept=AnyWords(),
        retry="Tell it 🎤 or write, or tap.",
        next="hear_too",
        also={"photo": "see", "voice": "hear_too"},
        options=(Option("enough", "🏁 That is all", next="hear_too"),),
    ),
    Do("hear", action="tip_listen", outcomes={"heard": "share"}, gives=HEARD),
    Do("hear_too", action="tip_listen_too", outcomes={"heard": "share"}, gives=HEARD),
)

_SHARED = (
    Choose(
        "share",
        say="Look and listen. Share it with members?",
        options=(
            Option("share", "👍 Share", next="show_name"),
            Option("redo", "🔁 Redo", next="photo"),
            Option("drop", "❌ Delete", next="dropped", careful=True),
        ),
        also={"photo": "see", "voice": "hear_too"},
    ),
    Tell("dropped", say="Okay. I do not share it.", next="closing"),
    Choose(
        "show_name",
        say="Show your name?",
        options=(Option("yes", "👤 Yes", next="by_photo"), Option("no", "🙈 No name", next="by_photo")),
    ),
    Branch("by_photo", choose=_photo, outcomes={"photo": "faces", "none": "keep_told"}),
    Choose(
        "faces",
        say="People in the photo said yes?",
        options=(
            Option("yes", "👍 Yes", next="keep_told"),
            Option("new", "📷 New one", next="send_photo"),
            Option("nobody", "🙂 No people", next="keep_told"),
        ),
    ),
    Do("keep_told", action="tip_told", outcomes={"kept": "kept", "gone": "closing"}, gives=("number",), final=True),
    Tell("kept", say="Thank you! A person checks it first. Number: {number}.", next="closing"),
)

_DECIDED = (
    Choose(
        "live",
        say="Others see your story now! 🎉 Number: {number}.",
        options=(Option("next", "➡️ Next tip", next="find"), _TAKE_BACK),
        card=True,
    ),
    Choose(
        "fix",
        say="Your story {number} is not shown.\n{reason}\nTell it again?",
        options=(Option("redo", "🔁 Redo", next="tell_again"), Option("leave", "👎 No", next="closing")),
        card=True,
    ),
    Do("tell_again", action="tip_tell_again", outcomes={"fine": "photo", "gone": "closing"}),
    Do("take_back", action="tip_take_back", outcomes={"taken": "taken", "none": "taken"}),
    End("taken", say="Okay. Nobody else hears it."),
)
"""What its teller hears of a story once staff have looked at it."""

TOLD: tuple[State, ...] = (*_TOLD, *_SHARED, *_DECIDED)
"""The states of ``flows.tips`` from the question for a photo on; ``closing`` is what follows them there."""
