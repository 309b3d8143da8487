"""Content in the words of today: what a screen kept of a course or a tip is said anew; it never knows a flow.

A session keeps words for months; meanwhile the reader may have chosen another language, and staff other words.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.languages import told
from bot.services import courses, tip_cards
from bot.services.turn import Turn
from flows.core.values import Offer, Reply, Shown, Value

CONTENT = (courses.CONTENT, tip_cards.CONTENT)
"""How the keys begin of words that staff may change."""


def retold(turn: Turn, reply: Reply) -> Reply:
    """Return a reply with its content as it is today, in the language that the reader has now."""
    said_of = (*reply.values.values(), *reply.options)
    keys = {one.key for one in said_of if isinstance(one, (Offer, Shown)) and one.key.startswith(CONTENT)}
    if not keys:
        return reply
    known: dict[str, str] = {}
    texts = {**courses.texts_of(turn.connection, keys), **tip_cards.texts_of(turn.connection, keys)}
    for key, words in texts.items():
        sign = courses.PICTOGRAM if key.endswith(courses.TITLE) else ""
        known[key] = sign + told(words, turn.contact.language, turn.contact.country)
    values = {name: _told(value, known) for name, value in reply.values.items()}
    options = tuple(replace(one, label=known.get(one.key, one.label)) for one in reply.options)
    return replace(reply, values=values, options=options)


def _told(value: Value, known: Mapping[str, str]) -> Value:
    return replace(value, label=known[value.key]) if isinstance(value, Offer) and value.key in known else value
