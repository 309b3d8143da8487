"""What may stand on any conversation for a moment: a person is called, a voice note or photo came, messages stop."""

from flows.core import Choose, Do, End, Flow, Option, Tell

HELP = Flow(
    name="help",
    version=1,
    start="call",
    interrupts=True,
    states=(
        Do("call", action="call_person", outcomes={"called": "called"}),
        End("called", say="A person will answer here. Usually within one day."),
    ),
)

STUCK = Flow(
    name="stuck",
    version=1,
    start="ask",
    interrupts=True,
    stuck="help",
    states=(
        Choose(
            "ask",
            say="Shall a person help you?",
            options=(
                Option("yes", "🙋 Yes", next="call"),
                Option("redo", "🔁 Redo", command="back"),
                Option("menu", "🏠 Menu", command="menu"),
            ),
        ),
        Do("call", action="call_person", outcomes={"called": "called"}),
        End("called", say="A person will answer here. Usually within one day."),
    ),
)

HEARD = Flow(
    name="heard",
    version=1,
    start="keep",
    interrupts=True,
    states=(
        Do("keep", action="keep_voice", outcomes={"kept": "ask"}),
        Choose(
            "ask",
            say="I heard you. A person will listen. Continue now?",
            options=(
                Option("continue", "▶️ Continue", command="back"),
                Option("wait", "🙋 Wait", next="wait"),
            ),
        ),
        End("wait", say="A person will answer here. Usually within one day."),
    ),
)

PHOTO = Flow(
    name="photo",
    version=1,
    start="ask",
    interrupts=True,
    states=(
        Choose(
            "ask",
            say="Nice photo. Shall a person look at it?",
            options=(
                Option("yes", "🙋 Yes", next="keep"),
                Option("no", "▶️ Continue", command="back"),
            ),
        ),
        Do("keep", action="keep_photo", outcomes={"kept": "kept"}),
        End("kept", say="A person will answer here. Usually within one day."),
    ),
)

RESUME = Flow(
    name="resume",
    version=1,
    start="keep",
    interrupts=True,
    states=(
        Do("keep", action="keep_what_came", outcomes={"nothing": "ask", "kept": "heard"}),
        Tell("heard", say="I heard you. A person will listen.", next="ask"),
        Choose(
            "ask",
            say="Welcome back. Continue where you stopped?",
            options=(
                Option("continue", "▶️ Continue", command="back"),
                Option("menu", "🏠 Menu", command="menu"),
            ),
        ),
    ),
)

TICKET = Flow(
    name="ticket",
    version=1,
    start="keep",
    interrupts=True,
    states=(
        Do("keep", action="add_to_ticket", outcomes={"kept": "kept"}),
        Choose(
            "kept",
            say="Your message waits. A person will see it.",
            options=(Option("continue", "▶️ Continue", command="back"),),
        ),
    ),
)

SPEAKING = Flow(
    name="speaking",
    version=1,
    start="which",
    interrupts=True,
    states=(
        Do("which", action="other_way", outcomes={"speak": "speak", "write": "write"}),
        Choose(
            "speak",
            say="Shall I speak to you?",
            options=(Option("yes", "🔊 Yes", next="save"), Option("no", "👎 No", next="left")),
            told=("both",),
        ),
        Choose(
            "write",
            say="Shall I only write to you?",
            options=(Option("yes", "📝 Yes", next="save"), Option("no", "👎 No", next="left")),
        ),
        Do("save", action="take_other_way", outcomes={"speaks": "speaks", "writes": "writes"}),
        End("speaks", say="Good. I speak to you now."),
        End("writes", say="Good. I only write now."),
        End("left", say="Okay. All stays as it is."),
    ),
)
"""Another way of talking is offered to somebody whose answers show that it may be easier for them."""

STOP = Flow(
    name="stop",
    version=1,
    start="ask",
    interrupts=True,
    states=(
        Choose(
            "ask",
            say="Stop all messages? You can come back anytime.",
            options=(
                Option("stop", "✋ Stop", next="now", careful=True),
                Option("keep", "◀️ Keep", command="back"),
            ),
        ),
        Do("now", action="stop", outcomes={"stopped": "stopped"}, final=True),
        Choose(
            "stopped",
            say="Stopped. I send nothing now.",
            options=(Option("start", "▶️ Start again", next="start"),),
        ),
        Do("start", action="start_again", outcomes={"started": "started"}),
        End("started", say="Good. I talk to you again."),
    ),
)
