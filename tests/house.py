"""A whole Drom in one process on a temporary SQLite file, with a clock that stands still and two simulated messengers.

The network is not there at all; everything else is the real thing, down to the commits.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, exists, select

from bot.app import Core, open_core
from bot.channels.limits import LIMITS, SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Delivery, File, Inbound, Limits, Part, Receipt
from bot.clock import SetClock
from bot.process import prepare
from bot.services.dispatcher import Dispatcher
from bot.settings import Settings
from storage import contacts
from storage.contacts import Contact
from storage.tables import inbox, outbox

NOON = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
"""Noon of a Monday in Tirana."""


class Postbox:
    """A channel that keeps what it is given, after it has been JSON once; ``answers`` are receipts to give first."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.limits: Limits = LIMITS[name]
        self.sent: list[tuple[str, Part]] = []
        self.answers: list[Receipt] = []
        self.acknowledged: list[str] = []
        self.files: dict[str, bytes] = {}

    async def open(self) -> None:
        """Need nothing."""

    async def close(self) -> None:
        """Need nothing."""

    async def send(self, delivery: Delivery) -> Receipt:
        """Keep a part, or answer as told."""
        if self.answers:
            return self.answers.pop(0)
        self.sent.append((delivery.address, Part.from_json(delivery.part.to_json())))
        return Receipt("sent", provider_id=f"{self.name}-{len(self.sent)}")

    async def acknowledge(self, inbound: Inbound) -> None:
        """Note that a tap was seen."""
        self.acknowledged.append(inbound.callback)

    async def fetch(self, file: File, limit: int) -> bytes:
        """Return a file that a test has put here."""
        return self.files[file.reference]


@dataclass(slots=True)
class House:
    """Drom and its people; ``heard`` takes what was sent to an address since the last time."""

    core: Core
    clock: SetClock
    dispatcher: Dispatcher
    boxes: dict[str, Postbox]
    keys: int = 0
    read: dict[str, int] = field(default_factory=dict)

    async def receive(self, *inbounds: Inbound) -> None:
        """Let messages arrive and wait until every answer that may go has gone."""
        await self.core.reception.receive(inbounds)
        await self.quiet()

    async def quiet(self) -> None:
        """Wait until nothing is on its way and nothing waits that could go now."""
        for _ in range(2000):
            await asyncio.sleep(0)
            if not await self.core.store.read(_busy(self.clock.now())):
                return
            self.dispatcher.touched()
        raise AssertionError("messages are still on their way")

    async def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.clock.move(by)
        self.dispatcher.touched()
        await self.quiet()

    def heard(self, box: str, address: str) -> list[Part]:
        """Return the parts sent to an address since this was asked last."""
        sent = self.boxes[box].sent
        first, self.read[f"{box}:{address}"] = self.read.get(f"{box}:{address}", 0), len(sent)
        return [part for to, part in sent[first:] if to == address]


def _busy(now: datetime) -> Callable[[Connection], bool]:
    """Return what tells whether a message waits to be worked or sent."""

    def look(connection: Connection) -> bool:
        due = outbox.c.next_at <= now
        open_rows = ((outbox.c.state == "waiting") & due) | (outbox.c.state == "sending")
        waiting = (inbox.c.state == "waiting") & (inbox.c.next_at <= now)
        found = select(exists(select(outbox.c.id).where(open_rows)) | exists(select(inbox.c.id).where(waiting)))
        return bool(connection.execute(found).scalar())

    return look


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

    def payload(self, value: str) -> str:
        """Return the wire identity of a button of the last answer; raises LookupError."""
        for part in self.parts:
            for button in part.buttons:
                if button.payload.split("@")[0].rsplit(".", 1)[1] == value:
                    return button.payload
        raise LookupError(f"{value} is not among {[button.payload for part in self.parts for button in part.buttons]}")

    async def contact(self) -> Contact:
        """Return the contact as it is stored."""
        found = await self.house.core.store.read(lambda c: contacts.by_address(c, self.box, self.address))
        assert found is not None
        return found

    async def join(self, language: str = "en") -> None:
        """Come and agree to everything, up to the question for the name."""
        await self.write("hello")
        await self.tap(language)
        for value in ("next", "yes", "yes"):
            await self.tap(value)

    async def register(self, name: str = "Ana", town: str = "tirana", trade: str = "sewing") -> None:
        """Come, agree and register."""
        await self.join()
        await self.write(name)
        for value in ("yes", town, trade, "right"):
            await self.tap(value)


@asynccontextmanager
async def living(folder: Path, *, now: datetime = NOON, url: str = "", **settings: Any) -> AsyncIterator[House]:
    """Run a house on a folder; the same folder again is a restart."""
    chosen = Settings(
        _env_file=None,  # type: ignore[call-arg]
        data_dir=folder,
        database_url=url,
        telegram_rate=0,
        telegram_chat_rate=0,
        whatsapp_rate=0,
        **settings,
    )
    folder.mkdir(parents=True, exist_ok=True)
    await asyncio.to_thread(prepare, chosen)
    clock = SetClock(now)
    core = open_core(chosen, clock)
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
