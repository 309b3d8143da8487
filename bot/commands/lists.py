"""How commands show lists: a row a line, a number first, and never fewer rows than there are without saying so."""

from collections.abc import Mapping, Sequence

import typer

from bot import suppression
from bot.commands.database import place

HIDDEN = "*"
"""What stands for a number of people that is not told."""
MOST = 500
"""How many rows a list shows; when there may be more, it says so."""


def one_line(*cells: object) -> str:
    """Return a row; a cell with nothing in it takes no place."""
    return "  ".join(str(cell) for cell in cells if str(cell))


def say_none(context: typer.Context, sentence: str) -> None:
    """Say that a list is empty, and which database that was: it may be another one than was meant."""
    print(f"{sentence} The database is {place(context)}.")


def say_whether_all(shown: int) -> None:
    """Say so where a list may not be all there is."""
    if shown >= MOST:
        print(f"These are the first {MOST}; there may be more.")


def counted(rows: Mapping[str, object], names: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the numbers of people in rows, each by its name, as they may be told: no group under five."""
    told: dict[str, dict[str, str]] = {key: {} for key in rows}
    for name in names:
        for key, number in suppression.alone({key: getattr(row, name) for key, row in rows.items()}).items():
            told[key][name] = HIDDEN if number is None else str(number)
    return told


def say_what_is_hidden(told: Mapping[str, Mapping[str, str]]) -> None:
    """Say what the sign means, where it stands anywhere."""
    if any(HIDDEN in row.values() for row in told.values()):
        print(f"{HIDDEN} under {suppression.LEAST}, or what would tell how many these are.")
