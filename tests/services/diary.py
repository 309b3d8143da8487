"""A house with meetings that are held or not, and a kind of notice that says which; nothing is tested here."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.services import due
from bot.services.due import NoticeKind
from bot.services.reminders import AHEAD, Reminder
from bot.services.tick import Tick
from flows.core.values import Reply
from storage import tables
from storage.contacts import Contact
from storage.notices import Notice, Planned, Subject
from tests.house import Guest, House

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MEETING = Subject("meeting", 1)


class Truth:
    """Meetings that are held, and what there is to say of each."""

    def __init__(self) -> None:
        self.held = {1, 2}
        self.said: list[tuple[str, datetime]] = []

    def say(self, connection: Connection, row: Notice, contact: Contact, now: datetime) -> Sequence[Reply] | None:
        """Say which meeting it is, if it is held; fail at number 13."""
        if row.subject_id == 13:
            raise ValueError("words of somebody")
        if row.subject_id not in self.held:
            return None
        self.said.append((row.occurrence, now))
        return (Reply("", "Meeting {number}, {when}.", {"number": str(row.subject_id), "when": row.occurrence}),)


class Diary:
    """A house with a kind of notice of its own, and a way to plan."""

    def __init__(self, house: House) -> None:
        self.house, self.truth = house, Truth()
        self.reminder = NoticeKind("reminder", self.truth.say, AHEAD)
        self.tip = NoticeKind("tip", self.truth.say)
        self.start()

    def start(self, *kinds: NoticeKind) -> None:
        """Begin to tick, as after a restart; ``kinds`` are others that are known now."""
        core = self.house.core
        core.tick = Tick(core.store, core.conversation, core.clock, (self.reminder, self.tip, *kinds))

    async def plan(self, *planned: Planned, subject: Subject = MEETING) -> None:
        """Plan notices."""
        await self.house.run(lambda c: due.plan(c, subject, planned, self.house.clock.now()))

    async def states(self) -> list[str]:
        """Return every notice with how it stands."""
        rows = await self.house.rows(tables.notice)
        return [f"{row['occurrence']} {row['state']} {row['reason']}".strip() for row in rows]

    def heard(self, guest: Guest) -> list[str]:
        """Return what somebody heard since this was asked last."""
        return [part.text for part in self.house.heard(guest.box, guest.address)]


async def registered(house: House, address: str = "1001", **fields: Any) -> tuple[Guest, int]:
    """Return somebody who has registered, and their person's number."""
    guest = Guest(house, address, **fields)
    await guest.register()
    person_id = (await guest.contact()).person_id
    assert person_id is not None
    return guest, person_id


def wanted(kind: NoticeKind, one: Reminder, person_id: int) -> Planned:
    """Return a reminder as it follows from the beginning of something, for somebody who asked for it."""
    more: dict[str, Any] = {"wall": one.wall, "zone": one.zone, "asked_for": True, "person_id": person_id}
    return kind.planned(one.occurrence, one.due_at, one.latest, **more)


def asked(diary: Diary, person_id: int, at: datetime, occurrence: str = "1d", **more: Any) -> Planned:
    """Return a reminder that a person asked for, due at a moment and worth something for a day."""
    found = diary.reminder.planned(occurrence, at, at + DAY, person_id=person_id, asked_for=True)
    return replace(found, **more)
