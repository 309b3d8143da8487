"""A whole Drom in this process with its simulated phones, for transcripts; nothing of it is a fake but the clock."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bot.bell import Bell
from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.simulator import SimulatorChannel
from bot.channels.simulator_wire import into
from bot.clock import Clock
from bot.core import SPOKEN, Core
from bot.picture_cards import PictureCard
from bot.services.conversation import Speech
from bot.services.phones import Phones
from bot.services.voices import Voices
from bot.settings import Settings
from storage.store import Store
from tests.databases import passing_store, sqlite_url
from tests.house import House
from tests.listening import ear
from tests.listening.street import drawn, made_ahead
from tests.services.sample import speech
from tests.stand_ins import HouseClock
from tests.transcripts.staff import Doing
from tests.voices.mouth import Mouth


@dataclass(frozen=True, slots=True)
class RealHouse:
    """Drom with phones instead of boxes; ``doings`` are what staff will do, from ``start`` on."""

    house: House
    phones: Phones
    start: datetime
    doings: list[Doing]
    cards: dict[str, PictureCard]

    def said(self, name: str) -> str:
        """Return what a note says or what stands on a card; the name of any other file."""
        voices = self.house.core.speech.voices
        if card := self.cards.get(name):
            return " ".join(f"[{number or ''}{sign} {words}]" for number, sign, words in card.cells)
        return ear.said(voices, name) if voices and name.startswith(("say:", "tell:")) else name

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
        if self.house.core.followers:
            await self.house.core.followers.once()
            await self.house.quiet()


@asynccontextmanager
async def playhouse(
    folder: Path, start: datetime, doings: Sequence[Doing] = (), *, speaks: bool = False
) -> AsyncIterator[RealHouse]:
    """Run Drom from ``start`` on, on an empty folder, with the sample programme; where it ``speaks`` with cards too."""
    chosen: dict[str, Any] = {"_env_file": None, "data_dir": folder, "database_url": sqlite_url(folder)}
    settings = Settings(**chosen, telegram_rate=0, telegram_chat_rate=0, whatsapp_rate=0)
    clock, bell, files = HouseClock(start), Bell(), folder / "phones"
    cards: dict[str, PictureCard] = {}
    said = speech(settings.programme)
    core = Core(settings, _heard(said, folder, clock, cards) if speaks else said, passing_store(settings.url), clock)
    await core.store.open()
    await core.load_content()
    for name in (SIM_TELEGRAM, SIM_WHATSAPP):
        core.add(SimulatorChannel(name, core.store, clock, bell, files))
    house = House(core, clock, core.sender(), {})
    await house.dispatcher.start()
    try:
        phones = Phones(core.store, clock, bell, files, into(core.reception.receive))
        found = RealHouse(house, phones, start, [*doings], cards)
        await found.act()
        yield found
    finally:
        await core.settle()
        await house.dispatcher.stop()
        await core.store.close()


def _heard(speech: Speech, folder: Path, clock: Clock, cards: dict[str, PictureCard]) -> Speech:
    """Return a speech with notes that are made ahead, and with cards."""
    voices = Voices(folder / SPOKEN, Mouth(), clock=clock)
    voices.order = made_ahead(voices)  # type: ignore[method-assign, assignment]
    return replace(speech, voices=voices, pictures=drawn(cards))
