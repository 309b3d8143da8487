"""The route under which providers fetch a file that we send: HEAD and GET for whoever holds a link, nothing else.

Whatever is wrong (forged, ended, erased, never there, of a message that is gone) is the same 404. What is nobody's may
be kept by whoever fetched it: Twilio keeps what these headers allow (its help pages on caching of media), and asks
again with ``If-None-Match``. All else is kept by nobody.
"""

import hashlib
import os
from asyncio import to_thread
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from bot.media.kinds import CONTENT_TYPES
from bot.media.links import Link, MediaLinks, Served

_SHOWN = ("audio/", "image/")
"""Shown in the page or the chat; everything else leaves as an attachment under a name of ours."""
_NAMES = {"application/pdf": "document.pdf", "text/vcard": "contact.vcf"}
KEPT = timedelta(days=30)
"""How long a provider may keep what is nobody's: no voice that its speaker took back lies there for longer."""
_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_KEPT = {**_HEADERS, "Cache-Control": f"public, max-age={KEPT // timedelta(seconds=1)}, immutable"}


Find = Callable[[Link], Awaitable[Served | None]]
"""From a link to a kept file that went in its message, None where there is none (any more)."""


def media_routes(links: MediaLinks, find: Find) -> list[Route]:
    """Return the routes of ``/media/``; ``find`` decides what a link means."""

    async def serve(request: Request) -> Response:
        link = links.read(request.path_params["token"])
        found = await find(link) if link else None
        there = await to_thread(_look, found.path) if found and found.content_type in CONTENT_TYPES else None
        if found is None or there is None:
            return Response("Not found", 404, media_type="text/plain", headers=_HEADERS)
        headers = _of(link, there) if link and link.lasting else _HEADERS
        if headers.get("ETag", "") in _known(request):
            return Response(None, 304, headers)
        shown = found.content_type.startswith(_SHOWN)
        name = None if shown else _NAMES[found.content_type]
        return FileResponse(found.path, 200, headers, found.content_type, filename=name, stat_result=there)

    return [Route("/media/{token:str}", serve, methods=["GET"])]


def _of(link: Link, there: os.stat_result) -> Mapping[str, str]:
    """Return the headers of a file that is nobody's. Its time says when it was last in use, so that it is no mark."""
    mark = hashlib.sha256(f"{link.reference}:{there.st_size}".encode()).hexdigest()[:32]
    return {**_KEPT, "ETag": f'"{mark}"'}


def _known(request: Request) -> list[str]:
    """Return the marks of files that whoever asks has already (RFC 9110, 13.1.2)."""
    marks = request.headers.get("if-none-match", "").split(",")
    return [found for mark in marks if (found := mark.strip().removeprefix("W/"))]


def _look(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None
