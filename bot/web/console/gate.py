"""Who stands before the console: the cookie, and how often wrong links may come from one place; it knows no page."""

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from bot.services.entering import Entered, entered, is_old, someone
from bot.services.staff import MAY
from bot.web.console.office import Office
from bot.web.security import loopback_host
from storage import roles, sign_ins

COOKIE, SECURE_COOKIE = "drom_console", "__Host-drom_console"
"""The second where the browser comes by HTTPS: no other host can set it."""
TRIES, MINUTES = 10, 15
"""So many wrong links from one place in so many minutes are answered as such; then it is told to wait.

Behind a proxy all have one place, so a right link is good however many wrong ones came: its secret cannot be guessed.
"""
PLACES = 10_000
"""So many places are remembered; the ones that were heard of longest ago are forgotten first."""


@dataclass(slots=True)
class Tries:
    """Wrong links by the place they came from. What a proxy says of others is not believed: anybody can write it."""

    monotonic: Callable[[], float]
    wrong: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)

    def may(self, place: str) -> bool:
        """Tell whether one more wrong link is answered as such."""
        times = self.wrong.get(place, deque())
        while times and self.monotonic() - times[0] > MINUTES * 60:
            times.popleft()
        return len(times) < TRIES

    def count(self, place: str) -> None:
        """Count a wrong link."""
        self.wrong.setdefault(place, deque(maxlen=TRIES)).append(self.monotonic())
        self.wrong.move_to_end(place)
        while len(self.wrong) > PLACES:
            self.wrong.popitem(last=False)


def place_of(request: Request) -> str:
    """Return where a request comes from."""
    return request.client.host if request.client else ""


async def who(office: Office, request: Request, *, seen: bool = True) -> Entered | None:
    """Return who is signed in, and note that they were ``seen``; in the demo somebody always is."""
    cookie, now = cookie_of(request), office.clock.now()
    found = await office.store.read(lambda connection: entered(connection, cookie, now))
    if found is None and office.demo:
        return await office.store.read(sample)
    if seen and found and found.sign_in and is_old(found.sign_in, now):
        number = found.sign_in.id
        await office.store.run(lambda connection: sign_ins.change(connection, number, seen_at=now))
    return found


def sample(connection: Connection) -> Entered | None:
    """Return who acts in the demo where nobody has signed in: whoever may most."""
    ranked = sorted((one for one in roles.held(connection) if one.person_id), key=lambda one: -len(MAY[one.name]))
    return someone(connection, ranked[0].person_id or 0) if ranked else None


def cookie_of(request: Request) -> str:
    """Return the cookie of a sign-in, "" where there is none."""
    return request.cookies.get(SECURE_COOKIE) or request.cookies.get(COOKIE) or ""


def set_cookie(response: Response, office: Office, request: Request, value: str) -> None:
    """Let the browser keep a sign-in until it is closed; without HTTPS only on this machine."""
    secure = is_secure(office, request)
    name = SECURE_COOKIE if secure else COOKIE
    response.set_cookie(name, value, path="/", secure=secure, httponly=True, samesite="lax")


def drop_cookie(response: Response, office: Office, request: Request) -> None:
    """Let the browser forget its sign-in."""
    for name, secure in ((COOKIE, False), (SECURE_COOKIE, True)):
        if name in request.cookies:
            response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="lax")


def is_secure(office: Office, request: Request) -> bool:
    """Tell whether a cookie is for HTTPS alone: everywhere but on this machine."""
    return office.address.startswith("https://") or not loopback_host(request.headers.get("host", ""))


def device_of(request: Request) -> str:
    """Return which browser somebody uses, in two words; what it says of itself is not kept."""
    said = request.headers.get("user-agent", "")
    browser = next((name for sign, name in _BROWSERS if sign in said), "")
    system = next((name for sign, name in _SYSTEMS if sign in said), "")
    return ", ".join(word for word in (browser, system) if word)


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
