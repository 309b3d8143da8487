"""The console's routes: each page, form and file behind the same door; it never knows a particular page.

Whoever is not signed in is sent to sign in. What is missing, foreign or not for somebody's role is the same 404.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment
from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Match, Route
from starlette.types import Scope

from bot.languages import LANGUAGES, SOURCE, from_tag
from bot.services.announcements import NoAnnouncement
from bot.services.entering import Entered
from bot.services.groups import NoGroup
from bot.services.helpdesk import NoTicket
from bot.services.letters_desk import NoLetter
from bot.services.meetings import NoMeeting
from bot.services.question_desk import NoQuestion
from bot.services.records import NoPerson
from bot.services.signing import has
from bot.services.staff import Actor, Denied
from bot.web.console.frame import ROOT, Act, Entry, Given, NotThere, Page, Paper, Sitting, Wrong
from bot.web.console.gate import who
from bot.web.console.look import frame_values, templates
from bot.web.console.news import NEWS, by_itself, mark_of, news, pulse_of
from bot.web.console.office import Office
from bot.web.guard import MIB, TOO_LARGE, USUAL, Allowance
from bot.web.ranges import ranged
from storage.down import StorageDown

MISSING = (NotThere, NoTicket, NoPerson, NoMeeting, NoGroup, NoAnnouncement, NoLetter, NoQuestion, Denied)
"""What is answered with the same 404."""
NOBODY = Actor("")
ELSEWHERE = Page("missing", "/{rest:path}", "", lambda _connection, _sitting: {})
"""Whatever is no page."""
UPLOAD = Allowance(20 * MIB, seconds=60, told=True)
"""A form with files, of signed-in staff: a minute is enough for a recording on a slow line."""
FORM = replace(USUAL, told=True)
"""A form without files, of signed-in staff."""

_log = logging.getLogger(__name__)
Answer = Callable[[Sitting], Awaitable[Response]]


def _too_large(act: Act) -> Wrong:
    """Return what is said of a form that does not fit: its files are too large, or its words too long."""
    return Wrong("common.too_large", megabytes=str(UPLOAD.size // MIB)) if act.upload else Wrong("common.too_much")


class House:
    """Serves what pages list: ``entries`` are all of them, in any order."""

    def __init__(self, office: Office, entries: Sequence[Entry]) -> None:
        self._office = office
        self._entries = tuple(entries)
        self._pages = {one.name: one for one in entries if isinstance(one, Page)}
        self._templates: Environment = templates()
        self._forms = [(one, self._route(one)) for one in entries if isinstance(one, Act)]
        self._shows = [self._route(one) for one in self._pages.values()]
        self._uploads = [route for one, route in self._forms if one.upload]

    def routes(self) -> list[Route]:
        """Return a route for each entry, and one for the news of each live page."""
        live = [one for one in self._pages.values() if one.pulse]
        streams = [Route(f"{ROOT}{one.path}{NEWS}", self._behind(one, partial(self._news, one))) for one in live]
        return [
            *streams,
            *map(self._route, self._entries),
            Route(f"{ROOT}/{{rest:path}}", self._behind(ELSEWHERE, self._lost)),
        ]

    async def _lost(self, sitting: Sitting) -> Response:
        """Answer an address that is no page; from that of a form a link leads to the form's page.

        One that would be a page without the slash at its end leads there.
        """
        bare = sitting.address.rstrip("/")
        if bare != sitting.address and any(_is_at(route, "GET", bare) for route in self._shows):
            return RedirectResponse(f"{bare}?{sitting.query}" if sitting.query else bare)
        return self.render("missing", sitting, {"back": self.page_of(sitting.address)}, status=404)

    def page_of(self, path: str) -> str:
        """Return the address of the page that has the form which goes to a path, "" where there is no such form."""
        for act, route in self._forms:
            match, scope = route.matches({"type": "http", "method": "POST", "path": path})
            if match is Match.FULL:
                return f"{ROOT}{_filled(self._pages[act.back].path, scope['path_params'])}"
        return ""

    async def allowance(self, scope: Scope) -> Allowance:
        """Return how large a request to the console may be: only signed-in staff send files, and are told of more."""
        if scope["method"] != "POST" or not any(_is_at(route, "POST", scope["path"]) for _, route in self._forms):
            return USUAL
        upload = any(_is_at(route, "POST", scope["path"]) for route in self._uploads)
        try:
            found = await who(self._office, Request(scope), seen=False)
        except StorageDown:
            return USUAL
        return (UPLOAD if upload else FORM) if found else USUAL

    def render(
        self, name: str, sitting: Sitting, values: Mapping[str, Any], page: str = "", status: int = 200
    ) -> Response:
        """Return a template as an answer."""
        shared = frame_values(sitting, page, self._menu(sitting, page))
        return HTMLResponse(self._templates.get_template(f"console/{name}.html").render({**shared, **values}), status)

    def missing(self, sitting: Sitting) -> Response:
        """Answer that there is no such thing."""
        return self.render("missing", sitting, {"back": ""}, status=404)

    def stranger(self, request: Request, problem: str = "") -> Sitting:
        """Return a sitting of somebody who is not signed in, in the language of their browser."""
        tags = (part.partition(";")[0].strip() for part in request.headers.get("accept-language", "").split(","))
        language = next((found for tag in tags if (found := from_tag(tag))), SOURCE)
        now = self._office.clock.now()
        return Sitting(self._office, NOBODY, 0, "", language, "", now, query=request.query_params, problem=problem)

    def _route(self, entry: Entry) -> Route:
        path = f"{ROOT}{entry.path}".rstrip("/")
        match entry:
            case Page():
                return Route(path, self._behind(entry, partial(self._shown, entry)), methods=["GET"])
            case Act():
                return Route(path, self._behind(entry, partial(self._done, entry)), methods=["POST"])
            case Paper():
                return Route(path, self._behind(entry, partial(self._given, entry)), methods=["GET"])

    def _behind(self, entry: Entry, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        """Return an endpoint that lets nobody in without a sign-in and the entry's right."""

        async def endpoint(request: Request) -> Response:
            try:
                found = await who(self._office, request, seen=not by_itself(request))
                if found is None:
                    return RedirectResponse(f"{ROOT}/sign-in", 303)
                sitting = await self._sitting(request, found)
                if entry.right and not has(found.actor, entry.right):
                    return self.missing(sitting)
                try:
                    return await answer(sitting)
                except MISSING:
                    return self.missing(sitting)
            finally:
                await request.close()

        return endpoint

    async def _sitting(self, request: Request, found: Entered) -> Sitting:
        language = found.language if found.language in LANGUAGES else SOURCE
        sitting = Sitting(
            *(self._office, found.actor, found.person_id, found.label, language, found.country),
            now=self._office.clock.now(),
            sign_in=found.sign_in,
            path=request.path_params,
            query=request.query_params,
            address=request.url.path,
            part=request.headers.get("range", ""),
        )
        if request.method != "POST":
            return sitting
        form, large = await request.form(), TOO_LARGE in request.scope
        return replace(sitting, form=form, address="", sent=request.url.path, too_large=large)

    async def _shown(self, page: Page, sitting: Sitting, status: int = 200) -> Response:
        if page.before:
            sitting = replace(sitting, asked=await page.before(sitting))
        values, pulse = await self._office.store.read(partial(_seen, page, sitting))
        live = f"{sitting.address}{NEWS}?{urlencode({'seen': pulse})}" if pulse and sitting.address else ""
        return self.render(page.name, sitting, {"live": live, **values}, page.under or page.name, status)

    async def _done(self, act: Act, sitting: Sitting) -> Response:
        """Do what a form asks; where it cannot be taken, show its page again with what was written."""
        try:
            if sitting.too_large:
                raise _too_large(act)
            if act.before:
                sitting = replace(sitting, asked=await act.before(sitting))
            done = await self._office.store.run(lambda connection: act.do(connection, sitting))
        except Wrong as wrong:
            told = replace(sitting, problem=sitting.say(wrong.key, **wrong.values), wrong=wrong.field)
            return await self._shown(self._pages[act.back], told, 422)
        except ValueError as refused:
            _log.info("a form of the console was not done: %s", act.path, exc_info=refused)
            told = replace(sitting, problem=sitting.say("common.not_done"))
            return await self._shown(self._pages[act.back], told, 409)
        self._office.touch()
        if done.then:
            done.then()
        if done.made is not None:
            return await self._shown(self._pages[act.back], replace(sitting, form=FormData(), made=done.made))
        query = f"?{urlencode({'said': done.said})}" if done.said else ""
        return RedirectResponse(f"{ROOT}{done.to}{query}", 303)

    async def _given(self, paper: Paper, sitting: Sitting) -> Response:
        found = await self._office.store.read(lambda connection: paper.find(connection, sitting))
        given: Given = await paper.fetch(sitting, found) if paper.fetch else found
        kind = "inline" if given.inline else "attachment"
        headers = {"Content-Disposition": f'{kind}; filename="{given.name}"', "Cache-Control": "private, no-store"}
        headers["Accept-Ranges"] = "bytes"
        return ranged(Response(given.data, media_type=given.content_type, headers=headers), sitting.part)

    async def _news(self, page: Page, sitting: Sitting) -> Response:
        """Tell when a page changes; a page that is not there has no news either."""
        await self._office.store.read(lambda connection: pulse_of(page, connection, sitting))
        stream = news(self._office, page, sitting, MISSING)
        return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    def _menu(self, sitting: Sitting, page: str) -> list[tuple[str, str, bool]]:
        """Return address, words and whether it is this one, of each page in the menu that somebody may open."""
        placed = sorted((one for one in self._pages.values() if one.place), key=lambda one: one.place)
        may = [one for one in placed if not one.right or has(sitting.by, one.right)] if sitting.person_id else []
        return [(f"{ROOT}{one.path}".rstrip("/"), sitting.say(f"{one.name}.menu"), one.name == page) for one in may]


def _is_at(route: Route, method: str, path: str) -> bool:
    """Tell whether a route answers a path that is asked for so."""
    return route.matches({"type": "http", "method": method, "path": path})[0] is Match.FULL


def _filled(path: str, values: Mapping[str, Any]) -> str:
    """Return the path of a page with the variables of its form's address."""
    return re.sub(r"\{(\w+)(:int)?\}", lambda part: str(values[part[1]]), path)


def _seen(page: Page, sitting: Sitting, connection: Connection) -> tuple[Mapping[str, Any], str]:
    """Return what a page shows, and the state that its news begin from."""
    values = page.show(connection, sitting)
    return values, mark_of(values["pulse"]) if "pulse" in values else pulse_of(page, connection, sitting)
