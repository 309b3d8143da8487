"""How the numbers of rows are given to a command, and what is said of one that is none; it knows no row."""

from collections.abc import Callable
from typing import Any, TypeVar

import typer

T = TypeVar("T")


def told(sentence: str, read: Callable[[str], T]) -> Callable[[str], T]:
    """Return a reader of what was typed that refuses with a sentence of ours."""

    def parse(given: str) -> T:
        try:
            return read(given)
        except ValueError:
            raise typer.BadParameter(sentence) from None

    return parse


def row_number(what: str) -> Any:
    """Return the argument for a row's number; ``what`` tells which number and where it stands."""
    return typer.Argument(parser=told("must be a whole number", int), metavar="NUMBER", help=what)
