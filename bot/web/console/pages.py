"""Every page of the console, in one list; a new page is one file with its ``ENTRIES``."""

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bot.web.console import (
    about,
    agreeing,
    announcements,
    announcing,
    answers,
    arranging,
    doors,
    files,
    history,
    indicators,
    lessons,
    meeting,
    meetings,
    people,
    person,
    question_numbers,
    questions,
    sending,
    settings,
    stories,
    stuck,
    team,
    ticket,
    tickets,
    tips,
    today,
    voices,
    words,
)
from bot.web.console.frame import Entry
from bot.web.console.mishaps import Mishaps
from bot.web.console.office import Office
from bot.web.console.routes import House
from bot.web.templates import static

ENTRIES: tuple[Entry, ...] = (
    *today.ENTRIES,
    *tickets.ENTRIES,
    *ticket.ENTRIES,
    *questions.ENTRIES,
    *question_numbers.ENTRIES,
    *answers.ENTRIES,
    *stories.ENTRIES,
    *people.ENTRIES,
    *person.ENTRIES,
    *meetings.ENTRIES,
    *meeting.ENTRIES,
    *arranging.ENTRIES,
    *announcements.ENTRIES,
    *announcing.ENTRIES,
    *agreeing.ENTRIES,
    *tips.ENTRIES,
    *lessons.ENTRIES,
    *sending.ENTRIES,
    *words.ENTRIES,
    *voices.ENTRIES,
    *team.ENTRIES,
    *history.ENTRIES,
    *indicators.ENTRIES,
    *stuck.ENTRIES,
    *settings.ENTRIES,
    *about.ENTRIES,
    *files.ENTRIES,
)
"""Pages, forms and files; where they stand in the menu is their ``place``, in tens."""


def console_house(office: Office) -> House:
    """Return what serves every page."""
    return House(office, ENTRIES)


def console_app(office: Office, house: House) -> tuple[ASGIApp, Mishaps]:
    """Return the console's application, and what says why a request was refused before it came there."""
    mishaps = Mishaps(office, house)
    return Starlette(routes=console_routes(office, house), exception_handlers=mishaps.handlers()), mishaps


def console_routes(office: Office, house: House) -> list[BaseRoute]:
    """Return the routes of ``/console`` and of its styles and scripts."""
    return [*doors.routes(office, house), *house.routes(), static()]
