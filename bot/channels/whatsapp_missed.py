"""Fetches what people wrote on WhatsApp while Drom could not take it: Twilio gives up on a post after seconds.

It never knows what becomes of a message; what was taken already is known by its id and changes nothing.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.bell import Bell, Pause, wait_for_event
from bot.channels.port import Inbound
from bot.channels.provider_ids import ProviderIds
from bot.channels.whatsapp import Unlisted
from bot.clock import Clock

_log = logging.getLogger(__name__)

EVERY_SECONDS = 600.0
"""How often Twilio's list is looked through: a post can also be lost while Drom runs."""
AGAIN_SECONDS = 30.0
MARGIN = timedelta(minutes=5)
"""How far before the last look the next one begins: clocks differ, and Twilio dates a message when it took it."""
REFUSED = ("401", "403")
"""How Twilio answers whoever has the wrong token."""
_MARK = "whatsapp listed until"


async def _never() -> bool:
    return False


class Source(Protocol):
    """Where messages are listed: ``WhatsAppChannel``."""

    async def missed(self, since: datetime) -> list[Inbound]:
        """Return what people wrote since a moment; raises Unlisted."""


class Refused(Protocol):
    """Whether posts are refused now: the hooks' alert."""

    on: bool

    def over(self) -> None:
        """Note that what was refused is stored."""


class WhatsAppMissed:
    """Looks through Twilio's list at each start, every ten minutes and after trouble, since the last look."""

    def __init__(
        self,
        source: Source,
        receive: Callable[[Sequence[Inbound]], Awaitable[None]],
        marks: ProviderIds,
        clock: Clock,
        *,
        restored: Callable[[], Awaitable[bool]] = _never,
        refused: Refused | None = None,
        pause: Pause = wait_for_event,
    ) -> None:
        """``receive`` stores messages durably; ``marks`` remembers the last look; ``restored`` tells of a backup.

        ``refused`` is on while posts are refused: Twilio gives those up in seconds, so they are looked for soon.

        A message that Drom has emptied at Twilio looks as a pin does, which Twilio lists without its place. The inbox
        knows it by its id, but for one that was worked after the backup was made: it was answered then.
        """
        self._source = source
        self._receive = receive
        self._marks = marks
        self._clock = clock
        self._restored = restored
        self._refused = refused
        self._pause = pause
        self._failing = self._is_refused = False

    def troubles(self) -> list[str]:
        """Return what keeps everybody on WhatsApp from being reached, in one sentence."""
        wrong = "Twilio refuses DROM_TWILIO_ACCOUNT_SID or its token: set the right ones and start again."
        return [wrong] if self._is_refused else []

    async def run(self, bell: Bell) -> None:
        """Look again and again until the bell is closed."""
        with bell.listen() as rung:
            while not bell.closed:
                rung.clear()
                await self._rest(rung, EVERY_SECONDS if await self._try() else AGAIN_SECONDS)

    async def _rest(self, rung: asyncio.Event, seconds: float) -> None:
        """Wait for the next look: so many seconds, but no longer than half a minute once a post was refused."""
        while seconds > 0:
            await self._pause(rung, min(seconds, AGAIN_SECONDS))
            seconds -= AGAIN_SECONDS
            if rung.is_set() or (self._refused is not None and self._refused.on):
                return

    async def begin(self) -> None:
        """Remember, at the first start ever, that all from now on is for Drom: before any message can come to it.

        A message that is posted before the first look, to a Drom that is killed then, would be behind its mark.
        """
        if not await self._marks.get(_MARK):
            await self._marks.put(_MARK, self._clock.now().isoformat())

    async def look(self) -> int:
        """Take what was missed; returns how many messages are listed. Raises Unlisted, and what storing raises.

        Where nobody began, the first look only remembers its moment: what was written before Drom came was not for it.
        """
        now = self._clock.now()
        mark = await self._marks.get(_MARK)
        found = await self._source.missed(datetime.fromisoformat(mark) - MARGIN) if mark else []
        if any(one.kind == "other" for one in found) and await self._restored():
            found = [one for one in found if one.kind != "other"]
        if found:
            await self._receive(found)
        await self._marks.put(_MARK, now.isoformat())
        return len(found)

    async def _try(self) -> bool:
        try:
            await self.look()
        except Unlisted as error:
            self._is_refused = str(error).startswith(REFUSED)
            return self._failed("listed", str(error))
        except Exception as error:
            # The mark stays where it was, so nothing is passed over.
            return self._failed("stored", type(error).__name__)
        self._failing = self._is_refused = False
        if self._refused is not None:
            self._refused.over()
        return True

    def _failed(self, what: str, cause: str) -> bool:
        """Say so once, until a look succeeds; returns False."""
        if not self._failing:
            _log.warning("whatsapp: missed messages cannot be %s: %s", what, cause)
        self._failing = True
        return False
