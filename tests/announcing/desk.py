"""What tests of announcements need: staff as actors, files that are kept, a draft in one line; nothing is tested."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import announcement_drafts as drafts
from bot.services import staff
from bot.services.audience import Audience
from bot.services.staff import Actor
from storage import media, roles
from tests.meetings.guests import NOON
from tests.meetings.guests import people as guests
from tests.services.sample import programme

HELLO = {"en": "We meet on Monday.", "sq": "Takohemi të hënën."}


@dataclass(frozen=True, slots=True)
class World:
    """Whatever knows the programme."""

    programme: Programme


WORLD = World(programme())


def people(connection: Connection, number: int, **contact: Any) -> list[int]:
    """Add so many people of the sample's programme; return their numbers."""
    return guests(connection, number, **{"programme": "green_albania", **contact})


def member(connection: Connection, name: str = "coordinator", country: str = "AL", label: str = "") -> Actor:
    """Give somebody new a role in the sample's organisation; return them as an actor."""
    [person_id] = guests(connection, 1, country="SE")
    given: dict[str, Any] = {"name": name, "organisation": "sample_ngo", "country": country, "label": label}
    roles.give(connection, now=NOON, person_id=person_id, **given)
    return staff.actor(connection, person_id)


_names = count(1)


def file(connection: Connection, kind: str = "voice", content_type: str = "audio/ogg", size: int = 2000) -> str:
    """Keep a file; return its media id."""
    number = media.put(connection, contact_id=None, name=f"{next(_names):064x}", kind=kind, now=NOON)
    media.keep(connection, number, content_type=content_type, size=size, seconds=3)
    return str(number)


def draft(connection: Connection, by: Actor, meant: Audience | None = None, said: dict[str, str] | None = None) -> int:
    """Write a draft for an audience; return its number."""
    number = drafts.begin(connection, by, NOON)
    drafts.choose(connection, by, number, meant or Audience(country="AL"))
    for language, words in (HELLO if said is None else said).items():
        drafts.write(connection, by, number, language, words)
    return number
