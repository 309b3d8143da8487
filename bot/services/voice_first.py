"""The screens of one's first minutes, as each reader hears them, in the order in which they come; it makes none."""

from collections.abc import Iterator
from dataclasses import replace

from bot.layout import FEW
from bot.programme import Programme
from bot.prompts import READERS, Prompt, prompts
from bot.services.places import homes, towns, trades
from flows.core.flow import Book
from flows.core.screens import screen
from flows.core.session import Frame
from flows.core.values import Offer

COUNTRY, TOWN, TRADE = "registration.country", "registration.town", "registration.trade"
FIRST = (
    *("language.which", "welcome.hello", "welcome.talk", "welcome.why", "welcome.consent", "welcome.push"),
    "language.letters",
    *("registration.name", "registration.name_heard", COUNTRY, TOWN, "registration.town_heard", TRADE),
    *("registration.done", "registration.joined", "menu.guest", "menu.joining", "menu.member"),
)
"""What somebody hears until they stand in the menu. What repeats their own words can be made only then."""


def first(book: Book, programme: Programme) -> Iterator[tuple[Prompt, str, str]]:
    """Yield each first screen for each reader, with their language and country: all readers hear one, then the next.

    Lists are those of the programme; of towns each reader gets those of the countries that speak their language.
    """
    known = {one.reply.key: one for one in prompts(book)}
    for key in FIRST:
        for language, country in READERS:
            lists = _lists(programme, key, language, country)
            for one in [known[key]] if lists is None else [_filled(book, known[key], offers) for offers in lists]:
                yield one, language, country


def _lists(programme: Programme, key: str, language: str, country: str) -> list[tuple[Offer, ...]] | None:
    """Return the lists that a reader may get on a screen, None for a screen that offers none."""
    if key == COUNTRY:
        return [homes(programme, programme.homes_of(programme.default))]
    if key == TRADE:
        return [trades(programme)]
    if key == TOWN:
        return [found for home in _homes(programme, language, country) if (found := towns(programme, home))]
    return None


def _homes(programme: Programme, language: str, country: str) -> list[str]:
    """Return the countries in which a reader most likely lives."""
    if country:
        return [country] if country in programme.country else []
    spoken = language.partition("_")[0]
    return [key for key, one in programme.country.items() if one.language.partition("_")[0] == spoken]


def _filled(book: Book, prompt: Prompt, offers: tuple[Offer, ...]) -> Prompt:
    """Return a screen with the choices of a list: it is known whole then."""
    flow, _, state = prompt.reply.key.partition(".")
    shown = screen(book, Frame(flow, book.flows[flow].version, state, {}, offers))
    return replace(prompt, reply=shown, open=False, long=len(shown.options) > FEW)
