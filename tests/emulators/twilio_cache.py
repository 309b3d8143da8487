"""What Twilio keeps of files that it fetched: as much as their headers allow a shared cache (RFC 9111), no more."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.emulators.caller import Caller, Reply

_FRESH_FOR = re.compile(r"max-age=(\d+)")


class Fetched(NamedTuple):
    """One request for a file, and how many bytes of it came back."""

    url: str
    method: str
    status: int
    size: int


@dataclass(slots=True)
class _Kept:
    reply: Reply
    until: float


@dataclass(slots=True)
class Cache:
    """Files by their URL; ``fetched`` has every request that had to be made, ``now`` is a monotonic clock."""

    fetched: list[Fetched] = field(default_factory=list)
    now: Callable[[], float] = time.monotonic
    _kept: dict[str, _Kept] = field(default_factory=dict)

    async def get(self, caller: Caller, url: str, patience: float) -> Reply:
        """Return a file, from memory where that is still fresh; raises ``NoAnswer``. The answer may be a refusal."""
        kept = self._kept.get(url)
        if kept and self.now() < kept.until:
            return kept.reply
        marks = {"If-None-Match": kept.reply.headers["etag"]} if kept and "etag" in kept.reply.headers else {}
        reply = Reply()
        for method in ("HEAD", "GET"):
            reply = await caller.call(method, url, headers=marks, patience=patience)
            self.fetched.append(Fetched(url, method, reply.status, len(reply.body)))
            if reply.status != 200:
                break
        if kept and reply.status == 304:
            reply = Reply(200, {**kept.reply.headers, **reply.headers}, kept.reply.body)
        self._keep(url, reply)
        return reply

    def _keep(self, url: str, reply: Reply) -> None:
        allowed = reply.headers.get("cache-control", "")
        seconds = _FRESH_FOR.search(allowed)
        if reply.status == 200 and seconds and not {"no-store", "private"} & set(re.split(r"[\s,]+", allowed)):
            self._kept[url] = _Kept(reply, self.now() + int(seconds[1]))
        else:
            self._kept.pop(url, None)
