"""Whom something is for: the people an audience means, and what would become of a message to them.

It never sends, and never knows what is said.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from bot import elsewhere
from bot.channels.limits import LIMITS
from bot.languages import LANGUAGES
from bot.programme import Programme
from bot.services import concerned, due, meeting_plans, meetings
from bot.services.held import follows
from bot.services.push import LONGEST_DAY, WINDOW, WINDOWED, Before, Push, PushWorld, days_of, forecast, read_world
from bot.services.staff import Actor
from storage import alike, audiences, invitations, log, outbox
from storage.alike import Alike, Look
from storage.audiences import Audience, Came, Known
from storage.contacts import Contact

__all__ = ["Audience", "Came", "Count", "count", "invite", "message", "people"]


@dataclass(frozen=True, slots=True)
class Count:
    """How many an audience is, and what would become of a push to each now: the sum of ``reasons`` is ``people``.

    ``readers`` are how many read what, by language and country; ``places`` the organisations and countries they are of.
    """

    people: int
    reasons: Mapping[str, int]
    readers: Mapping[tuple[str, str], int] = field(default_factory=dict, compare=False)
    places: frozenset[tuple[str, str]] = field(default=frozenset(), compare=False)


def people(connection: Connection, by: Actor, programme: Programme, audience: Audience) -> list[Known]:
    """Return the people of an audience that this member of staff may write to, each with the contact used last."""
    found = audiences.known(connection, audiences.people(connection, audience))
    return [one for one in found if by.may("announce", *_place(programme, one.contact))]


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
    tally = _Tally(by, programme)
    world, pushed = read_world(connection, programme), message(now, asked_for=asked_for)
    notice = programme.notice if asked_for else 1  # a push that nobody asked for looks at their wish alone
    after = follows(now, asked_for=asked_for)
    look = Look(now, now - LONGEST_DAY, after, WINDOWED, WINDOW, notice, _known(programme))
    for some in alike.count(connection, audience, look):
        if tally.may(some.contact):
            before = _before(some, programme, now)
            tally.add(some.contact, forecast(some.contact, pushed, world, now, before).state, some.number)
    rest = audiences.known(connection, alike.others(connection, audience, look))
    looked = _Before(connection, rest, world, look)
    for one in rest:
        if tally.may(one.contact):
            tally.add(one.contact, forecast(one.contact, pushed, world, now, looked.of(one)).state, 1)
    return tally.told()


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

    Who has answered needs no invitation.
    ``among``: only these people of it; None for all.
    Raises NoMeeting, ValueError where it is not published or has begun.
    """
    meeting = meetings.read(connection, by, meeting_id, act="arrange_meetings")
    if meeting.state != "published" or meeting.starts_at <= now:
        raise ValueError(f"nobody can be invited to meeting {meeting_id}: it is not published, or it has begun")
    every = [one.person_id for one in people(connection, by, programme, replace(audience, new_to=meeting_id))]
    meant = every if among is None else [one for one in every if one in among]
    new = invitations.add(connection, meeting_id, meant, by.name, now)
    due.plan(connection, meeting_plans.subject(meeting_id), concerned.invited(meeting, new, now), now)
    detail = {"invited": len(new)}
    log.write(connection, at=now, actor=by.name, act="invited", subject=f"meeting:{meeting_id}", detail=detail)
    return len(new)


def message(now: datetime, *, asked_for: bool) -> Push:
    """Return the message that an audience is counted with; it has no words."""
    return Push("audience", outbox.NOTICE, (), now + outbox.DEADLINES[outbox.ANNOUNCEMENT], "", asked_for)


class _Tally:
    """Counts those whom a member of staff may write to."""

    def __init__(self, by: Actor, programme: Programme) -> None:
        self._by, self._programme = by, programme
        self._allowed: dict[tuple[str, str], bool] = {}
        self._places: set[tuple[str, str]] = set()
        self._reasons: Counter[str] = Counter()
        self._readers: Counter[tuple[str, str]] = Counter()

    def may(self, contact: Contact) -> bool:
        """Tell whether somebody may be written to."""
        known = (contact.programme, contact.country)
        if known not in self._allowed:
            self._allowed[known] = self._by.may("announce", *_place(self._programme, contact))
        return self._allowed[known]

    def add(self, contact: Contact, state: str, number: int) -> None:
        """Count so many who are like a contact."""
        self._reasons[state] += number
        self._readers[contact.language, contact.country] += number
        self._places.add(_place(self._programme, contact))

    def told(self) -> Count:
        """Return what was counted."""
        return Count(self._reasons.total(), dict(self._reasons), dict(self._readers), frozenset(self._places))


class _Before:
    """What is known of many people at once, as ``push.look`` reads it of one."""

    def __init__(self, connection: Connection, found: list[Known], world: PushWorld, look: Look) -> None:
        self._world, self._now = world, look.now
        numbers = [one.contact.id for one in found]
        self._owing = audiences.owing(connection, numbers, look.notice)
        self._knocked = audiences.knocked(connection, numbers, look.follows)
        self._went = audiences.unasked_since(connection, [one.person_id for one in found], look.since)

    def of(self, one: Known) -> Before:
        """Return what matters to a push."""
        zone, number = self._world.programme.zone(one.contact.country), one.contact.id
        days = days_of(self._went.get(one.person_id, ()), zone, self._now)
        return Before(one.may_push, number in self._knocked, days, number in self._owing)


def _known(programme: Programme) -> Mapping[str, Sequence[str]]:
    """Return the words that a contact may hold."""
    return {
        "channel": (*LIMITS,),
        "language": (*LANGUAGES, ""),
        "country": (*programme.country, "", *elsewhere.KEYS),
        "programme": (*programme.programme, ""),
    }


def _before(some: Alike, programme: Programme, now: datetime) -> Before:
    """Return what matters to a push to people who are alike."""
    days = days_of(some.went, programme.zone(some.contact.country), now)
    return Before(some.may_push, some.knocked, days, some.owing)


def _place(programme: Programme, contact: Contact) -> tuple[str, str]:
    """Return the organisation and the country that somebody is of."""
    return programme.organisation_of(contact.programme), contact.country
