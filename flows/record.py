"""Recording what Drom says, by chat: words are shown, spoken, heard and kept; or skipped; or said in other words."""

from flows.core import Ask, Choose, Do, End, Flow, Option, Tell
from flows.core.parsers import AnyWords

SHOWN = ("hash", "words", "done", "total")
"""What is told of the words that come next: what they are, and how many of all are recorded."""
_SKIP = Option("skip", "⏭️ Skip", next="skip")
_FINISHED = Option("done", "🏁 Finished", next="stop")
_DENIED = {"denied": "denied"}

RECORD = Flow(
    name="record",
    version=1,
    start="enter",
    signed=True,
    states=(
        Do(
            "enter",
            action="record_enter",
            outcomes={"known": "language", "new": "stay", **_DENIED},
            gives=("skipped",),
        ),
        Choose(
            "stay",
            say="When you leave us, may your voice stay here?",
            options=(Option("yes", "👍 Yes", next="stayed"), Option("no", "👎 No", next="stayed")),
        ),
        Do("stayed", action="record_stay", outcomes={"kept": "language", **_DENIED}),
        Choose(
            "language",
            say="Which language do you record?",
            options=(
                Option("sq", "Shqip", next="next"),
                Option("rom", "Romanes", next="dialect"),
                Option("sr", "Srpski", next="next"),
                Option("mk", "Македонски", next="next"),
                Option("en", "English", next="next"),
                Option("stay", "🔐 My voice", next="stay"),
            ),
        ),
        Choose(
            "dialect",
            say="Which dialect do you speak?",
            options=(
                Option("arli", "Arli", next="next"),
                Option("gurbet", "Gurbet", next="next"),
                Option("other", "🎤 Other", next="next"),
            ),
        ),
        Do("next", action="record_next", outcomes={"found": "line", "none": "all_done", **_DENIED}, gives=SHOWN),
        Choose(
            "line",
            say="Say this aloud 🎤:\n{words}\nRecorded: {done} of {total}.",
            options=(_SKIP, Option("other", "✏️ Other words", next="suggest"), _FINISHED),
            also={"voice": "hear"},
            anew="next",
        ),
        Do("hear", action="record_hear", outcomes={"heard": "sure"}, gives=("voice",)),
        Choose(
            "sure",
            say="Keep this voice?",
            options=(Option("keep", "👍 Yes", next="keep"), Option("redo", "🔁 Redo", next="line"), _SKIP),
            also={"voice": "hear"},
            anew="rehear",
        ),
        Do("rehear", action="record_rehear", outcomes={"heard": "sure"}),
        Do(
            "keep",
            action="record_keep",
            outcomes={
                **{"kept": "next", "waiting": "waiting", "no_file": "no_file", "long": "long"},
                **{"changed": "changed", **_DENIED},
            },
            final=True,
        ),
        Tell("waiting", say="Your voice is not here yet. Wait a moment and say yes.", next="sure"),
        Tell("no_file", say="I could not open your voice. Say it again.", next="line"),
        Tell("long", say="This is too long. Say it in 20 seconds.", next="line"),
        Tell("changed", say="These words have changed meanwhile.", next="next"),
        Do("skip", action="record_skip", outcomes={"skipped": "next"}, gives=("skipped",)),
        Ask(
            "suggest",
            say="How would you say it? Write it or speak 🎤.",
            accept=AnyWords(),
            retry="Speak 🎤 or write it in other words.",
            next="propose",
            also={"voice": "propose"},
            options=(Option("back", "👎 Not now", next="line"),),
        ),
        Do(
            "propose",
            action="record_propose",
            outcomes={"kept": "proposed", "changed": "changed", **_DENIED},
            gives=("skipped",),
            final=True,
        ),
        Tell("proposed", say="Thank you. The team looks at your words.", next="next"),
        Tell("all_done", say="Nothing is left here: {done} of {total}.", next="stop"),
        End("stop", say="Thank you for your voice! 👏", then="staff"),
        End("denied", say="This is for our team only."),
    ),
)
"""Only staff and helpers record; what they keep is heard within seconds."""
