"""People with contacts and meetings that are published, made with as few words as possible; nothing is tested here."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.programme import Programme
from bot.services import attendance, meetings, seating
from bot.services.meetings import Draft
from bot.services.staff import OPERATOR
from storage import invitations, proposals, tables, wishes
from storage import meetings as rows
from storage.meetings import Host
from tests.services.sample import programme

NOON = datetime(2026, 6, 15, 10, tzinfo=UTC)
"""Noon of a Monday in Tirana."""
START = datetime.fromisoformat("2026-06-29T18:00")
"""The wall time of a dinner in Tirana two weeks later."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOKEN = "0f" * 32
_addresses = count(1)


def people(connection: Connection, number: int, **contact: Any) -> list[int]:
    """Add so many people with a contact each, who agreed to everything; return their numbers."""
    mine = {"organisation": "sample_ngo", "programme": "green_albania", "country": "AL", "town": "tirana"}
    row = {**mine, "may_push": True, "registered_at": NOON, "created_at": NOON}
    last = connection.scalar(select(tables.person.c.id).order_by(tables.person.c.id.desc()).limit(1)) or 0
    connection.execute(insert(tables.person), [row] * number)
    found = connection.scalars(select(tables.person.c.id).where(tables.person.c.id > last).order_by(tables.person.c.id))
    numbers = list(found)
    same = {"channel": "telegram", "language": "en", "country": "AL", "created_at": NOON, "last_in_at": NOON, **contact}
    connection.execute(
        insert(tables.contact), [{**same, "address": str(next(_addresses)), "person_id": one} for one in numbers]
    )
    return numbers


def draft(**values: Any) -> Draft:
    """Return a dinner in Tirana."""
    given: dict[str, Any] = {
        "kind": "dinner",
        "organisation": "sample_ngo",
        "programme": "green_albania",
        "country": "AL",
        "town": "tirana",
        "days": [(START, 3 * HOUR)],
        "place": {"en": "Community house"},
    }
    return Draft(**{**given, **values})


def dinner(connection: Connection, now: datetime = NOON, ours: Programme | None = None, **values: Any) -> int:
    """Publish a dinner and return its number; ``ours`` is the programme where it is not the sample."""
    number = meetings.create(connection, OPERATOR, ours or programme(), draft(**values), now, TOKEN)
    meetings.publish(connection, OPERATOR, number, now)
    return number


def took_part(connection: Connection, person_id: int, words: str, now: datetime = NOON) -> int:
    """Let somebody leave something in every table about meetings; return the number of the meeting."""
    number = dinner(connection, now, days=[(now.replace(tzinfo=None) + DAY, 3 * HOUR)], seats=1)
    invitations.add(connection, number, [person_id], "staff", now)
    seating.answer(connection, programme(), number, person_id, "yes", now, needs=["access"])
    attendance.tick_off(connection, OPERATOR, number, person_id, now + DAY)
    attendance.give_feedback(connection, number, person_id, now + DAY, grade="good", learned=words)
    wishes.add(connection, person_id, now)
    proposals.add(connection, number, person_id, {}, 51, now)
    rows.put_hosts(connection, number, [Host("speaker", person_id)])
    return number
