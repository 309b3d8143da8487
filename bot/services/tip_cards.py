"""A tip in the words of one reader: its card, with what a neighbour tells of it; it never knows who has seen it."""

from collections.abc import Mapping

from bot.languages import chain, to_latin
from flows.core.screens import card
from flows.core.states import ID, VERSION
from flows.core.values import Reply, Value
from flows.tips import TIP
from storage.contacts import Contact
from storage.tips import Tip


def say(state: str, tip: Tip, contact: Contact) -> Reply:
    """Return one of the cards of ``flows.tips`` (``shown``, ``ask``) for one reader."""
    return card(TIP, state, tip.id, tip.version, details(tip, contact))


def story(tip: Tip, contact: Contact) -> Reply | None:
    """Return what a neighbour tells of a tip, None where nobody has."""
    values = details(tip, contact)
    found = TIP.by_name["story"]
    return Reply(f"{TIP.name}.story", getattr(found, "say", ""), values) if values["story"] else None


def details(tip: Tip, contact: Contact) -> dict[str, Value]:
    """Return what is said of a tip: ``id``, ``version``, ``picture``, ``tip``, ``story``."""
    language, country = contact.language, contact.country
    told = {"tip": words(tip.words, language, country), "story": words(tip.story, language, country)}
    return {ID: str(tip.id), VERSION: str(tip.version), "picture": tip.pictogram, **told}


def words(texts: Mapping[str, str], language: str, country: str) -> str:
    """Return a text in the reader's language or the nearest of their chain; Latin Serbian is made of the Cyrillic."""
    for code in chain(language, country):
        if code == "sr_Latn" and (cyrillic := texts.get("sr_Cyrl")):
            return to_latin(cyrillic)
        if found := texts.get(code):
            return found
    return texts.get("en", "")
