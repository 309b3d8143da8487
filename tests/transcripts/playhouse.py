"""A whole Drom in this process with its simulated phones, for transcripts; nothing of it is a fake but the clock."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bot.bell import Bell
from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.simulator import SimulatorChannel
from bot.channels.simulator_wire import into
from bot.core import Core
from bot.services.phones import Phones
from bot.settings import Settings
from storage.store import Store
from tests.databases import passing_store, sqlite_url
from tests.house import House
from tests.services.sample import speech
from tests.stand_ins import HouseClock
from tests.transcripts.staff import Doing


@dataclass(frozen=True, slots=True)
class RealHouse:
    """Drom with phones instead of boxes; ``doings`` are what staff will do, from ``start`` on."""

    house: House
    phones: Phones
    start: datetime
    doings: list[Doing]

    @property
    def store(self) -> Store:
        """Return the database."""
        return self.house.core.store

    async def move(self, by: timedelta) -> None:
        """Let time pass, as the demo's time machine does."""
        self.house.clock.move(by)
        await self.house.core.housekeeping.day()
        await self.act()
        await self.house.core.media.work()
        while await self.house.core.tick.once():  # what is due may bring up what is due now
            pass
        while await self.house.core.feed.round():
            await self.settle()
        self.house.dispatcher.touched()

    async def act(self) -> None:
        """Do what staff do until now."""
        now = self.house.clock.now()
        while self.doings and self.start + self.doings[0].after <= now:
            await self.store.run(partial(self.doings.pop(0).work, now=now))

    async def settle(self) -> None:
        """Return when Drom has nothing left to do now."""
        await self.house.quiet()


@asynccontextmanager
async def playhouse(folder: Path, start: datetime, doings: Sequence[Doing] = ()) -> AsyncIterator[RealHouse]:
    """Run Drom from ``start`` on, on an empty folder, with the sample programme."""
    chosen: dict[str, Any] = {"_env_file": None, "data_dir": folder, "database_url": sqlite_url(folder)}
    settings = Settings(**chosen, telegram_rate=0, telegram_chat_rate=0, whatsapp_rate=0)
    clock, bell, files = HouseClock(start), Bell(), folder / "phones"
    core = Core(settings, speech(settings.programme), passing_store(settings.url), clock)
    await core.store.open()
    await core.load_content()
    for name in (SIM_TELEGRAM, SIM_WHATSAPP):
        core.add(SimulatorChannel(name, core.store, clock, bell, files))
    house = House(core, clock, core.sender(), {})
    await house.dispatcher.start()
    try:
        phones = Phones(core.store, clock, bell, files, into(core.reception.receive))
        found = RealHouse(house, phones, start, [*doings])
        await found.act()
        yield found
    finally:
        await core.settle()
        await house.dispatcher.stop()
        await core.store.close()
