"""Links to files for providers, who fetch without signing in: unguessable; it never opens a file.

A link holds what it is about, in which message it went, when it ends and a signature; nothing is stored, so giving one
out costs no write. Files that are nobody's have one link each that stays the same, so that a provider keeps them.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.clock import Clock

_MAC = 24
_MOMENT = 5
_MESSAGE = 8
_MOST = 160
_NEVER = 0
"""The end of links that do not end."""
EVERY = 0
"""The message of links that are the same in every message."""
LASTING = timedelta(hours=6)
"""Providers fetch at once or within their own queue (Twilio: up to 4 hours)."""


@dataclass(frozen=True, slots=True)
class Served:
    """A file to give out: where it is, what it is, and the seconds of a voice."""

    path: Path
    content_type: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Link:
    """What a link gives: a file, to whom ``message`` went (its number in the outbox)."""

    reference: str
    message: int

    @property
    def lasting(self) -> bool:
        """Tell whether it is the same for everybody, and does not end."""
        return self.message == EVERY


class MediaLinks:
    """Makes and reads links under ``base`` (``DROM_PUBLIC_URL``); ``key`` is 32 secret bytes of this installation."""

    def __init__(self, base: str, key: bytes, clock: Clock, lasting: timedelta = LASTING) -> None:
        if len(key) < 32:
            raise ValueError("the key of media links needs 32 bytes")
        self._base = base.rstrip("/")
        self._key = key
        self._clock = clock
        self._lasting = lasting

    def url(self, reference: str, message: int) -> str:
        """Return a whole URL for a file that goes in a message."""
        return f"{self._base}/media/{self.token(reference, message)}"

    def lasting_url(self, reference: str) -> str:
        """Return the one URL of a file that is nobody's and never changes: whoever has fetched it may keep it."""
        return f"{self._base}/media/{self.token(reference, EVERY)}"

    def token(self, reference: str, message: int) -> str:
        """Return what stands after ``/media/``: letters, digits, ``-`` and ``_``."""
        ends = _NEVER if message == EVERY else int((self._clock.now() + self._lasting).timestamp())
        told = ends.to_bytes(_MOMENT, "big") + message.to_bytes(_MESSAGE, "big") + reference.encode()
        return base64.urlsafe_b64encode(self._mac(told) + told).rstrip(b"=").decode()

    def read(self, token: str) -> Link | None:
        """Return what a link of ours is about that has not ended, None for any other text."""
        if len(token) > _MOST:
            return None
        try:
            whole = base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        mac, told = whole[:_MAC], whole[_MAC:]
        if not hmac.compare_digest(mac, self._mac(told)):
            return None
        ends = int.from_bytes(told[:_MOMENT], "big")
        about = told[_MOMENT:]
        found = Link(about[_MESSAGE:].decode(), int.from_bytes(about[:_MESSAGE], "big"))
        return found if found.lasting or ends >= self._clock.now().timestamp() else None

    def _mac(self, told: bytes) -> bytes:
        return hmac.digest(self._key, b"media link" + told, hashlib.sha256)[:_MAC]
