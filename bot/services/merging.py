"""Two people who turn out to be one: put together by staff, logged, and undone within thirty days."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import course_privacy, ledger, meeting_privacy, question_privacy, seating, tip_plans, tip_privacy
from bot.services.staff import Actor
from storage import attendances, contacts, log, merges, people, responses, roles
from storage.contacts import Contact
from storage.merges import Merge

ACT = "merge_people"
UNDOABLE = timedelta(days=30)
"""How long a merge can be undone; then what is left of the second person is forgotten."""


class CannotMerge(ValueError):
    """These two cannot be one: one is not registered, they are one already, or one is of the team."""


def merge(connection: Connection, by: Actor, programme: Programme, kept: Contact, gone: Contact, now: datetime) -> int:
    """Take the person of one contact for that of another, whose name and wishes stay; return the merge's number.

    Of two seats at a meeting the second is free again. Nobody is written to unasked who had not agreed to it on both
    sides; undoing does not bring that yes back. Raises Denied, CannotMerge.
    """
    if kept.person_id is None or gone.person_id is None or kept.person_id == gone.person_id:
        raise CannotMerge("both must be people, and two")
    every = contacts.reach(connection, [], [kept.person_id, gone.person_id])
    for one in every:
        by.check(ACT, programme.organisation_of(one.programme), one.country)
    if any(roles.of_person(connection, number) for number in (kept.person_id, gone.person_id)):
        raise CannotMerge("whoever has a role cannot be merged")
    tip_plans.leave_to(connection, gone.person_id, kept.person_id, now)
    number = merges.add(connection, kept.person_id, gone.person_id, by.name, now)
    _count_as(connection, merges.get(connection, number), kept.person_id)
    _free_seats(connection, programme, kept.person_id, gone.person_id, now)
    other = people.get(connection, gone.person_id)
    if other is None or not other.may_push:
        people.change(connection, kept.person_id, may_push=False)
    _note(connection, by, "people_merged", kept.person_id, number, now)
    return number


def undoable(connection: Connection, person_id: int, now: datetime) -> list[Merge]:
    """Return the merges of somebody that can still be undone."""
    return [one for one in merges.into(connection, person_id) if now - one.at < UNDOABLE]


def undo(connection: Connection, by: Actor, programme: Programme, contact: Contact, number: int, now: datetime) -> None:
    """Let two people be two again; raises Denied, LookupError where it is too late or was undone."""
    found = merges.get(connection, number)
    if found is None or found.kept_id != contact.person_id or now - found.at >= UNDOABLE:
        raise LookupError(f"there is no merge {number} that can be undone")
    for one in contacts.reach(connection, [], [found.kept_id]):
        by.check(ACT, programme.organisation_of(one.programme), one.country)
    _count_as(connection, found, found.gone_id)
    merges.undo(connection, found)
    _note(connection, by, "merge_undone", found.kept_id, number, now)


def gone(connection: Connection, person_id: int) -> list[int]:
    """Return everybody who was taken for somebody, and whoever was taken for one of them."""
    found = [one.gone_id for one in merges.into(connection, person_id)]
    return [*found, *(deeper for one in found for deeper in gone(connection, one))]


def sweep(connection: Connection, now: datetime) -> int:
    """Forget what is left of people whose merge can be undone no more; return of how many."""
    old = merges.made_before(connection, now - UNDOABLE)
    for one in old:
        tip_privacy.forget(connection, one.gone_id, now)
        question_privacy.forget(connection, one.gone_id)
        meeting_privacy.forget(connection, one.gone_id, now)
        course_privacy.forget(connection, one.gone_id)
        people.erase(connection, one.gone_id)
    return len(old)


def _free_seats(connection: Connection, programme: Programme, kept_id: int, gone_id: int, now: datetime) -> None:
    """Give up what the second person holds at meetings where the first has a seat, an offer or a place in the line."""
    for one in responses.of_person(connection, gone_id):  # only what both had is left
        own = responses.get(connection, one.meeting_id, kept_id)
        if one.standing != "none" and own is not None and own.standing != "none":
            seating.decline(connection, programme, one.meeting_id, gone_id, now)


def _count_as(connection: Connection, one: Merge | None, person_id: int) -> None:
    """Let who came to meetings be counted as one person, or as two again; on one day both may have come."""
    moved = one.moved.get("attendance.person_id", ()) if one else ()
    left = attendances.numbers_of(connection, one.gone_id) if one else []
    attendances.rename(connection, [*moved, *left], ledger.pseudonym(connection, "person", person_id))


def _note(connection: Connection, by: Actor, act: str, person_id: int, number: int, now: datetime) -> None:
    subject = ledger.pseudonym(connection, "person", person_id)
    log.write(connection, at=now, actor=by.name, act=act, subject=subject, detail={"merge": number})
