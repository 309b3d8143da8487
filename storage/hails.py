"""What processes on one database call to each other, so that none waits for a timer; it never knows what follows.

A hail that is lost costs a moment and nothing more: whoever may be hailed looks by itself from time to time.
"""

from collections.abc import Callable
from typing import Literal, Protocol

Hail = Literal["outbox", "lease"]
"""What may have changed: there is something to send, or a right that others wait for is free."""
Heard = Callable[[Hail], None]


class Hails(Protocol):
    """Tells the other processes on the database, and hears from them."""

    async def open(self, heard: Heard) -> None:
        """Begin to hear in this event loop, and at first each hail once: it may have been missed."""

    def hail(self, what: Hail) -> None:
        """Hail all the others, soon; many hails at once become one."""

    async def close(self) -> None:
        """Hail what is still to be hailed, and hear no more."""


class NoHails:
    """There are no others: SQLite has one process."""

    async def open(self, heard: Heard) -> None:
        """Need nothing."""

    def hail(self, what: Hail) -> None:
        """Hail nobody."""

    async def close(self) -> None:
        """Need nothing."""
