"""From a reply to the words one reader sees; it never knows a channel, a person or where values come from."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from bot.catalog import Words
from flows.core.asides import ASIDES
from flows.core.asides import key as aside_key
from flows.core.values import Offer, Reply, Shown, Value

_VARIABLE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
_FIRST_STRONG, _END_OF_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT = {"R", "AL", "RLE", "RLO", "RLI"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One option in a reader's words. ``number`` is the digit that means it, 0 for none.

    ``key`` is that of its words in the catalogues, "" where they are somebody's own or content.
    """

    payload: str
    label: str
    number: int
    command: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What Drom says to one reader of ``language``, not yet cut to a channel's limits.

    ``lines`` asks for the choices to be written out one a line. ``opener`` is the label that opens a list of them.
    ``voice_key`` and ``picture_key`` name the recording and the card that belong to these words. ``apart`` tells that
    the choices stand in several messages: each needs its digit, and the card shows them together.
    """

    key: str
    text: str
    choices: tuple[Choice, ...]
    language: str
    lines: bool
    voice_key: str
    picture_key: str
    opener: str = ""
    apart: bool = False


def render(reply: Reply, words: Words, language: str, country: str, world: Mapping[str, str]) -> Rendered:
    """Return a reply in the reader's words; ``world`` holds values every reply may use, under the reply's own.

    A value arrives as it is, whatever is written in it. Raises ValueError for a variable that has no value.
    """
    values = {**world, **{name: _said(value, words, language, country) for name, value in reply.values.items()}}
    opener = words.text(aside_key("opener"), ASIDES["opener"], language, country) if reply.options else ""
    return Rendered(
        key=reply.key,
        text=fill(words.text(reply.key, reply.say, language, country), values, reply.key),
        choices=tuple(_choice(option, words, language, country) for option in reply.options),
        language=language,
        lines=reply.lines,
        voice_key=reply.key,
        picture_key=reply.key,
        opener=opener,
        apart=len(reply.told) > 1,
    )


def fill(text: str, values: Mapping[str, str], key: str) -> str:
    """Put values in the place of ``{variables}``, once; raises ValueError naming ``key`` and the missing one."""

    def value_of(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise ValueError(f"{key}: nothing is known for {{{found[1]}}}")
        return _isolated(values[found[1]])

    return _VARIABLE.sub(value_of, text)


def _said(value: Value, words: Words, language: str, country: str) -> str:
    if isinstance(value, Offer):
        return words.text(value.key, value.label, language, country) if value.key else value.label
    return value


def _choice(option: Shown, words: Words, language: str, country: str) -> Choice:
    label = words.text(option.key, option.label, language, country) if option.key else option.label
    return Choice(option.payload, label, option.number, option.command, option.key)


def _isolated(value: str) -> str:
    """Keep a right-to-left value from turning the words around it; any other value stays as it is."""
    if any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in value):
        return f"{_FIRST_STRONG}{value}{_END_OF_ISOLATE}"
    return value
