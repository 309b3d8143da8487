"""How the console looks: its templates, and words, days and names for one reader; it never knows a particular page."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment
from markupsafe import Markup

from bot.console_words import PREFIX, WORDS
from bot.languages import LANGUAGES, chain, format_day, format_event, format_time
from bot.services.onboarding import SPEECH
from bot.services.spoken import NAMES
from bot.services.staff import OPERATOR
from bot.web.console.frame import ROOT, Sitting
from bot.web.templates import environment
from storage.called import Called
from storage.meetings import Meeting

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_SIGN = re.compile(r"(question|story):(\d{1,18})")
"""How the first line of a ticket names what it is about; below it are people's own words."""
_UNTOLD = {"", SPEECH}
"""What says nothing about somebody: not told, or only spoken."""
_KEPT = {"\n", "\t", "\u200d", "\ufe0f"}
"""White space, and what joins pictograms."""


def visible(value: Any) -> Any:
    """Return a text with each sign that nobody would see, or that turns others around, written out as its number.

    What a field holds is not (``| e`` in its template): it is sent back as it stands.
    """
    if isinstance(value, Markup) or not isinstance(value, str) or (value.isascii() and value.isprintable()):
        return value
    return "".join(_shown(sign) for sign in value.replace("\r\n", "\n"))


def _shown(sign: str) -> str:
    hidden = sign not in _KEPT and unicodedata.category(sign) in _HIDDEN
    return f"[U+{ord(sign):04X}]" if hidden else sign


def templates() -> Environment:
    """Return the console's templates: whatever people wrote is escaped, and nothing of it hides."""
    found = environment()
    found.finalize = visible
    return found


@dataclass(frozen=True, slots=True)
class Reader:
    """What templates call for one reader, as ``look`` there.

    ``day`` is a weekday and a date, ``when`` a date with the time, ``short`` both in figures, on the reader's clock.
    """

    sitting: Sitting

    def day(self, at: datetime) -> str:
        """Return "Monday 15 June"."""
        return format_day(self._here(at), self.sitting.language, self.sitting.country)

    def time(self, at: datetime) -> str:
        """Return "18:00"."""
        return format_time(self._here(at), self.sitting.language)

    def when(self, at: datetime) -> str:
        """Return "Monday 15 June, 18:00"."""
        return f"{self.day(at)}, {self.time(at)}"

    def actor(self, name: str) -> str:
        """Return what a member of the team is called, where that is not a name."""
        return self.sitting.say("team.operator") if name == OPERATOR.name else name

    def called(self, one: Called | None) -> str:
        """Return what somebody is called: by name, else by town, trade and the number of their contact."""
        if one is None:
            return self.sitting.say("tickets.guest")
        if one.name:
            return one.name
        told = [self.label(kind, key) for kind, key in (("town", one.town), ("trade", one.trade)) if key not in _UNTOLD]
        number = [self.sitting.say("people.contact_number", n=one.number)] if one.number else []
        return " · ".join([self.sitting.say("people.no_name"), *told, *number])

    def date(self, day: str) -> str:
        """Return "15.06.2026" for a day as it is kept."""
        return f"{date.fromisoformat(day):%d.%m.%Y}"

    def sent(self, text: str) -> str:
        """Return what somebody sent, without the sign for other pages that a ticket begins with."""
        first, _, rest = text.partition("\n")
        found = _SIGN.fullmatch(first)
        if found is None:
            return text
        said = self.sitting.say("questions.one", n=found[2]) if found[1] == "question" else ""
        return "\n".join(line for line in (said, rest) if line)

    def machine_exact(self, at: datetime) -> str:
        """Return a moment for an address."""
        return at.astimezone(UTC).isoformat().replace("+00:00", "Z")

    def short(self, at: datetime) -> str:
        """Return "15.06.2026 18:00"."""
        return f"{self._here(at):%d.%m.%Y %H:%M}"

    def machine(self, at: datetime) -> str:
        """Return a moment for the ``datetime`` of a ``time`` element."""
        return at.astimezone(UTC).isoformat(timespec="seconds")

    def label(self, kind: str, key: str) -> str:
        """Return what the programme calls a town, trade, country ..., what somebody said themself, or "not told"."""
        if not key:
            return self.sitting.say("common.unknown")
        if key == SPEECH:
            return SPEECH
        words = self.sitting.office.speech.words
        return words.text(f"programme.{kind}.{key.lower()}", key, self.sitting.language, self.sitting.country)

    def keys(self, kind: str) -> Mapping[str, object]:
        """Return what of a kind, town or trade, the programme has."""
        programme = self.sitting.office.speech.programme
        return programme.town if kind == "town" else programme.trade

    def channel(self, name: str) -> str:
        """Return what people call a messenger."""
        return {"telegram": "Telegram", "whatsapp": "WhatsApp"}.get(name.removeprefix("sim-"), name)

    def known(self, prefix: str, key: str) -> str:
        """Return the words ``console.<prefix>.<key>``, or the key itself where the console has none for it."""
        if f"{PREFIX}{prefix}.{key}" not in WORDS:
            return key.replace("_", " ")
        return self.sitting.say(f"{prefix}.{key}")

    def meeting(self, one: Meeting) -> str:
        """Return what a meeting is called: by staff, in the nearest language, else its kind."""
        return self.words(one.title) or self.known("meetings.kind", one.kind)

    def begins(self, one: Meeting) -> str:
        """Return day and time of a meeting on the clock where it is held."""
        there = one.starts_at.astimezone(ZoneInfo(one.zone))
        return format_event(there, self.sitting.language, self.sitting.country)

    def there(self, one: Meeting) -> str:
        """Return the time of a meeting on the clock where it is held."""
        return format_time(one.starts_at.astimezone(ZoneInfo(one.zone)), self.sitting.language)

    def wall(self, one: Meeting) -> str:
        """Return the beginning of a meeting as a form field has it."""
        return f"{one.starts_at.astimezone(ZoneInfo(one.zone)):%Y-%m-%dT%H:%M}"

    def wall_day(self, at: datetime) -> str:
        """Return day and time of a clock on a wall that is somebody else's, "Monday 15 June, 18:00"."""
        day = format_day(at, self.sitting.language, self.sitting.country)
        return f"{day}, {format_time(at, self.sitting.language)}"

    def words(self, texts: Mapping[str, str]) -> str:
        """Return the nearest of texts by language, "" where there is none."""
        known = (*chain(self.sitting.language, self.sitting.country), *texts)
        return next((texts[code] for code in known if texts.get(code)), "")

    def language(self, code: str) -> str:
        """Return a language's own name for itself."""
        return LANGUAGES[code].name if code in LANGUAGES else code

    def spoken(self, key: str) -> str:
        """Return a spoken language's own name for itself: Serbian is one, in both scripts."""
        return NAMES.get(key, key)

    def _here(self, at: datetime) -> datetime:
        return at.astimezone(self.sitting.zone)


def frame_values(sitting: Sitting, page: str, menu: list[tuple[str, str, bool]]) -> Mapping[str, Any]:
    """Return what every template has beside its own values."""
    return {
        "sitting": sitting,
        "look": Reader(sitting),
        "say": sitting.say,
        "root": ROOT,
        "page": page,
        "menu": menu,
        "languages": LANGUAGES,
        "tag": LANGUAGES[sitting.language].tag,
        "live": "",
        "problem": sitting.problem,
        "told": told(sitting),
        "demo": sitting.office.demo,
    }


def told(sitting: Sitting) -> str:
    """Return what the last form did, as the address says it by a key; "" where there is no such key."""
    key = sitting.query.get("said", "")
    context = f"{PREFIX}{key}"
    return sitting.say(key) if context in WORDS and "{" not in WORDS[context] else ""
