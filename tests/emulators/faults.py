"""What goes wrong at a provider, by rule or by seeded chance; it never knows which provider."""

import random
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["slow", "error", "hang_before", "hang_after", "drop_before", "drop_after"]
"""``slow``: 429 with a pause · ``error``: 5xx · ``hang``: no answer for ``hold`` seconds, then the connection is
closed · ``drop``: the connection is closed at once. ``before``: nothing took effect · ``after``: it did."""


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong with every ``every``-th request, or with a ``share`` of them (0 to 1).

    ``methods`` are the beginnings of the methods it concerns, in small letters. ``accepted`` makes an ``error`` take
    effect before it is answered. ``left`` is how many times it may still happen, -1 for always.
    """

    kind: Kind
    share: float = 0.0
    every: int = 0
    methods: tuple[str, ...] = ("send",)
    pause: float = 1.0
    status: int = 500
    accepted: bool = False
    left: int = -1
    seen: int = 0

    def strikes(self, method: str, chance: random.Random) -> bool:
        """Tell whether it happens to this request, and count it."""
        if self.left == 0 or not method.startswith(self.methods):
            return False
        self.seen += 1
        struck = self.seen % self.every == 0 if self.every else chance.random() < self.share
        if struck and self.left > 0:
            self.left -= 1
        return struck


@dataclass(slots=True)
class Bucket:
    """A measure of requests a second; ``rate`` 0 is no measure."""

    rate: float
    burst: float
    level: float = field(init=False)
    at: float = field(init=False)

    def __post_init__(self) -> None:
        self.level, self.at = self.burst, time.monotonic()

    def take(self) -> float:
        """Take one, and return 0; or the seconds until there will be one again."""
        now = time.monotonic()
        self.level, self.at = min(self.burst, self.level + (now - self.at) * self.rate), now
        if self.level >= 1:
            self.level -= 1
            return 0.0
        return (1 - self.level) / self.rate


class Window:
    """A measure that lets so many requests through in any second, as real limits on a whole account do."""

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._span = max(1, int(rate)) / rate if rate else 1.0
        self._taken: deque[float] = deque(maxlen=max(1, int(rate)))

    def take(self) -> float:
        """Take one, and return 0; or the seconds until there will be one again."""
        now = self._clock()
        full = len(self._taken) == self._taken.maxlen
        if full and (left := self._taken[0] + self._span - now) > 0:
            return left
        self._taken.append(now)
        return 0.0


@dataclass(slots=True)
class Knobs:
    """All that can be turned. Times in seconds, rates a second (0: unlimited), ``delay`` before every answer.

    ``rate`` is enforced in every second there is, ``chat_rate`` as a bucket that holds ``chat_burst``.
    ``blocked`` and ``missing`` are addresses; ``retry`` multiplies the pauses between deliveries of a webhook.
    """

    delay: float = 0.0
    hold: float = 60.0
    seed: int = 1
    faults: list[Fault] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)
    rate: float = 0.0
    chat_rate: float = 0.0
    chat_burst: float = 6.0
    retry: float = 1.0
    down: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Knobs":
        """Read knobs from JSON; raises ``TypeError`` for a name that is not a knob."""
        made = dict(values)
        made["faults"] = [Fault(**{**item, "methods": tuple(item.get("methods", ("send",)))}) for item in _list(made)]
        for name in ("blocked", "missing"):
            made[name] = {str(address) for address in made.get(name, ())}
        return cls(**made)


def _list(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    return list(values.get("faults", ()))


class Trouble:
    """Decides for each request what goes wrong with it, from knobs and one seed."""

    def __init__(self, knobs: Knobs) -> None:
        self.knobs = knobs
        self._chance = random.Random(knobs.seed)
        self._all = Window(knobs.rate)
        self._chats: dict[str, Bucket] = {}
        self.paused: dict[str, float] = {}

    def early(self, chat: str) -> bool:
        """Tell whether a chat is asked for inside the pause of its last 429."""
        return bool(self.paused) and time.monotonic() < self.paused.get(chat, 0.0)

    def over(self, chat: str) -> float:
        """Return the pause that a rate asks for, 0 where it has room."""
        if self.knobs.rate and (pause := self._all.take()):
            return pause
        if not self.knobs.chat_rate:
            return 0.0
        bucket = self._chats.get(chat)
        if bucket is None:
            bucket = self._chats[chat] = Bucket(self.knobs.chat_rate, self.knobs.chat_burst)
        return bucket.take()

    def strike(self, method: str) -> Fault | None:
        """Return the first fault that happens to a request, if any."""
        for fault in self.knobs.faults:
            if fault.strikes(method, self._chance):
                return fault
        return None

    def pause(self, chat: str, seconds: float) -> None:
        """Remember that a chat was asked to wait."""
        self.paused[chat] = time.monotonic() + seconds
