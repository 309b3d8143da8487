"""The words that work in every state of every flow; what they are called in other languages is not known here."""

COMMANDS = ("menu", "back", "stop", "help", "again", "language")
"""Every global command. ``menu`` is also the digit 0."""

FLOW_OF = {"menu": "menu", "stop": "stop", "help": "help", "language": "language"}
"""The commands that open a flow, with its name; ``back`` and ``again`` belong to the engine."""

STRAIGHT = {"stop": "now"}
"""Commands that ask first unless they are sure, with the state that a sure one enters at once."""

VOICE_FLOW = "heard"
PHOTO_FLOW = "photo"
RESUME_FLOW = "resume"
TICKET_FLOW = "ticket"
"""The interruptions that the engine opens by itself."""
