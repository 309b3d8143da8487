"""The words that work in every state of every flow; what they are called in each language is not known here."""

COMMANDS = ("menu", "back", "stop", "help", "again", "language")
"""Every global command. ``menu`` is also the digit 0."""

FLOW_OF = {"menu": "menu", "stop": "stop", "help": "help", "language": "language"}
"""The commands that open a flow, with its name; ``back`` and ``again`` belong to the engine."""
