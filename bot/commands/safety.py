"""The commands for the day something breaks: a backup, its restore, and the release of what a restored copy holds."""

from pathlib import Path
from typing import Annotated

import typer

from bot.clock import SystemClock
from bot.commands.database import chosen, made, with_core
from bot.commands.outcome import guarded
from bot.commands.times import minute
from bot.core import speech_of
from bot.process import make_folders
from bot.settings import Settings
from storage import held

File = Annotated[Path, typer.Argument(help="The backup, one file; .zip is a good ending.")]
NO_LIST = (
    "No list of erasures newer than the backup was found. Whoever was erased since is back: if the old database, a "
    "later backup or its erasures.json still exists, empty the place and restore again with --erasures."
)


@guarded
def backup(context: typer.Context, file: File) -> None:
    """Write everything that Drom keeps into one file, also while it runs."""
    # It brings the migration tool, which is a third of a start.
    from bot.services.backups import back_up  # noqa: PLC0415

    found = made(context)
    kept = back_up(file, found.url, found.data_dir, found.programme, SystemClock().now())
    rows = kept.copy.rows
    print(
        f"{file}: {rows['contact']} contacts, {rows['inbox']} messages in, {rows['outbox']} messages out, "
        f"{len(kept.members)} files, revision {kept.copy.revision}."
    )


@guarded
def restore(
    context: typer.Context,
    file: File,
    into: Annotated[str, typer.Option(help="An empty folder or database in place of the one that is set.")] = "",
    erasures: Annotated[
        list[str] | None, typer.Option(help="What knows of later erasures: a database, folder, backup or list.")
    ] = None,
) -> None:
    """Put a backup into an empty place; nothing that waited in it is sent before `drom release`."""
    from bot.services.restoring import Place, restore  # noqa: PLC0415 - as above

    settings = _there(chosen(context), into)
    make_folders(settings)
    place = Place(settings.url, settings.data_dir, speech_of(settings).programme)
    done = restore(file, place, erasures or (), SystemClock().now())
    print(f"Restored, as of {minute(done.manifest.made_at)}.")
    print(f"Erased again: {done.erased} contacts.")
    if not done.lists:
        print(NO_LIST)
    if done.programme is not None:
        print(f"The programme file of then is {done.programme}; DROM_PROGRAMME says which one is used.")
    print(f"Held until `drom release`: {done.held}.")


@guarded
def release(
    context: typer.Context,
    discard: Annotated[bool, typer.Option("--discard", help="Give it up instead: it has gone out before.")] = False,
) -> None:
    """Let go what a restored copy holds, or give it up."""
    found = with_core(context, lambda core, c: held.release(c, core.clock.now(), discard=discard))
    if found is None:
        print("Nothing is held.")
        return
    print(f"{'Given up' if discard else 'Released'}: {found}.")


def _there(settings: Settings, into: str) -> Settings:
    """Return the settings with another place: a database's address, or a folder with a SQLite file in it."""
    if not into:
        return settings
    if "://" in into:
        return settings.model_copy(update={"database_url": into})
    return settings.model_copy(update={"data_dir": Path(into), "database_url": ""})
