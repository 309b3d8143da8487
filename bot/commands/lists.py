"""How commands show lists: a row a line, a number first, and never fewer rows than there are without saying so."""

import typer

from bot.commands.database import place

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
