"""The English of what people may type or say in every state; it never knows what a word does.

Alternatives are separated by `` | ``, the first being the one Drom shows. Other languages stand in the catalogues
under the same keys, with their own alternatives, not these translated one by one.
"""

from flows.core.commands import COMMANDS

SEPARATOR = " | "

COMMAND_WORDS = {
    "menu": "menu | home",
    "back": "back",
    "stop": "stop | unsubscribe",
    "help": "help | person",
    "again": "again | repeat",
    "language": "language | languages",
}

OTHER_WORDS = {
    "yes": "yes | ok | yeah",
    "no": "no | nope",
    "start": "start | start again",
}

NUMBER_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

WORDS = {
    **{f"word.{command}": COMMAND_WORDS[command] for command in COMMANDS},
    **{f"word.{name}": words for name, words in OTHER_WORDS.items()},
    **{f"word.n{number}": word for number, word in enumerate(NUMBER_WORDS)},
}
"""Catalogue key -> English alternatives. A command without words raises KeyError when this is imported."""


def alternatives(text: str) -> tuple[str, ...]:
    """Split an entry such as ``menu | home`` into its words, in order."""
    return tuple(word.strip() for word in text.split(SEPARATOR.strip()) if word.strip())
