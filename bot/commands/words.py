"""The commands about words: take them from the flows, bring the catalogues up, tell what is missing."""

from collections.abc import Callable

import typer

from bot import messages as catalogues
from bot.commands.outcome import end, guarded
from flows import BOOK
from flows.core.flow import Book

messages = typer.Typer(help="What Drom says, in every language.", no_args_is_help=True, rich_markup_mode=None)


@messages.command()
@guarded
def extract() -> None:
    """Write the template of all messages from the flows."""
    _say(catalogues.extract)


@messages.command()
@guarded
def update() -> None:
    """Bring every catalogue up to the template; what is translated stays."""
    _say(catalogues.update)


@messages.command()
@guarded
def report() -> None:
    """Count what is translated, drafted, chained or missing in each language."""
    _say(catalogues.report)


def _say(do: Callable[[Book], tuple[int, str]]) -> None:
    code, text = do(BOOK)
    print(text)
    if code:
        end(code)
