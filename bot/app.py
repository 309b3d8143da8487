"""The composition root: settings in, a running Drom out; the only file that names concrete classes."""

import asyncio
import logging
import random
import secrets
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from bot import catalog, programme
from bot.bell import Bell
from bot.channels.limits import LIMITS, SIM_TELEGRAM, SIM_WHATSAPP, WHATSAPP_GAP
from bot.channels.port import Channel, Inbound, Status
from bot.clock import Clock
from bot.housekeeping import Housekeeping
from bot.media.check import ProcessChecker
from bot.media.kinds import MediaLimits
from bot.media.shelf import Shelf
from bot.numbers import Family, numbers
from bot.services import answers, lite, onboarding, preferences, privacy, renewal, statuses, telling, tickets
from bot.services.conversation import Conversation, Speech
from bot.services.dispatcher import Dispatcher, SendSettings
from bot.services.duty import Duty, Loop
from bot.services.feed import Feed
from bot.services.helpdesk import HelpDesk
from bot.services.knocking import Knocking
from bot.services.leftovers import Forget, Leftovers
from bot.services.library import Library
from bot.services.media import Fetch, MediaService
from bot.services.rates import Rate
from bot.services.reception import Reception
from bot.services.tick import Tick
from bot.services.turn import Actions
from bot.settings import Settings
from bot.vocabulary import Vocabulary
from bot.web.guard import USUAL, Allowance, Guard
from bot.web.health import Health
from bot.web.hooks import Intake
from bot.web.security import LoopbackOnly, SameOrigin, StrictHeaders
from bot.web.server import WebServer
from flows import BOOK
from storage.hails import Hail
from storage.store import Store, open_hails, open_store

HOOKS = ("/telegram/", "/whatsapp/")
"""Where platforms post to."""

UPLOADS = Allowance(size=20 * 1024 * 1024, seconds=30)
"""What the simulator's own page may send (a voice, a photo)."""

NOTICES = (answers.KIND,)
"""Every kind of notice."""

DRAIN_SECONDS = 15.0
"""How long a stop waits for answers to what is on its way."""
SENT_BY_SECONDS = 20.0
"""When a stop has done with sending, whatever the database does: closing that may take 5 more."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Fittings:
    """What messengers add: webhooks, pages, loops; ``on_stop`` is called first of all when the application stops."""

    hooks: list[BaseRoute] = field(default_factory=list)
    routes: list[BaseRoute] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)
    on_stop: list[Callable[[], None]] = field(default_factory=list)


def speech_of(settings: Settings) -> Speech:
    """Return the flows and the words of a programme; raises ``ProgrammeDefect``."""
    found = programme.load(settings.programme)
    words = catalog.load().with_overlay(found.overlay())
    return Speech(BOOK, words, Vocabulary(words), found, LIMITS)


def actions(delete_files: Callable[[Collection[str]], None]) -> Actions:
    """Return every action that flows name; raises ValueError where two have one name."""
    asked: tuple[Actions, ...] = (onboarding.ACTIONS, preferences.ACTIONS, tickets.ACTIONS)
    parts = (*asked, lite.actions(delete_files), privacy.actions(delete_files))
    found = {name: action for part in parts for name, action in part.items()}
    if len(found) != sum(len(part) for part in parts):
        raise ValueError("two actions have one name")
    return found


def rates(settings: Settings) -> dict[str, Rate]:
    """Return how fast each messenger may be sent to."""
    telegram = Rate(settings.telegram_rate, settings.telegram_chat_rate)
    whatsapp = Rate(settings.whatsapp_rate)
    # A simulated phone keeps the order by itself, and so does an emulator, for which no rate is set.
    ordered = replace(whatsapp, gap=WHATSAPP_GAP if settings.whatsapp_rate else 0.0)
    return {"telegram": telegram, SIM_TELEGRAM: telegram, "whatsapp": ordered, SIM_WHATSAPP: whatsapp}


def token() -> str:
    """Return 64 random hexadecimal signs."""
    return secrets.token_hex(32)


def _paper(title: str, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> bytes:
    """Make a PDF; its library is loaded at the first one, and costs 20 MB."""
    from bot.papers import data_paper  # noqa: PLC0415

    return data_paper(title, tables)


class Core:
    """What works messages and sends them, on a store that is open, with channels that may be fakes."""

    def __init__(self, settings: Settings, speech: Speech, store: Store, clock: Clock) -> None:
        self.settings, self.speech, self.store, self.clock = settings, speech, store, clock
        self.channels: dict[str, Channel] = {}
        self.fetches: dict[str, Fetch] = {}
        self.forgets: dict[str, Forget] = {}
        self.bell = Bell()
        self.quiet: Counter[str] = Counter()
        self.stopping = False
        self.touch: Callable[[], None] = lambda: None
        self.hails = open_hails(settings.url)
        self.shelf = Shelf(settings.data_dir / "media")
        self.conversation = Conversation(speech, actions(self._delete_files), token)
        self.help_desk = HelpDesk(self.conversation)
        self.tick = Tick(store, self.conversation, clock, NOTICES)
        self.feed = Feed(store, clock, speech)
        self.knocking = Knocking(store, clock, speech.programme)
        self.reception = Reception(store, self.conversation, clock, self._acknowledge)
        self.media = self._media()
        self.leftovers = Leftovers(store=store, forgets=self.forgets, clock=clock)
        self.library = Library(store, speech.words, settings.data_dir / "papers", self.media.find, _paper)
        self.housekeeping = Housekeeping(store, clock, self.shelf, self.library, self.media, settings.data_dir)
        self._background: set[asyncio.Future[Any]] = set()

    def _media(self) -> MediaService:
        return MediaService(
            store=self.store,
            shelf=self.shelf,
            checker=ProcessChecker(MediaLimits()),
            fetches=self.fetches,
            clock=self.clock,
            told=telling.refused_file(self.conversation, self.clock),
            limits=MediaLimits(),
        )

    def add(self, channel: Channel) -> None:
        """Add a messenger, before ``sender`` is called."""
        self.channels[channel.name] = channel
        self.fetches[channel.name] = channel.fetch
        self.forgets[channel.name] = channel.forget

    def sender(self) -> Dispatcher:
        """Return the one sender for the channels added so far."""
        settings = self.settings
        alone, paces = self.store.dialect == "sqlite", rates(settings)
        sending = SendSettings(paces, settings.send_slots, settings.http_timeout, alone=alone, drain=DRAIN_SECONDS)
        chance = random.Random(token())  # noqa: S311 - it spreads pauses
        owner, hail = token()[:16], self.hails.hail
        return Dispatcher(self.store, self.clock, self.channels, sending, owner=owner, chance=chance, hail=hail)

    def duty(self, name: str, loop: Loop) -> Loop:
        """Return a loop that only one process runs at a time, where several may share the database."""
        duty = Duty(self.store, self.clock, name, token()[:16], loop, self.hails.hail)
        return loop if self.store.dialect == "sqlite" else duty.run

    @property
    def intake(self) -> Intake:
        """What webhooks hand on to."""
        return Intake(self.reception.receive, self._note_status, lambda: not self.stopping, self.count_quiet)

    def count_quiet(self, channel: str) -> None:
        """Count something from a platform that needs no answer."""
        self.quiet[channel] += 1

    def fresh_key(self) -> bytes:
        """Return 32 random bytes."""
        return secrets.token_bytes(32)

    async def settle(self) -> None:
        """Wait for what was left to be done in the background."""
        if self._background:
            await asyncio.wait(self._background, timeout=5)

    async def _note_status(self, status: Status) -> None:
        """Take what a provider says of a message that was sent."""
        now = self.clock.now()
        await self.store.run(lambda connection: statuses.note(connection, status, now))

    async def _acknowledge(self, inbound: Inbound) -> None:
        if (channel := self.channels.get(inbound.channel)) is not None:
            await channel.acknowledge(inbound)

    def _delete_files(self, names: Collection[str]) -> None:
        """Delete files without keeping anybody waiting; the sweep finds what a crash leaves."""
        task = asyncio.get_running_loop().run_in_executor(None, self.shelf.delete, names)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


class App:
    """A whole Drom in one process, from ``start`` to ``stop``."""

    def __init__(self, core: Core, fittings: Fittings) -> None:
        self.core = core
        self.dispatcher = core.sender()
        core.touch = self.dispatcher.touched
        self._tasks: list[asyncio.Task[None]] = []
        settings = core.settings
        self._broken = False
        health = Health(core.store, core.clock, settings.data_dir, self._numbers, self._troubles)
        self._loops: tuple[Loop, ...] = (core.reception.run, core.duty("media", core.media.run))
        self._loops += (core.duty("leftovers", core.leftovers.run), core.duty("house", core.housekeeping.run))
        self._loops += (core.tick.run, core.duty("knocking", core.knocking.run), *fittings.loops)
        self._loops += (core.feed.run, health.pulse.run)
        web = self._guarded(fittings.hooks, [*fittings.routes, *health.routes()])
        self.server = WebServer(web, settings.host, settings.port, on_stop=fittings.on_stop)

    async def start(self) -> None:
        """Begin to send, open the channels, and then listen; raises StorageDown, OSError."""
        await self.core.hails.open(self._heard)
        await self.core.store.run(lambda connection: renewal.begin(connection, self.core.speech.programme))
        await self.dispatcher.start()
        for channel in self.core.channels.values():
            await channel.open()
        await self.server.start()
        self._tasks = [asyncio.create_task(self._kept(loop)) for loop in self._loops]

    async def stop(self) -> None:
        """Take nothing new, finish what is in hand, send what is on its way, and close; within 30 seconds."""
        began = self.core.clock.monotonic()
        self.core.stopping = True
        await self.server.stop()
        self.core.bell.close()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)
        await self.core.reception.close()
        await self._stop_sending(SENT_BY_SECONDS - (self.core.clock.monotonic() - began))
        for channel in self.core.channels.values():
            await channel.close()
        await self.core.hails.close()
        await self.core.store.close()

    async def _stop_sending(self, seconds: float) -> None:
        """Let what is on its way arrive; after so many seconds leave it to the recovery of the next start."""
        task = asyncio.create_task(self.dispatcher.stop())
        await asyncio.wait({task}, timeout=seconds)
        if task.cancel():
            _log.error("sending is cut off; the next start looks after what was on its way")
            await asyncio.wait({task})
        else:
            task.result()

    async def _kept(self, loop: Loop) -> None:
        """Run a loop; should it ever fail, say so loudly: the others go on and readiness stays honest."""
        try:
            await loop(self.core.bell)
        except Exception:
            self._broken = True
            _log.exception("a part of Drom has ended; restart it")

    def _heard(self, what: Hail) -> None:
        """Do at once what another process has made possible."""
        if what == "outbox":
            self.dispatcher.touched()
        else:
            self.dispatcher.freed()
            self.core.bell.ring()

    def _troubles(self) -> list[str]:
        """Return what this process knows to be wrong with itself, for readiness."""
        found = ["Drom is stopping."] if self.core.stopping else []
        return [*found, "A part of Drom has ended; restart it."] if self._broken else found

    async def _numbers(self) -> Sequence[Family]:
        core = self.core
        return await numbers(core.reception, self.dispatcher, core.store, core.quiet, core.clock.now())

    def _guarded(self, hooks: list[BaseRoute], routes: list[BaseRoute]) -> ASGIApp:
        """Return the web application behind its guards; webhooks have an authentication of their own and no pages."""
        public = (self.core.settings.public_url,) if self.core.settings.public_url else ()
        pages: ASGIApp = LoopbackOnly(Starlette(routes=routes), prefixes=("/simulator", "/static"))
        pages = StrictHeaders(SameOrigin(pages, origins=public))
        posts = Router(hooks)

        async def web(scope: Scope, receive: Receive, send: Send) -> None:
            await (posts if scope["path"].startswith(HOOKS) else pages)(scope, receive, send)

        return Guard(web, _allowance)


def _allowance(scope: Scope) -> Allowance:
    """Return how much a request may send: files only to the simulator's own page."""
    return UPLOADS if scope["path"].startswith("/simulator/") else USUAL


def open_core(settings: Settings, clock: Clock) -> Core:
    """Return the core on the store that the settings name, which is not open yet."""
    return Core(settings, speech_of(settings), open_store(settings.url, synchronous=settings.sqlite_synchronous), clock)
