"""How far a long proof is, on standard error; it never judges how well it goes."""

import sys
import time
from dataclasses import dataclass, field

EVERY = 30.0
"""Seconds after which a proof that goes on says how far it is."""


@dataclass(slots=True)
class Progress:
    """One part of a proof, which tells how much of it is done, now and then."""

    what: str
    of: int = 0
    _told: float = field(default_factory=time.monotonic)

    def at(self, done: int) -> None:
        """Say how much is done, or is left where nobody knows how much there will be, unless that was just said."""
        now = time.monotonic()
        if now - self._told >= EVERY:
            self._told = now
            tell(f"{self.what}: {done}{f' of {self.of}' if self.of else ''}")


def tell(words: str) -> None:
    """Say something on standard error, with the time of day."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {words}\n")
