"""Whom something is for: an audience as a value, the people it means, and what would become of a message to them.

It never sends, and never knows what is said.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import concerned, due, meeting_plans, meetings
from bot.services.push import Before, Push, PushWorld, forecast, read_world
from bot.services.staff import Actor
from storage import audiences, invitations, log, outbox
from storage.audiences import Known
from storage.sending import ASIDE

Came = Literal["answered_yes", "came", "invited", "silent"]
"""Which people of a meeting: who said yes, who came, who is invited, and who of these has not answered."""


@dataclass(frozen=True, slots=True)
class Audience:
    """People by what is known of them, all conditions together; "" and () stand for everybody.

    ``languages`` are those that they read; ``mentors`` means those who have that role. ``meeting_id`` with ``came``
    means people of a meeting. ``without`` are audiences that are left out, ``but`` one person, who need not be told of
    their own doing; ``new_to`` a meeting whose invitations have gone to some already, who are left out too.
    """

    country: str = ""
    towns: tuple[str, ...] = ()
    trades: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    programme: str = ""
    mentors: bool = False
    meeting_id: int | None = None
    came: Came = "answered_yes"
    without: tuple["Audience", ...] = ()
    but: int | None = None
    new_to: int | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many an audience is, and what would become of a push to each now: the sum of ``reasons`` is ``people``."""

    people: int
    reasons: Mapping[str, int]


def people(connection: Connection, by: Actor, programme: Programme, audience: Audience) -> list[Known]:
    """Return the people of an audience that this member of staff may write to, each with the contact used last."""
    meant = _matching(connection, audience)
    for other in audience.without:
        meant -= _matching(connection, other)
    meant.discard(audience.but or 0)
    if audience.new_to is not None:
        meant.difference_update(invitations.of_meeting(connection, audience.new_to))
    found = audiences.known(connection, meant)
    return [one for one in found if by.may("announce", _organisation(programme, one), one.contact.country)]


def count(
    connection: Connection,
    by: Actor,
    programme: Programme,
    audience: Audience,
    now: datetime,
    *,
    asked_for: bool = False,
) -> Count:
    """Count an audience and what would become of a message to them now, in a few statements for all of them."""
    found = people(connection, by, programme, audience)
    world, pushed = read_world(connection, programme), message(now, asked_for=asked_for)
    before = _Before(connection, found, world, now)
    reasons: Counter[str] = Counter(forecast(one.contact, pushed, world, now, before.of(one)).state for one in found)
    return Count(len(found), dict(reasons))


def invite(
    connection: Connection,
    by: Actor,
    programme: Programme,
    meeting_id: int,
    audience: Audience,
    now: datetime,
    *,
    among: Collection[int] | None = None,
) -> int:
    """Invite an audience to a published meeting, each person once; return how many are new.

    ``among``: only these people of it; None for all.
    Raises NoMeeting, ValueError where it is not published or has begun.
    """
    meeting = meetings.read(connection, by, meeting_id, act="arrange_meetings")
    if meeting.state != "published" or meeting.starts_at <= now:
        raise ValueError(f"nobody can be invited to meeting {meeting_id}: it is not published, or it has begun")
    every = [one.person_id for one in people(connection, by, programme, audience)]
    meant = every if among is None else [one for one in every if one in among]
    new = invitations.add(connection, meeting_id, meant, by.name, now)
    due.plan(connection, meeting_plans.subject(meeting_id), concerned.invited(meeting, new, now), now)
    detail = {"invited": len(new)}
    log.write(connection, at=now, actor=by.name, act="invited", subject=f"meeting:{meeting_id}", detail=detail)
    return len(new)


class _Before:
    """What is known of many people at once, as ``push.look`` reads it of one."""

    def __init__(self, connection: Connection, found: list[Known], world: PushWorld, now: datetime) -> None:
        self._world, self._now = world, now
        numbers = [one.contact.id for one in found]
        self._owing = audiences.owing(connection, numbers, world.programme.notice)
        self._knocked = audiences.knocked(connection, numbers)
        self._went = audiences.unasked_since(connection, [one.person_id for one in found], now)

    def of(self, one: Known) -> Before:
        """Return what matters to a push."""
        zone = self._world.programme.zone(one.contact.country)
        went = self._went.get(one.person_id, ())
        # What waits for an older message has no time of its own; it goes as soon as that has gone.
        days = frozenset((self._now if at == ASIDE else at).astimezone(zone).date() for at in went)
        number = one.contact.id
        return Before(one.may_push, number in self._knocked, days, number in self._owing)


def _matching(connection: Connection, audience: Audience) -> set[int]:
    return audiences.people(
        connection,
        country=audience.country,
        towns=audience.towns,
        trades=audience.trades,
        languages=audience.languages,
        programme=audience.programme,
        mentors=audience.mentors,
        meeting_id=audience.meeting_id,
        came=audience.came,
    )


def _organisation(programme: Programme, one: Known) -> str:
    return programme.organisation_of(one.contact.programme)


def message(now: datetime, *, asked_for: bool) -> Push:
    """Return the message that an audience is counted with; it has no words."""
    return Push("audience", outbox.NOTICE, (), now + outbox.DEADLINES[outbox.ANNOUNCEMENT], "", asked_for)
