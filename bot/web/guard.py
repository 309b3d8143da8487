"""Lets only whole requests of a bearable size through to the pages and hooks; it never knows what they say."""

import asyncio
import contextlib
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.refusal import STATUS, Reason, Tell, nobody_reads
from bot.web.security import HEADERS

KIB, MIB = 1024, 1024 * 1024


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many bytes a request's body may have, and how many seconds it may take to arrive.

    Where ``told`` is true a larger one is thrown away while it comes, and the page gets the request without a body and
    with ``TOO_LARGE`` in its scope, to say so in words: browsers show no answer before all of theirs is taken. Only
    for pages of this machine, and for staff who are signed in.
    """

    size: int = MIB
    seconds: float = 10.0
    told: bool = False


USUAL = Allowance()
Allow = Callable[[Scope], Allowance | Awaitable[Allowance]]
"""Tells what a request may be; asked for each that has a body."""
TOO_LARGE = "drom.too_large"
"""In the scope of a request whose body was too large and was thrown away."""
_SMALL = 64 * KIB
_POT = 32 * MIB
_LINGER_SECONDS = 1.0
_LINGER_BYTES = MIB
"""What is read of a refused body at most: whoever pours on costs a connection for a second, and no more work."""


class _Refused(Exception):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class _Gone(Exception):
    """The other side hung up before its request was whole."""


class Guard:
    """Reads each body before the pages see the request, so that none of them meets half of one.

    Bodies over 64 KiB share ``pot`` bytes of memory: when it is full the next ones are asked to come later, and the
    small posts of the platforms still pass.
    """

    def __init__(
        self,
        app: ASGIApp,
        allowance: Allow = lambda _: USUAL,
        *,
        pot: int = _POT,
        tell: Tell = nobody_reads,
    ) -> None:
        """``allowance`` may give signed-in staff more room and time for uploads; ``tell`` says why in words."""
        self._app = app
        self._allowance = allowance
        self._pot = pot
        self._tell = tell
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a whole request on; refuse with 400, 408, 413, 415 or 503, and close the connection then."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        held = _Held()
        try:
            announced = _announced(scope)
            if announced is not None:
                scope, body = await self._taken(scope, announced, receive, held)
                receive = _replay(body, receive)
            await self._app(scope, receive, send)
        except _Refused as refused:
            await _refuse(refused.reason, await self._tell(scope, refused.reason), receive, send)
        except _Gone:
            return
        finally:
            self._held -= held.size

    async def _taken(self, scope: Scope, announced: int, receive: Receive, held: "_Held") -> tuple[Scope, bytes]:
        """Return the scope and the whole body, or an empty one where the page tells that it was too large."""
        allowance = self._allowance(scope)
        if not isinstance(allowance, Allowance):
            allowance = await allowance
        try:
            return scope, await self._read(allowance, announced, receive, held)
        except _Refused as refused:
            if refused.reason != "large" or not allowance.told:
                raise
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(allowance.seconds):
                await _drained(receive, sys.maxsize)
                return {**scope, TOO_LARGE: True}, b""
        raise _Refused("large")

    async def _read(self, allowance: Allowance, announced: int, receive: Receive, held: "_Held") -> bytes:
        if announced > allowance.size:
            raise _Refused("large")
        chunks: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(allowance.seconds):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise _Gone
                    chunk: bytes = message.get("body", b"")
                    chunks.append(chunk)
                    size += len(chunk)
                    if size > allowance.size:
                        raise _Refused("large")
                    self._hold(held, size)
                    if not message.get("more_body", False):
                        return b"".join(chunks)
        except TimeoutError:
            raise _Refused("slow") from None

    def _hold(self, held: "_Held", size: int) -> None:
        """Take memory for a large body from the pot."""
        if size <= _SMALL:
            return
        wanted = size - held.size
        if self._held + wanted > self._pot:
            raise _Refused("full")
        self._held += wanted
        held.size = size


@dataclass(slots=True)
class _Held:
    """How much of the pot one request has."""

    size: int = 0


def _announced(scope: Scope) -> int | None:
    """Return how long a body is said to be, 0 where that is not said, None for no body.

    Raises a refusal for a strange length, and for a body that would have to be unpacked.
    """
    length = encoding = b""
    chunked = False
    for name, value in scope["headers"]:
        if name == b"content-length":
            length = value
        elif name == b"content-encoding":
            encoding = value.strip().lower()
        elif name == b"transfer-encoding":
            chunked = True
    if not chunked and length in (b"", b"0"):
        return None
    if encoding not in (b"", b"identity"):
        raise _Refused("packed")
    if length and (not length.isdigit() or len(length) > 18):
        raise _Refused("broken")
    return int(length or 0)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a ``receive`` that gives the whole body once, and then what the server says (a hang-up)."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _refuse(reason: Reason, page: Response | None, receive: Receive, send: Send) -> None:
    """Refuse, in words where a person reads them, and close a moment later: closing at once would lose the answer."""
    status, answer = STATUS[reason], page or Response()
    headers = MutableHeaders(raw=list(answer.raw_headers))
    headers.update({**HEADERS, "Cache-Control": "no-store", "Connection": "close"})
    if status == STATUS["full"]:
        headers["Retry-After"] = "5"
    await send({"type": "http.response.start", "status": status, "headers": headers.raw})
    await send({"type": "http.response.body", "body": answer.body, "more_body": True})
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_LINGER_SECONDS if reason != "slow" else 0):
            if not await _drained(receive, _LINGER_BYTES):
                await asyncio.Event().wait()
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _drained(receive: Receive, most: int) -> bool:
    """Read and throw away what still comes; tell whether it came to an end within so many bytes."""
    while most > 0:
        message = await receive()
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return True
        most -= len(message.get("body", b""))
    return False
