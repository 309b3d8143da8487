"""In and out of the console: one-time links, signing out, the demo's open door; it never knows what is inside.

Opening a link changes nothing, for messengers look at links by themselves: only the button on its page uses it up.
"""

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.services import entering
from bot.services.entering import ENTER
from bot.web.console.frame import ROOT
from bot.web.console.gate import MINUTES, Tries, device_of, drop_cookie, place_of, set_cookie, who
from bot.web.console.office import Office
from bot.web.console.routes import House
from storage import roles

LONGEST_SECRET = 64


def routes(office: Office, house: House) -> list[Route]:
    """Return the routes that need no sign-in."""
    doors = _Doors(office, house)
    found = [
        Route(f"{ROOT}/sign-in", doors.sign_in, methods=["GET"]),
        Route(f"{ENTER}{{secret}}", doors.link, methods=["GET"]),
        Route(f"{ROOT}/enter", doors.enter, methods=["POST"]),
        Route(f"{ROOT}/sign-out", doors.sign_out, methods=["POST"]),
    ]
    return [*found, Route(f"{ROOT}/as/{{role:int}}", doors.become, methods=["POST"])] if office.demo else found


class _Doors:
    def __init__(self, office: Office, house: House) -> None:
        self._office = office
        self._house = house
        self._tries = Tries(office.clock.monotonic)

    async def sign_in(self, request: Request) -> Response:
        """Tell how to sign in; in the demo let somebody choose which sample person they are."""
        held = await self._office.store.read(roles.held) if self._office.demo else []
        samples = [one for one in held if one.person_id]
        return self._say(request, "sign_in", out="out" in request.query_params, samples=samples)

    async def link(self, request: Request) -> Response:
        """Show the button that uses a link up."""
        return self._say(request, "enter", secret=request.path_params["secret"][:LONGEST_SECRET])

    async def enter(self, request: Request) -> Response:
        """Use a link up and sign in; a right one is never refused, and many wrong ones are told to wait."""
        office, place = self._office, place_of(request)
        async with request.form() as form:
            secret = str(form.get("secret", ""))[:LONGEST_SECRET]
        now, device = office.clock.now(), device_of(request)
        good = await office.store.read(lambda c: entering.is_good(c, secret, now))  # a wrong one writes nothing
        cookie = (
            await office.store.run(lambda c: entering.enter(c, secret, device, now, office.token)) if good else None
        )
        if cookie is not None:
            return self._into(request, cookie)
        if self._tries.may(place):
            self._tries.count(place)
            return self._say(request, "sign_in", 403, "signing.bad", out=False, samples=())
        answer = self._say(request, "sign_in", 429, "signing.slow", out=False, samples=())
        answer.headers["Retry-After"] = str(MINUTES * 60)
        return answer

    async def sign_out(self, request: Request) -> Response:
        """End the sign-in of this browser."""
        found = await who(self._office, request)
        if found and found.sign_in:
            number, person_id, now = found.sign_in.id, found.person_id, self._office.clock.now()
            await self._office.store.run(lambda connection: entering.leave(connection, person_id, number, now))
        answer = RedirectResponse(f"{ROOT}/sign-in?out=1", 303)
        drop_cookie(answer, self._office, request)
        return answer

    async def become(self, request: Request) -> Response:
        """Go in as one of the demo's sample people."""
        office, number = self._office, min(int(request.path_params["role"]), 2**31)
        now, device = office.clock.now(), device_of(request)

        def work(connection: Connection) -> str | None:
            role = roles.get(connection, number)
            if role is None or role.ended_at is not None or role.person_id is None:
                return None
            return entering.begin(connection, role.person_id, device, now, office.token)

        cookie = await office.store.run(work)
        return self._into(request, cookie) if cookie else self._house.missing(self._house.stranger(request))

    def _into(self, request: Request, cookie: str) -> Response:
        answer = RedirectResponse(ROOT, 303)
        set_cookie(answer, self._office, request, cookie)
        return answer

    def _say(self, request: Request, name: str, status: int = 200, problem: str = "", **values: object) -> Response:
        sitting = self._house.stranger(request)
        shown = self._house.stranger(request, sitting.say(problem)) if problem else sitting
        return self._house.render(name, shown, values, status=status)
