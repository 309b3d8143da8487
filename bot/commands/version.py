"""Tells which version of Drom this is."""

import typer

from bot import VERSION


def tell_version(asked: bool) -> None:
    """Print the version and end, where that was asked for."""
    if asked:
        print(f"drom {VERSION}")
        raise typer.Exit
