"""Where a meeting is held, as staff say it: a known place, a pin and its name, words, a link, a voice; it only asks."""

import re
from dataclasses import dataclass

from flows.core import Ask, Choose, Do, Option, Pick, State, Tell
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

PIN_WORDS: tuple[State, ...] = (
    Ask(
        "pin_words",
        say="What is this place called? Write it, or skip.",
        accept=PlaceName(),
        retry="Write a short name of the place, or skip.",
        next="keep_pin_words",
        also={"voice": "pin_words_spoken"},
        options=(Option("skip", "⏭️ Skip", next="keep_pin_words"),),
    ),
    Tell("pin_words_spoken", say="I do not understand a spoken name yet.", next="pin_words"),
)
"""What asks how a place is called that was given by a pin, for cards; ``keep_pin_words`` takes what is written."""

HEARERS = ("told", "told_coming", "told_perhaps", "told_invited")
"""How many hear of a change: all, who come, who may come or wait, and who were invited and have not answered."""
HEAR = (
    "People who hear of it: {told}. Coming: {told_coming}. Maybe or waiting: {told_perhaps}. "
    "Only invited: {told_invited}."
)
_DONE = {"stale": "stale", "gone": "gone", "denied": "denied"}
_PLACED = {"fine": "place_sure", "gone": "gone", "denied": "denied"}

PLACE: tuple[State, ...] = (
    Do("places", action="staff_places", outcomes={"found": "where", "gone": "gone", "denied": "denied"}),
    *WHERE,
    Do(
        "keep_place",
        action="staff_place_look",
        outcomes={"pin": "pin_words", "spoken": "place_spoken", **_PLACED},
        gives=("new_at", "new_place", *HEARERS),
    ),
    *PIN_WORDS,
    Do("keep_pin_words", action="staff_pin_words", outcomes=_PLACED, gives=("new_at", "new_place", *HEARERS)),
    Tell("place_spoken", say="Somebody will write it down. Until then nothing changes.", next="look"),
    Choose(
        "place_sure",
        say="{kind}, {day}: {place}.\nNew: {new_place}. " + HEAR + " Change it?",
        options=(
            Option("change", "👍 Yes", next="change_place"),
            Option("other", "🏢 Other place", next="places"),
            Option("keep", "👎 No", next="look"),
        ),
    ),
    Do("change_place", action="staff_change_place", outcomes={"done": "changed", **_DONE}, gives=("told",), final=True),
    Tell("changed", say="Changed. People who hear of it: {told}.", next="look"),
)
"""What changes the place of a meeting that staff look at; ``look``, ``stale`` and the ends are their flow's."""
