"""Which screens have a picture card, what stands on it and what it is called; pure, it never draws or opens one.

A card has a name by what is on it: other words or another look are another card, so that none is ever stale.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.layout import FEW
from bot.picture_marks import apart, sign_of
from bot.render import Rendered

KIND = "picture"
"""How the names of cards begin: ``picture:`` and 32 hexadecimal digits."""
LOOK = 2
"""Which drawing of a card this is; another number is other names for all of them."""
MOST = 12
"""On how many choices a card has room."""
KEPT = 4096
"""How many cards' names are remembered."""

Cell = tuple[int, str, str]
"""The digit that means a choice (0 for none), its pictogram, perhaps with a mark beside it, and its words."""


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

    None where there are few choices (unless they stand in several messages), where one has no pictogram and none can be
    drawn, is of somebody's own, or looks like another.
    """
    choices = rendered.choices
    if not (rendered.apart or FEW < len(choices) <= MOST) or rendered.key.partition(".")[0] not in flows:
        return None
    signs = apart([sign_of(rendered.key, choice) for choice in choices])
    cells = tuple((choice.number, *sign) for choice, sign in zip(choices, signs, strict=True))
    looks = {(sign, words) for _, sign, words in cells}
    return PictureCard(cells) if len(looks) == len(cells) and all(sign for _, sign, _ in cells) else None


@lru_cache(maxsize=KEPT)
def _hash(cells: tuple[Cell, ...]) -> str:
    return hashlib.sha256(json.dumps([LOOK, cells], ensure_ascii=False).encode()).hexdigest()[:32]
