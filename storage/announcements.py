"""Announcements as rows: what staff say, and how far it has come; it never knows what may be sent.

States: ``draft`` · ``sending`` · ``paused`` · ``cancelled`` · ``done`` (nothing more goes by itself).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, text, update

from storage.rows import add, columns
from storage.tables import announcement


@dataclass(frozen=True, slots=True)
class Said:
    """What an announcement says: words and media ids of recordings by language, the media id of a picture or a paper.

    "" is none.
    """

    texts: Mapping[str, str]
    voices: Mapping[str, str] = field(default_factory=dict)
    picture: str = ""
    document: str = ""

    @property
    def files(self) -> tuple[str, ...]:
        """Return the media ids of everything in it that is a file."""
        return tuple(filter(None, (*self.voices.values(), self.picture, self.document)))


@dataclass(frozen=True, slots=True)
class Announcement:
    """One announcement; ``texts`` by language, ``wall`` the reader's own local time (YYYY-MM-DDTHH:MM, "" is now).

    ``readers`` are how many of its audience read what, by language and country, as they were counted last.
    ``audience`` (JSON) and ``people`` are whom it was written for and how many they were when a second yes was asked
    for (``asked_at``); ``places`` are programmes and countries of those whom it was asked or approved for, None before.
    ``asks`` rises with each question, and with each change to what was asked: it is the version of its card.
    """

    id: int
    kind: str
    texts: Mapping[str, str]
    voices: Mapping[str, str]
    picture: str
    document: str
    audience: Mapping[str, Any] | None
    readers: Sequence[tuple[str, str, int]] | None
    people: int
    places: Sequence[Sequence[str]] | None
    hash: str
    state: str
    wall: str
    deadline: datetime | None
    created_by: str
    approved_by: str
    created_at: datetime
    asked_at: datetime | None
    asks: int
    approved_at: datetime | None
    ended_at: datetime | None

    @property
    def said(self) -> Said:
        """Return what it says."""
        return Said(self.texts, self.voices, self.picture, self.document)


_ROW = columns(announcement, Announcement)


def create(
    connection: Connection,
    *,
    texts: Mapping[str, str],
    by: str,
    now: datetime,
    wall: str = "",
    deadline: datetime | None = None,
    kind: str = "announcement",
) -> int:
    """Add a draft and return its number."""
    values = {"kind": kind, "texts": dict(texts), "wall": wall, "deadline": deadline, "created_by": by}
    return add(connection, announcement, values | {"created_at": now})


def get(connection: Connection, announcement_id: int, *, lock: bool = False) -> Announcement | None:
    """Return an announcement; ``lock`` keeps the feed and other staff from it until the transaction ends."""
    found = select(*_ROW).where(announcement.c.id == announcement_id)
    row = connection.execute(found.with_for_update() if lock else found).one_or_none()
    return None if row is None else Announcement(*row)


def latest(connection: Connection, limit: int = 50, *, before: int | None = None) -> list[Announcement]:
    """Return the newest announcements, newest first; ``before`` is the number of the last one already seen."""
    found = select(*_ROW).order_by(announcement.c.id.desc()).limit(limit)
    if before is not None:
        found = found.where(announcement.c.id < before)
    return [Announcement(*row) for row in connection.execute(found)]


def asked(connection: Connection) -> list[Announcement]:
    """Return drafts that wait for a second yes, the oldest first."""
    found = select(*_ROW).where(announcement.c.state == "draft", announcement.c.asked_at.is_not(None))
    return [Announcement(*row) for row in connection.execute(found.order_by(announcement.c.id))]


def drafts(connection: Connection, by: str) -> list[Announcement]:
    """Return the drafts that somebody began, the newest first."""
    found = select(*_ROW).where(announcement.c.state == "draft", announcement.c.created_by == by)
    return [Announcement(*row) for row in connection.execute(found.order_by(announcement.c.id.desc()))]


def open_to(connection: Connection, by: str, numbers: Collection[int]) -> set[int]:
    """Return those of some that have a page for somebody: all that are out, and their own drafts."""
    found = select(announcement.c.id).where(announcement.c.id.in_(list(numbers)))
    mine = (announcement.c.state != "draft") | (announcement.c.created_by == by)
    return set(connection.scalars(found.where(mine)))


def alike(connection: Connection, hash: str, since: datetime) -> list[int]:
    """Return the numbers of those that say the same and were approved since a moment."""
    same = (announcement.c.hash == hash) & (announcement.c.approved_at >= since)
    return list(connection.scalars(select(announcement.c.id).where(same)))


def alone(connection: Connection, by: str, hash: str, since: datetime, same_since: datetime) -> int:
    """Return for how many whoever wrote agreed alone: what one wrote since, and the same of anybody.

    Whoever is in two of them counts twice.
    """
    theirs = (announcement.c.created_by == by) & (announcement.c.approved_at >= since)
    same = (announcement.c.hash == hash) & (announcement.c.approved_at >= same_since)
    one = announcement.c.approved_by == announcement.c.created_by
    found = select(func.coalesce(func.sum(announcement.c.people), 0)).where(one, theirs | same)
    return int(connection.execute(found).scalar_one())


def sending(connection: Connection) -> list[int]:
    """Return the numbers of those that are being sent, oldest first."""
    # Both conditions stand in the text: only so does the partial index serve.
    found = select(announcement.c.id).where(text("state in ('sending', 'paused')"), text("state = 'sending'"))
    return list(connection.scalars(found.order_by(announcement.c.id)))


def hold(connection: Connection, announcement_id: int) -> Announcement | None:
    """Return an announcement that is being sent, and keep staff from changing that until the transaction ends."""
    found = select(*_ROW).where(announcement.c.id == announcement_id, announcement.c.state == "sending")
    row = connection.execute(found.with_for_update(read=True)).one_or_none()
    return None if row is None else Announcement(*row)


def change(connection: Connection, announcement_id: int, **values: Any) -> None:
    """Change columns of an announcement."""
    connection.execute(update(announcement).where(announcement.c.id == announcement_id).values(values))


def drop(connection: Connection, announcement_ids: Collection[int]) -> None:
    """Delete drafts; what was approved stays for ever."""
    mine = announcement.c.id.in_(list(announcement_ids)) & (announcement.c.state == "draft")
    connection.execute(delete(announcement).where(mine))


def forget(connection: Connection, before: datetime) -> int:
    """Delete drafts begun before a moment; return how many."""
    old = (announcement.c.state == "draft") & (announcement.c.created_at < before)
    return int(connection.execute(delete(announcement).where(old)).rowcount)
