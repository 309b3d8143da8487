"""What helpers say in other words: a voice that people may know, and questions and answers in another language."""

from flows.core import Ask, Choose, Do, End, Flow, Option, Pick
from flows.core.parsers import AnyWords

ABOUT = ("id", "version", "topic", "source", "target")
"""What is told of a piece of work: its topic, and from which language into which."""
_GONE = {"gone": "over", "denied": "denied"}
_OFFER = (Option("take", "👍 Take it", next="take"), Option("pass", "➡️ Not me", next="pass_on"))

TRANSLATION = Flow(
    name="translation",
    version=1,
    start="find",
    states=(
        Do("find", action="translation_list", outcomes={"found": "list", "none": "none", "denied": "denied"}),
        Pick("list", say="Which one?", next="look"),
        End("none", say="Nothing waits for your words.", then="menu"),
        Do(
            "look",
            action="translation_look",
            outcomes={"voice": "rewrite", "other": "offer", **_GONE},
            gives=ABOUT,
        ),
        Choose("offer", say="{topic}: {source} → {target}. Can you say it?", options=_OFFER, card=True),
        Choose("rewrite", say="{topic}: can you say it in your own words?", options=_OFFER, card=True),
        Do("take", action="translation_take", outcomes={"taken": "words", **_GONE}, gives=ABOUT),
        Do("pass_on", action="translation_pass", outcomes={"passed": "passed", **_GONE}),
        End("passed", say="Okay. I ask somebody else."),
        Ask(
            "words",
            say="Say it in {target} 🎤 or write it. No names.",
            accept=AnyWords(),
            retry="Speak 🎤 or write it in {target}.",
            next="hear",
            also={"voice": "hear"},
            options=(Option("later", "⏸️ Later", next="later"), Option("pass", "➡️ Not me", next="pass_on")),
        ),
        Do("hear", action="translation_hear", outcomes={"heard": "sure"}, gives=("words", "voice")),
        Choose(
            "sure",
            say="Send this?",
            options=(
                Option("send", "👍 Send", next="send"),
                Option("redo", "🔁 Redo", next="words"),
                Option("later", "⏸️ Later", next="later"),
            ),
            also={"voice": "hear"},
        ),
        Do("send", action="translation_send", outcomes={"sent": "sent", **_GONE}, final=True),
        End("sent", say="Sent. Thank you! 👏"),
        Do("later", action="translation_later", outcomes={"kept": "kept", **_GONE}, gives=("hours",)),
        End("kept", say="Okay. Hours left: {hours}."),
        End("over", say="Somebody else did it already."),
        End("denied", say="This is for our team only."),
    ),
)
"""A card for each piece of work; it is answered for ever by what is true then."""
