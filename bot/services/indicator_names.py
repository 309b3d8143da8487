"""What a reader calls targets, groups and months, in the words of catalogues and programme file; it knows no number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.catalog import Words
from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.console_words import PREFIX, WORDS
from bot.elsewhere import KEYS, UNKNOWN
from bot.indicator_kinds import Kind
from bot.languages import LANGUAGES
from bot.programme import Campaign, Target
from flows.core.asides import ASIDES, key

CHANNELS: Mapping[str, str] = {
    "telegram": "Telegram",
    "whatsapp": "WhatsApp",
    SIM_TELEGRAM: "Telegram",
    SIM_WHATSAPP: "WhatsApp",
}
_VARIABLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Names:
    """Words for one reader, by language and country."""

    words: Words
    language: str
    country: str = ""

    def say(self, name: str, **values: object) -> str:
        """Return the console's words of a key; raises KeyError."""
        context = f"{PREFIX}{name}"
        text = self.words.text(context, WORDS[context], self.language, self.country)
        return _VARIABLE.sub(lambda found: str(values[found[1]]), text)

    def label(self, kind: str, name: str) -> str:
        """Return what the programme file calls something, its key where it has no such thing."""
        return self.words.text(f"programme.{kind}.{name}", name, self.language, self.country)

    def target(self, programme: str, target: Target) -> str:
        """Return what a target is called."""
        return self.label(f"target.{programme}", target.key)

    def group(self, dimension: str, name: str) -> str:
        """Return what a group of a split is called: a country, town, language, gender or messenger, or a month."""
        if not name:
            return self.say("indicators.not_known")
        match dimension:
            case "language":
                found = LANGUAGES[name].name if name in LANGUAGES else name
            case "gender":
                context = f"indicators.gender_{name}"
                found = self.say(context) if f"{PREFIX}{context}" in WORDS else name
            case "channel":
                found = CHANNELS.get(name, name)
            case "month":
                found = month(name)
            case _:
                found = self.label(dimension, name.lower())
        return found

    def groups(self, dimension: str, names: tuple[str, ...]) -> str:
        """Return what groups that are shown together are called; months by the first and the last."""
        if dimension == "month" and len(names) > 1:
            return f"{month(names[0])}–{month(names[-1])}"
        return ", ".join(self.group(dimension, name) for name in names)

    def how(self, kind: Kind) -> str:
        """Return in one sentence how a kind is counted, and for meetings which ones."""
        said = self.say(f"indicators.how_{kind.source}")
        meetings = [f"meeting_{one}" for one in kind.of if f"meeting_{one}" in ASIDES]
        if not meetings:
            return said
        told = (self.words.text(key(one), ASIDES[one], self.language, self.country) for one in meetings)
        return f"{said} ({', '.join(told)})"

    def facts(self, programme: str, campaign: Campaign) -> list[tuple[str, str]]:
        """Return what is said of a programme first, each with its value; countries stand there by their codes."""
        called = (self.label(f"fact.{programme}", str(place)) for place in range(len(campaign.facts)))
        return list(zip(called, (self._value(one.value) for one in campaign.facts), strict=True))

    def _value(self, value: str) -> str:
        """Return a list of countries by their names, and anything else as it stands."""
        keys = [f"{UNKNOWN}-{code}" for code in value.split(", ")]
        return ", ".join(self.label("country", one.lower()) for one in keys) if set(keys) <= set(KEYS) else value


def month(name: str) -> str:
    """Return a month in figures, which every reader knows: 03.2026."""
    return f"{name[5:7]}.{name[:4]}"
