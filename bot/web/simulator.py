"""The phone simulator of the demo at ``/simulator``: routes in, pages, news and files out; it decides nothing."""

import asyncio
import re
from collections.abc import Sequence

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Scope

from bot.channels.simulator import read_file
from bot.languages import fold
from bot.media.kinds import CONTENT_TYPES, sniff
from bot.media.refused import MediaRefused
from bot.services.library import ICS
from bot.services.phones import FILE_LIMIT, TYPES
from bot.services.transcripts import record
from bot.transcript import dump
from bot.web.guard import USUAL, Allowance
from bot.web.ranges import ranged
from bot.web.security import at_home
from bot.web.simulator_events import events
from bot.web.simulator_posts import FILE_FORM, FORM, post_routes
from bot.web.simulator_stage import Stage
from storage import phones as rows
from storage.phones import Bubble, Phone

PREFIXES = ("/simulator",)
"""The paths that ``security.LoopbackOnly`` guards."""

_INLINE = frozenset(CONTENT_TYPES) | {"image/webp", "image/gif"}


def routes(stage: Stage) -> list[Route]:
    """Return all routes of the simulator; the page itself changes nothing."""
    reads = _Reads(stage)
    return [
        Route("/simulator", reads.page),
        Route("/simulator/events", reads.events),
        Route("/simulator/transcript", reads.transcript),
        Route("/simulator/files/{name}", reads.file),
        Route("/simulator/media/{media:path}", reads.media),
        *post_routes(stage),
    ]


def allowance(scope: Scope) -> Allowance:
    """Return how large a request may be; only this machine's own pages send files and are told what was too large."""
    path: str = scope["path"]
    if not path.startswith("/simulator/") or not at_home(scope):
        return USUAL
    return FILE_FORM if path.endswith("/file") else FORM


class _Reads:
    """What the simulator shows."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def page(self, request: Request) -> Response:
        """Return the page with the phones that the address names."""
        return HTMLResponse(await self._stage.page(request.query_params))

    async def events(self, request: Request) -> Response:
        """Return the news after the message that a browser saw last, as a stream."""
        told = request.headers.get("last-event-id") or request.query_params.get("after", "")
        news = events(self._stage, request.query_params, int(told) if told.isdecimal() else 0)
        return StreamingResponse(news, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    async def transcript(self, request: Request) -> Response:
        """Return what happened on the named phones as a file for ``tests/transcripts``."""
        numbers = [int(number) for number in request.query_params.getlist("phone") if number.isdecimal()]
        people, bubbles = await self._stage.store.read(lambda connection: _recorded(connection, numbers))
        if not people:
            raise HTTPException(404, "There is no such phone.")
        name = "-".join(re.sub(r"[^a-z0-9]+", "-", fold(each.name)).strip("-") or "somebody" for each in people)
        text = dump(record(people, bubbles, self._stage.clock.now(), speaks=self._stage.speaks()))
        headers = {"Content-Disposition": f'attachment; filename="{name}.txt"'}
        return Response(text, media_type="text/plain; charset=utf-8", headers=headers)

    async def file(self, request: Request) -> Response:
        """Return what was sent from a phone."""
        try:
            data = await asyncio.to_thread(read_file, self._stage.folder, request.path_params["name"], FILE_LIMIT)
        except MediaRefused:
            raise HTTPException(404, "There is no such file.") from None
        return ranged(_media(data, TYPES.get(sniff(data) or "pdf", "")), request.headers.get("range", ""))

    async def media(self, request: Request) -> Response:
        """Return what Drom sent."""
        found = await self._stage.media(request.path_params["media"])
        if found is None:
            raise HTTPException(404, "There is no such file.")
        return ranged(_media(*found), request.headers.get("range", ""))


def _recorded(connection: Connection, numbers: Sequence[int]) -> tuple[list[Phone], list[Bubble]]:
    found = (rows.get(connection, number) for number in numbers)
    people = [each for each in found if each is not None]
    return people, rows.bubbles(connection, [each.id for each in people])


def _media(data: bytes, content_type: str) -> Response:
    """Return a file that a browser may show only where it is a sound or a picture; all else is saved."""
    if content_type in _INLINE:
        return Response(data, media_type=content_type, headers={"Accept-Ranges": "bytes"})
    saved = "attachment; filename=meeting.ics" if content_type == ICS else "attachment"
    return Response(data, media_type="application/octet-stream", headers={"Content-Disposition": saved})
