"""What has voice notes made ahead while Drom runs, and again when words or content are others; it sends nothing."""

import logging
from collections.abc import Callable, Hashable
from functools import partial

from bot.alert import Alert
from bot.bell import Bell, Pause, repeat, wait_for_event
from bot.services import contents, voice_content, voice_work
from bot.services.speech import Speech
from bot.services.voices import Voices
from storage.store import Store

LOOK_SECONDS = 30.0
"""How often it looks for tips and courses that were imported, and for words that were corrected."""

_log = logging.getLogger(__name__)


class VoicesAhead:
    """Keeps every note that can be known ahead made: of screens, then of tips and lessons that are live."""

    def __init__(
        self,
        store: Store,
        speech: Speech,
        voices: Voices,
        worded: Callable[[], Hashable],
        pause: Pause = wait_for_event,
    ) -> None:
        """``worded`` returns what changes whenever this process says other words than before."""
        self._store, self._speech, self._voices, self._worded = store, speech, voices, worded
        self._pause = pause
        self._seen: Hashable = None
        self._alert = Alert(_log, "voice notes of tips and courses wait")

    async def run(self, bell: Bell) -> None:
        """Make notes until the bell is closed."""
        await repeat(partial(self.once, bell), LOOK_SECONDS, bell, self._alert, self._pause)

    async def once(self, bell: Bell) -> None:
        """Make what is missing, unless all is as it was when that was done last."""
        seen = (await self._store.read(contents.stamp), self._worded())
        if seen == self._seen:
            return
        more = await self._store.read(voice_content.read)
        await voice_work.prepare(self._speech, self._voices, bell, more)
        if not bell.closed:
            self._seen = seen
