"""Who has a seat at a meeting: answers, guests, changes of mind; it never knows what a screen says.

Every act locks the meeting first, so that seats are given one person after another and never oversold.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import due, meeting_plans, waiting_line
from storage import meetings, responses
from storage.meetings import Meeting
from storage.responses import Answer, Response

State = Literal[
    "seated", "few", "full", "waiting", "offered", "lapsed", "maybe", "declined", "none", "begun", "past", "cancelled",
    "gone",
]  # fmt: skip
"""How somebody stands, and why not otherwise.

``few``: so many do not fit, what was stays · ``full``: no seat, and not in the line yet · ``offered``: a seat is held
for them · ``lapsed``: the offer is over and the seat is gone · ``none``: they have not answered · ``begun``: it is
under way, the door is next · ``past``, ``cancelled`` · ``gone``: there is no such meeting for them.
"""


@dataclass(frozen=True, slots=True)
class Seating:
    """How somebody stands at a meeting now.

    ``party`` is how many seats they have or want. ``free`` is how many are left, None for no limit; ``before`` how
    many wait before them. ``offered_until`` is when an offer lapses.
    """

    state: State
    party: int = 1
    free: int | None = None
    before: int = 0
    offered_until: datetime | None = None


def stand(connection: Connection, meeting_id: int, person_id: int | None, now: datetime) -> Seating:
    """Tell how somebody stands, and how many seats are left; it only reads."""
    meeting = meetings.get(connection, meeting_id)
    if meeting is None or (closed := _closed(meeting, now)) == "gone":
        return Seating("gone")
    found = responses.get(connection, meeting_id, person_id) if person_id else None
    stands = _standing(connection, meeting, found, now)
    return stands if closed is None else Seating(closed, stands.party, stands.free)


def answer(
    connection: Connection,
    programme: Programme,
    meeting_id: int,
    person_id: int,
    said: Answer,
    now: datetime,
    *,
    party: int | None = None,
    needs: Sequence[str] | None = None,
    seen: int | None = None,
) -> Seating:
    """Take a yes, no or maybe; ``party`` (1 to 3, with the person) and ``needs`` stay as they were where None.

    Only a yes takes seats. ``seen`` is the version of the card that is answered: whoever does not say no to one that
    is too old hears how it is now. Raises ValueError for a party that is not 1 to 3.
    """
    return _answer(connection, programme, meeting_id, _Said(person_id, said, now, party, needs, seen))


def join_waiting(
    connection: Connection,
    programme: Programme,
    meeting_id: int,
    person_id: int,
    now: datetime,
    *,
    seen: int | None = None,
) -> Seating:
    """Put somebody at the end of the line, unless there is a seat for them after all."""
    return _answer(connection, programme, meeting_id, _Said(person_id, "yes", now, seen=seen, waits=True))


def accept_offer(
    connection: Connection,
    programme: Programme,
    meeting_id: int,
    person_id: int,
    now: datetime,
    *,
    seen: int | None = None,
) -> Seating:
    """Take the seat that is offered, or one that is free for whoever is first; ``lapsed`` where both are over."""
    old = responses.get(connection, meeting_id, person_id)
    found = answer(connection, programme, meeting_id, person_id, "yes", now, seen=seen)
    waited = old is not None and old.queued_at is not None
    return Seating("lapsed", found.party, found.free) if found.state == "full" and waited else found


def decline(connection: Connection, programme: Programme, meeting_id: int, person_id: int, now: datetime) -> Seating:
    """Give up a seat, an offer or a place in the line."""
    return answer(connection, programme, meeting_id, person_id, "no", now)


def lapse(connection: Connection, programme: Programme, meeting_id: int, now: datetime) -> bool:
    """Take back offers whose time is over, for the next in the line; False where somebody has the meeting in hand."""
    meeting = meetings.get_free(connection, meeting_id)
    if meeting is None:
        return meetings.get(connection, meeting_id) is None
    if _closed(meeting, now) is None:
        waiting_line.lapse(connection, programme, meeting, now)
    return True


def leave_all(connection: Connection, programme: Programme, person_id: int, now: datetime) -> None:
    """Give up every seat of somebody who is leaving Drom; meetings by rising number, each is locked."""
    for one in responses.of_person(connection, person_id):
        if one.standing != "none":
            decline(connection, programme, one.meeting_id, person_id, now)
        due.cancel(connection, meeting_plans.subject(one.meeting_id), now, "erased", person_id=person_id)


@dataclass(frozen=True, slots=True)
class _Said:
    """What somebody said; ``waits`` for who would rather wait than go without."""

    person_id: int
    answer: Answer
    now: datetime
    party: int | None = None
    needs: Sequence[str] | None = None
    seen: int | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """What somebody wants of a meeting that is locked, and what they had."""

    meeting: Meeting
    said: _Said
    old: Response | None

    @property
    def party(self) -> int:
        """Return how many seats they want."""
        return self.said.party or (self.old.party if self.old else 1)

    @property
    def held(self) -> int:
        """Return how many seats are theirs already."""
        return self.old.party if self.old and self.old.standing in {"seated", "offered"} else 0

    def keep(self, connection: Connection, **where: Any) -> None:
        """Keep what was said and, where it changes, where they stand now."""
        said = self.said
        values = {"answer": said.answer, "answered_at": said.now, "version": self.meeting.version, **where}
        if said.needs is not None:
            values["needs"] = list(said.needs)
        if self.old is None:
            responses.add(connection, self.meeting.id, said.person_id, **values)
        else:
            responses.change(connection, self.old.id, **values)


def _answer(connection: Connection, programme: Programme, meeting_id: int, said: _Said) -> Seating:
    if said.party is not None and not 1 <= said.party <= 3:
        raise ValueError("a party is one to three people")
    meeting = meetings.get(connection, meeting_id, lock=True)
    if meeting is None:
        return Seating("gone")
    if closed := _closed(meeting, said.now):
        return Seating(closed)
    waiting_line.lapse(connection, programme, meeting, said.now)
    asked = _Asked(meeting, said, responses.get(connection, meeting_id, said.person_id))
    seating = _come(connection, asked) if said.answer == "yes" else _stay_away(connection, asked)
    if said.answer != "no" and said.seen is not None:
        meeting_plans.catch_up(connection, meeting, said.person_id, said.now, said.seen)
    if asked.held > (seating.party if seating.state in {"seated", "few"} else 0):
        waiting_line.promote(connection, programme, meeting, said.now)
    return seating


def _come(connection: Connection, asked: _Asked) -> Seating:
    """Give somebody a seat where there is one for all of them."""
    meeting, said, old = asked.meeting, asked.said, asked.old
    free = waiting_line.free(connection, meeting)
    if free is None or asked.party <= free + asked.held:
        asked.keep(connection, standing="seated", party=asked.party, rank=0, offered_until=None)
        meeting_plans.remind(connection, meeting, said.person_id, said.now, seated=True)
        return Seating("seated", asked.party, None if free is None else free + asked.held - asked.party)
    if old is not None and old.standing in {"seated", "offered"}:
        asked.keep(connection)
        return Seating("few", old.party, free, offered_until=old.offered_until)
    if old is not None and old.standing == "waiting":
        asked.keep(connection, party=asked.party)
        return Seating("waiting", asked.party, free, responses.before(connection, meeting.id, old.rank))
    meeting_plans.settle(connection, meeting, said.person_id, said.now)
    if not said.waits:
        asked.keep(connection, standing="none", party=asked.party)
        return Seating("full", asked.party, free)
    rank = responses.next_rank(connection, meeting.id)
    asked.keep(connection, standing="waiting", party=asked.party, rank=rank, queued_at=said.now)
    meeting_plans.wait(connection, meeting, said.person_id, said.now)
    return Seating("waiting", asked.party, free, responses.before(connection, meeting.id, rank))


def _stay_away(connection: Connection, asked: _Asked) -> Seating:
    """Take note of a no or a maybe, which hold no seat."""
    meeting, said = asked.meeting, asked.said
    asked.keep(connection, standing="none", party=asked.party, rank=0, offered_until=None)
    if said.answer == "maybe":
        meeting_plans.remind(connection, meeting, said.person_id, said.now, seated=False)
        return Seating("maybe", asked.party)
    meeting_plans.forget(connection, meeting, said.person_id, said.now)
    return Seating("declined", asked.party)


def _closed(meeting: Meeting, now: datetime) -> Literal["gone", "cancelled", "past", "begun"] | None:
    """Return why nobody can answer any more, None where they can."""
    if meeting.state == "draft":
        return "gone"
    if meeting.state == "cancelled":
        return "cancelled"
    if now >= meeting.ends_at:
        return "past"
    return "begun" if now >= meeting.starts_at else None


def _standing(connection: Connection, meeting: Meeting, found: Response | None, now: datetime) -> Seating:
    free = waiting_line.free(connection, meeting)
    if found is None:
        return Seating("none", free=free)
    match found.standing:
        case "waiting":
            return Seating("waiting", found.party, free, responses.before(connection, meeting.id, found.rank))
        case "offered" if found.offered_until is not None and found.offered_until > now:
            return Seating("offered", found.party, free, offered_until=found.offered_until)
        case "seated":
            return Seating("seated", found.party, free)
    if found.answer == "yes":
        return Seating("lapsed" if found.queued_at else "full", found.party, free)
    return Seating("maybe" if found.answer == "maybe" else "declined", found.party, free)
