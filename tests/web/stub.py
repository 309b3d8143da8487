"""A Drom that answers from a list, behind the real simulator: for pages alone; it never runs a conversation."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware

from bot.bell import Bell
from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Button, Delivery, Inbound, Part, Receipt, Style
from bot.channels.simulator import SimulatorChannel
from bot.channels.simulator_wire import into
from bot.clock import SetClock
from bot.services.phones import Phones
from bot.web.guard import Guard
from bot.web.security import LoopbackOnly, SameOrigin, StrictHeaders
from bot.web.simulator import PREFIXES, allowance, routes
from bot.web.simulator_stage import Stage
from bot.web.templates import static
from storage.phones import Phone
from storage.sqlite import SqliteStore
from tests.databases import passing_store, sqlite_url

START = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Tirane")
ORIGIN = "http://127.0.0.1:8000"

MENU = (
    ("menu.main.meetings@1", "1 📅 Meetings"),
    ("menu.main.tip@1", "2 🌱 Green tip"),
    ("menu.main.course@1", "3 🎓 Short course"),
    ("menu.main.mentor@1", "4 ❓ Ask a mentor"),
)


def buttons(*pairs: tuple[str, str]) -> tuple[Button, ...]:
    """Return buttons of payloads and labels."""
    return tuple(Button(*pair) for pair in pairs)


YES_NO = Part(
    "I keep your first name, town, country, work and language. Is this okay for you?",
    "buttons",
    buttons(("hello.ok.yes@1", "👍 Yes"), ("hello.ok.no@1", "👎 No"), ("hello.ok.ask@1", "🙋 Ask a person")),
)


def answers(inbound: Inbound) -> tuple[Part, ...]:
    """Return what this Drom says: the menu to words, a question to a press of 1, and thanks for all else."""
    style: Style = "list" if inbound.channel == SIM_WHATSAPP else "buttons"
    menu = Part("What do you want?", style, buttons(*MENU), "👉 Choose" if style == "list" else "")
    if inbound.kind == "text":
        return (Part("Hi! I am a robot helper."), menu)
    return (YES_NO,) if inbound.kind == "tap" else (Part("Thank you. A person will listen."), menu)


@dataclass
class StubDrom:
    """Keeps what it got and answers at once. ``down`` is raised instead, where it is set; ``late`` waits first."""

    channels: dict[str, SimulatorChannel] = field(default_factory=dict)
    got: list[Inbound] = field(default_factory=list)
    moves: list[timedelta] = field(default_factory=list)
    clock: SetClock = field(default_factory=lambda: SetClock(START))
    down: Exception | None = None
    silent: bool = False
    sent: int = 0
    media: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def receive(self, inbounds: Sequence[Inbound]) -> None:
        """Take messages and answer them in a task of its own, as Drom does."""
        if self.down is not None:
            raise self.down
        self.got += inbounds
        if not self.silent:
            task = asyncio.create_task(self._answer(inbounds))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, inbounds: Sequence[Inbound]) -> None:
        for inbound in inbounds:
            for part in answers(inbound):
                await self.say(inbound.channel, inbound.address, part)

    async def say(self, channel: str, address: str, part: Part) -> Receipt:
        """Send a part to a phone."""
        self.sent += 1
        return await self.channels[channel].send(Delivery(address, part, self.sent))

    async def settle(self) -> None:
        """Return when everything is answered."""
        await asyncio.gather(*self._tasks)

    async def move(self, by: timedelta) -> None:
        """Move the clock."""
        self.moves.append(by)
        self.clock.move(by)

    async def show(self, name: str) -> tuple[bytes, str] | None:
        """Give what was put into ``media``."""
        return self.media.get(name)


@dataclass
class Simulator:
    """The whole simulator on a fresh database, with the stub behind it."""

    stage: Stage
    drom: StubDrom
    app: Starlette
    client: httpx.AsyncClient
    speaks: bool = False


@asynccontextmanager
async def simulator(folder: Path, url: str = "") -> AsyncIterator[Simulator]:
    """Give a simulator on the database at ``url``, a new one if it is empty."""
    store = passing_store(url or sqlite_url(folder))
    await store.open()
    assert isinstance(store, SqliteStore)
    drom, bell, files = StubDrom(), Bell(), folder / "files"
    for name in (SIM_TELEGRAM, SIM_WHATSAPP):
        drom.channels[name] = SimulatorChannel(name, store, drom.clock, bell, files)
    phones = Phones(store, drom.clock, bell, files, into(drom.receive))
    places = {"Tirana": (41.3275, 19.8187), "Niš": (43.3209, 21.8958)}
    stage = Stage(phones, store, drom.clock, bell, files, ZONE, drom.move, drom.show, places, lambda: found.speaks)
    guards = [
        Middleware(Guard, allowance=allowance),
        Middleware(StrictHeaders),
        Middleware(LoopbackOnly, prefixes=PREFIXES),
        Middleware(SameOrigin),
    ]
    app = Starlette(routes=[*routes(stage), static()], middleware=guards)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers={"Origin": ORIGIN}) as client:
        found = Simulator(stage, drom, app, client)
        yield found
    bell.close()
    await store.close()


async def two(sim: Simulator) -> tuple[Phone, Phone]:
    """Give Ana a Telegram-like phone and Besim a WhatsApp-like one."""
    ana = await sim.stage.phones.add(SIM_TELEGRAM, "Ana", "sq")
    return ana, await sim.stage.phones.add(SIM_WHATSAPP, "Besim", "+355")
