"""What is said of tips when its time comes: the tip that fits that day, and whether one was done; it never ticks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import tip_cards, tips
from bot.services.due import NoticeKind
from bot.services.meeting_plans import FEEDBACK, MISSED
from bot.services.tip_plans import ASKED, DAY, TIP
from bot.services.tips import LiveTips
from bot.services.wall import moment_of, wall_of
from flows.core.states import ID
from flows.core.values import Reply
from flows.tips import TIP as FLOW
from storage import notices, people, pledges, showings
from storage import tips as rows
from storage.contacts import Contact
from storage.notices import Notice
from storage.people import Person

FIRST = (FEEDBACK, MISSED, ASKED)
"""What is heard before a tip, as of what nobody asked for one comes a day: each for a day or two only."""
TOLD = "shown_told"
"""The card of a tip of which a neighbour can be heard."""
SENT: dict[bool, showings.How] = {True: "parked", False: "sent"}
"""How a tip is noted that came by itself, behind a knock or not."""


def kinds(programme: Programme) -> tuple[NoticeKind, ...]:
    """Return every kind of notice about tips."""
    found = _ByItself(programme, LiveTips())
    return NoticeKind(TIP, found.say, act=found.act, told=found.told), NoticeKind(ASKED, _asked)


@dataclass(frozen=True, slots=True)
class _ByItself:
    """A tip that comes by itself."""

    programme: Programme
    live: LiveTips
    whose: dict[int, Person | None] = field(default_factory=dict)
    """Whom the notice in hand is for, by its number: read once, as thousands come."""

    def act(self, connection: Connection, row: Notice, now: datetime) -> datetime | None:
        """Wait for the same hour at the place where somebody lives by now, or a day for a word about a meeting."""
        person = people.get(connection, row.person_id or 0)
        self.whose.clear()
        self.whose[row.id] = person
        if person is None:
            return None
        zone, wall = self.programme.zone(person.country), datetime.fromisoformat(row.wall)
        at = moment_of(wall, zone)
        if zone.key != row.zone and at > now:
            return at
        tomorrow = wall_of(now, zone).date() + DAY
        midnight = moment_of(datetime.combine(tomorrow, time()), zone)
        if now >= row.latest or not notices.is_awaited(connection, person.id, FIRST, midnight):
            return None
        return min(moment_of(datetime.combine(tomorrow, wall.time()), zone), row.latest)

    def say(self, connection: Connection, row: Notice, contact: Contact, now: datetime) -> Sequence[Reply] | None:
        """Say the tip that fits now, None where they heard all."""
        person = self._person(connection, row)
        if person is None:
            return None
        tip = tips.next_for(connection, self.live.of(connection), self.programme, contact, person, now)
        if tip is None:
            return None
        story = tip_cards.story(tip, contact)
        told = self.live.is_told(tip, tips.place(self.programme, contact, person)["organisation"], contact)
        return [*([story] if story else []), tip_cards.say(TOLD if told else "shown", tip, contact)]

    def told(
        self,
        connection: Connection,
        row: Notice,
        contact: Contact,
        said: Sequence[Reply],
        now: datetime,
        *,
        parked: bool,
    ) -> None:
        """Note which tip that was."""
        person = self._person(connection, row)
        where = tips.place(self.programme, contact, person)
        number = int(str(said[-1].values[ID]))
        beside = len(said) > 1 or said[-1].key == f"{FLOW.name}.{TOLD}"
        how = SENT[parked]
        showings.add(connection, number, row.person_id, how, now, neighbour=beside, notice_id=row.id, **where)

    def _person(self, connection: Connection, row: Notice) -> Person | None:
        return self.whose[row.id] if row.id in self.whose else people.get(connection, row.person_id or 0)


def _asked(connection: Connection, row: Notice, contact: Contact, _now: datetime) -> Sequence[Reply] | None:
    """Ask whoever still tries a tip; nobody where staff have taken it back, perhaps for good reason."""
    tip = rows.get(connection, row.subject_id)
    made = pledges.get(connection, row.subject_id, row.person_id or 0)
    if tip is None or tip.status != "live" or made is None or made.state != "trying":
        return None
    return [tip_cards.say("ask", tip, contact)]
