"""What staff decide about answers that others may hear: each is looked at by a person before anybody hears it."""

from flows.core import Choose, Do, End, Flow, Option, Pick, Tell

_ENDS = {"gone": "over", "denied": "denied"}

ADVICE = Flow(
    name="advice",
    version=1,
    start="find",
    signed=True,
    states=(
        Do("find", action="advice_list", outcomes={"found": "list", "none": "none", "denied": "denied"}),
        Pick("list", say="Which one?", next="look"),
        End("none", say="No answer waits for you to look at it.", then="staff"),
        Do(
            "look",
            action="advice_look",
            outcomes={"open": "decide", **_ENDS},
            gives=("id", "version", "topic", "language"),
        ),
        Choose(
            "decide",
            say="{topic}, {language}. The member agreed. May others hear this answer? "
            "It must tell nothing of who asked.",
            options=(
                Option("publish", "👍 Publish", next="publish"),
                Option("reject", "❌ Reject", next="reject"),
                Option("hear", "👂 Hear it", next="hear"),
            ),
            card=True,
        ),
        Do(
            "hear",
            action="advice_hear",
            outcomes={"told": "decide", **_ENDS},
            gives=("id", "version", "topic", "language"),
        ),
        Do("publish", action="advice_publish", outcomes={"published": "published", **_ENDS}),
        Do("reject", action="advice_reject", outcomes={"rejected": "rejected", **_ENDS}),
        Tell("published", say="Published.", next="find"),
        Tell("rejected", say="Okay. Nobody else hears it.", next="find"),
        End("over", say="This is decided already."),
        End("denied", say="This is for our team only."),
    ),
)
"""The card of an answer; it is decided once."""
