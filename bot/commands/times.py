"""How a time is given to a command: one form for all, on the clock of whoever gets the message."""

from datetime import datetime
from typing import Annotated

import typer

WALL = "%Y-%m-%dT%H:%M"

At = Annotated[
    datetime | None,
    typer.Option(
        formats=[WALL],
        metavar="TIME",
        help="When, on the clock of whoever gets it, such as 2027-05-01T18:00; left out: now.",
    ),
]
