"""What became of announcements: those that staff may see, the people of one with the reason of each, who has heard it.

It changes nothing, but gives the failed another try through ``announcements``.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.programme import HasProgramme
from bot.services import announcement_approval, announcements
from bot.services.announcements import NoAnnouncement, Progress
from bot.services.staff import Actor
from storage import announcements as rows
from storage import deliveries, recipients
from storage.announcements import Announcement

PAGE = 50
"""How many announcements are looked through at once for those that somebody may see."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One of those whom an announcement is for; ``reason`` is one of ``announcements.REASONS``.

    ``contact_id`` is None and ``name`` "" of somebody who has left.
    """

    delivery_id: int
    contact_id: int | None
    person_id: int | None
    name: str
    channel: str
    language: str
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """How far an announcement has come; ``heard`` have certainly opened it, which only WhatsApp tells."""

    found: Announcement
    progress: Progress
    heard: int


def recent(
    connection: Connection,
    by: Actor,
    speech: HasProgramme,
    now: datetime,
    limit: int = 20,
    *,
    before: int | None = None,
) -> list[Announcement]:
    """Return the newest announcements that somebody may see, but drafts of nobody's concern, the newest first."""
    asked = {one.id for one in announcement_approval.waiting(connection, by, speech, now)}
    found: list[Announcement] = []
    while len(found) < limit and (page := rows.latest(connection, PAGE, before=before)):
        found += [one for one in page if one.id in asked or _may_see(by, speech, one)]
        before = page[-1].id
    return found[:limit]


def look(connection: Connection, by: Actor, speech: HasProgramme, number: int) -> Result:
    """Return how far one has come; raises NoAnnouncement."""
    found = _seen(connection, by, speech, number)
    groups = deliveries.tally(connection, number)
    return Result(found, announcements.progress_of(groups), sum(one.opened for one in groups))


def each(
    connection: Connection,
    by: Actor,
    speech: HasProgramme,
    number: int,
    *,
    reasons: Collection[str] = (),
    limit: int = 100,
    after: int = 0,
) -> list[Recipient]:
    """Return those whom an announcement is for, of some reasons (() for all), by number; raises NoAnnouncement."""
    _seen(connection, by, speech, number)
    found: list[Recipient] = []
    for one in _every(connection, number, after, unsent=bool(reasons) and "sent" not in reasons):
        if not reasons or one.reason in reasons:
            found.append(one)
        if len(found) == limit:
            break
    return found


def may_hear(
    connection: Connection, by: Actor, speech: HasProgramme, number: int, media_id: int, now: datetime
) -> None:
    """Raise NoAnnouncement unless a file is of an announcement that somebody wrote, decides about or sees."""
    try:
        found = _seen(connection, by, speech, number)
    except NoAnnouncement:
        asked = announcement_approval.read(connection, by, speech, number, now)
        if asked is None:
            raise
        found = asked
    if str(media_id) not in found.said.files:
        raise NoAnnouncement(f"there is no file {media_id} in announcement {number}")


def _seen(connection: Connection, by: Actor, speech: HasProgramme, number: int) -> Announcement:
    """Return an announcement that somebody may see, a draft of one's own too; raises NoAnnouncement."""
    found = rows.get(connection, number)
    if found is not None and found.state == "draft" and found.created_by == by.name:
        return found
    return announcements.known(connection, by, speech, number)


def _every(connection: Connection, number: int, after: int, *, unsent: bool) -> Iterator[Recipient]:
    while some := recipients.page(connection, number, after, unsent=unsent):
        for one in some:
            reason = announcements.reason(one.group)
            yield Recipient(one.id, one.contact_id, one.person_id, one.name, one.channel, one.language, reason)
        after = some[-1].id


def _may_see(by: Actor, speech: HasProgramme, one: Announcement) -> bool:
    """Tell whether somebody may see one that is out, or that they asked others about."""
    if one.state == "draft" or one.places is None:
        return one.created_by == by.name and (one.asked_at is not None or one.state != "draft")
    try:
        announcements.check(by, speech, one.id, one.places)
    except NoAnnouncement:
        return False
    return True
