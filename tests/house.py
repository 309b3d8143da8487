"""A whole Drom in one process on a temporary SQLite file, with a clock that stands still and two simulated messengers.

The network is not there at all; everything else is the real thing, down to the commits.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Button, File, Inbound, Part
from bot.clock import SetClock
from bot.core import SPOKEN, Core
from bot.process import prepare
from bot.render import Rendered
from bot.services.dispatcher import Dispatcher
from bot.services.voices import Voices
from bot.settings import Settings
from bot.voices.maker import Makes
from flows import BOOK
from flows.core import Book
from storage import contacts, people
from storage.contacts import Contact
from storage.people import Person
from storage.store import sqlite_path
from storage.works import T, Work
from tests.databases import passing_store, sqlite_url
from tests.house_busy import busy
from tests.services.sample import speech
from tests.stand_ins import HouseClock, Postbox

LINK = "green_albania--poster1"
"""A poster's link, which says in which country somebody lives."""
NOON = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
"""Noon of a Monday in Tirana."""


@dataclass(slots=True)
class House:
    """Drom and its people; ``heard`` takes what was sent to an address since the last time."""

    core: Core
    clock: SetClock
    dispatcher: Dispatcher
    boxes: dict[str, Postbox]
    written: asyncio.Event = field(default_factory=asyncio.Event)
    keys: int = 0
    listened: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Hear of every transaction."""
        store = self.core.store
        store.run = self._hears(store.run)  # type: ignore[method-assign, assignment]
        store.run_first = self._hears(store.run_first)  # type: ignore[method-assign, assignment]

    def _hears(self, run: Callable[[Work[T]], Coroutine[Any, Any, T]]) -> Callable[[Work[T]], Coroutine[Any, Any, T]]:
        async def heard(work: Work[T]) -> T:
            try:
                return await run(work)
            finally:
                self.written.set()

        return heard

    async def receive(self, *inbounds: Inbound) -> None:
        """Let messages arrive and wait until every answer that may go has gone."""
        await self.core.reception.receive(inbounds)
        await self.quiet()

    async def quiet(self) -> None:
        """Wait until nothing is on its way and nothing waits that could be worked or go now."""
        for _ in range(2000):
            self.written.clear()
            incoming, outgoing, again, awaited = await self.core.store.read(busy(self.clock.now()))
            if incoming:
                await self.core.reception.catch_up()
            elif awaited and await self.core.media.work():
                continue  # a file came, or failed: what stood behind it goes
            elif again is not None:
                self.clock.move(again - self.clock.now())
                self.dispatcher.touched()
            elif outgoing:
                await self._commit()
            else:
                return
        raise AssertionError("messages are still on their way")

    async def _commit(self) -> None:
        """Wait for a transaction; remind the sender where none comes."""
        try:
            await asyncio.wait_for(self.written.wait(), 0.2)
        except TimeoutError:
            self.dispatcher.touched()

    async def move(self, by: timedelta) -> None:
        """Let time pass, and do what is due then: messages that must be tried again, parts that may go."""
        self.clock.move(by)
        await self.core.tick.once()
        self.dispatcher.touched()
        await self.quiet()

    async def run(self, work: Work[T]) -> T:
        """Run a work in one transaction, and wait until what it put out has gone."""
        found = await self.core.store.run(work)
        await self.quiet()
        return found

    async def read(self, work: Work[T]) -> T:
        """Run a work that only reads."""
        return await self.core.store.read(work)

    async def rows(self, table: Table) -> list[dict[str, Any]]:
        """Return every row of a table, the oldest first."""
        found = select(table).order_by(*table.primary_key)
        return await self.read(lambda connection: [dict(row._mapping) for row in connection.execute(found)])

    def heard(self, box: str, address: str) -> list[Part]:
        """Return the parts sent to an address since this was asked last."""
        sent = self.boxes[box].sent
        first, self.listened[f"{box}:{address}"] = self.listened.get(f"{box}:{address}", 0), len(sent)
        return [part for to, part in sent[first:] if to == address]


class Guest:
    """Somebody with a phone: taps what is on it, writes and speaks; keeps the parts of the last answer."""

    def __init__(self, house: House, address: str = "1001", box: str = SIM_TELEGRAM, hint: str = "") -> None:
        self.house, self.address, self.box, self.hint = house, address, box, hint
        self.parts: list[Part] = []

    async def send(self, kind: Any, **fields: Any) -> list[str]:
        """Send anything; return the texts of the answer."""
        self.house.keys += 1
        number = self.house.keys
        inbound = Inbound(self.box, f"k{number}", number, self.address, kind, hint=self.hint, **fields)
        return await self.sent(inbound)

    async def sent(self, inbound: Inbound) -> list[str]:
        """Send a message as it is (the same one again, say)."""
        await self.house.receive(inbound)
        if found := self.house.heard(self.box, self.address):
            self.parts = found
        return [part.text for part in found]

    async def write(self, text: str) -> list[str]:
        """Write a text."""
        return await self.send("text", text=text)

    async def tap(self, value: str) -> list[str]:
        """Tap the button with a value on the last answer."""
        return await self.send("tap", payload=self.payload(value), callback="c")

    async def press(self, value: str) -> list[str]:
        """Choose by number: write the digit of the button with a value."""
        return await self.write(str(self.button(value).number))

    async def copy(self, value: str) -> list[str]:
        """Choose by writing the whole label of the button with a value."""
        return await self.write(self.button(value).label)

    async def say(self) -> list[str]:
        """Send a voice note."""
        return await self.send("voice", file=File("voice", "v", "audio/ogg", 2000, 3))

    async def pin(self, latitude: float, longitude: float) -> list[str]:
        """Send a place."""
        return await self.send("location", location=(latitude, longitude))

    async def open(self, payload: str) -> list[str]:
        """Come by a link."""
        return await self.send("text", text=f"/start {payload}", start=payload)

    def payload(self, value: str) -> str:
        """Return the wire identity of a button of the last answer; raises LookupError."""
        return self.button(value).payload

    def button(self, value: str) -> Button:
        """Return a button of the last answer; raises LookupError."""
        buttons = [button for part in self.parts for button in part.buttons]
        for button in buttons:
            if re.split("[.:]", button.payload.split("@")[0])[-1] == value:
                return button
        raise LookupError(f"{value} is not among {[button.payload for button in buttons]}")

    async def known(self) -> Contact | None:
        """Return the contact as it is stored, None where there is none."""
        return await self.house.read(lambda connection: contacts.by_address(connection, self.box, self.address))

    async def contact(self) -> Contact:
        """Return the contact as it is stored."""
        found = await self.known()
        assert found is not None
        return found

    async def person(self) -> Person:
        """Return the contact's person as it is stored."""
        number = (await self.contact()).person_id
        assert number is not None
        found = await self.house.read(lambda connection: people.get(connection, number))
        assert found is not None
        return found

    async def at(self) -> str:
        """Return the open screen as ``flow.state``."""
        session = (await self.contact()).session or {}
        return f"{session['flow']}.{session['state']}" if session else ""

    async def join(self, language: str = "en") -> None:
        """Come by a poster's link and agree to everything, up to the question for the name."""
        await self.open(LINK)
        await self.tap(language)
        voices = self.house.core.speech.voices
        asked = ("skip",) if voices and voices.there else ()
        for value in (*asked, "next", "yes", "yes"):
            await self.tap(value)

    async def register(self, name: str = "Ana", town: str = "tirana", trade: str = "sewing") -> None:
        """Come, agree and register."""
        await self.join()
        await self.write(name)
        for value in ("yes", town, trade, "right"):
            await self.tap(value)


def _lay(chosen: Settings) -> None:
    """Make the database, from a copy of an empty one where that is quicker."""
    chosen.data_dir.mkdir(parents=True, exist_ok=True)
    if chosen.url.startswith("sqlite") and not sqlite_path(chosen.url).exists():
        sqlite_path(sqlite_url(chosen.data_dir)).rename(sqlite_path(chosen.url))
    prepare(chosen)


@asynccontextmanager
async def living(
    folder: Path,
    *,
    now: datetime = NOON,
    url: str = "",
    book: Book = BOOK,
    maker: Makes | None = None,
    pictures: Callable[[Rendered], str] | None = None,
    **settings: Any,
) -> AsyncIterator[House]:
    """Run a house on a folder; the same folder again is a restart.

    With a ``maker`` of voice notes it speaks, with what names ``pictures`` it shows cards.
    """
    chosen = Settings(
        _env_file=None,  # type: ignore[call-arg]
        data_dir=folder,
        database_url=url,
        telegram_rate=0,
        telegram_chat_rate=0,
        whatsapp_rate=0,
        **settings,
    )
    await asyncio.to_thread(_lay, chosen)
    clock = HouseClock(now)
    voices = Voices(folder / SPOKEN, maker, clock=clock) if maker else None
    spoken = replace(speech(chosen.programme), book=book, voices=voices, pictures=pictures)
    core = Core(chosen, spoken, passing_store(chosen.url), clock)
    await core.store.open()
    boxes = {name: Postbox(name) for name in (SIM_TELEGRAM, SIM_WHATSAPP)}
    for box in boxes.values():
        core.add(box)
    house = House(core, clock, core.sender(), boxes)
    await house.dispatcher.start()
    try:
        yield house
    finally:
        await house.core.settle()
        await house.dispatcher.stop()
        await core.store.close()
