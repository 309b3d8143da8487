"""What the simulator's pages work with, and what they show of it; it never knows how a request is answered."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta, tzinfo
from pathlib import Path

from jinja2 import Environment
from sqlalchemy import Connection
from starlette.datastructures import QueryParams

from bot.bell import Bell
from bot.clock import Clock
from bot.services.phones import FILE_LIMIT, TOO_LARGE, Phones
from bot.web.simulator_view import LOOKS, Seat, View, filled, moment, seat
from bot.web.templates import environment
from storage import phones as rows
from storage.store import Store

Media = Callable[[str], Awaitable[tuple[bytes, str] | None]]
"""Gives the bytes and the content type of what Drom sent, by its media id; None where there is no such thing."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What the simulator works with.

    ``folder`` holds what people sent from the phones; ``zone`` is where Drom's time is shown; ``move`` moves Drom's
    clock forward; ``places`` are names of places with latitude and longitude, to send from a phone; ``speaks`` tells
    whether Drom has a voice.
    """

    phones: Phones
    store: Store
    clock: Clock
    bell: Bell
    folder: Path
    zone: tzinfo
    move: Callable[[timedelta], Awaitable[None]]
    media: Media
    places: Mapping[str, tuple[float, float]]
    speaks: Callable[[], bool]
    templates: Environment = field(default_factory=environment)

    async def page(self, asked: QueryParams, alert: str = "") -> str:
        """Return the page as HTML; ``asked`` names the phones to open, ``alert`` is a sentence on top."""
        view, seats, after = await self.store.read(lambda connection: self._seats(connection, asked))
        files = {"most_bytes": FILE_LIMIT, "too_large": TOO_LARGE}
        shown = {"view": view, "seats": seats, "after": after, "now": self.now(), "places": self.places}
        return self.render("page", **shown, **files, alert=alert)

    def render(self, template: str, **values: object) -> str:
        """Return one of the simulator's templates, filled."""
        return self.templates.get_template(f"simulator/{template}.html").render(**values)

    def now(self) -> str:
        """Return Drom's time in words."""
        return moment(self.clock.now(), self.zone)

    def _seats(self, connection: Connection, asked: QueryParams) -> tuple[View, list[Seat], int]:
        everyone, last = rows.everyone(connection), rows.latest(connection)
        view, opened, seats = View.asked(asked), {}, []
        for channel, look in LOOKS.items():
            people = [each for each in everyone if each.channel == channel]
            found = next((each for each in people if each.id == view.opened[look]), people[0] if people else None)
            bubbles = rows.recent(connection, found.id, view.length + 1) if found else []
            opened[look] = found.id if found else 0
            seats.append(filled(seat(channel, found, everyone, last), bubbles, view.length, self.zone))
        return replace(view, opened=opened), seats, rows.newest(connection)
