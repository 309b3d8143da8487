"""The templates that WhatsApp must approve, read from ``templates.toml``; it never knows whether they are."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.channels.limits import WHATSAPP_LIMITS
from bot.channels.port import Button, Part
from bot.emoji import take_apart
from bot.languages import LANGUAGES, chain

FILE = Path(__file__).with_name("templates.toml")
LISTEN, STOP = "knock:0:1:listen", "knock:0:1:stop"
"""What the two buttons of every knock are on the wire."""
QUICK_REPLIES = 2

_NAME = re.compile(r"[a-z0-9_]{1,512}")
_VARIABLE = re.compile(r"{{.*?}}")
_EDGES = re.compile(r"^\s*{{|}}\s*$|}}\s*{{")


@dataclass(frozen=True, slots=True)
class Template:
    """One template in one of our languages; ``code`` is WhatsApp's for it. ``buttons`` are quick replies."""

    name: str
    language: str
    code: str
    category: str
    body: str
    buttons: tuple[Button, ...]

    def content(self) -> dict[str, Any]:
        """Return it as Twilio's Content API takes it."""
        actions = [{"title": button.label, "id": button.payload} for button in self.buttons]
        types = {"twilio/quick-reply": {"body": self.body, "actions": actions}}
        return {"friendly_name": self.name, "language": self.code, "variables": {}, "types": types}

    def part(self, provider_id: str) -> Part:
        """Return it as a part that is sent by its approved template."""
        return Part(self.body, "buttons", self.buttons, template=provider_id)


def read(text: str) -> dict[str, Template]:
    """Return each knock by our language; raises ValueError with every breach of WhatsApp's rules."""
    knock = tomllib.loads(text)["knock"]
    found = {language: _template(knock, language, words) for language, words in knock["text"].items()}
    if wrong := [f"{one.name}: {defect}" for one in found.values() for defect in _defects(one)]:
        raise ValueError("; ".join(wrong))
    return found


def _template(knock: Mapping[str, Any], language: str, words: Mapping[str, str]) -> Template:
    name = f"drom_knock_{language.lower()}_v{knock['version']}"
    buttons = (Button(LISTEN, words["listen"]), Button(STOP, words["stop"]))
    return Template(name, language, LANGUAGES[language].template, knock["category"], words["body"], buttons)


def _defects(template: Template) -> Iterator[str]:
    """Yield what WhatsApp would reject (``channels.md`` 2.4)."""
    labels = [button.label for button in template.buttons]
    if not _NAME.fullmatch(template.name):
        yield "a name is small letters, digits and underscores"
    if not template.code:
        yield "WhatsApp has no templates in this language"
    if template.category != "UTILITY":
        yield "a knock is UTILITY"
    if "\n" in template.body or not 0 < len(template.body) <= WHATSAPP_LIMITS.body_with_choices:
        yield "the body is one line of at most 1024 signs"
    if _EDGES.search(template.body):
        yield "a variable may not begin or end the body, or stand beside another"
    if len(labels) > QUICK_REPLIES or len(set(labels)) < len(labels):
        yield "there are at most two buttons, and they differ"
    for label in labels:
        if (
            "\n" in label
            or _VARIABLE.search(label)
            or take_apart(label)[0]
            or len(label) > WHATSAPP_LIMITS.button_label
        ):
            yield f"the button {label!r} has a pictogram, a variable or a new line, or is over 20 signs"


KNOCKS: Mapping[str, Template] = read(FILE.read_text(encoding="utf-8"))
"""The knock in each language that WhatsApp has."""
KNOCK_LABELS: Mapping[str, str] = {
    button.label: button.payload for template in KNOCKS.values() for button in template.buttons
}
"""What the buttons are called in any language: some phones, and Twilio's list after an outage, tell only that."""


def knock_language(language: str, country: str) -> str:
    """Return in which of our languages somebody is knocked at: their own, or the nearest that WhatsApp has."""
    return next(code for code in chain(language, country) if code in KNOCKS)
