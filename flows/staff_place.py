"""Where a meeting is held, as staff say it: a known place, a pin, words, a link, a voice; it knows no meeting."""

import re
from dataclasses import dataclass

from flows.core import Ask, Option, Pick
from flows.core.parsers import PlaceName

LINK = re.compile(r"https://[!-~]{1,190}")
"""What the link of a meeting online looks like here."""
_TAKEN = {"voice": "keep_place", "location": "keep_place"}


@dataclass(frozen=True, slots=True)
class PlaceOrLink:
    """Where a meeting is: a place in words, or the link of one that is held online."""

    good: tuple[str, ...] = ("Rruga e Kavajës 12", "Дом културе", "https://meet.example.org/drom")
    bad: tuple[str, ...] = ("", "7", "https://", "https://meet example", "x" * 61)

    def parse(self, text: str) -> str | None:
        """Return the place or the link."""
        if text.strip().startswith("https://"):
            return text.strip() if LINK.fullmatch(text.strip()) else None
        return PlaceName().parse(text)


WHERE = (
    Pick(
        "where",
        say="Where? Pin 📍 or voice 🎤.",
        next="keep_place",
        extra=(Option("write", "✏️ Write it", next="address"),),
        also=_TAKEN,
        accept=PlaceOrLink(),
    ),
    Ask(
        "address",
        say="Write the place or a link, or speak 🎤.",
        accept=PlaceOrLink(),
        retry="Write a short place or a link, or speak 🎤.",
        next="keep_place",
        also=_TAKEN,
        options=(Option("town", "📍 Only the town", next="keep_place"),),
    ),
)
"""What asks for a place; a ``Do`` of the flow offers the known ones, and ``keep_place`` takes what was given."""
