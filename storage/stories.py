"""Stories that people tell of tips, as rows; it never knows who may approve one or who may hear it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, select, update

from storage import rows
from storage.tables import hearing, story

State = Literal["proposed", "published", "rejected", "withdrawn"]
OPEN: Sequence[State] = ("proposed", "published")
"""The states of what others hear, or will where staff approve it."""


@dataclass(frozen=True, slots=True)
class Story:
    """What somebody tells of a tip: words, and media ids of a recording and a photo; each may be missing."""

    id: int
    tip_id: int
    person_id: int | None
    state: State
    words: str
    voice_id: int | None
    photo_id: int | None
    named: bool
    faces: str
    reason: str
    organisation: str
    country: str
    language: str
    version: int
    made_at: datetime
    decided_at: datetime | None
    approved_by: str


_STORY = rows.columns(story, Story)
_EMPTY: dict[str, Any] = {"words": "", "voice_id": None, "photo_id": None, "named": False, "faces": ""}


def add(connection: Connection, **values: Any) -> int:
    """Keep a story that waits for staff; return its number."""
    return rows.add(connection, story, values)


def get(connection: Connection, number: int, *, lock: bool = False) -> Story | None:
    """Return a story; ``lock`` keeps others from deciding about it until the transaction ends."""
    found = select(*_STORY).where(story.c.id == number)
    row = connection.execute(found.with_for_update() if lock else found).one_or_none()
    return None if row is None else Story(*row)


def of_person(connection: Connection, person_id: int) -> list[Story]:
    """Return all that somebody told, the newest first."""
    found = select(*_STORY).where(story.c.person_id == person_id).order_by(story.c.id.desc())
    return [Story(*row) for row in connection.execute(found)]


def in_state(connection: Connection, state: State, tip_id: int | None = None) -> list[Story]:
    """Return the stories of a state, of one tip or all, the oldest first."""
    found = select(*_STORY).where(story.c.state == state).order_by(story.c.id)
    found = found.where(story.c.tip_id == tip_id) if tip_id is not None else found
    return [Story(*row) for row in connection.execute(found)]


def decide(
    connection: Connection, one: Story, state: State, now: datetime, *, reason: str = "", approved_by: str = ""
) -> None:
    """Keep what became of a story; who approved one that is published is kept with it."""
    values = {"state": state, "reason": reason, "decided_at": now, "version": one.version + 1}
    rows.change(connection, story, one.id, values | ({"approved_by": approved_by} if approved_by else {}))


def heard(connection: Connection, number: int, contact_id: int, now: datetime) -> None:
    """Note that somebody has got a story into their chat."""
    rows.put_once(connection, hearing, {"story_id": number, "contact_id": contact_id, "at": now})


def hearers(connection: Connection, number: int) -> list[int]:
    """Return the contacts that have got a story, by their numbers."""
    found = select(hearing.c.contact_id).where(hearing.c.story_id == number)
    return list(connection.scalars(found.order_by(hearing.c.contact_id)))


def erase_for(connection: Connection, person_id: int) -> None:
    """Leave of somebody's stories only that there were some."""
    connection.execute(update(story).where(story.c.person_id == person_id).values(person_id=None, **_EMPTY))


def forget_texts(connection: Connection, before: datetime) -> int:
    """Empty the words of stories from before a moment; return of how many."""
    old = (story.c.made_at < before) & (story.c.words != "")
    return connection.execute(update(story).where(old).values(words="")).rowcount
