"""Files that people sent on WhatsApp, fetched from Twilio and nowhere else; it never knows what is in them."""

import asyncio
import ipaddress
import socket
from urllib.parse import SplitResult, urljoin, urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from bot.channels.wire import NO_HEADERS, Answer, MayBeSent, NotSent, TooBig, Wire
from bot.media.refused import MediaRefused

STORES = (".twilio.com", ".twiliocdn.com", ".s3.amazonaws.com", ".s3-external-1.amazonaws.com")
"""Where Twilio's media addresses lead (seen, not promised: ``channels.md`` 2.1)."""

_STORE_HOSTS = frozenset(name.removeprefix(".") for name in STORES)
_REDIRECTS = 3
_MOVED = frozenset({301, 302, 303, 307, 308})


class PublicResolver(AbstractResolver):
    """Finds only public addresses, at the moment of connecting, so that no name can lead into our own network."""

    def __init__(self, trusted: str) -> None:
        """``trusted`` is the one host that may be anywhere: the operator named it."""
        self._trusted = trusted

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return a host's addresses; raises OSError where none is public."""
        found = await ThreadedResolver().resolve(host, port, family)
        kept = [one for one in found if host == self._trusted or ipaddress.ip_address(one["host"]).is_global]
        if not kept:
            raise OSError("not a public address")
        return kept

    async def close(self) -> None:
        """Need nothing."""


class MediaFetcher:
    """Follows a media address by hand: each step is checked, and the credentials go to Twilio's API alone."""

    def __init__(self, api_url: str, account_sid: str, authorization: str, seconds: float) -> None:
        self._api = urlsplit(api_url)
        self._path = f"/2010-04-01/Accounts/{account_sid}/Messages/"
        self._authorization = authorization
        self._seconds = seconds
        self._loopback = _is_loopback(self._api.hostname or "")
        self._wire = Wire(seconds, resolver=PublicResolver(self._api.hostname or ""))

    async def fetch(self, url: str, limit: int) -> bytes:
        """Return a file of at most ``limit`` bytes; raises MediaRefused ``place``, ``big``, ``broken`` or ``slow``."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._follow(url, limit)
        except TooBig:
            raise MediaRefused("big") from None
        except (NotSent, MayBeSent, TimeoutError):
            raise MediaRefused("slow", again=True) from None

    async def close(self) -> None:
        """Let go of connections."""
        await self._wire.close()

    async def _follow(self, url: str, limit: int) -> bytes:
        if not self._is_api(_split(url)):
            raise MediaRefused("place")
        answer = await self._wire.ask("GET", url, headers={"Authorization": self._authorization}, limit=limit)
        for _ in range(_REDIRECTS):
            if answer.status not in _MOVED:
                break
            url = self._next(url, answer)
            answer = await self._wire.ask("GET", url, headers=NO_HEADERS, limit=limit)
        if answer.status == 200:
            return answer.body
        raise MediaRefused("broken", again=answer.status >= 500 or answer.status in (401, 429))

    def _next(self, url: str, answer: Answer) -> str:
        """Return where an answer leads; raises MediaRefused for anywhere but Twilio's stores."""
        found = urljoin(url, answer.headers.get("Location", ""))
        parts = _split(found)
        host = (parts.hostname or "").lower()
        if self._loopback and parts.scheme == "http" and _is_loopback(host):
            return found
        known = host in _STORE_HOSTS or host.endswith(STORES)
        if parts.scheme != "https" or not known or parts.username is not None or parts.port not in (None, 443):
            raise MediaRefused("place")
        return found

    def _is_api(self, parts: SplitResult) -> bool:
        same = (parts.scheme, parts.netloc) == (self._api.scheme, self._api.netloc)
        return same and parts.path.startswith(self._path) and ".." not in parts.path


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise MediaRefused("place") from None
    return parts


def _is_loopback(host: str) -> bool:
    """Tell whether an API address is an emulator's on this machine; a real one never is."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
