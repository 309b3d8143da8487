"""What a person answers to a screen they see, as a rule over its text and buttons; it never looks inside a bot."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

NAME = "Ana"
PREFERRED = ("en", "next", "yes", "right", "mk")
"""Values of dialogue buttons, the first that is on a screen is taken; the first button of all where none is."""

AVOIDED = ("person", "other", "redo", "change", "no")
SKIP = "skip"
"""The value of the one button of a question that awaits a free answer."""
WRITTEN = {
    "Choose your language": "English",
    "I keep your first name, town and work. Is this okay for you?": "Yes",
    "What shall we call you?": NAME,
    "Where do you work?": "Skopje",
    "What is your work?": "Sewing",
    "May I send you meeting reminders and tips?": "Yes",
    "Is it right?": "Right",
}
"""Answers to screens without choices, by their text; anything else is answered with a name."""

_PAYLOAD = re.compile(r"(?P<flow>\w+)\.(?P<state>\w+)\.(?P<value>[^@]+)@\d+")


@dataclass(frozen=True, slots=True)
class Screen:
    """One message as a person sees it; ``buttons`` are label and data; ``message`` is Telegram's own form of it."""

    text: str
    buttons: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> "Screen":
        """Read a screen from the fields of a send."""
        markup = fields.get("reply_markup") or "{}"
        rows = (json.loads(markup) if isinstance(markup, str) else markup).get("inline_keyboard", [])
        buttons = tuple((one["text"], one.get("callback_data", "")) for row in rows for one in row)
        return cls(str(fields.get("text") or fields.get("caption") or ""), buttons)

    @property
    def places(self) -> set[str]:
        """The ``flow.state`` of its buttons."""
        matches = [_PAYLOAD.fullmatch(data) for _, data in self.buttons]
        return {f"{match['flow']}.{match['state']}" for match in matches if match}


@dataclass(frozen=True, slots=True)
class Given:
    """An answer: a text, or the data of a button where ``press`` is true."""

    value: str
    press: bool = False


@dataclass(slots=True)
class Turn:
    """One turn as it was seen once: what was given and the texts that came back, in order; ``at`` is the screen."""

    given: Given
    at: str
    says: list[str] = field(default_factory=list)

    @property
    def parts(self) -> int:
        """How many messages answer it."""
        return len(self.says)


def is_over(screen: Screen) -> bool:
    """Tell whether a registration has ended on this screen."""
    in_menu = {place.partition(".")[0] for place in screen.places} == {"menu"}
    first_tip = any(data.startswith("tip:") for _, data in screen.buttons)
    return in_menu or first_tip or (not screen.buttons and screen.text.startswith("Done!"))


def answer(screen: Screen, press: bool) -> Given:
    """Return what a person gives to a screen, by pressing where they may and ``press`` is true."""
    if all(_value(data) == SKIP for _, data in screen.buttons):
        return Given(WRITTEN.get(screen.text, NAME))
    label, data = _choice(screen)
    return Given(data, press=True) if press else Given(words(label))


def words(label: str) -> str:
    """Return a label without its pictogram and number."""
    return re.sub(r"^[^\w]*(\d+\W+)?", "", label).strip() or label


def _choice(screen: Screen) -> tuple[str, str]:
    by_value = {_value(data): (label, data) for label, data in screen.buttons}
    for value in PREFERRED:
        if value in by_value:
            return by_value[value]
    kept = [button for value, button in by_value.items() if value not in AVOIDED]
    return kept[0] if kept else screen.buttons[0]


def _value(data: str) -> str:
    match = _PAYLOAD.fullmatch(data)
    return match["value"] if match else data.rpartition(":")[2].lower()
