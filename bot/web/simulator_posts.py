"""What the simulator's forms do: a person's acts, new phones and the time machine; it never knows what Drom answers.

Each form works without a script: it comes back to the page once Drom has answered. A script says so (``X-Drom-Live``)
and gets no page, as the news come by themselves.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta, tzinfo

from sqlalchemy import Connection
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.services import phones
from bot.services.phones import FILE_LIMIT, NotOnPhone
from bot.web.guard import TOO_LARGE, Allowance
from bot.web.simulator_stage import Stage
from bot.web.simulator_view import HINTS, LOOKS, View
from storage import phones as rows
from storage.down import StorageDown

FORM = Allowance(told=True)
"""A form without a file."""
FILE_FORM = Allowance(FILE_LIMIT + 64 * 1024, seconds=30, told=True)
"""A form with a file: the file, its caption and what a form adds."""
PATIENCE = 3.0
"""Seconds that a page without a script waits for Drom's first answer, and a tenth of it for each further one."""
NAME_LIMIT = 40

_Act = Callable[[Stage, int, FormData], Awaitable[None]]


async def _text(stage: Stage, phone_id: int, form: FormData) -> None:
    await stage.phones.write(phone_id, _word(form, "text"))


async def _press(stage: Stage, phone_id: int, form: FormData) -> None:
    await stage.phones.press(phone_id, int(_word(form, "on")), _word(form, "payload"))


async def _file(stage: Stage, phone_id: int, form: FormData) -> None:
    upload = form.get("file")
    data = await upload.read() if isinstance(upload, UploadFile) else b""
    await stage.phones.send_file(phone_id, data, _word(form, "text"))


async def _location(stage: Stage, phone_id: int, form: FormData) -> None:
    latitude, _, longitude = _word(form, "place").partition(",")
    await stage.phones.locate(phone_id, float(latitude), float(longitude))


async def _contact(stage: Stage, phone_id: int, form: FormData) -> None:
    await stage.phones.share_contact(phone_id)


async def _block(stage: Stage, phone_id: int, form: FormData) -> None:
    await stage.phones.block(phone_id, blocked=True)


async def _unblock(stage: Stage, phone_id: int, form: FormData) -> None:
    await stage.phones.block(phone_id, blocked=False)


_ACTS: dict[str, _Act] = {
    "text": _text,
    "press": _press,
    "file": _file,
    "location": _location,
    "contact": _contact,
    "block": _block,
    "unblock": _unblock,
}


def post_routes(stage: Stage) -> list[Route]:
    """Return the routes of all forms."""

    def acting(act: _Act) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            return await _answer(stage, request, lambda form: _do(stage, request, act, form))

        return endpoint

    async def add(request: Request) -> Response:
        return await _answer(stage, request, lambda form: _add(stage, request, form))

    async def clock(request: Request) -> Response:
        return await _answer(stage, request, lambda form: _move(stage, request, form))

    acts = [
        Route(f"/simulator/phones/{{phone:int}}/{name}", acting(act), methods=["POST"]) for name, act in _ACTS.items()
    ]
    return [
        *acts,
        Route("/simulator/phones", add, methods=["POST"]),
        Route("/simulator/clock", clock, methods=["POST"]),
    ]


async def _answer(stage: Stage, request: Request, do: Callable[[FormData], Awaitable[str]]) -> Response:
    """Do what a form asks, then go to the page it names, or show in a sentence why not."""
    live = "x-drom-live" in request.headers
    if TOO_LARGE in request.scope:
        return await _refuse(stage, request, _too_large(request), 413, live=live)
    try:
        async with request.form(max_files=1, max_fields=8) as form:
            query = await do(form)
    except (NotOnPhone, ValueError) as problem:
        text = str(problem) if isinstance(problem, NotOnPhone) else "This form is not complete."
        return await _refuse(stage, request, text, 400, live=live)
    except StorageDown:
        text = "Drom cannot keep anything now. Try again in a minute."
        return await _refuse(stage, request, text, 503, live=live)
    return Response(status_code=204) if live else RedirectResponse(f"/simulator?{query}", 303)


def _too_large(request: Request) -> str:
    return phones.TOO_LARGE if request.url.path.endswith("/file") else phones.TOO_LONG


async def _refuse(stage: Stage, request: Request, text: str, status: int, *, live: bool) -> Response:
    if live or status == 503:
        return PlainTextResponse(text, status)
    return HTMLResponse(await stage.page(request.query_params, text), status)


async def _do(stage: Stage, request: Request, act: _Act, form: FormData) -> str:
    phone_id = request.path_params["phone"]
    with stage.bell.listen() as rung:
        before = await stage.store.read(rows.newest)
        await act(stage, phone_id, form)
        if "x-drom-live" not in request.headers:
            await _wait_for_answer(stage, rung, phone_id, before)
    return str(request.query_params)


async def _wait_for_answer(stage: Stage, rung: asyncio.Event, phone_id: int, before: int) -> None:
    """Return when Drom has said something on this phone and then nothing more for a moment, or after a while."""

    def answered(connection: Connection) -> bool:
        return any(not each.mine and each.phone_id == phone_id for each in rows.news(connection, before))

    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while not await stage.store.read(answered):
                await rung.wait()
                rung.clear()
            while await asyncio.wait_for(rung.wait(), PATIENCE / 10):
                rung.clear()


async def _add(stage: Stage, request: Request, form: FormData) -> str:
    channel, hint = _word(form, "channel"), _word(form, "hint")
    name = " ".join(_word(form, "name").split())
    if not 0 < len(name) <= NAME_LIMIT:
        raise NotOnPhone(f"Give the new person a name of at most {NAME_LIMIT} letters.")
    if hint not in {known for known, _ in HINTS.get(channel, ())}:
        raise NotOnPhone("Choose what the new phone tells Drom.")
    made = await stage.phones.add(channel, name, hint)
    return View.asked(request.query_params).open(LOOKS[channel], made.id).query


async def _move(stage: Stage, request: Request, form: FormData) -> str:
    by = leap(_word(form, "to"), stage.clock.now(), stage.zone)
    await stage.move(by)
    stage.bell.ring()
    return str(request.query_params)


def leap(to: str, now: datetime, zone: tzinfo) -> timedelta:
    """Return how far the time machine moves for ``hour``, ``day`` or ``morning``; raises ValueError for another.

    ``morning`` is nine o'clock tomorrow on the wall clock of ``zone``.
    """
    match to:
        case "hour":
            return timedelta(hours=1)
        case "day":
            return timedelta(days=1)
        case "morning":
            tomorrow = now.astimezone(zone).date() + timedelta(days=1)
            return datetime.combine(tomorrow, time(9), zone).astimezone(UTC) - now
    raise ValueError(to)


def _word(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
