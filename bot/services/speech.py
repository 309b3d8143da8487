"""What is needed to understand people and to answer them, and a reply as the parts of a channel; no database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from bot.catalog import Words
from bot.channels.port import Limits, Part
from bot.layout import layout
from bot.presentation import BOTH, TEXT, Heard, in_each, presented
from bot.programme import Programme
from bot.prompts import is_said
from bot.render import Rendered, render
from bot.repertoire import Repertoire
from bot.script import script
from bot.services import arrivals
from bot.services.voices import Voices
from bot.vocabulary import Vocabulary
from flows.core.flow import Book
from flows.core.states import NO_NUMBER
from flows.core.values import Reply
from storage.contacts import Contact


@dataclass(frozen=True, slots=True)
class Speech:
    """What is needed to understand people and to answer them; without ``voices`` Drom only writes.

    ``pictures`` names the card of a screen, "" for none; without it Drom has no cards.
    """

    book: Book
    words: Words
    vocabulary: Vocabulary
    programme: Programme
    limits: Mapping[str, Limits]
    voices: Voices | None = None
    pictures: Callable[[Rendered], str] | None = None
    repertoire: Repertoire = field(default_factory=Repertoire, compare=False, repr=False)


def parts_for(speech: Speech, contact: Contact, reply: Reply, *, pushed: bool = False) -> tuple[Part, ...]:
    """Return a reply as the contact's channel carries it: in their language, and as they wish to be talked to.

    A choice between ways of talking is told in each of them; a voice that is not ready follows all of it, once. Of what
    is ``pushed`` the voice promises no number: a digit answers the open screen, which is another.
    """
    world = {"organisation": arrivals.organisation(speech.programme, speech.words, contact)}
    rendered = render(reply, speech.words, contact.language, contact.country, world)
    limits = speech.limits[contact.channel]
    ways = reply.told or (contact.talk,)
    picture = speech.pictures(rendered) if speech.pictures and BOTH in ways else ""
    spoken = unnumbered(reply) if pushed else reply
    heard = _heard(speech, contact, spoken, world) if set(ways) != {TEXT} else None
    if len(ways) == 1:
        return presented(layout(rendered, limits), ways[0], heard, picture, limits)
    now = heard if heard and heard.ready else None
    *before, last = (layout(one, limits) for one in in_each(rendered, ways))
    shown = [presented(parts, way, now, picture, limits, 0) for way, parts in zip(ways, before, strict=False)]
    return (*chain.from_iterable(shown), *presented(last, ways[-1], heard, picture, limits, 0))


def unnumbered(reply: Reply) -> Reply:
    """Return a reply whose choices no digit means, as it is heard by whom it comes to unasked."""
    return replace(reply, options=tuple(replace(option, number=NO_NUMBER) for option in reply.options))


def _heard(speech: Speech, contact: Contact, reply: Reply, world: Mapping[str, str]) -> Heard | None:
    voices = speech.voices
    if voices is None or not is_said(speech.book, reply.key):
        return None
    told = script(reply, speech.words, contact.language, contact.country, world) if voices.able else None
    if told is None or (order := voices.order(told, contact.id)) is None:
        voices.counts["text alone"] += 1
        return None
    ready = voices.ready(order.name)
    voices.counts["ready" if ready else "later"] += 1
    return Heard(order.name, order.request, ready)
