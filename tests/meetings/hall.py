"""A hall: a database, a clock that is moved, and the tick with every kind of notice about meetings; nothing is tested.

What a notice says is noted at the moment when it may be heard; the messengers are not there.
"""

import atexit
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update

from bot.clock import SetClock
from bot.core import speech_of
from bot.services.conversation import Conversation, Speech
from bot.services.meeting_notices import kinds
from bot.services.tick import Tick
from bot.settings import Settings
from storage import notices, tables
from storage.works import T, Work
from tests.databases import sqlite_url
from tests.dispatcher.stage import InlineStore
from tests.meetings.guests import NOON


@cache
def _store() -> InlineStore:
    folder = Path(tempfile.mkdtemp(prefix="drom-hall-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return InlineStore(sqlite_url(folder))


@cache
def speech() -> Speech:
    """Return the words and the programme of the sample, to which Britain is added."""
    found = speech_of(Settings(_env_file=None))  # type: ignore[call-arg]
    britain = found.programme.country["AL"].model_copy(update={"zone": ZoneInfo("Europe/London")})
    london = found.programme.town["tirana"].model_copy(update={"country": "GB"})
    more = {"country": {**found.programme.country, "GB": britain}, "town": {**found.programme.town, "london": london}}
    programme = found.programme.model_copy(update=more)
    return replace(found, programme=programme)


async def _none(_seconds: float) -> None:
    """Take no rest."""


@dataclass(frozen=True)
class Heard:
    """One message: to which person, of which kind of notice, when it may be heard, and its words."""

    person_id: int
    kind: str
    at: datetime
    text: str


class Hall:
    """Meetings as time goes on, from tick to tick."""

    def __init__(self, now: datetime = NOON) -> None:
        self.store, self.clock = _store(), SetClock(now)
        self.conversation = Conversation(speech(), {}, lambda: "")
        self.tick = Tick(self.store, self.conversation, self.clock, kinds(speech().programme), rest=_none)
        with self.store.connection.begin():
            for table in reversed(tables.metadata.sorted_tables):
                if table.name not in {"log", "consent"}:  # which nobody may change
                    self.store.connection.execute(delete(table))

    @property
    def now(self) -> datetime:
        """Return the moment."""
        return self.clock.now()

    async def run(self, work: Work[T]) -> T:
        """Do something now, and all that is due then."""
        found = await self.store.run(work)
        await self._tick()
        return found

    async def _tick(self) -> None:
        """Do what is due, and send what may go."""
        await self.tick.once()
        goes = (tables.outbox.c.state == "waiting") & (tables.outbox.c.next_at <= self.now)
        await self.store.run(lambda c: c.execute(update(tables.outbox).where(goes).values(state="sent")))

    async def until(self, moment: datetime) -> None:
        """Let time pass from one due thing to the next."""
        while True:
            waiting = await self.store.read(lambda c: notices.upcoming(c, 1))
            step = min([moment, *(one.next_at for one in waiting)])
            if step >= moment:
                break
            self.clock.move(max(step - self.now, timedelta(seconds=1)))
            await self._tick()
        self.clock.move(moment - self.now)
        await self._tick()

    async def heard(self) -> list[Heard]:
        """Return every message so far, in the order of time."""
        of = (tables.contact.c.id == tables.outbox.c.contact_id, tables.outbox.c.state != "cancelled")
        found = select(tables.contact.c.person_id, tables.outbox).where(*of).order_by(tables.outbox.c.next_at)
        rows: list[Any] = await self.store.read(lambda c: list(c.execute(found)))
        return [Heard(row.person_id, row.kind, row.next_at, row.payload["text"]) for row in rows]

    async def kinds(self, person_id: int) -> Counter[str]:
        """Return how often somebody heard each kind of notice."""
        return Counter(one.kind for one in await self.heard() if one.person_id == person_id)
