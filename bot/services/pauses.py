"""The pauses that a provider asked for: of chats, and of a whole channel; it never knows a row or a clock.

Times are monotonic seconds.
"""

from collections.abc import Mapping

STRIKES = 3
"""So many chats in a row that are refused for pace mean that the whole channel is."""


class Pauses:
    """What must be left alone, and until when."""

    def __init__(self, now: float) -> None:
        self.channel = now
        self._chats: dict[int, float] = {}
        self._strikes: set[int] = set()

    def inherit(self, channel: float, chats: Mapping[int, float], now: float) -> None:
        """Begin with what the sender before was asked for, each in seconds from now."""
        self.channel = now + channel
        self._chats = {contact_id: now + seconds for contact_id, seconds in chats.items()}

    def slowed(self, contact_id: int, seconds: float, now: float) -> float:
        """Note a 429 for a chat; return for how many seconds the whole channel pauses, too."""
        self._chats[contact_id] = now + seconds
        self._strikes.add(contact_id)
        if len(self._strikes) < STRIKES:
            return 0.0
        self.channel = max(self.channel, now + seconds)
        return seconds

    def answered(self) -> None:
        """Note that a chat was not refused for pace."""
        self._strikes.clear()

    def chat(self, contact_id: int, now: float) -> float:
        """Return how many seconds a chat must still be left alone."""
        until = self._chats.get(contact_id, now)
        if until <= now:
            self._chats.pop(contact_id, None)
        return until - now if until > now else 0.0
