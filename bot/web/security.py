"""What every page of Drom is served with: strict headers, no foreign forms, no foreign host names; it knows no page."""

import ipaddress
import re
from collections.abc import Collection, Mapping, Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.refusal import STATUS, Reason, Tell, nobody_reads

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing from elsewhere and nothing inline; ``blob:`` lets a recording be heard before it is sent."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
}
"""Set on every answer. ``same-origin`` and not ``no-referrer``: with that, forms come with ``Origin: null``."""

_HOME = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?", re.ASCII | re.IGNORECASE)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_PROXIED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


_PLAIN: Mapping[Reason, str] = {
    "foreign": "This form was not sent from Drom's own page.\n",
    "elsewhere": "This page is for the computer that Drom runs on: use http://localhost.\n",
}
"""What is said where nobody has better words."""


class StrictHeaders:
    """Adds ``HEADERS`` to every answer, and ``no-store`` where nothing is said about caching."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_strict(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, send_strict)


class SameOrigin:
    """Refuses (403) what changes something unless one of our own pages asked for it.

    ``exempt`` are path prefixes with an authentication of their own (webhooks). ``origins`` are further origins
    that are ours, such as the public URL behind a proxy that changes the host name. ``tell`` says why in words.
    """

    def __init__(
        self,
        app: ASGIApp,
        exempt: Sequence[str] = (),
        origins: Collection[str] = (),
        tell: Tell = nobody_reads,
    ) -> None:
        self.app = app
        self.tell = tell
        self.exempt = tuple(exempt)
        self.origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http" and self._changes(scope) and not self._ours(Headers(scope=scope)):
            refusal = await _refusal("foreign", scope, self.tell)
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _changes(self, scope: Scope) -> bool:
        return scope["method"] not in _SAFE and not scope["path"].startswith(self.exempt)

    def _ours(self, headers: Headers) -> bool:
        """Fetch metadata decides where the browser sends it; a foreign Origin is refused in any case."""
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if origin is not None and origin != "null":
            known = origin in self.origins or urlsplit(origin).netloc == headers.get("host")
            return known and site in {None, "same-origin", "none"}
        return site in {"same-origin", "none"}


class LoopbackOnly:
    """Refuses (403) paths under ``prefixes`` to all but this machine: by peer, by ``Host`` and behind no proxy.

    The host name is checked because a foreign page can point a name of its own at 127.0.0.1 (DNS rebinding).
    ``tell`` says why in words.
    """

    def __init__(self, app: ASGIApp, prefixes: Sequence[str] = ("/",), tell: Tell = nobody_reads) -> None:
        self.app = app
        self.tell = tell
        self.prefixes = tuple(prefixes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http" and scope["path"].startswith(self.prefixes) and not at_home(scope):
            refusal = await _refusal("elsewhere", scope, self.tell)
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)


async def _refusal(reason: Reason, scope: Scope, tell: Tell) -> Response:
    """Return the page that says why, or a line where there is none."""
    return await tell(scope, reason) or PlainTextResponse(_PLAIN[reason], STATUS[reason])


def at_home(scope: Scope) -> bool:
    """Say whether a request comes from this machine: by peer, by ``Host`` and through no proxy."""
    headers = Headers(scope=scope)
    if any(name in headers for name in _PROXIED):
        return False
    client = scope.get("client")
    return loopback_host(headers.get("host", "")) and (client is None or _loopback_address(client[0]))


def loopback_host(host: str) -> bool:
    """Say whether a ``Host`` header names this machine: localhost, 127.0.0.1 or [::1], with any port."""
    return _HOME.fullmatch(host) is not None


def _loopback_address(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
