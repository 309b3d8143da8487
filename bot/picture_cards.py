"""Which screens have a picture card, what stands on it and what it is called; pure, it never draws or opens one.

A card has a name by what is on it: other words or another look are another card, so that none is ever stale.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.layout import FEW
from bot.render import Choice, Rendered
from flows.concepts import pictogram_of

KIND = "picture"
"""How the names of cards begin: ``picture:`` and 32 hexadecimal digits."""
LOOK = 1
"""Which drawing of a card this is; another number is other names for all of them."""
MOST = 12
"""On how many choices a card has room."""
KEPT = 4096
"""How many cards' names are remembered."""

Cell = tuple[int, str, str]
"""The digit that means a choice (0 for none), its pictogram and its words."""


@dataclass(frozen=True, slots=True)
class PictureCard:
    """What stands on one card."""

    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        """Return what the card is called, at most 40 ASCII signs."""
        return f"{KIND}:{_hash(self.cells)}"


def card_of(rendered: Rendered, flows: Iterable[str]) -> PictureCard | None:
    """Return the card of a screen of one of some flows.

    None where there are few choices (unless they stand in several messages), one has no pictogram, or one is of
    somebody's own: a name, a day, a number.
    """
    choices = rendered.choices
    if not (rendered.apart or FEW < len(choices) <= MOST) or rendered.key.partition(".")[0] not in flows:
        return None
    if not all(choice.key for choice in choices):
        return None
    cells = tuple(map(_cell, choices))
    return PictureCard(cells) if all(sign for _, sign, _ in cells) else None


def _cell(choice: Choice) -> Cell:
    sign = pictogram_of(choice.label)
    return choice.number, sign, choice.label.removeprefix(sign).strip()


@lru_cache(maxsize=KEPT)
def _hash(cells: tuple[Cell, ...]) -> str:
    return hashlib.sha256(json.dumps([LOOK, cells], ensure_ascii=False).encode()).hexdigest()[:32]
