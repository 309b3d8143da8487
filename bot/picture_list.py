"""Every picture card that can be known ahead, in every language: of fixed choices, trades and lessons' answers."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.catalog import Words
from bot.languages import LANGUAGES, chain, told
from bot.picture_cards import PictureCard, card_of
from bot.programme import Programme
from bot.render import render
from bot.services.places import homes, towns, trades
from flows.content.course import Course
from flows.core.checks import fixed_options
from flows.core.explore import VARIABLE
from flows.core.flow import Book, Flow
from flows.core.screens import pages, screen
from flows.core.session import Frame
from flows.core.states import ID, VERSION, Ask, Choose, Pick
from flows.core.values import Offer, Reply
from flows.tappable import may_tap

TRADES, HOMES, TOWNS, ANSWERS = "offer_trades", "offer_countries", "offer_towns", "course_ask"
SPOKEN = "helpdesk_how"
"""The actions that offer what is known ahead; the last one offers helpers what somebody may have spoken."""
HELPED = frozenset({"helpdesk"})
"""Flows of staff with cards: whoever answers people may read little too. Their lists of rows have none."""
CONTENT = "lesson"
"""What stands for the key of an answer's words, which are content: no catalogue has it."""


def flows_with_cards(book: Book) -> frozenset[str]:
    """Return the names of the flows whose screens have cards: those of members and mentors, and the help desk."""
    return frozenset(flow.name for flow in book.pages if not flow.signed or flow.name in HELPED)


def every_card(
    book: Book, words: Words, programme: Programme, courses: Iterable[Course]
) -> dict[str, tuple[PictureCard, str]]:
    """Return all cards by their names, each with the language and the screen where it was met first."""
    flows = flows_with_cards(book)
    found: dict[str, tuple[PictureCard, str]] = {}
    courses = tuple(courses)
    for language, country in _readers(programme):
        for reply in _replies(book, programme, courses, language, country):
            card = card_of(render(reply, words, language, country, {}), flows)
            if card is not None:
                found.setdefault(card.name, (card, f"{language} {reply.key}"))
    return found


def _readers(programme: Programme) -> Iterator[tuple[str, str]]:
    """Yield each language, and a country for each chain that it has."""
    seen = set()
    for language in LANGUAGES:
        for country in ("", *programme.country):
            if (found := chain(language, country)) not in seen:
                seen.add(found)
                yield language, country


def _replies(
    book: Book, programme: Programme, courses: Iterable[Course], language: str, country: str
) -> Iterator[Reply]:
    """Yield every screen of every flow whose choices are known ahead, with something for each variable."""
    for flow in book.pages:
        for state in flow.states:
            if isinstance(state, Choose | Ask):
                known = {**dict.fromkeys(VARIABLE.findall(state.say), "…"), ID: "1", VERSION: "1"}
                yield screen(book, Frame(flow.name, flow.version, state.name, known))
            elif isinstance(state, Pick):
                lists = (*_offers(flow, state, programme, courses, language, country),)
                lists += (*meant(book, programme),) if _action(flow, state) == SPOKEN else ()
                yield from _picks(book, flow, state, lists)


def meant(book: Book, programme: Programme) -> Iterator[tuple[Offer, ...]]:
    """Yield the lists of what somebody may have spoken: the choices of each screen on which staff may tap for them."""
    yield trades(programme)
    for flow in book.pages:
        for state in flow.states:
            options = [one for one in fixed_options(state) if may_tap(f"{flow.name}.{state.name}", one.value)]
            fixed = tuple(Offer(one.value, one.label, f"{flow.name}.{state.name}.{one.value}") for one in options)
            if isinstance(state, Pick) and fixed:
                ahead = _offers(flow, state, programme, (), "", "")
                yield from ((*offers, *fixed) for offers in ahead)
            elif fixed:
                yield fixed
    yield from filter(None, (towns(programme, key) for key in programme.country))


def _action(flow: Flow, state: Pick) -> str:
    """Return the name of the action that offers the choices of a list."""
    return getattr(flow.by_name[flow.offered_by[state.name]], "action", "")


def _picks(book: Book, flow: Flow, state: Pick, lists: Iterable[tuple[Offer, ...]]) -> Iterator[Reply]:
    for offers in lists:
        known = dict.fromkeys(VARIABLE.findall(state.say), "…")
        frame = Frame(flow.name, flow.version, state.name, known, offers=offers)
        yield from (screen(book, replace(frame, page=page)) for page in range(pages(state, frame)))


def _offers(
    flow: Flow, state: Pick, programme: Programme, courses: Iterable[Course], language: str, country: str
) -> Iterator[tuple[Offer, ...]]:
    """Yield the lists that an action offers, where they are the same for everybody."""
    action = _action(flow, state)
    if action == TRADES:
        yield tuple(Offer(key, one.labels["en"], f"programme.trade.{key}") for key, one in programme.trade.items())
    if action == HOMES:
        chosen = {ways(key) for key in programme.programme for ways in (programme.countries_of, programme.homes_of)}
        yield from (homes(programme, keys) for keys in sorted(chosen))
    if action == TOWNS:
        yield from filter(None, (towns(programme, key) for key in programme.country))
    if action == ANSWERS:
        for course in courses:
            for lesson in course.lessons:
                labels = [told(choice.label, language, country) for choice in lesson.choices]
                yield tuple(Offer(f"a{place}", label, CONTENT) for place, label in enumerate(labels))
