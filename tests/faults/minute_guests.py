"""Meetings and the people who said yes, put into Drom's database before it starts; nothing is judged here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, update

from bot.programme import load
from bot.services import meetings, seating
from bot.services.meetings import Draft
from bot.services.staff import OPERATOR
from bot.services.wall import moment_of
from bot.settings import SAMPLE
from storage import tables
from storage.meetings import Kind
from storage.migrate import migrate
from storage.responses import Answer
from tests.meetings.guests import people
from tests.storage.once import do

PROGRAMME = load(SAMPLE)
ZONE = PROGRAMME.zone("AL")
TELEGRAM, WHATSAPP = 7_000_000, 355_690_000_000
"""The address before the first on each platform."""


def moment(wall: str) -> datetime:
    """Return the moment of a time on Tirana's wall (``2027-03-28T18:00``)."""
    return moment_of(datetime.fromisoformat(wall), ZONE)


PLANNED = moment("2027-03-27T16:30")
"""When everybody says yes: between a week and a day before, so that the reminders of a week are over."""
WRITTEN = moment("2027-04-02T15:00")
"""When everybody wrote last, so that WhatsApp's window is open through all of it."""
HELD: dict[Kind, str] = {
    "dinner": "2027-03-28T18:00",
    "training": "2027-03-30T18:00",
    "coaching": "2027-04-08T18:00",
    "info": "2027-03-28T18:00",
    "conference": "2027-03-28T05:00",
}
"""What is held when. The dinner is on the day on which clocks change, the conference two hours after that moment."""


@dataclass(frozen=True, slots=True)
class Group:
    """Some people: the addresses where they hear, and their quiet hours; every second one is on WhatsApp."""

    addresses: tuple[str, ...]
    quiet: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Guests:
    """Who comes: ``many`` to three meetings, ``rest`` to the dinner in their quiet hours, ``night`` to a conference.

    ``off``: their meeting is cancelled · ``no``: they do not come any more.
    """

    many: Group
    rest: Group
    night: Group
    off: Group
    no: Group


def bring(folder: Path, url: str, count: int, few: int) -> Guests:
    """Make the database with meetings and answers; ``count`` people come to most, ``few`` are of each other group."""
    migrate(url, folder)
    return do(url, partial(_bring, count=count, few=few))


def _bring(connection: Connection, count: int, few: int) -> Guests:
    numbers = {kind: hold(connection, kind, datetime.fromisoformat(wall), PLANNED) for kind, wall in HELD.items()}
    many, at = _some(connection, count, (22, 7))
    _say(connection, numbers, ("dinner", "training", "coaching"), many, "yes")
    rest, rest_at = _some(connection, few, (17, 20))
    _say(connection, numbers, ("dinner",), rest, "yes")
    night, night_at = _some(connection, few, (22, 7))
    _say(connection, numbers, ("conference",), night, "yes")
    off, off_at = _some(connection, few, (22, 7))
    _say(connection, numbers, ("info",), off, "maybe")
    meetings.cancel(connection, OPERATOR, numbers["info"], PLANNED)
    no, no_at = _some(connection, few, (22, 7))
    _say(connection, numbers, ("dinner",), no, "yes")
    _say(connection, numbers, ("dinner",), no, "no")
    return Guests(at, rest_at, night_at, off_at, no_at)


def hold(connection: Connection, kind: Kind, wall: datetime, now: datetime) -> int:
    """Publish a meeting in Tirana; return its number."""
    where: dict[str, Any] = {
        "organisation": "sample_ngo",
        "programme": "green_albania",
        "country": "AL",
        "town": "tirana",
    }
    draft = Draft(kind=kind, days=[(wall, timedelta(hours=3))], **where)
    token = f"{list(HELD).index(kind):064x}"
    number = meetings.create(connection, OPERATOR, PROGRAMME, draft, now, token)
    meetings.publish(connection, OPERATOR, number, now)
    return number


def _some(connection: Connection, count: int, quiet: tuple[int, int]) -> tuple[list[int], Group]:
    """Add people, who want nothing that they have not asked for; every second one writes on WhatsApp."""
    begins, ends = quiet
    numbers = people(connection, count, quiet_from=begins, quiet_to=ends, last_in_at=WRITTEN)
    connection.execute(update(tables.person).where(tables.person.c.id.in_(numbers)).values(may_push=False))
    addresses = []
    for number in numbers:
        mine = tables.contact.c.person_id == number
        where = {"channel": "telegram", "address": str(TELEGRAM + number)}
        if number % 2:
            where = {"channel": "whatsapp", "address": f"+{WHATSAPP + number}"}
        connection.execute(update(tables.contact).where(mine).values(where))
        addresses.append(f"whatsapp:{where['address']}" if number % 2 else where["address"])
    return numbers, Group(tuple(addresses), quiet)


def _say(
    connection: Connection, numbers: dict[Kind, int], kinds: Sequence[Kind], whom: Sequence[int], said: Answer
) -> None:
    for kind in kinds:
        for person_id in whom:
            seating.answer(connection, PROGRAMME, numbers[kind], person_id, said, PLANNED)


def now() -> datetime:
    """Return the real moment: what a clock is moved from."""
    return datetime.now(UTC)
