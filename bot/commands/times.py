"""How a time is given to a command: one form for all, on the clock of whoever gets the message."""

from datetime import datetime
from typing import Annotated

import typer

from bot.commands.numbers import told

WALL = "%Y-%m-%dT%H:%M"

At = Annotated[
    datetime | None,
    typer.Option(
        parser=told("must be a time such as 2027-05-01T18:00", lambda given: datetime.strptime(given, WALL)),  # noqa: DTZ007 - on a wall
        metavar="TIME",
        help="When, on the clock of whoever gets it, such as 2027-05-01T18:00; left out: now.",
    ),
]
