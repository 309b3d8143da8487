"""A garden: a database with the tips that Drom comes with, people, and days that go by; nothing is tested here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, func, select, update

from bot.channels.port import Part
from bot.programme import Programme
from bot.services import push as pushing
from bot.services import stories, tip_content, tip_notices, tip_plans, tip_rounds, tips
from bot.services.conversation import Conversation
from bot.services.push import Push
from bot.services.quiet import next_loud
from bot.services.relay import Matter
from bot.services.staff import OPERATOR
from bot.services.stories import Told
from bot.services.tick import Tick
from bot.services.tips import LiveTips
from flows.content.tips import Line
from storage import contacts, knocks, notices, outbox, parked, people, rhythms, showings, tables
from storage import stories as told
from storage import tips as rows
from storage.contacts import Contact
from storage.people import Person
from storage.rhythms import Pace
from storage.tips import Tip
from tests.meetings import guests
from tests.meetings.hall import Hall, speech

KEEPING = time(4)
"""When the house is kept (UTC)."""
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


async def _none(_seconds: float) -> None:
    """Take no rest."""


def programme() -> Programme:
    """Return the sample programme, to which Britain is added."""
    return speech().programme


@cache
def lines() -> tuple[Line, ...]:
    """Return the tips that Drom comes with."""
    return tip_content.parse(tip_content.FILE.read_bytes(), "tips.csv", programme())


@dataclass(frozen=True)
class Sent:
    """One message that nobody had just asked for: when, in which zone its reader lived by then, and which tip."""

    person_id: int
    kind: str
    at: datetime
    zone: ZoneInfo
    tip_id: int | None

    @property
    def wall(self) -> datetime:
        """Return what the reader's clock showed."""
        return self.at.astimezone(self.zone).replace(tzinfo=None)


def did_one(connection: Connection, contact: Contact, words: str, now: datetime) -> None:
    """Let somebody leave something in every table about tips."""
    tip_content.bring(connection, OPERATOR, lines(), now)
    person = people.get(connection, contact.person_id or 0)
    assert person is not None
    tip = rows.every(connection)[0]
    showings.add(connection, tip.id, person.id, "asked", now, **tips.place(programme(), contact, person))
    tips.make(connection, programme(), contact, person, tip.id, "done", now)
    tips.explain(connection, tip.id, person.id, words, None, now)
    said = Told(Matter("text", words), named=True, faces="")
    where = tips.place(programme(), contact, person)
    number = stories.send(connection, tip.id, person, said, "en", where, now)
    stories.publish(connection, OPERATOR, number, now)
    told.heard(connection, number, contact.id, now)
    tip_plans.set_pace(connection, programme(), person, "daily", 12, now)


class Garden(Hall):
    """Tips as time goes by, from tick to tick and from night to night."""

    def __init__(self, now: datetime, some: Sequence[Line] = ()) -> None:
        super().__init__(now)
        self.sent: list[Sent] = []
        self._seen: set[int] = set()
        self._kept: date | None = None
        with self.store.connection.begin():
            tip_content.bring(self.store.connection, OPERATOR, some or lines(), now)
        self.restart()

    def restart(self) -> None:
        """Begin anew with nothing but the database."""
        self.conversation = Conversation(speech(), {}, lambda: "")
        kinds = tip_notices.kinds(programme())
        self.tick = Tick(self.store, self.conversation, self.clock, kinds, rest=_none)

    async def somebody(self, trade: str = "sewing", country: str = "AL", **contact: Any) -> int:
        """Let somebody be registered who agreed to be written to; return their number."""

        def work(connection: Connection) -> int:
            [number] = guests.people(connection, 1, country=country, **contact)
            people.change(connection, number, trade=trade, country=country)
            return number

        return await self.store.run(work)

    async def whom(self, person_id: int) -> tuple[Person, Contact]:
        """Return a person and where they are written to."""

        def work(connection: Connection) -> tuple[Person, Contact]:
            person = people.get(connection, person_id)
            assert person is not None
            return person, contacts.of_person(connection, person_id)[0]

        return await self.store.read(work)

    async def ask(self, person_id: int) -> Tip | None:
        """Let somebody ask for a tip, as the flow does."""
        person, contact = await self.whom(person_id)

        def work(connection: Connection) -> Tip | None:
            today = self.now.astimezone(programme().zone(person.country)).date()
            rhythms.begin(connection, person_id, (today + 7 * DAY).isoformat())
            tip = tips.next_for(connection, LiveTips().of(connection), programme(), contact, person, self.now)
            if tip is not None:
                where = tips.place(programme(), contact, person)
                showings.add(connection, tip.id, person_id, "asked", self.now, **where)
            return tip

        return await self.store.run(work)

    async def pace(self, person_id: int, pace: Pace, hour: int | None = None) -> None:
        """Let somebody choose how often and when."""
        person, _ = await self.whom(person_id)
        await self.store.run(lambda c: tip_plans.set_pace(c, programme(), person, pace, hour, self.now))
        await self._tick()

    async def moves_to(self, person_id: int, country: str) -> None:
        """Let somebody live in another country."""

        def work(connection: Connection) -> None:
            people.change(connection, person_id, country=country)
            mine = tables.contact.c.person_id == person_id
            connection.execute(update(tables.contact).where(mine).values(country=country))

        await self.store.run(work)

    async def pause(self, person_id: int, until: datetime) -> None:
        """Let somebody want nothing until a moment."""
        _, contact = await self.whom(person_id)
        await self.run(lambda c: contacts.change(c, contact.id, paused_until=until))

    async def write(self, person_id: int) -> None:
        """Let somebody write, so that what was parked for them goes."""
        _, contact = await self.whom(person_id)

        def work(connection: Connection) -> None:
            contacts.change(connection, contact.id, last_in_at=self.now)
            knocks.end(connection, contact.id, knocks.ANSWERED, self.now)
            parked.expire(connection, self.now)
            outbox.release(connection, contact.id, self.now)

        await self.run(work)

    async def announce(self, person_id: int, key: str) -> None:
        """Push something else to somebody that nobody asked for."""
        _, contact = await self.whom(person_id)

        def work(connection: Connection) -> None:
            world = pushing.read_world(connection, programme())
            deadline = self.now + 3 * DAY
            message = Push("announcement", outbox.ANNOUNCEMENT, (Part(key),), deadline, key, asked_for=False)
            pushing.push(connection, contact, message, world, self.now)

        await self.store.run(work)
        await self._tick()

    async def until(self, moment: datetime) -> None:
        """Let nights and due things come until a moment."""
        await self._keep()
        while (step := await self._next(moment)) < moment:
            self.clock.move(max(step - self.now, timedelta(seconds=1)))
            await self._keep()
            await self._tick()
        self.clock.move(max(moment - self.now, timedelta()))
        await self._tick()

    async def _next(self, moment: datetime) -> datetime:
        """Return when something may happen next, ``moment`` at the latest."""
        night = datetime.combine(self.now.date(), KEEPING, self.now.tzinfo)
        night += DAY if night <= self.now else timedelta()
        waiting = await self.store.read(lambda c: notices.upcoming(c, 1))
        goes: datetime | None = await self.store.read(lambda c: c.scalar(_GOES))
        return min([moment, night, *(one.next_at for one in waiting), *([goes] if goes else [])])

    async def _keep(self) -> None:
        """Keep house, once a day."""
        if self._kept != self.now.date():
            self._kept = self.now.date()
            await tip_rounds.plan(self.store, programme(), self.clock)

    def _wait_for_morning(self, connection: Connection) -> None:
        """Hold back what would go at night where somebody lives by now, as the dispatcher does when it picks."""
        for row in connection.execute(_DUE, {"now": self.now}):
            loud = next_loud(self.now, programme().zone(row.country), row.quiet_from, row.quiet_to)
            mine = tables.outbox.c.id == row.id
            connection.execute(update(tables.outbox).where(mine).values(next_at=loud))

    async def _tick(self) -> None:
        await self.store.run(self._wait_for_morning)
        await super()._tick()
        for row in await self.store.read(lambda c: c.execute(_UNASKED).all()):
            if row.id not in self._seen:
                self._seen.add(row.id)
                person, _ = await self.whom(row.person_id)
                found = Sent(row.person_id, row.kind, self.now, programme().zone(person.country), _tip(row.payload))
                self.sent.append(found)


_GOES = select(func.min(tables.outbox.c.next_at)).where(tables.outbox.c.state == "waiting")
_LIVES = (tables.contact.c.country, tables.contact.c.quiet_from, tables.contact.c.quiet_to)
_DUE = (
    select(tables.outbox.c.id, *_LIVES)
    .join(tables.contact, tables.contact.c.id == tables.outbox.c.contact_id)
    .where(tables.outbox.c.state == "waiting", tables.outbox.c.lane != outbox.REPLY)
    .where(tables.outbox.c.next_at <= bindparam("now", type_=tables.outbox.c.next_at.type))
)
_UNASKED = (
    select(tables.outbox.c.id, tables.outbox.c.kind, tables.outbox.c.payload, tables.contact.c.person_id)
    .join(tables.contact, tables.contact.c.id == tables.outbox.c.contact_id)
    .where(tables.outbox.c.state == "sent")
    .order_by(tables.outbox.c.id)
)


def _tip(payload: dict[str, Any]) -> int | None:
    """Return which tip a message is about."""
    buttons = Part.from_json(payload).buttons
    return int(buttons[0].payload.split(":")[1]) if buttons else None
