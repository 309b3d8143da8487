"""Fetches Telegram's updates where there is no public address; it confirms them only after they are stored."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, Protocol, TypeVar

from bot.channels.port import Inbound
from bot.channels.telegram_http import Refused, TelegramError
from bot.channels.telegram_setup import Pause, pause_after, reason
from bot.channels.telegram_updates import read_update, update_id
from bot.channels.wire import pause

_log = logging.getLogger(__name__)

T = TypeVar("T")
Receive = Callable[[Sequence[Inbound]], Awaitable[None]]
"""Stores messages durably and returns after the commit; raises where that failed."""

WAIT_SECONDS = 25
_TOKEN_PAUSE = 60.0
_STORE_PAUSE = 10.0


class Source(Protocol):
    """Where updates come from: ``TelegramChannel``."""

    async def updates(self, offset: int, seconds: int) -> list[object]:
        """Return updates from ``offset`` on; raises TelegramError."""


class TelegramPoll:
    """Asks for updates one request after another. The offset is kept by Telegram alone: nothing to lose here."""

    def __init__(
        self,
        source: Source,
        receive: Receive,
        *,
        pause: Pause = pause,
        quiet: Callable[[str], None] = lambda _: None,
    ) -> None:
        """``quiet`` counts updates that need no answer, under the word given to it."""
        self._source = source
        self._receive = receive
        self._pause = pause
        self._quiet = quiet
        self._offset = 0
        self._failures = 0
        self._stopping = False
        self._waiting: asyncio.Future[Any] | None = None

    async def run(self) -> None:
        """Poll until ``stop``; a batch that is being stored is stored first."""
        while not self._stopping:
            try:
                batch = await self._until_stop(self._source.updates(self._offset, WAIT_SECONDS))
            except TelegramError as error:
                await self._rest(_pause_for(error, self._failures + 1), f"polling: {reason(error)}")
                continue
            if batch:
                await self._take(batch)
            elif batch is not None:
                # All before is confirmed now, and after a week of silence the next number may be a lower one.
                self._offset, self._failures = 0, 0

    def stop(self) -> None:
        """Ask for nothing more; ``run`` returns at once, or after the batch in hand."""
        self._stopping = True
        if self._waiting is not None:
            self._waiting.cancel()

    async def _take(self, batch: Sequence[object]) -> None:
        """Store a batch, and only then let Telegram forget it."""
        found = [inbound for update in batch if (inbound := read_update(update)) is not None]
        try:
            if found:
                await self._receive(found)
        except Exception as error:
            # Whatever went wrong, Telegram keeps the batch: it comes again with the same offset.
            await self._rest(min(_STORE_PAUSE, 2.0**self._failures), f"storing: {type(error).__name__}")
            return
        self._failures = 0
        for _ in range(len(batch) - len(found)):
            self._quiet("telegram")
        numbers = [number for update in batch if (number := update_id(update)) is not None]
        self._offset = max(numbers, default=self._offset - 1) + 1

    async def _rest(self, seconds: float, why: str) -> None:
        self._failures += 1
        _log.warning("telegram: %s; again in %.0f s", why, seconds)
        await self._until_stop(self._pause(seconds))

    async def _until_stop(self, work: Awaitable[T]) -> T | None:
        """Await something that ``stop`` may cut short, in which case return None."""
        task = asyncio.ensure_future(_coroutine(work))
        self._waiting = task
        try:
            return await task
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if not self._stopping or (current is not None and current.cancelling()):
                raise
            return None
        finally:
            self._waiting = None


def _coroutine(work: Awaitable[T]) -> Coroutine[None, None, T]:
    async def run() -> T:
        return await work

    return run()


def _pause_for(error: TelegramError, failures: int) -> float:
    """Return the wait after a failed request; a refused token will not heal in a second."""
    if isinstance(error, Refused) and error.status in (401, 404):
        return _TOKEN_PAUSE
    return pause_after(error, failures)
