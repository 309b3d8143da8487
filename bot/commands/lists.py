"""How commands show lists: a row a line, a number first, and never fewer rows than there are without saying so."""

from typing import Annotated

import typer

Number = Annotated[int, typer.Argument(help="Its number, as the list shows it.")]

MOST = 500
"""How many rows a list shows; when there may be more, it says so."""


def one_line(*cells: object) -> str:
    """Return a row; a cell with nothing in it takes no place."""
    return "  ".join(str(cell) for cell in cells if str(cell))


def say_whether_all(shown: int) -> None:
    """Say so where a list may not be all there is."""
    if shown >= MOST:
        print(f"These are the first {MOST}; there may be more.")
