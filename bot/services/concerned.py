"""Everybody whom a change, a move or the end of a meeting concerns, and what they hear; it knows no words.

Concerned is who has a seat, waits for one, is offered one, or may come, and who was invited and has not answered: their
card shows what was.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import due, meeting_plans, slot_plans, waiting_line
from bot.services.meeting_plans import CANCELLED, CHANGED, is_hasty, news, planned, subject
from storage import attendances, invitations, notices, responses, wishes
from storage.meetings import Meeting
from storage.notices import Planned
from storage.responses import Response
from storage.turnouts import LINE


@dataclass(frozen=True, slots=True)
class Hearers:
    """How many hear of it: who have a seat, who may come or wait, who were invited and have not answered."""

    coming: int
    perhaps: int
    invited: int

    @property
    def total(self) -> int:
        """Return how many they are."""
        return self.coming + self.perhaps + self.invited


def tell_change(connection: Connection, old: Meeting, new: Meeting, now: datetime) -> int:
    """Tell everybody concerned that a published meeting is not as it was; return how many.

    Those who only were invited did not ask for it.
    """
    if new.state != "published":
        return 0
    hasty = is_hasty(now, old.starts_at, new.starts_at)
    rows = [news(CHANGED, new, person_id, now, hasty=hasty) for person_id in _people(_all(connection, new))]
    asked = _asked(connection, new, now)
    rows += [news(CHANGED, new, person_id, now, hasty=hasty, asked_for=False) for person_id in asked]
    due.plan(connection, subject(new.id), rows, now)
    return len(rows)


def move(connection: Connection, programme: Programme, old: Meeting, new: Meeting, now: datetime) -> int:
    """Plan anew, once, all that is due about a meeting that staff have moved, and tell it; return to how many."""
    if new.state != "published":
        return 0
    replan(connection, programme, new, now)
    return tell_change(connection, old, new, now)


def replan(
    connection: Connection, programme: Programme, new: Meeting, now: datetime, *, sparing: Collection[str] = ()
) -> None:
    """Plan anew all that is due about a meeting whose time has changed, but kinds in ``sparing``."""
    if new.state != "published":
        return
    every = _all(connection, new)
    seated = _people([one for one in every if one.standing == "seated"])
    maybe = _people([one for one in every if one.answer == "maybe"])
    rows = meeting_plans.coming(new, [*seated, *maybe], now, seated=seated)
    line = _people([one for one in every if one.standing in LINE])
    rows += [meeting_plans.in_vain(new, person_id) for person_id in line]
    there = attendances.people(connection, new.id)
    rows += [meeting_plans.how_was_it(new, person_id) for person_id in there]
    rows += _unheard(connection, new, now)
    due.replan(connection, subject(new.id), rows, now, sparing=(*sparing, meeting_plans.LOST))
    slot_plans.plan_lists(connection, new, now)
    if now < new.starts_at:
        waiting_line.hold_anew(connection, programme, new, now)


def cancel(connection: Connection, meeting: Meeting, now: datetime) -> int:
    """Let nothing more be due about a meeting that is not held, seat nobody, and tell it; return to how many.

    Whoever has not answered is told within the one unasked message a day and never at night; who said no is not.
    """
    whom = _people(_all(connection, meeting))
    due.cancel(connection, subject(meeting.id), now, "cancelled")
    asked = _asked(connection, meeting, now)  # not those whose invitation was still on its way
    responses.seat_nobody(connection, meeting.id)
    hasty = is_hasty(now, meeting.starts_at)
    rows = [news(CANCELLED, meeting, person_id, now, hasty=hasty) for person_id in whom]
    rows += [news(CANCELLED, meeting, person_id, now, hasty=hasty, asked_for=False) for person_id in asked]
    due.plan(connection, subject(meeting.id), rows, now)
    return len(rows)


def who(connection: Connection, meeting: Meeting, now: datetime, *, anew: bool = False) -> Hearers:
    """Return who would be told now of a change; ``anew``: of a move or the end, which take unsent invitations back.

    ``meeting`` begins when it will after that.
    """
    if meeting.state != "published":
        return Hearers(0, 0, 0)
    every = _all(connection, meeting)
    coming = len(_people([one for one in every if one.standing == "seated"]))
    asked = set(_asked(connection, meeting, now))
    if anew:
        asked -= due.on_their_way(connection, subject(meeting.id), meeting_plans.INVITED)
    return Hearers(coming, len(_people(every)) - coming, len(asked))


def invited(meeting: Meeting, person_ids: Sequence[int], now: datetime, *, asked_for: bool = False) -> list[Planned]:
    """Return the invitations of people; ``asked_for`` where they wished to hear of a meeting."""
    return [
        planned(meeting_plans.INVITED, "1", now, meeting.starts_at, person_id=person_id, asked_for=asked_for)
        for person_id in person_ids
    ]


def wished(connection: Connection, meeting: Meeting, now: datetime) -> int:
    """Invite those who wished to hear of a meeting and may come, and count their wishes as fulfilled.

    It is for its country; online for whoever lives in none of the programme's, too. Others wait for one near them.
    """
    whom = wishes.of_country(connection, meeting.organisation, meeting.country, elsewhere=bool(meeting.link))
    new = invitations.add(connection, meeting.id, whom, "", now)
    due.plan(connection, subject(meeting.id), invited(meeting, new, now, asked_for=True), now)
    wishes.fulfil(connection, whom)
    return len(new)


def _all(connection: Connection, meeting: Meeting) -> list[Response]:
    every = responses.of_meeting(connection, meeting.id)
    return [one for one in every if one.standing != "none" or one.answer == "maybe"]


def _people(some: Sequence[Response]) -> list[int]:
    return [one.person_id for one in some if one.person_id is not None]


def _asked(connection: Connection, meeting: Meeting, now: datetime) -> list[int]:
    """Return who holds an invitation that they have not answered; one that has not gone yet will be as it is then.

    Once the meeting has begun none of them hears of it any more.
    """
    if meeting.starts_at <= now:
        return []
    left = notices.unreached(connection, subject(meeting.id), meeting_plans.INVITED)
    return [one for one in invitations.unanswered(connection, meeting.id) if one not in left]


def _unheard(connection: Connection, meeting: Meeting, now: datetime) -> list[Planned]:
    """Return the invitations that nobody has answered; those that went out are not sent again."""
    return invited(meeting, invitations.unanswered(connection, meeting.id), now)
