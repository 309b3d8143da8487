"""How a time, or a span of days, is given to a command, and how one is told: one form for all."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from bot.commands.numbers import told

WALL = "%Y-%m-%dT%H:%M"
EVER = datetime(2000, 1, 1, tzinfo=UTC)

At = Annotated[
    datetime | None,
    typer.Option(
        parser=told("must be a time such as 2027-05-01T18:00", lambda given: datetime.strptime(given, WALL)),  # noqa: DTZ007 - on a wall
        metavar="TIME",
        help="When, on the clock of whoever gets it, such as 2027-05-01T18:00; left out: now.",
    ),
]

Days = Annotated[int, typer.Option(min=0, help="Only the last so many days; 0: ever.")]


def minute(moment: datetime) -> str:
    """Return a moment as commands tell it, "2027-05-01 16:00 UTC": whoever runs Drom may sit in any country."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def span(days: int, now: datetime) -> tuple[datetime, datetime]:
    """Return from when until when something is counted; 0 days are for ever."""
    return now - timedelta(days=days) if days else EVER, now + timedelta(seconds=1)
