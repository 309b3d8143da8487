"""How to send and how sending goes, as values; it never sends."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.services.rates import Rate
from storage.deadletters import Count

GRACE_SECONDS = 5.0
"""How much longer than its own timeout a channel gets: its own verdict on a timeout is the more exact one."""
LEASE_SECONDS = 55.0
LONGEST_TIMEOUT = LEASE_SECONDS * 0.75 - GRACE_SECONDS
"""How long a provider may take at most: a request must end under the lease that it was made under."""


@dataclass(frozen=True, slots=True)
class SendSettings:
    """How to send; all times in seconds.

    ``slots`` are requests at once for a channel: for replies, and for all else. ``alone``: no other process can send
    (SQLite with its lock), so a lease is never waited for. ``idle``: how often to look for rows that another process
    put, where nobody calls ``Dispatcher.touched`` for them. After a death the next process sends ``lease`` and two
    seconds later at the latest (promises.md D12: 60).
    """

    rates: Mapping[str, Rate]
    slots: tuple[int, int] = (8, 16)
    timeout: float = 30.0
    lease: float = LEASE_SECONDS
    alone: bool = False
    drain: float = 25.0
    idle: float = 5.0

    def __post_init__(self) -> None:
        """Raise ValueError where a request could outlive the lease under which it is made."""
        longest = self.lease * 0.75 - GRACE_SECONDS
        if self.timeout > longest:
            raise ValueError(f"DROM_HTTP_TIMEOUT is {self.timeout:g}; it can be {longest:g} at most")
        if min(self.slots) < 1:
            raise ValueError(f"DROM_SEND_SLOTS is {self.slots[0]},{self.slots[1]}; both must be 1 or more")


@dataclass(frozen=True, slots=True)
class ChannelState:
    """How one channel's sending goes. ``leads``: this process sends. ``blocked`` is in seconds."""

    leads: bool
    sending: int
    rate_left: float
    slowed: bool
    open: bool
    blocked: float


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What an operator wants to see: each channel's sender, and what is open in the outbox."""

    channels: Mapping[str, ChannelState]
    counts: tuple[Count, ...]
