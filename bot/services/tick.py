"""The tick: every second what is due goes to the outbox, in batches; it never knows what a kind of notice is about."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.alert import Alert
from bot.bell import Bell, wait_for_event
from bot.channels.port import Part
from bot.clock import Clock
from bot.services import push as pushing
from bot.services.conversation import Conversation
from bot.services.due import NoticeKind, dedupe
from bot.services.push import Push, PushWorld
from bot.services.reminders import Quiet, heard_at, never
from bot.services.wall import moment_of
from flows.core.values import Reply
from storage import contacts, notices, outbox
from storage.contacts import Contact
from storage.notices import Notice, Wall
from storage.store import StorageDown, Store

TICK = 1.0
"""Seconds between looks."""
LATER = timedelta(minutes=5)
"""When a notice is looked at again whose kind this process does not know: a newer one beside it may."""
BATCH = 50
"""How many notices are looked at in one transaction: a reply that comes meanwhile waits for no more than these."""
PACE = 2500.0
"""How many notices a second are looked at most, so that half of a processor is left to replies (run: 0.2 ms each)."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _End:
    """How a notice ended."""

    state: notices.Ended
    reason: str = ""


class Tick:
    """Looks at what is due. Several processes may do so on one database."""

    def __init__(
        self,
        store: Store,
        conversation: Conversation,
        clock: Clock,
        kinds: Sequence[NoticeKind],
        *,
        batch: int = BATCH,
        rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``kinds`` are all that are registered; ``batch`` is how many notices share a transaction."""
        self._store, self._conversation, self._clock = store, conversation, clock
        self._batch, self._rest = batch, rest
        self._kinds: Mapping[str, NoticeKind] = {kind.name: kind for kind in kinds}
        self._alert = Alert(_log, "notices wait")

    async def run(self, bell: Bell) -> None:
        """Tick until the bell is closed; a ring (the clock was moved) is a tick too."""
        with bell.listen() as rung:
            zoned = False
            while not bell.closed:
                rung.clear()
                zoned = await self._try(bell, zoned)
                await wait_for_event(rung, TICK)

    async def once(self, bell: Bell | None = None) -> int:
        """Look at all that is due now; return how many notices were looked at. Raises StorageDown."""
        now = self._clock.now()
        if not await self._store.read(lambda connection: notices.is_due(connection, now)):
            return 0
        looked = 0
        while not (bell and bell.closed):
            began = self._clock.monotonic()
            found = await self._some()
            looked += found
            if found < self._batch:
                break
            await self._rest(max(0.0, found / PACE - (self._clock.monotonic() - began)))
        return looked

    async def rezone(self) -> int:
        """Follow zones that have changed since a notice was planned; return how many notices moved."""
        moved = 0
        for old in await self._store.read(notices.walls):
            new = _again(old)
            if new != old:
                work = partial(notices.move, old=old, new=new, next_at=self._clock.now())
                moved += await self._store.run(work)
        return moved

    async def _try(self, bell: Bell, zoned: bool) -> bool:
        """Tick once, after the zones where that has not been done; tell whether it has."""
        with self._alert:
            if not zoned and (moved := await self.rezone()):
                _log.warning("clocks have changed: %s notices are due at another moment", moved)
            zoned = True
            await self.once(bell)
        return zoned

    async def _some(self) -> int:
        """Look at a batch; should it fail, at each of its notices alone, so that one does not hold up the others."""
        try:
            return await self._store.run(partial(self._look, limit=self._batch))
        except StorageDown:
            raise
        except Exception:
            _log.exception("a batch of notices failed; they are looked at one by one")
        return sum([await self._one() for _ in range(self._batch)])

    async def _one(self) -> int:
        try:
            return await self._store.run(partial(self._look, limit=1))
        except StorageDown:
            raise
        except Exception:
            return await self._store.run(self._give_up)

    def _give_up(self, connection: Connection) -> int:
        """End the first of what is due, which cannot be looked at."""
        now = self._clock.now()
        found = notices.due(connection, now, 1)
        for row in found:
            _log.error("a notice was given up", extra={"notice": row.id, "kind": row.kind})
        notices.end(connection, [row.id for row in found], "never", now, "broken")
        return len(found)

    def _look(self, connection: Connection, limit: int) -> int:
        """Look at the first of what is due, in one transaction; return at how many."""
        now = self._clock.now()
        rows = notices.due(connection, now, limit)
        world = pushing.read_world(connection, self._conversation.speech.programme)
        ends: dict[_End, list[int]] = defaultdict(list)
        moments: dict[int, datetime] = {}
        for contact, row in _reached(connection, rows):
            found = self._judge(connection, row, contact, world, now)
            if isinstance(found, _End):
                ends[found].append(row.id)
            else:
                moments[row.id] = found
        for ended, numbers in ends.items():
            notices.end(connection, numbers, ended.state, now, ended.reason)
        notices.later(connection, moments)
        return len(rows)

    def _judge(
        self, connection: Connection, row: Notice, contact: Contact | None, world: PushWorld, now: datetime
    ) -> _End | datetime:
        """Say a notice, or return when to look at it again, or why it is never said."""
        kind = self._kinds.get(row.kind)
        if kind is None:
            return now + LATER if now < row.latest else _End("never", "no_kind")
        if kind.act is not None and row.due_at <= now and (again := kind.act(connection, row, now)) is not None:
            return again
        if kind.clock:
            return _End("cancelled", "done")
        if contact is None:
            return _End("never", "nobody")
        zone = world.programme.zone(contact.country)
        quiet = Quiet(zone, None, None) if row.urgent else Quiet(zone, contact.quiet_from, contact.quiet_to)
        at = heard_at(row.due_at, row.latest, kind.ahead, quiet, now)
        if at is None:
            return _End("never", never(row.due_at, row.latest, now))
        return at if at > now else self._say(connection, kind, row, contact, world, now)

    def _say(
        self,
        connection: Connection,
        kind: NoticeKind,
        row: Notice,
        contact: Contact,
        world: PushWorld,
        now: datetime,
    ) -> _End | datetime:
        said, parts, why = self._said(connection, kind, row, contact, now)
        if why:
            return _End("never", why)
        pushed = pushing.push(connection, contact, _message(row, parts), world, now, ahead=kind.told is None)
        if pushed.state in ("stopped", "unreachable"):
            return _End("never", pushed.state)
        if kind.told is not None:
            if pushed.at > now:
                return pushed.at if pushed.at < row.latest else _End("never", "late")
            ours = [one for one in said if not isinstance(one, Part)]
            kind.told(connection, row, contact, ours, now, parked=pushed.state != "go")
        return _End("out")

    def _said(
        self, connection: Connection, kind: NoticeKind, row: Notice, contact: Contact, now: datetime
    ) -> tuple[Sequence[Reply | Part], Sequence[Part], str]:
        """Return what a notice says, its messages, and why it says nothing: in one word, "" where it does."""
        try:
            said = kind.say(connection, row, contact, now) or ()
            parts = [part for one in said for part in self._parts(contact, one)]
        except SQLAlchemyError:
            raise  # the transaction itself may be lost
        except Exception as error:
            _log.error("a notice was given up", extra={"notice": row.id, "kind": row.kind, "why": type(error).__name__})
            return (), (), "broken"
        return said, parts, "" if parts else "untrue"

    def _parts(self, contact: Contact, said: Reply | Part) -> Sequence[Part]:
        return (said,) if isinstance(said, Part) else self._conversation.parts(contact, said, pushed=True)


def _message(row: Notice, parts: Sequence[Part]) -> Push:
    """Return a notice as it is pushed: thousands that nobody asked for hold up none that somebody waits for."""
    lane = outbox.NOTICE if row.asked_for else outbox.ANNOUNCEMENT
    return Push(row.kind, lane, parts, row.latest, dedupe(row.id), asked_for=row.asked_for, urgent=row.urgent)


def _reached(connection: Connection, rows: Sequence[Notice]) -> list[tuple[Contact | None, Notice]]:
    """Return each notice with the contact it goes to, by rising id of that: a person's is where they wrote last."""
    ids = {row.contact_id for row in rows if row.contact_id is not None}
    people = {row.person_id for row in rows if row.person_id is not None}
    by_id: dict[int, Contact] = {}
    of_person: dict[int, Contact] = {}
    for one in contacts.reach(connection, ids, people) if rows else []:
        by_id[one.id] = one
        if one.person_id is not None and one.erased_at is None:
            of_person[one.person_id] = max(of_person.get(one.person_id, one), one, key=_heard)
    found = [(by_id.get(row.contact_id or 0) or of_person.get(row.person_id or 0), row) for row in rows]
    return sorted(found, key=lambda pair: pair[0].id if pair[0] else 0)


def _heard(contact: Contact) -> tuple[bool, str, int]:
    last = contact.last_in_at
    return last is not None, last.isoformat() if last else "", -contact.id


def _again(old: Wall) -> Wall:
    """Return what today's zones make of a time on a wall; a zone that is unknown now changes nothing."""
    try:
        due_at = moment_of(datetime.fromisoformat(old.wall), ZoneInfo(old.zone))
    except ZoneInfoNotFoundError:
        _log.error("the zone %s is not known on this machine; its notices stay as they were", old.zone)
        return old
    return replace(old, due_at=due_at, latest=old.latest + (due_at - old.due_at))
