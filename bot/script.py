"""What is said of a screen, piece by piece in the order shown; pure, it never knows a person, a channel or a sound.

The words of a screen are a frame with variables. Each segment between them is a piece under the catalogue's key
(``key``, ``key#2``, ...), each value one or more pieces of its own, so that whoever records voices records a sentence
once for all names and dates. Pictograms are never said.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby

from bot.aloud import EDGES, HEARD, atoms, heard_in, joined
from bot.catalog import Words
from flows.core.asides import ASIDES
from flows.core.asides import key as aside_key
from flows.core.states import NO_NUMBER
from flows.core.values import Offer, Reply, Shown, Value

_VARIABLE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")

_LEADING = " ,.;:!?…"

SHARED = frozenset(
    {
        *("organisation", "day", "time", "until", "place", "free", "total", "number", "days", "hours", "people"),
        *("party", "sent", "picture", "language", "times", "screen"),
    }
)
"""Variables that never hold somebody's own words; of others only what stands in a catalogue is nobody's."""

OWN_WORDS = "language.which"
"""The screen on which each choice is the name of a language: it is said by that language's own voice."""
_OWN = {"sq": "sq", "rom": "rom", "sr": "sr_Latn", "mk": "mk", "en": "en"}

KEPT = 4096
"""How many screens without values are remembered, in all languages: twice as many as there are."""

LABEL, NUMBER = "label", "number"
"""The variables of the frame of a choice."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that are said as one. ``key`` names those that a person may record, "" any others.

    ``language`` is that of the voice (see ``bot.aloud.HEARD``). ``personal``: they are somebody's own.
    """

    key: str
    words: str
    language: str
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """All that is said of one screen; no pieces where nothing in it can be said."""

    pieces: tuple[Piece, ...]

    @property
    def personal(self) -> bool:
        """Tell whether something in it is somebody's own words."""
        return any(piece.personal for piece in self.pieces)

    @property
    def text(self) -> str:
        """Return the words as one line."""
        return joined(piece.words for piece in self.pieces).strip(EDGES)


def script(reply: Reply, words: Words, language: str, country: str, world: Mapping[str, str]) -> Script:
    """Return what is said of a reply to a reader; ``world`` holds values every reply may use, under its own."""
    if reply.key and "{" not in reply.say and all(option.key for option in reply.options):
        return _whole(words.version, reply.key, reply.say, reply.options, words, language, country)
    reader = _Reader(words, language, country)
    return _of(chain(reader.frame(reply.key, reply.say, {**world, **reply.values}), reader.choices(reply)))


@lru_cache(maxsize=KEPT)
def _whole(
    _version: object, key: str, say: str, options: tuple[Shown, ...], words: Words, language: str, country: str
) -> Script:
    """Return what is said of a screen of nothing but catalogues' words: the same for as long as these stay."""
    reader, reply = _Reader(words, language, country), Reply(key, say, {}, options)
    return _of(chain(reader.frame(key, say, {}), reader.choices(reply)))


def _of(pieces: Iterable[Piece]) -> Script:
    found = tuple(pieces)
    return Script(found if any(_worded(piece.words) for piece in found) else ())


@dataclass(frozen=True, slots=True)
class _Reader:
    """Somebody's language and country, and the catalogues."""

    words: Words
    language: str
    country: str

    def frame(self, key: str, english: str, values: Mapping[str, Value]) -> Iterator[Piece]:
        """Yield the pieces of a sentence: its segments, numbered where they have words, and its values."""
        text, voice = self._text(key, english)
        number = 0
        for place, part in enumerate(_VARIABLE.split(text)):
            if place % 2:
                yield from self._value(part, values.get(part, ""))
            elif said := self._said(part, voice):
                number += any(_worded(piece.words) for piece in said)
                name = key if number == 1 else f"{key}#{number}"
                yield from _under(name if key else "", said)
        yield Piece("", ".", voice)

    def choices(self, reply: Reply) -> Iterator[Piece]:
        """Yield how each option of a reply is chosen."""
        for option in reply.options:
            own = _OWN.get(option.value, self.language) if reply.key == OWN_WORDS else self.language
            yield from (self if own == self.language else _Reader(self.words, own, self.country)).choice(option)

    def choice(self, option: Shown) -> Iterator[Piece]:
        """Yield how an option is chosen: its label, and the number to press where it has one."""
        label = Offer(option.value, option.label, option.key)
        if option.number == NO_NUMBER:
            yield from self._value(LABEL, label)
            yield Piece("", ".", HEARD[self.language])
            return
        values: dict[str, Value] = {LABEL: label, NUMBER: str(option.number)}
        yield from self.frame(aside_key("spoken_choice"), ASIDES["spoken_choice"], values)

    def _text(self, key: str, english: str) -> tuple[str, str]:
        """Return the words under a key, and whose voice says them."""
        if found := self.words.find(key, self.language, self.country) if key else None:
            return found[0], HEARD[found[1]]
        return english, heard_in(english, self.language)

    def _value(self, name: str, value: Value) -> Iterator[Piece]:
        """Yield a variable's pieces: a catalogue's words under their key, anything else under none."""
        if isinstance(value, Offer) and value.key:
            text, voice = self._text(value.key, value.label)
            yield from _under(value.key, self._said(text, voice))
            return
        text = value.label if isinstance(value, Offer) else value
        said = self._said(text, heard_in(text, self.language))
        personal = name not in SHARED and not (name == NUMBER and text.isdecimal())
        yield from (
            Piece(one.key, one.words, one.language, personal and not one.key and _worded(one.words)) for one in said
        )

    def _said(self, text: str, voice: str) -> list[Piece]:
        found = atoms(text, voice, self.country)
        if not found:
            signs = "".join(sign for sign in text if sign in ",.;:!?")
            return [Piece("", signs, voice)] if signs else []
        return [Piece(atom.key, atom.words, atom.language) for atom in found]


def _under(key: str, said: Iterable[Piece]) -> Iterator[Piece]:
    """Yield words under their catalogue's key, as one piece for each voice; signs alone have no key.

    A number in the catalogue's own words is part of the sentence: who records it says it.
    """
    groups = [(voice, joined(one.words for one in group)) for voice, group in groupby(said, lambda one: one.language)]
    for voice, words in groups:
        rest = words.lstrip(_LEADING)
        signs = words.removesuffix(rest).strip()
        if signs:
            yield Piece("", signs, voice)
        if rest:
            yield Piece(key if len(groups) == 1 and _worded(rest) else "", rest, voice)


def _worded(words: str) -> bool:
    return any(char.isalnum() for char in words)
