"""That a live page has changed, as server-sent events: the browser then fetches it anew; no content goes this way."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace

from sqlalchemy import Connection
from starlette.requests import Request

from bot.bell import wait_for_event
from bot.services.entering import is_on
from bot.web.console.frame import Page, Sitting
from bot.web.console.office import Office

NEWS = "/news"
"""What the address of a live page's news ends with."""
REFETCH = "x-drom-refetch"
"""A header of the page that is fetched anew by itself (console.js)."""
LOOK = 2.0
"""Seconds between two looks."""
GONE = "gone"
"""The pulse of a page whose thing is not there any more."""
BEAT = 15.0
"""Seconds between two signs of life; proxies and browsers give up on a silent stream after 30 or more."""


def by_itself(request: Request) -> bool:
    """Tell whether a page asks by itself: nobody has to sit before it, so no sign-in lasts longer by it."""
    return request.method == "GET" and (request.url.path.endswith(NEWS) or REFETCH in request.headers)


def pulse_of(page: Page, connection: Connection, sitting: Sitting) -> str:
    """Return what differs whenever a page would look otherwise, "" for one that is not live."""
    return "" if page.pulse is None else mark_of(page.pulse(connection, sitting))


def mark_of(read: object) -> str:
    """Return what the browser keeps of a pulse."""
    return hashlib.sha256(repr(read).encode()).hexdigest()[:16]


async def news(
    office: Office, page: Page, sitting: Sitting, gone: tuple[type[Exception], ...] = ()
) -> AsyncIterator[str]:
    """Say ``changed`` whenever a page is not as it was seen; ends when the sign-in does, or the bell is closed.

    What the page is about may go meanwhile: its pulse raises one of ``gone`` then, which is a change like others.
    """
    seen, silent = sitting.sought("seen"), 0.0

    def look(connection: Connection) -> str | None:
        now = office.clock.now()
        on = sitting.sign_in is None or is_on(connection, sitting.sign_in, now)
        try:  # time alone changes a page too: somebody stops in the middle of joining, what was laid aside is back
            return pulse_of(page, connection, replace(sitting, now=now)) if on else None
        except gone:
            return GONE

    with office.bell.listen() as rung:
        while not office.bell.closed:
            if page.anew and page.before:
                sitting = replace(sitting, asked=await page.before(sitting))
            if (found := await office.store.read(look)) is None:
                return
            rung.clear()
            if found != seen:
                seen, silent = found, 0.0
                yield f"event: changed\ndata: {found}\n\n"
            elif silent >= BEAT:
                silent = 0.0
                yield ": still here\n\n"
            await wait_for_event(rung, LOOK)
            silent += LOOK
