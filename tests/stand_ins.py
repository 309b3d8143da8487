"""What stands in a Drom for the world outside: a clock told the time, a messenger without a network, a memory."""

from datetime import timedelta

from bot.channels.limits import LIMITS
from bot.channels.port import Delivery, File, Inbound, Limits, Part, Receipt
from bot.clock import SetClock


class HouseClock(SetClock):
    """A clock that jumps over long times, in which the sender would have renewed its lease again and again."""

    def move(self, by: timedelta) -> None:
        """Let time pass; on the clock that nobody moves at most ten seconds."""
        now = self._now + by
        super().move(min(by, timedelta(seconds=10)))
        self._now = now


class Memory:
    """Keeps what a channel wants to remember by name: ``kept``."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    async def get(self, name: str) -> str:
        """Return what was put under a name, "" for nothing."""
        return self.kept.get(name, "")

    async def put(self, name: str, provider_id: str) -> None:
        """Keep something under a name."""
        self.kept[name] = provider_id


class Postbox:
    """A channel that keeps what it is given, after it has been JSON once; ``answers`` are receipts to give first."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.limits: Limits = LIMITS[name]
        self.sent: list[tuple[str, Part]] = []
        self.answers: list[Receipt] = []
        self.acknowledged: list[str] = []
        self.files: dict[str, bytes] = {}

    async def open(self) -> None:
        """Need nothing."""

    async def close(self) -> None:
        """Need nothing."""

    async def send(self, delivery: Delivery) -> Receipt:
        """Keep a part, or answer as told."""
        if self.answers:
            return self.answers.pop(0)
        self.sent.append((delivery.address, Part.from_json(delivery.part.to_json())))
        return Receipt("sent", provider_id=f"{self.name}-{len(self.sent)}")

    async def acknowledge(self, inbound: Inbound) -> None:
        """Note that a tap was seen."""
        self.acknowledged.append(inbound.callback)

    async def fetch(self, file: File, limit: int) -> bytes:
        """Return a file that a test has put here."""
        return self.files[file.reference]

    async def forget(self, file: File) -> bool:
        """Forget a file that a test has put here."""
        self.files.pop(file.reference, None)
        return True
