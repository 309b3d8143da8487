"""A whole Drom in one process, put together from its core and what messengers add, from start to stop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import BaseRoute, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.bell import Pause, wait_for_event
from bot.core import Core, token
from bot.kept import Keeper
from bot.later import Later
from bot.numbers import Family, numbers, spoken
from bot.services import finding, ledger, renewal
from bot.services.duty import Loop
from bot.web.console.office import Office
from bot.web.guard import USUAL, Allow, Allowance, Guard
from bot.web.health import Health
from bot.web.refusal import Reason, Tell
from bot.web.security import LoopbackOnly, SameOrigin, StrictHeaders
from bot.web.server import WebServer
from storage.hails import Hail

HOOKS = ("/telegram/", "/whatsapp/")
"""Where platforms post to."""

CONSOLE = ("/console", "/static")
"""Where the console is, and its styles and scripts."""
Console = tuple[ASGIApp, Callable[[Scope], Awaitable[Allowance]], Tell]
"""The console's pages, how large a request to them may be, and what says why one was refused."""

SENT_BY_SECONDS = 20.0
"""When a stop has done with sending, whatever the database does: closing that may take 5 more."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Fittings:
    """What messengers add: webhooks, pages, loops; ``on_stop`` is called first of all when the application stops.

    ``troubles`` tell what is wrong with them, each in one sentence, for readiness. ``allowance`` tells how large a
    request may be. In the ``demo`` the console is open to who sits at this machine.
    """

    hooks: list[BaseRoute] = field(default_factory=list)
    routes: list[BaseRoute] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)
    on_stop: list[Callable[[], None]] = field(default_factory=list)
    troubles: list[Callable[[], list[str]]] = field(default_factory=list)
    allowance: Callable[[Scope], Allowance] = lambda _: USUAL
    demo: bool = False


class App:
    """A whole Drom in one process, from ``start`` to ``stop``."""

    def __init__(self, core: Core, fittings: Fittings, *, pause: Pause = wait_for_event) -> None:
        self.core = core
        self.dispatcher = core.sender()
        core.touch = self.dispatcher.touched
        self._tasks: list[asyncio.Task[None]] = []
        settings = core.settings
        self._keeper = Keeper(core.clock, pause)
        health = Health(core.store, core.clock, settings.data_dir, self._numbers, self._troubles)
        self._loops: tuple[Loop, ...] = (core.reception.run, core.duty("media", core.media.run))
        self._loops += (core.duty("leftovers", core.leftovers.run), core.duty("house", core.housekeeping.run))
        self._loops += (core.tick.run, core.duty("knocking", core.knocking.run), *fittings.loops)
        self._loops += (core.feed.run, health.pulse.run, core.wording.run, core.counts.run)
        self._loops += (core.followers.run,) if core.followers else ()
        self._loops += (core.recorded.run,) if core.recorded else ()
        self._loops += (ahead,) if (ahead := core.ahead) else ()
        self._loops += (core.pictures.run,) if core.pictures else ()
        office = self._office(health, demo=fittings.demo)
        console = Later(lambda: _console(office))
        pages = _beside(console, Starlette(routes=[*fittings.routes, *health.routes()]))
        tell = _tell(console)
        guarded = self._guarded(fittings.hooks, pages, tell, demo=fittings.demo)
        web = Guard(guarded, _allow(console, fittings.allowance), tell=tell)
        self._told = fittings.troubles
        on_stop = [office.bell.close, *fittings.on_stop]
        self.server = WebServer(web, settings.host, settings.port, on_stop=on_stop)

    async def start(self) -> None:
        """Begin to send, open the channels, and then listen; raises StorageDown, OSError."""
        await self.core.hails.open(self._heard)
        now = self.core.clock.now()
        await self.core.store.run(lambda connection: renewal.begin(connection, self.core.speech.programme, now))
        await self.core.wording.load()
        if self.core.recorded:
            await self.core.recorded.load()
        await self.core.load_content()
        await self.core.store.run(ledger.make_ready)
        while await self.core.store.run(finding.make_ready):
            pass
        await self.dispatcher.start()
        for channel in self.core.channels.values():
            await channel.open()
        await self.server.start()
        self._tasks = [asyncio.create_task(self._keeper.run(loop, self.core.bell)) for loop in self._loops]

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
        found += chain.from_iterable(tell() for tell in self._told)
        return [*found, "A part of Drom has failed; it is started again."] if self._keeper.ill() else found

    async def _numbers(self) -> Sequence[Family]:
        core = self.core
        found = await numbers(core.reception, self.dispatcher, core.store, core.quiet, core.clock.now())
        return [*found, *spoken(core.speech.voices.counts)] if core.speech.voices else found

    def _office(self, health: Health, *, demo: bool) -> Office:
        """Return what the console works with."""
        core = self.core
        return Office(
            store=core.store,
            clock=core.clock,
            speech=core.speech,
            conversation=core.conversation,
            help_desk=core.help_desk,
            token=token,
            address=core.settings.address,
            touch=self.dispatcher.touched,
            snapshot=self.dispatcher.snapshot,
            states=self.dispatcher.states,
            troubles=health.troubles,
            find=core.library.find,
            delete_files=core.delete_files,
            uploads=core.uploads,
            reworded=core.bell.ring,
            counts=core.counts,
            recogniser=core.recogniser,
            demo=demo,
        )

    def _guarded(self, hooks: list[BaseRoute], pages: ASGIApp, tell: Tell, *, demo: bool) -> ASGIApp:
        """Return the web application behind its guards; webhooks have an authentication of their own and no pages."""
        public = (self.core.settings.public_url,) if self.core.settings.public_url else ()
        at_home = ("/simulator", "/console") if demo else ("/simulator",)
        at_this = LoopbackOnly(pages, prefixes=at_home, tell=tell)
        pages = StrictHeaders(SameOrigin(at_this, origins=public, tell=tell))
        posts = Router(hooks)

        async def web(scope: Scope, receive: Receive, send: Send) -> None:
            await (posts if scope["path"].startswith(HOOKS) else pages)(scope, receive, send)

        return web


def _console(office: Office) -> Console:
    """Load the console: its pages and all that they alone need are a tenth of the memory of a start."""
    from bot.web.console.pages import console_app, console_house  # noqa: PLC0415

    house = console_house(office)
    app, mishaps = console_app(office, house)
    return app, house.allowance, mishaps.tell


def _beside(console: Later[Console], others: ASGIApp) -> ASGIApp:
    async def web(scope: Scope, receive: Receive, send: Send) -> None:
        app = (await console.get())[0] if scope["path"].startswith(CONSOLE) else others
        await app(scope, receive, send)

    return web


def _tell(console: Later[Console]) -> Tell:
    """Return what says why a request was refused: the console to its own readers, nobody to others."""

    async def told(scope: Scope, reason: Reason) -> Response | None:
        return await (await console.get())[2](scope, reason) if scope["path"].startswith(CONSOLE) else None

    return told


def _allow(console: Later[Console], other: Callable[[Scope], Allowance]) -> Allow:
    """Return what tells how large a request may be: the console asks who sends it."""

    async def asked(scope: Scope) -> Allowance:
        return await (await console.get())[1](scope)

    return lambda scope: asked(scope) if scope["path"].startswith(CONSOLE) else other(scope)
