"""The picture cards of this installation: which are ready, which are wanted, and where they lie; it never draws one.

A turn asks for a name and gets one only where the card lies there already: nothing waits for a drawing. What is not
there is drawn behind, in a process of its own, and goes along the next time.
"""

import asyncio
import json
import logging
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import aged
from bot.alert import Alert
from bot.bell import Bell, Pause, wait_for_any, wait_for_event
from bot.clock import Clock, SystemClock
from bot.media.links import Served
from bot.picture_cards import KIND, PictureCard, card_of
from bot.picture_files import missing, path_of
from bot.render import Rendered

AFTER = 5.0
"""Seconds from the start until the first card is drawn: a start has more urgent work."""
IDLE = 60.0
"""Seconds without anything to draw after which the process that draws ends; its memory is given back."""
SLOWEST = 60.0
"""Seconds that one card may take."""
MOST = 500
"""How many cards may wait to be drawn; of more, the later ones are asked for again when they are met again."""
KEPT = timedelta(days=14)
"""How long a card is kept after it was last asked for: longer than a message that names it may wait to go."""
FRESH = timedelta(days=1)
"""How old the mark of a card's last use must be to be set anew: so nearly no turn writes one."""
PNG = "image/png"

_log = logging.getLogger(__name__)


class Pictures:
    """Cards under ``folder``, of the screens of some ``flows``; ``ahead`` gives all that can be known at the start."""

    def __init__(
        self,
        folder: Path,
        flows: Iterable[str],
        ahead: Callable[[], Iterable[PictureCard]] = tuple,
        pause: Pause = wait_for_event,
        clock: Clock | None = None,
    ) -> None:
        self.folder = folder
        self._flows = frozenset(flows)
        self._ahead, self._pause, self._clock = ahead, pause, clock or SystemClock()
        self._ready = _lying(folder)
        self._lasting: frozenset[str] = frozenset()
        self._wanted: dict[str, PictureCard] = {}
        self._given_up: set[str] = set()
        self._asked = asyncio.Event()
        self._alert = Alert(_log, "picture cards wait to be drawn")
        self._full = Alert(_log, "picture cards cannot be kept and are drawn when they are met again")
        self._loop: asyncio.AbstractEventLoop | None = None

    def name(self, rendered: Rendered) -> str:
        """Return the name of a screen's card; "" where it has none, or it is not there yet."""
        card = card_of(rendered, self._flows)
        if card is None:
            return ""
        name = card.name
        marked = self._ready.get(name)
        if marked is None:
            self._want(card)
            return ""
        if self._clock.now() - marked > FRESH:
            self._mark(name)
        return name

    def sweep(self, before: datetime) -> int:
        """Delete cards last asked for their time before a moment, unless they are known ahead; returns how many."""
        for name in self._lasting:
            self._mark(name)
        swept = aged.sweep(self.folder, before - KEPT)
        lying = _lying(self.folder)
        for name in tuple(self._ready):  # turns and drawings add to it from other threads meanwhile
            if name not in lying:
                self._ready.pop(name, None)
        return swept

    def _mark(self, name: str) -> None:
        """Note that a card is in use: from then on it is kept for its whole time again."""
        now = self._clock.now()
        with suppress(OSError):  # another process has swept it, or made it as another user
            os.utime(path_of(self.folder, name), (now.timestamp(), now.timestamp()))
        if name in self._ready:
            self._ready[name] = now

    async def find(self, name: str) -> Served | None:
        """Return where a card lies, None where it does not (any more): it is drawn again when it is met."""
        path = path_of(self.folder, name)
        if await asyncio.to_thread(path.is_file):
            return Served(path, PNG)
        self._ready.pop(name, None)
        return None

    async def run(self, bell: Bell) -> None:
        """Draw what is known ahead, and then what is wanted, until the bell is closed; says what cannot be drawn."""
        if packages := missing():
            _log.warning("there are no picture cards: install %s", packages)
            return
        self._loop = asyncio.get_running_loop()
        with bell.listen() as rung:
            await self._pause(rung, AFTER)
        ahead = await asyncio.to_thread(lambda: {card.name: card for card in self._ahead()})
        self._lasting = frozenset(ahead)
        for card in ahead.values():
            self._want(card)
        while not bell.closed:
            if self._wanted:
                await self._press(bell)
            self._asked.clear()
            if not self._wanted:
                await self._either(bell)

    def _want(self, card: PictureCard) -> None:
        """Have a card drawn, unless that has failed already or too many wait."""
        name = card.name
        if name not in self._ready and name not in self._given_up and len(self._wanted) < MOST:
            self._wanted[name] = card
            if self._loop is not None:  # a turn is worked in a thread of its own
                self._loop.call_soon_threadsafe(self._asked.set)

    async def _either(self, bell: Bell, seconds: float = 3600.0) -> None:
        """Wait until a card is wanted or the bell is closed."""
        if bell.closed:
            return
        with bell.listen() as rung:
            await wait_for_any(rung, self._asked, seconds=seconds)

    async def _press(self, bell: Bell) -> None:
        """Draw what is wanted in a process of its own, which ends when nothing has been for a while."""
        press = await self._begun()
        if press is None:
            with bell.listen() as rung:
                await self._pause(rung, IDLE)
            return
        try:
            while self._wanted and not bell.closed and await self._draw(press, next(iter(self._wanted))):
                if not self._wanted:
                    self._asked.clear()
                    await self._either(bell, IDLE)
        finally:
            with suppress(ProcessLookupError):
                press.kill()
            await press.wait()

    async def _begun(self) -> asyncio.subprocess.Process | None:
        """Begin a process that draws; None where the machine has no room for one now."""
        try:
            press = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot.picture_press", str(self.folder)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
        except OSError as error:
            self._alert.down(type(error).__name__)
            return None
        self._alert.over()
        return press

    async def _draw(self, press: asyncio.subprocess.Process, name: str) -> bool:
        """Draw one card; tells whether the process goes on."""
        answer = name
        if not await asyncio.to_thread(path_of(self.folder, name).is_file):
            answer = await self._answer(press, self._wanted[name])
        if answer == name:
            self._ready[name] = self._clock.now()
            self._full.over()
        elif answer.startswith("! "):  # a full disk: no fault of the card
            self._full.down(answer.removeprefix("! "))
        else:
            self._given_up.add(name)
            _log.error("a picture card cannot be drawn: %s", answer.removeprefix("- ") or "its process says nothing")
        self._wanted.pop(name, None)
        return answer != ""

    async def _answer(self, press: asyncio.subprocess.Process, card: PictureCard) -> str:
        """Return what the process says of a card, "" where it says nothing more."""
        if press.stdin is None or press.stdout is None:
            return ""
        with suppress(TimeoutError, ConnectionError):
            press.stdin.write((json.dumps(card.cells, ensure_ascii=False) + "\n").encode())
            await press.stdin.drain()
            async with asyncio.timeout(SLOWEST):
                return (await press.stdout.readline()).decode().strip()
        return ""


def _lying(folder: Path) -> dict[str, datetime]:
    """Return the names of the cards that are there, each with when it was last in use."""
    found = {}
    for path in folder.glob("*.png"):
        with suppress(FileNotFoundError):  # another process has swept it just now
            found[f"{KIND}:{path.stem}"] = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return found
