"""The route under which providers fetch a file that we send: HEAD and GET for whoever holds a link, nothing else.

Whatever is wrong (forged, ended, erased, never there, of a message that is gone) is the same 404.
"""

import os
from asyncio import to_thread
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from bot.media.kinds import CONTENT_TYPES
from bot.media.links import Link, MediaLinks, Served

_SHOWN = ("audio/", "image/")
"""Shown in the page or the chat; everything else leaves as an attachment under a name of ours."""
_NAMES = {"application/pdf": "document.pdf", "text/vcard": "contact.vcf"}
_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


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
        shown = found.content_type.startswith(_SHOWN)
        name = None if shown else _NAMES[found.content_type]
        return FileResponse(found.path, 200, _HEADERS, found.content_type, filename=name, stat_result=there)

    return [Route("/media/{token:str}", serve, methods=["GET"])]


def _look(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None
