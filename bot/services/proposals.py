"""Invitations of many people, which a second member of staff must agree to; it never knows what a screen says."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import audience, due, meeting_cards, meetings, staff
from bot.services.audience import Audience
from bot.services.due import NoticeKind
from bot.services.meetings import NoMeeting
from bot.services.staff import Actor, Denied
from flows.core.screens import aside, card
from flows.core.values import Reply, Value
from flows.staff_invite import PROPOSAL
from storage import log, people, proposals, roles
from storage import meetings as rows
from storage.contacts import Contact
from storage.meetings import Meeting
from storage.notices import Notice, Planned, Subject
from storage.proposals import Proposal
from storage.roles import Role

ALONE = 50
"""How many people one member of staff may invite without a second yes."""
ASKED, DECIDED = "proposal", "proposal_decided"
"""The notices about a proposal, by the names under which they are stored for ever."""
WORTH = timedelta(days=7)
"""How long it is worth asking, and telling what came of it; never longer than until the meeting begins."""

State = Literal["invited", "asked", "alone"]


def send(
    connection: Connection,
    by: Actor,
    person_id: int,
    programme: Programme,
    meeting_id: int,
    meant: Audience,
    now: datetime,
) -> tuple[State, int, Sequence[str]]:
    """Invite an audience, or ask for the second yes; return what came of it, how many people, and who is asked.

    Raises NoMeeting, ValueError where nobody can be invited any more.
    """
    meeting = meetings.read(connection, by, meeting_id, act="arrange_meetings")
    meant = replace(meant, new_to=meeting_id)
    number = len(audience.people(connection, by, programme, meant))
    if number <= ALONE:
        return "invited", audience.invite(connection, by, programme, meeting_id, meant, now), ()
    if meeting.state != "published" or meeting.starts_at <= now:
        raise ValueError(f"nobody can be invited to meeting {meeting_id} any more")
    others = _others(connection, meeting, person_id)
    if not others:
        return "alone", number, ()
    proposal_id = proposals.add(connection, meeting_id, person_id, to_json(meant), number, now)
    until = min(now + WORTH, meeting.starts_at)
    asked = [_planned(ASKED, one.person_id, now, until) for one in others]
    due.plan(connection, Subject(ASKED, proposal_id), asked, now)
    detail = {"meeting": meeting_id, "people": number}
    log.write(connection, at=now, actor=by.name, act="proposed", subject=f"proposal:{proposal_id}", detail=detail)
    return "asked", number, [one.label for one in others]


def waiting(connection: Connection, by: Actor, person_id: int, now: datetime) -> list[Proposal]:
    """Return what somebody may decide now."""
    found = proposals.waiting(connection)
    return [one for one in found if one.person_id != person_id and _is_open(connection, by, one, now)]


def read(connection: Connection, by: Actor, person_id: int, number: int, *, lock: bool = False) -> Proposal:
    """Return a proposal of somebody else that a member of staff may decide; raises Denied, also for a missing one."""
    found = proposals.get(connection, number, lock=lock)
    if found is None or found.person_id == person_id:
        raise Denied("arrange_meetings")
    try:
        meetings.read(connection, by, found.meeting_id, act="arrange_meetings")
    except NoMeeting:
        raise Denied("arrange_meetings") from None
    return found


def agree(
    connection: Connection, by: Actor, person_id: int, programme: Programme, number: int, now: datetime
) -> int | None:
    """Invite whom both may write to; return how many, None where it was decided already or is too late."""
    found = read(connection, by, person_id, number, lock=True)
    if not _is_open(connection, by, found, now):
        return None
    meant = from_json(found.audience)
    first = audience.people(connection, staff.actor(connection, found.person_id), programme, meant)
    among = {one.person_id for one in first}
    invited = audience.invite(connection, by, programme, found.meeting_id, meant, now, among=among)
    _decide(connection, by, found, "agreed", now)
    return invited


def decline(connection: Connection, by: Actor, person_id: int, number: int, now: datetime) -> bool:
    """Let nobody be invited; False where it was decided already."""
    found = read(connection, by, person_id, number, lock=True)
    if not _is_open(connection, by, found, now):
        return False
    _decide(connection, by, found, "declined", now)
    return True


def told(connection: Connection, one: Proposal, contact: Contact, programme: Programme) -> dict[str, Value]:
    """Return what a card says of a proposal: ``by``, ``people``, and ``kind`` and ``day`` of the meeting."""
    held = roles.of_person(connection, one.person_id)
    maker = people.get(connection, one.person_id)
    name = next((role.label for role in held if role.label), maker.name if maker else "") or "?"
    meeting = rows.get(connection, one.meeting_id)
    about = meeting_cards.details(meeting, contact, programme) if meeting else {"kind": "?", "day": "?"}
    return {"by": name, "people": str(one.people), "kind": about["kind"], "day": about["day"]}


def kinds(programme: Programme) -> tuple[NoticeKind, ...]:
    """Return the notices about proposals: the question to the second, and what came of it to the first."""

    def ask(connection: Connection, row: Notice, contact: Contact, now: datetime) -> Sequence[Reply] | None:
        """Ask whoever may still decide: a role may have ended since."""
        found = proposals.get(connection, row.subject_id)
        if found is None or not _is_open(connection, _held(connection, row.person_id or 0), found, now):
            return None
        return (card(PROPOSAL, "ask", found.id, 1, told(connection, found, contact, programme)),)

    def tell(connection: Connection, row: Notice, contact: Contact, now: datetime) -> Sequence[Reply] | None:
        found = proposals.get(connection, row.subject_id)
        return (aside("agreed" if found.state == "agreed" else "not_agreed"),) if found else None

    return (NoticeKind(ASKED, ask), NoticeKind(DECIDED, tell))


def to_json(meant: Audience) -> dict[str, Any]:
    """Return an audience as it is stored."""
    return asdict(meant)


def from_json(data: Mapping[str, Any]) -> Audience:
    """Read what ``to_json`` wrote, also before there was ``also``."""
    lists = {name: tuple(data[name]) for name in ("towns", "trades", "languages")}
    others = {name: tuple(from_json(one) for one in data.get(name, ())) for name in ("also", "without")}
    return Audience(**{**data, **lists, **others})


def _is_open(connection: Connection, by: Actor, one: Proposal, now: datetime) -> bool:
    """Tell whether a proposal can still be decided: both look after its meeting, which has not begun."""
    meeting = rows.get(connection, one.meeting_id)
    if one.state != "open" or meeting is None or meeting.state != "published" or meeting.starts_at <= now:
        return False
    both = (_held(connection, one.person_id), by)
    return all(who.may("arrange_meetings", meeting.organisation, meeting.country) for who in both)


def _held(connection: Connection, person_id: int) -> Actor:
    """Return somebody with the roles held now, to ask what they may; nothing is done in their name."""
    return Actor("", tuple(roles.of_person(connection, person_id)))


def _others(connection: Connection, meeting: Meeting, person_id: int) -> list[Role]:
    """Return one role of each other person who may give the second yes for a meeting."""
    found: dict[int, Role] = {}
    for role in roles.held(connection):
        may = Actor("", (role,)).may("arrange_meetings", meeting.organisation, meeting.country)
        if may and role.person_id not in {None, person_id}:
            found.setdefault(role.person_id or 0, role)
    return list(found.values())


def _decide(connection: Connection, by: Actor, one: Proposal, state: proposals.State, now: datetime) -> None:
    """Keep a decision, ask nobody else any more, and tell whoever proposed."""
    proposals.decide(connection, one.id, state, by.name, now)
    subject = Subject(ASKED, one.id)
    due.cancel(connection, subject, now, state)
    due.plan(connection, subject, [_planned(DECIDED, one.person_id, now, now + WORTH)], now)
    detail = {"meeting": one.meeting_id, "people": one.people}
    log.write(connection, at=now, actor=by.name, act=state, subject=f"proposal:{one.id}", detail=detail)


def _planned(kind: str, person_id: int | None, now: datetime, until: datetime) -> Planned:
    return Planned(kind, "1", now, now, until, asked_for=True, person_id=person_id)
