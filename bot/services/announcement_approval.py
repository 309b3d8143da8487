"""An announcement goes: at once to few, to many when a second member of staff agrees; it never knows a screen.

For whom it goes is frozen in the transaction that lets it go, never before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from bot.programme import HasProgramme
from bot.services import announced, announcement_drafts, announcements, audience, due, staff
from bot.services.announcement_drafts import RIGHT
from bot.services.announcements import NoAnnouncement, Progress, SaidAlready
from bot.services.due import NoticeKind
from bot.services.proposals import ALONE
from bot.services.staff import Actor
from flows.announcement import ANNOUNCEMENT
from flows.core.screens import aside, card
from flows.core.values import Reply, Value
from storage import announcements as rows
from storage import log, people, roles
from storage.announcements import Announcement
from storage.contacts import Contact
from storage.notices import Notice, Planned, Subject
from storage.roles import Role

ASKED, DECIDED = "announcement_ask", "announcement_decided"
"""The notices about a second yes, by the names under which they are stored for ever."""
WORTH = timedelta(days=7)
"""How long a second yes is worth asking for, and telling what came of it."""
SUBJECT = "announcement"

MORE = 10
"""A second yes holds while there are no more people than were told, and one in so many on top, ``ALONE`` at most."""

State = Literal["sending", "asked", "alone", "twice", "nobody", "empty", "files", "heavy", "passed"]


class Changed(ValueError):
    """It is not what was shown to whoever decides: they must look again."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of a wish to send.

    ``sending``: it goes to ``people`` · ``asked``: ``names`` were asked for a second yes · ``alone``: nobody else may
    give it · ``twice``: ``people`` of them were told just this within a week · ``nobody``: no one is meant ·
    ``empty``: it says nothing · ``files``: a file is not there yet, or was refused · ``heavy``: one is too large ·
    ``passed``: its hour is over.
    """

    state: State
    people: int = 0
    names: Sequence[str] = ()


def send(connection: Connection, by: Actor, speech: HasProgramme, number: int, now: datetime) -> Sent:
    """Let one's own draft go, or ask for a second yes; raises NoAnnouncement.

    It is asked for where it is for more than ``ALONE``, with those whom slices of it went to without one.
    """
    found = announcement_drafts.read(connection, by, number, lock=True)
    if trouble := _trouble(connection, speech, found, now):
        return Sent(trouble)
    chosen = audience.people(connection, by, speech.programme, announcement_drafts.meant(found))
    contact_ids = {one.contact.id for one in chosen}
    if not contact_ids:
        return Sent("nobody")
    try:
        if len(contact_ids) + announcement_drafts.alone(connection, found, now) <= ALONE:
            announcements.approve(connection, by, speech, number, contact_ids, now)
            return Sent("sending", len(contact_ids))
        announcements.told_already(connection, announced.hash_of(found.said), contact_ids, now)
    except SaidAlready as already:
        return Sent("twice", already.people)
    return _ask(connection, by, speech, found, [one.contact for one in chosen], now)


def take_back(connection: Connection, by: Actor, number: int, now: datetime) -> None:
    """Ask nobody any more: the draft is its writer's again; raises NoAnnouncement."""
    found = rows.get(connection, number, lock=True)
    if found is None or found.state != "draft" or found.created_by != by.name or found.asked_at is None:
        raise NoAnnouncement(f"nobody is asked about announcement {number}")
    rows.change(connection, number, asked_at=None)
    due.cancel(connection, Subject(SUBJECT, number), now, "taken_back")
    _note(connection, by, "announcement_taken_back", number, now)


def waiting(connection: Connection, by: Actor, speech: HasProgramme, now: datetime) -> list[Announcement]:
    """Return what somebody may decide now, the oldest first."""
    found = [one for one in rows.asked(connection) if one.created_by != by.name and _is_open(one, now)]
    found = [one for one in found if not _has_passed(speech, one, now)]
    return [one for one in found if _may_read(connection, by, speech, one)]


def read(
    connection: Connection, by: Actor, speech: HasProgramme, number: int, now: datetime, *, lock: bool = False
) -> Announcement | None:
    """Return what somebody may decide, None where it is decided or too late; raises NoAnnouncement for others."""
    found = rows.get(connection, number, lock=lock)
    if found is None or found.created_by == by.name or not _may_read(connection, by, speech, found):
        raise NoAnnouncement(f"there is no announcement {number}")
    return found if _is_open(found, now) and not _has_passed(speech, found, now) else None


def look(connection: Connection, by: Actor, speech: HasProgramme, number: int, now: datetime) -> Announcement | None:
    """Return what ``read`` does, counted anew: where many more people came it is another question, with a new card."""
    found = read(connection, by, speech, number, now, lock=True)
    maker = _maker(connection, found) if found else None
    if found is None or maker is None:
        return None
    people = audience.count(connection, maker, speech.programme, announcement_drafts.meant(found), now).people
    if not _grown(found, people):
        return found
    rows.change(connection, number, people=people, asks=found.asks + 1)
    return rows.get(connection, number)


def agree(
    connection: Connection, by: Actor, speech: HasProgramme, number: int, now: datetime, *, seen: int
) -> Progress | None:
    """Let it go to those meant, as they are now; None where it was decided already or is too late.

    ``seen`` is the version of the card that was answered. Nobody agrees for people whom they may not announce to.
    Raises NoAnnouncement for who may not, SaidAlready, Changed.
    """
    found = read(connection, by, speech, number, now, lock=True)
    maker = _maker(connection, found) if found else None
    if found is None or maker is None:
        return None
    meant = announcement_drafts.meant(found)
    every = [one.contact for one in audience.people(connection, maker, speech.programme, meant)]
    if not _may(by, speech, sorted({(one.programme, one.country) for one in every})):
        raise NoAnnouncement(f"there is no announcement {number}")
    if found.asks != seen or _grown(found, len(every)):
        raise Changed(f"announcement {number} has changed since it was shown")
    if not every:
        _end(connection, by, found, now)
        return None
    told = announcements.approve(connection, by, speech, number, {one.id for one in every}, now)
    _decide(connection, by, found, "announcement_agreed", now)
    return told


def decline(connection: Connection, by: Actor, speech: HasProgramme, number: int, now: datetime, *, seen: int) -> bool:
    """Let nothing go; False where it was decided already. Raises NoAnnouncement, Changed."""
    found = read(connection, by, speech, number, now, lock=True)
    if found is None:
        return False
    if found.asks != seen:
        raise Changed(f"announcement {number} has changed since it was shown")
    _end(connection, by, found, now)
    return True


def told(connection: Connection, found: Announcement) -> dict[str, Value]:
    """Return what a card says of it: ``by`` and ``people``."""
    person_id = staff.holder(connection, found.created_by)
    held = roles.of_person(connection, person_id) if person_id else []
    maker = people.get(connection, person_id) if person_id else None
    name = next((role.label for role in held if role.label), maker.name if maker else "") or "?"
    return {"by": name, "people": str(found.people)}


def kinds(speech: HasProgramme) -> tuple[NoticeKind, ...]:
    """Return the notices about announcements: the question to the second, what came of it, and that all is done."""

    def ask(connection: Connection, row: Notice, contact: Contact, now: datetime) -> Sequence[Reply] | None:
        """Ask whoever may still decide: a role may have ended since."""
        try:
            found = read(connection, staff.actor(connection, row.person_id or 0), speech, row.subject_id, now)
        except NoAnnouncement:
            return None
        return (card(ANNOUNCEMENT, "ask", found.id, found.asks, told(connection, found)),) if found else None

    def tell(connection: Connection, row: Notice, contact: Contact, now: datetime) -> Sequence[Reply] | None:
        found = rows.get(connection, row.subject_id)
        return (aside("goes_now" if found.approved_at else "not_sent"),) if found else None

    def done(connection: Connection, row: Notice, contact: Contact, now: datetime) -> Sequence[Reply] | None:
        found = announcements.progress(connection, row.subject_id)
        values = {"sent": str(found.reasons["sent"]), "people": str(found.invited)}
        end = aside("all_sent")
        return (Reply(end.key, end.say, values),)

    return (NoticeKind(ASKED, ask), NoticeKind(DECIDED, tell), NoticeKind(announcements.DONE, done))


def _ask(
    connection: Connection,
    by: Actor,
    speech: HasProgramme,
    found: Announcement,
    contacts: Sequence[Contact],
    now: datetime,
) -> Sent:
    """Ask those who may announce to all of them; it is a new question each time."""
    number, people = found.id, len(contacts)
    places = sorted({(one.programme, one.country) for one in contacts})
    others = _others(connection, by, speech, places)
    if not others:
        return Sent("alone", people)
    kept = [list(one) for one in places]
    rows.change(connection, number, asked_at=now, people=people, places=kept, asks=found.asks + 1)
    asked = [_planned(ASKED, one.person_id, now) for one in others]
    due.plan(connection, Subject(SUBJECT, number), asked, now)
    _note(connection, by, "announcement_asked", number, now, people)
    return Sent("asked", people, [one.label for one in others])


def _others(connection: Connection, by: Actor, speech: HasProgramme, places: Sequence[tuple[str, str]]) -> list[Role]:
    """Return one role of each other person who may announce everywhere meant."""
    found: dict[int, Role] = {}
    for role in roles.held(connection):
        if role.person_id is None or role.person_id in found:
            continue
        other = staff.actor(connection, role.person_id)
        if other.name != by.name and _may(other, speech, places):
            found[role.person_id] = role
    return list(found.values())


def _may(by: Actor, speech: HasProgramme, places: Sequence[Sequence[str]]) -> bool:
    """Tell whether somebody may announce to people of these programmes and countries."""
    return all(by.may(RIGHT, speech.programme.organisation_of(programme), country) for programme, country in places)


def _grown(found: Announcement, people: int) -> bool:
    """Tell whether there are many more people than were told to whoever decides."""
    return people - found.people > min(found.people // MORE, ALONE)


def _is_open(found: Announcement, now: datetime) -> bool:
    return found.state == "draft" and found.asked_at is not None and now < found.asked_at + WORTH


def _trouble(connection: Connection, speech: HasProgramme, found: Announcement, now: datetime) -> State | None:
    """Return what keeps a draft from going, None for nothing."""
    match announcement_drafts.trouble(connection, found.said):
        case "empty" | "files" | "heavy" as trouble:
            return trouble
    return "passed" if _has_passed(speech, found, now) else None


def _has_passed(speech: HasProgramme, found: Announcement, now: datetime) -> bool:
    """Tell whether the hour at which it was to go is over: nobody meant that it goes at once then."""
    return bool(found.wall) and not announcement_drafts.is_later(speech, found, now)


def _may_read(connection: Connection, by: Actor, speech: HasProgramme, found: Announcement) -> bool:
    """Tell whether writer and reader may announce to all who were meant; what nobody was asked is nobody else's."""
    maker, places = _maker(connection, found), found.places
    return bool(maker and places) and all(_may(one, speech, places or ()) for one in (maker, by) if one)


def _maker(connection: Connection, found: Announcement) -> Actor | None:
    """Return whoever wrote it, with the roles held now; None who holds none any more."""
    person_id = staff.holder(connection, found.created_by)
    return None if person_id is None else staff.actor(connection, person_id)


def _end(connection: Connection, by: Actor, found: Announcement, now: datetime) -> None:
    """Let it go to nobody, for good."""
    rows.change(connection, found.id, state="cancelled", ended_at=now)
    _decide(connection, by, found, "announcement_declined", now)


def _decide(connection: Connection, by: Actor, found: Announcement, act: str, now: datetime) -> None:
    """Ask nobody else any more, and tell whoever wrote it."""
    due.cancel(connection, Subject(SUBJECT, found.id), now, act)
    if (maker := staff.holder(connection, found.created_by)) is not None:
        due.plan(connection, Subject(SUBJECT, found.id), [_planned(DECIDED, maker, now)], now)
    _note(connection, by, act, found.id, now, found.people)


def _planned(kind: str, person_id: int | None, now: datetime) -> Planned:
    return due.notice(kind, f"{now:%Y%m%d%H%M%S}", now, now + WORTH, asked_for=True, person_id=person_id)


def _note(connection: Connection, by: Actor, act: str, number: int, now: datetime, people: int = 0) -> None:
    detail = {"people": people} if people else {}
    log.write(connection, at=now, actor=by.name, act=act, subject=f"announcement:{number}", detail=detail)
