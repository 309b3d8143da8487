"""How fast one channel may send, as token buckets over plain seconds; it never knows a channel, a row or a clock.

Overall the bucket is a sliding window: never more than the rate in any second, as the provider counts, where one
message may come at the last moment before its answer and the next one at once. Bulk goes at an even pace inside it, so
that a reply never waits for more than one beat. A chat has a bucket of its own that fills with time, and rests after
each message where the platform might mix up two quick ones.
"""

from dataclasses import dataclass

SLACK = 0.002
"""How much longer than a second the window is, as a share: clocks and their rounding."""
TRIPS = 1000
"""So many answers the quickest of them is remembered for; roads change."""
HALVED_SECONDS = 30.0
"""How long the pace is halved after a 429 (promises.md 3.6)."""
NEAR = 0.8
"""From this share of the rate on, a 429 may be about our overall pace; below it, it is the chat's alone."""
NEVER = float("inf")
CHATS_KEPT = 4096
"""How many chats are remembered before those with a full bucket are forgotten."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Messages a second: ``overall``, and for one ``chat`` with its ``burst``; 0 is unlimited.

    ``gap`` is how many seconds a chat rests from the end of one attempt to the next message, 0 for not at all.
    """

    overall: float = 0.0
    chat: float = 0.0
    burst: int = 6
    gap: float = 0.0


@dataclass(slots=True)
class Stamp:
    """When a message went, in seconds: let go, then written, then arrived at the latest, as each becomes known."""

    at: float


class Pace:
    """The buckets of one channel. They start empty: whoever sent before us may have sent just now."""

    def __init__(self, rate: Rate, now: float) -> None:
        self.rate = rate
        self._span = 1.0 + SLACK
        self._limit = max(1, int(rate.overall))
        if rate.overall:
            self._span *= self._limit / rate.overall
        self._went: list[Stamp] = []
        self._trips, self._quickest, self._quickest_before = 0, NEVER, NEVER
        self._bulk_at = now
        self._halved_until = now
        self._full_at: dict[int, float] = {}  # chat -> when its bucket is full again
        self._rests: dict[int, float] = {}  # chat -> until when it rests
        self.empty(now)

    def empty(self, now: float) -> None:
        """Take everything out of the overall bucket; it fills evenly from now on."""
        self._went.clear()
        if self.rate.overall:
            beat = self._span / self._limit
            self._went.extend(Stamp(now - self._span + (n + 1) * beat) for n in range(self._limit))

    def wait(self, now: float, *, bulk: bool = False) -> float:
        """Return how many seconds remain until a message may go; 0.0 is now."""
        if not self.rate.overall:
            return 0.0
        limit, span = self._now_allowed(now)
        last = sorted(stamp.at for stamp in self._went)[-limit:]
        window = last[0] + span - now if len(last) == limit else 0.0
        return max(0.0, _rounded(window), _rounded(self._bulk_at - now) if bulk else 0.0)

    def wait_chat(self, chat: int, now: float) -> float:
        """Return how many seconds remain until a message may go to this chat, as far as its own pace goes."""
        rest = _rounded(self._rests.get(chat, now) - now)
        if not self.rate.chat:
            return max(0.0, rest)
        full_at = self._full_at.get(chat, now)
        return max(0.0, rest, _rounded(full_at - (self.rate.burst - 1) / self.rate.chat - now))

    def rest(self, chat: int, now: float) -> None:
        """Let a chat rest for the gap: an attempt to send to it has just ended."""
        if self.rate.gap:
            self._rests[chat] = now + self.rate.gap
            self._forget(now)

    def take(self, chat: int, now: float, *, bulk: bool = False) -> Stamp:
        """Take a token for a message to a chat; ask ``wait`` and ``wait_chat`` first."""
        stamp = Stamp(now)
        if self.rate.overall:
            limit, span = self._now_allowed(now)
            if len(self._went) == self._limit:
                self._went.remove(min(self._went, key=lambda each: each.at))
            self._went.append(stamp)
            if bulk:
                beat = span / limit
                # One beat may be made up for, so that a late wake-up does not lower the pace.
                self._bulk_at = max(self._bulk_at, now - beat) + beat
        if self.rate.chat:
            self._full_at[chat] = max(self._full_at.get(chat, now), now) + 1.0 / self.rate.chat
            self._forget(now)
        return stamp

    def arrived(self, stamp: Stamp, now: float) -> None:
        """Note that the provider has answered a message: by then it had come there, and its answer back."""
        trip = now - stamp.at
        if self._trips == TRIPS:
            self._trips, self._quickest, self._quickest_before = 0, NEVER, self._quickest
        self._trips, self._quickest = self._trips + 1, min(self._quickest, trip)
        stamp.at = now - min(self._quickest, self._quickest_before)

    def slowed(self, now: float) -> bool:
        """Note a 429; halve the pace for a while and return True where it may be about our overall pace."""
        near = not self.rate.chat or self.left(now) <= self.rate.overall * (1 - NEAR)
        if self.rate.overall and near:
            self._halved_until = now + HALVED_SECONDS
        return near

    def left(self, now: float) -> float:
        """Return how many messages may go at once now; infinite where the rate is unlimited."""
        if not self.rate.overall:
            return float("inf")
        limit, span = self._now_allowed(now)
        recent = sum(1 for stamp in self._went if _rounded(stamp.at + span - now) > 0)
        return float(max(0, limit - recent))

    def halved(self, now: float) -> bool:
        """Say whether the pace is halved now."""
        return now < self._halved_until

    def _now_allowed(self, now: float) -> tuple[int, float]:
        if now >= self._halved_until:
            return self._limit, self._span
        return (self._limit // 2, self._span) if self._limit > 1 else (1, self._span * 2)

    def _forget(self, now: float) -> None:
        if len(self._full_at) > CHATS_KEPT:
            self._full_at = {chat: full_at for chat, full_at in self._full_at.items() if full_at > now}
        if len(self._rests) > CHATS_KEPT:
            self._rests = {chat: until for chat, until in self._rests.items() if until > now}


def _rounded(seconds: float) -> float:
    """Return 0 for what is only a rounding error, so that waiting exactly long enough is long enough."""
    return 0.0 if seconds < 1e-6 else seconds
