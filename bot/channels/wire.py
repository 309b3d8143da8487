"""HTTP for the channels: one request that ends by its cause; it never knows a provider, a token or a message."""

import asyncio
import base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType, SimpleNamespace

import aiohttp
from yarl import URL

from bot.channels.port import WRITE_BY

NO_HEADERS: Mapping[str, str] = MappingProxyType({})
CONNECT_SECONDS = 10.0
IDLE_SECONDS = 15.0
"""A kept connection is dropped by us first: a request on one that the other side closes meanwhile is in doubt."""


class NotSent(Exception):
    """Nothing of the request can have arrived: there was no connection. The text is a cause, never an address."""


class MayBeSent(Exception):
    """The request was or may have been written and its answer is unknown."""


class TooBig(Exception):
    """The answer is over the limit; the rest of it was not read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, of any status. Header names are read in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _TooLate(Exception):
    """The time in which a request may be written has passed."""


@dataclass(slots=True)
class _Writing:
    """How far the writing of a request came. ``begun``: something of it went out; ``late``: nothing did, nor will."""

    begun: bool = False
    late: bool = False


class Wire:
    """Kept connections to any server. It repeats no POST, follows no redirect and keeps no cookie."""

    def __init__(
        self,
        seconds: float,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        connections: int = 100,
    ) -> None:
        """Wait ``seconds`` for an answer once connected, ``connect_seconds`` for a free or new connection."""
        self.seconds = seconds
        self._connect_seconds = connect_seconds
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    async def ask(
        self,
        method: str,
        url: str,
        data: bytes | aiohttp.FormData | None = None,
        headers: Mapping[str, str] = NO_HEADERS,
        *,
        seconds: float = 0.0,
        limit: int = 0,
    ) -> Answer:
        """Make one request; raises NotSent, MayBeSent, TooBig. 0 ``seconds`` or ``limit`` (bytes): the usual ones."""
        session = self._session or self._connect()
        timeout = _timeout(seconds, self._connect_seconds) if seconds else session.timeout
        writing = _Writing()
        try:
            async with session.request(
                method,
                _address(url),
                data=data,
                headers=headers,
                timeout=timeout,
                allow_redirects=False,
                trace_request_ctx=writing,
            ) as response:
                body = await _read(response, limit) if limit else await response.read()
                return Answer(response.status, response.headers, body)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NotSent(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            if writing.late:
                raise NotSent("TooLate") from None
            # The text of these errors holds the address, and that may hold a token or a number.
            raise MayBeSent(type(error).__name__) from None

    async def close(self) -> None:
        """Close every connection; the next request opens new ones."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _connect(self) -> aiohttp.ClientSession:
        """Return a session of the running loop; made late because it belongs to one."""
        connector = aiohttp.TCPConnector(
            limit=self._connections,
            keepalive_timeout=IDLE_SECONDS,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=_timeout(self.seconds, self._connect_seconds),
            trace_configs=[_tracing()],
            auto_decompress=False,
            headers={"Accept-Encoding": "identity", "User-Agent": "drom"},
        )
        return self._session


def basic(user: str, secret: str) -> str:
    """Return the value of an Authorization header (RFC 7617)."""
    return "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()


def _tracing() -> aiohttp.TraceConfig:
    found = aiohttp.TraceConfig()
    found.on_request_chunk_sent.append(_before_writing)
    return found


async def _before_writing(_session: aiohttp.ClientSession, request: SimpleNamespace, _chunk: object) -> None:
    """Let nothing be written too late. aiohttp asks before it writes, and holds the headers back until then."""
    writing: _Writing = request.trace_request_ctx
    if not writing.begun and asyncio.get_running_loop().time() > WRITE_BY.get():
        writing.late = True
        raise _TooLate
    writing.begun = True


@lru_cache(maxsize=16)
def _timeout(seconds: float, connect: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=connect + seconds, connect=connect, sock_read=seconds)


@lru_cache(maxsize=64)
def _address(url: str) -> URL:
    return URL(url, encoded=True)


async def _read(response: aiohttp.ClientResponse, limit: int) -> bytes:
    if (response.content_length or 0) > limit:
        raise TooBig
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > limit:
            raise TooBig
    return bytes(body)


async def pause(seconds: float) -> None:
    """Wait by the clock that nobody moves."""
    await asyncio.sleep(seconds)
