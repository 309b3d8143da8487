"""What is answered where no page of the console can be shown: a sentence and a way on, in the reader's language.

It never knows a particular page, and shows nothing of anybody.
"""

from collections.abc import Mapping
from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ExceptionHandler, Scope

from bot.languages import LANGUAGES
from bot.web.console.frame import ROOT, Sitting
from bot.web.console.gate import cookie_of, who
from bot.web.console.office import Office
from bot.web.console.routes import House
from bot.web.refusal import STATUS, Reason
from storage.down import StorageDown

WAYS = {404: "missing", 405: "no_way"}
"""The sentence for a status of the routes; every other is told as what did not arrive whole."""

FAILED = 500
"""From this status on it was Drom that failed: what was asked for may be there the next time."""


class Mishaps:
    """Says what went wrong before or beside the pages of ``house``."""

    def __init__(self, office: Office, house: House) -> None:
        self._office = office
        self._house = house

    def handlers(self) -> Mapping[type[Exception], ExceptionHandler]:
        """Return what answers each kind of exception that leaves the routes."""
        return {HTTPException: self.astray, StorageDown: self.down, Exception: self.broken}

    async def tell(self, scope: Scope, reason: Reason) -> Response | None:
        """Return the page that says why a request was refused, None for what is no page of the console."""
        if not _is_page(scope["path"]):
            return None
        request = Request(scope)
        sitting = self._house.stranger(request) if reason == "elsewhere" else await self._reader(request)
        return self._say(sitting, request, f"refused.{reason}", STATUS[reason])

    async def astray(self, request: Request, error: Exception) -> Response:
        """Answer an address or a way of asking that there is not, and a form that did not arrive whole."""
        if not isinstance(error, HTTPException):
            raise error
        if not _is_page(request.url.path):
            return PlainTextResponse(error.detail, error.status_code, error.headers)
        key = WAYS.get(error.status_code, "refused.broken")
        answer = self._say(await self._reader(request), request, key, error.status_code)
        answer.headers.update(error.headers or {})
        return answer

    async def down(self, request: Request, _error: Exception) -> Response:
        """Answer while the database does not: nobody's language is known then but their browser's."""
        return self._say(self._house.stranger(request), request, "down", 503)

    async def broken(self, request: Request, _error: Exception) -> Response:
        """Answer where Drom has failed; the server logs why."""
        return self._say(await self._reader(request), request, "broken", 500)

    async def _reader(self, request: Request) -> Sitting:
        """Return a sitting of nobody, in the language of whoever is signed in, else of the browser.

        What failed may be what tells the language: that is no reason to say nothing.
        """
        sitting = self._house.stranger(request)
        if not cookie_of(request):
            return sitting
        try:
            found = await who(self._office, request, seen=False)
        except Exception:
            return sitting
        return replace(sitting, language=found.language) if found and found.language in LANGUAGES else sitting

    def _say(self, sitting: Sitting, request: Request, key: str, status: int) -> Response:
        """Return the page with a sentence; it leads back to the page that was asked for, or that has the form."""
        path = request.url.path
        again = path if request.method == "GET" and status >= FAILED else self._house.page_of(path)
        found = self._house.render("mishap", sitting, {"title": _TITLES.get(key, "refused"), "key": key, "back": again})
        found.status_code = status
        return found


_TITLES = {"missing": "missing", "down": "down", "broken": "broken"}
"""The sentences with a title of their own."""


def _is_page(path: str) -> bool:
    """Tell whether a path is one of the console's pages and forms, which people read."""
    return path == ROOT or path.startswith(f"{ROOT}/")
