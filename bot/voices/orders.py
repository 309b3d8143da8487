"""A voice note as a value: which recordings and words it is made of, and the name that follows from them; pure.

What is asked for holds all that is heard, so the same words always have the same name, and a new recording another one:
nothing that was made is ever stale.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from bot.aloud import EDGES, joined
from bot.script import Piece, Script

SAY, TELL = "say", "tell"
"""How the names begin: of what anybody may hear, and of what holds somebody's own words (``tell:<contact>:...``)."""

STYLE = "1"
"""The way of speaking: pace, voices, spelling for them. Another makes other sounds of the same words: other names."""

LONGEST = 2_400
"""Characters that are said in one note at most, about three minutes (WhatsApp plays 512 KB at once)."""

Recorded = Callable[[Piece], str]
"""Returns the id of the recording whose words a piece says, "" where there is none."""


@dataclass(frozen=True, slots=True)
class Order:
    """A voice note that is asked for. ``name`` is short, and a part's ``voice``; ``request`` is all that is heard."""

    name: str
    request: str

    @property
    def recorded(self) -> bool:
        """Tell whether people recorded all of it: then no synthetic voice is needed."""
        return all(kind == RECORDING for kind, *_ in items(self.request))


RECORDING, WORDS = "r", "t"
"""The two kinds of items: ``["r", id]`` and ``["t", language, words]``."""


def order(script: Script, contact_id: int, recorded: Recorded) -> Order | None:
    """Return the note that says a script; None where nothing is said, or too much for one note."""
    if not script.pieces or sum(len(piece.words) for piece in script.pieces) > LONGEST:
        return None
    head = f"{TELL}:{contact_id}" if script.personal else SAY
    told = json.dumps(list(_items(script, recorded)), ensure_ascii=False, separators=(",", ":"))
    request = f"{head}:{told}"
    return Order(name_of(request), request)


def name_of(request: str) -> str:
    """Return the name of a note: 32 letters and digits of what is heard, after whose it is."""
    head, told = _parted(request)
    return f"{head}:{hashlib.sha256(f'{STYLE}:{told}'.encode()).hexdigest()[:32]}"


def items(request: str) -> list[list[str]]:
    """Return what a note is made of, in order; raises ValueError for what is no request."""
    found = json.loads(_parted(request)[1])
    if not isinstance(found, list):
        raise ValueError("a request is a list")
    return found


def owner(name: str) -> str:
    """Return the number of the contact that a name or a request belongs to, "" for nobody's."""
    kind, _, rest = name.partition(":")
    return rest.partition(":")[0] if kind == TELL else ""


def _parted(request: str) -> tuple[str, str]:
    head = f"{TELL}:{owner(request)}" if request.startswith(f"{TELL}:") else SAY
    return head, request.removeprefix(f"{head}:")


def _items(script: Script, recorded: Recorded) -> Iterator[list[str]]:
    """Yield recordings and, between them, words by one voice each as one text: so it speaks in whole sentences."""
    named = [(recorded(piece) if piece.key else "", piece) for piece in script.pieces]
    for (recording, voice), group in groupby(named, lambda one: (one[0], "" if one[0] else one[1].language)):
        if recording:
            for _ in group:
                yield [RECORDING, recording]
            continue
        words = joined(piece.words for _, piece in group).strip(EDGES)
        if any(char.isalnum() for char in words):
            yield [WORDS, voice, words]
