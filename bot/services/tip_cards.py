"""A tip in the words of one reader: its card, with what a neighbour tells of it; it never knows who has seen it."""

from collections.abc import Collection

from sqlalchemy import Connection

from bot.languages import told
from flows.content.form import Texts
from flows.core.screens import card
from flows.core.states import ID, VERSION
from flows.core.values import Offer, Reply, Value
from flows.tips import TIP
from storage import tips
from storage.contacts import Contact
from storage.tips import Tip

CONTENT = "tips."
"""How the key of a tip's words begins: ``tips.<tip>.words`` and ``tips.<tip>.story``."""


def say(state: str, tip: Tip, contact: Contact) -> Reply:
    """Return one of the cards of ``flows.tips`` (``shown``, ``shown_told``, ``ask``) for one reader."""
    return card(TIP, state, tip.id, tip.version, details(tip, contact))


def story(tip: Tip, contact: Contact) -> Reply | None:
    """Return what a neighbour tells of a tip, None where nobody has."""
    values = details(tip, contact)
    found = TIP.by_name["story"]
    return Reply(f"{TIP.name}.story", getattr(found, "say", ""), values) if values["story"] else None


def details(tip: Tip, contact: Contact) -> dict[str, Value]:
    """Return what is said of a tip: ``id``, ``version``, ``picture``, ``tip``, ``story``."""
    said = {"tip": _said(tip, "words", tip.words, contact), "story": _said(tip, "story", tip.story, contact)}
    return {ID: str(tip.id), VERSION: str(tip.version), "picture": tip.pictogram, **said}


def texts_of(connection: Connection, keys: Collection[str]) -> dict[str, Texts]:
    """Return every language of the words under keys, without those of tips that are live no more."""
    found: dict[str, Texts] = {}
    for key in keys:
        of, _, part = key.removeprefix(CONTENT).partition(".")
        if key.startswith(CONTENT) and (texts := tips.live_words(connection, of).get(part)):
            found[key] = texts
    return found


def _said(tip: Tip, part: str, texts: Texts, contact: Contact) -> Value:
    """Return a text to be said to one reader; "" where there is none."""
    return Offer(part, told(texts, contact.language, contact.country), f"{CONTENT}{tip.key}.{part}") if texts else ""
