"""What a row of the log tells beside its act, in a reader's words; it never knows which rows somebody may read."""

from collections.abc import Collection
from typing import Any

from bot.console_words import PREFIX, WORDS
from bot.services import question_counts
from bot.services.indicator_names import Names
from bot.services.signing import has
from bot.web.console.look import Reader
from storage.log import Entry

PAGES = {
    "announcement": ("announce", "announcements"),
    "meeting": ("check_in", "meetings"),
    "question": (question_counts.RIGHT, "questions"),
}
"""The right that a thing's page needs, and where these pages are."""
NAMED = ("organisation", "country", "programme")
KNOWN = {"role": "team.role", "kind": "meetings.kind", "stands": "history.value", "status": "history.value"}
"""Where the words of a detail stand that is one of a few."""
INNER = frozenset({"flow", "state", "row", "merge", "notice", "number"})
"""Details that only a command finds again: names of screens and numbers of rows, of which no page knows."""
LATITUDE, LONGITUDE = "latitude", "longitude"
"""One point on the map: it is told once."""


def about(reader: Reader, entry: Entry, gone: Collection[str]) -> tuple[str, str]:
    """Return what an act was about in words, and the page of it, "" for none; people stay pseudonyms."""
    kind, _, name = entry.subject.partition(":")
    if not name:
        pseudonym = "" if entry.act == "denied" or kind == "voices" else kind
        return (reader.sitting.say("history.kind.person", n=pseudonym) if pseudonym else ""), ""
    right, page = PAGES.get(kind, ("", ""))
    may = page and name.isdecimal() and has(reader.sitting.by, right) and entry.subject not in gone
    return _thing(reader, kind, name), f"/{page}/{name}" if may else ""


def _thing(reader: Reader, kind: str, name: str) -> str:
    """Return what a thing is called: by its number, or by its name where it has one."""
    if f"{PREFIX}history.kind.{kind}" not in WORDS:
        return f"{kind} {name}"
    called = {"words": reader.language, "voices": reader.spoken}.get(kind, str)(name)
    return reader.sitting.say(f"history.kind.{kind}", n=reader.label(kind, name) if kind in NAMED else called)


def details(reader: Reader, entry: Entry) -> str:
    """Return what else a row tells, in words; what is none or nothing is left out, but not a no."""
    found = entry.detail or {}
    told = ((key, value) for key, value in found.items() if (value or value is False) and key not in INNER)
    return ", ".join(
        f"{reader.known('history.detail', key)}: {_value(reader, key, value, entry)}" for key, value in told
    )


def _value(reader: Reader, key: str, value: Any, entry: Entry) -> str:
    """Return what stands in a detail, as the page of the thing itself says it."""
    if isinstance(value, bool):
        return reader.sitting.say("common.yes" if value else "common.no")
    if isinstance(value, list):
        once = dict.fromkeys(LATITUDE if one == LONGITUDE else one for one in value)
        return ", ".join(reader.known("history.value", one) for one in once)
    text, beside = str(value), entry.detail or {}
    if key in KNOWN:
        return reader.known(KNOWN[key], text)
    if key in NAMED:
        return reader.label(key, text)
    match key:
        case "about":
            text = _thing(reader, text, str(beside.get("number", "")))
        case "text":
            sitting = reader.sitting
            text = sitting.office.speech.words.text(text, text, sitting.language, sitting.country)
        case "counts":
            text = _target(reader, text, str(beside.get("programme", "")))
    return text


def _target(reader: Reader, counts: str, programme: str) -> str:
    """Return what the target is called that a number was typed for; several may count the same."""
    sitting = reader.sitting
    names = Names(sitting.office.speech.words, sitting.language, sitting.country)
    campaign = sitting.office.speech.programme.programme.get(programme)
    targets = campaign.targets if campaign else ()
    called = [names.target(programme, one) for one in targets if one.counts == counts]
    return " / ".join(called) or counts
