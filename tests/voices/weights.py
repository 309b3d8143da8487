"""How many bytes a turn is on the wire at its first use: words, notes and cards; it makes no sound and draws nothing.

A note weighs what one of so many letters weighs at most, a card what the largest may weigh. What is heard or seen twice
in one turn is on the wire once.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.picture_cards import card_of
from bot.picture_drawing import MOST_BYTES
from bot.picture_list import flows_with_cards
from bot.presentation import BOTH
from bot.render import Rendered
from bot.script import Script
from bot.services.speech import Speech, parts_for
from bot.services.voices import Voices
from bot.settings import SAMPLE
from bot.voices.orders import Order, items
from flows.core.values import Reply
from storage.contacts import Contact
from tests.services.sample import speech
from tests.voices.mouth import Mouth

TURN = 300_000
"""Bytes that a turn may have on the wire at its first use."""
HEAD, LETTER = 6_000, 235
"""Bytes of a note without words, and of each letter that is said: ``test_turns`` holds synthetic notes to them."""


def most(request: str) -> int:
    """Return the bytes that a note has at most, by what is said in it."""
    return HEAD + LETTER * sum(len(item[-1]) for item in items(request))


@dataclass(frozen=True, slots=True)
class Load:
    """What a screen brings: bytes of its words, and its files with the bytes of each."""

    words: int
    files: frozenset[tuple[str, int]]


@dataclass(slots=True)
class Scales:
    """Weighs screens as a Drom sends them whose notes and cards are all there."""

    folder: Path
    told: Speech = field(init=False)
    _notes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        voices, plain = Voices(self.folder, Mouth()), speech(SAMPLE)
        named, flows = voices.order, flows_with_cards(plain.book)

        def order(script: Script, contact_id: int) -> Order | None:
            found = named(script, contact_id)
            if found is not None:
                self._notes[found.name] = most(found.request)
            return found

        def picture(rendered: Rendered) -> str:
            card = card_of(rendered, flows)
            return card.name if card else ""

        voices.order = order  # type: ignore[method-assign]
        voices.ready = lambda _: True  # type: ignore[method-assign, assignment]
        self.told = replace(plain, voices=voices, pictures=picture)

    def load(self, reply: Reply, channel: str, language: str, country: str) -> Load:
        """Return what a screen brings to a reader who hears and sees."""
        reader = Contact(1, channel, "1", language=language, country=country, talk=BOTH)
        parts = parts_for(self.told, reader, reply)
        words = sum(len(json.dumps(part.to_json()).encode()) for part in parts)
        notes = {(part.voice, self._notes[part.voice]) for part in parts if part.voice}
        return Load(words, frozenset(notes | {(part.picture, MOST_BYTES) for part in parts if part.picture}))


def turn(loads: Iterable[Load]) -> int:
    """Return the bytes of screens that come together."""
    found = tuple(loads)
    return sum(one.words for one in found) + sum(size for _, size in frozenset().union(*(one.files for one in found)))
