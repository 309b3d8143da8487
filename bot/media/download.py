"""Fetches one file from a provider: allowed places only, within a time and a size; it never knows a vendor.

Redirects are followed by hand and judged like the first address; what proves who we are goes to the first host only.
"""

import asyncio
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.media.addresses import Places
from bot.media.refused import MediaRefused

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HOPS = 3
_PIECE = 65_536


class _Forbidden(OSError):
    """A name led to an address that may not be connected to."""


def _guard(places: Places) -> Callable[[tuple[Any, ...]], socket.socket]:
    """Return what makes sockets, and makes none for a forbidden address: the last moment before a connection."""

    def make(info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, address = info
        if not places.reaches(address[0], address[1]):
            raise _Forbidden("address not allowed")
        return socket.socket(family=family, type=kind, proto=protocol)

    return make


class Downloader:
    """Fetches files; ``seconds`` is for a whole file, from the first look-up to its last byte.

    ``resolver`` is how names become addresses (the system's when None): the one thing tests replace.
    """

    def __init__(self, places: Places, *, seconds: float = 30.0, resolver: AbstractResolver | None = None) -> None:
        self._places = places
        self._seconds = seconds
        self._resolver = resolver

    async def fetch(self, url: str, limit: int, authorization: str = "") -> bytes:
        """Return the bytes behind a URL.

        ``authorization`` is a whole header value. Raises ``MediaRefused``: ``place``, ``big`` over ``limit`` bytes,
        ``slow`` after the time; where the provider or the network failed it is ``slow`` with ``again``.
        """
        try:
            async with asyncio.timeout(self._seconds), self._session() as session:
                return await self._follow(session, url, limit, authorization)
        except TimeoutError:
            raise MediaRefused("slow", again=True) from None
        except (aiohttp.ClientError, OSError) as error:
            if _forbidden(error):
                raise MediaRefused("place") from None
            raise MediaRefused("slow", again=True) from None

    def _session(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            resolver=self._resolver,
            use_dns_cache=False,
            force_close=True,
            happy_eyeballs_delay=None,
            socket_factory=_guard(self._places),
        )
        jar = aiohttp.DummyCookieJar()
        return aiohttp.ClientSession(connector=connector, cookie_jar=jar, auto_decompress=False, trust_env=False)

    async def _follow(self, session: aiohttp.ClientSession, url: str, limit: int, authorization: str) -> bytes:
        headers = {"Accept-Encoding": "identity"}
        if authorization:
            headers["Authorization"] = authorization
        for hop in range(_HOPS + 1):
            address = self._places.check(url, redirected=hop > 0)
            async with session.get(_as_it_is(address), headers=headers, allow_redirects=False) as response:
                if response.status not in _REDIRECTS:
                    return await _read(response, limit)
                url = urljoin(address, response.headers.get("Location", ""))
            headers.pop("Authorization", None)
        raise MediaRefused("place")


def _as_it_is(address: str) -> URL:
    """Return an address in the library's form, unchanged: a store signs it to the letter."""
    try:
        return URL(address, encoded=True)
    except ValueError:
        raise MediaRefused("place") from None


async def _read(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """Return the body, counted while it comes; a compressed one could be a bomb and was not asked for."""
    if response.status != 200:
        raise MediaRefused("slow", again=response.status != 410)
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise MediaRefused("broken")
    if (response.content_length or 0) > limit:
        raise MediaRefused("big")
    found = bytearray()
    async for piece in response.content.iter_chunked(_PIECE):
        found += piece
        if len(found) > limit:
            raise MediaRefused("big")
    return bytes(found)


def _forbidden(error: BaseException) -> bool:
    """Say whether an address of the guard's is behind an error, however deep the library has wrapped it."""
    reason: BaseException | None = error
    while reason is not None and not isinstance(reason, _Forbidden):
        reason = getattr(reason, "os_error", None) or reason.__cause__ or reason.__context__
    return reason is not None
