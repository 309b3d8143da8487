"""The commands about words: from the flows to the catalogues, what is missing, and what staff corrected."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from bot import messages as catalogues
from bot.commands.database import with_core
from bot.commands.outcome import end, guarded
from bot.core import Core
from bot.services import wording
from bot.word_patch import Correction, patch
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


@messages.command()
@guarded
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where to write the patch.")],
) -> None:
    """Write what staff corrected in the console as a patch of locales/, for `git apply`."""

    def work(core: Core, connection: Connection) -> tuple[list[Correction], list[str]]:
        return wording.to_export(connection, core.speech)

    found, old = with_core(context, work, reads=True)
    for line in old:
        print(f"Left out, for the English has changed since: {line}")
    if not found:
        print("Nothing has been corrected.")
        return
    file.write_bytes(patch(BOOK, found).encode())
    print(f"Written: {file}, {len(found)} corrected texts. In a copy of Drom's source: git apply {file}")


def _say(do: Callable[[Book], tuple[int, str]]) -> None:
    code, text = do(BOOK)
    print(text)
    if code:
        end(code)
