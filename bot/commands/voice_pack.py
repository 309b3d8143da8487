"""The commands about voice packs: recordings of one Drom as one file, and those of another one brought in."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from bot import voice_pack
from bot.commands.database import with_core
from bot.commands.outcome import FAILED, end, guarded
from bot.core import Core
from bot.services import voice_packs
from bot.services.staff import OPERATOR
from bot.services.voice_packs import Brought, ToExport

pack = typer.Typer(help="Recorded voices as one file.", no_args_is_help=True, rich_markup_mode=None)

FEW = 10
"""How many recordings that were refused are told in full."""


@pack.command("export")
@guarded
def export_pack(
    context: typer.Context, file: Annotated[Path, typer.Argument(help="Where to write the voice pack.")]
) -> None:
    """Write every recording that is heard today, and whose speaker lets it stay, into one file."""

    def work(core: Core, connection: Connection) -> tuple[ToExport, list[Path]]:
        found = voice_packs.to_export(connection, core.speech)
        return found, [core.shelf.path(name) for _, name in found.found]

    found, paths = with_core(context, work, reads=True)
    packed = [(one, path) for (one, _), path in zip(found.found, paths, strict=True)]
    print(f"{voice_pack.write(file, packed)} recordings written.")
    if found.kept_back:
        print(f"{found.kept_back} were left out: their speakers want them deleted when they leave.")
    if found.stale:
        print(f"{found.stale} were left out: Drom says their words differently now.")


@pack.command("import")
@guarded
def import_pack(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A voice pack.", exists=True, dir_okay=False, readable=True)],
) -> None:
    """Bring in recordings of another Drom, each checked like what people send; those that are here stay."""
    told: list[Brought] = []

    async def then(core: Core, _nothing: None) -> None:
        await asyncio.to_thread(voice_pack.check, file)
        found, now = voice_pack.read(file), core.clock.now()
        told.append(await voice_packs.bring_in(core.store, core.uploads, core.speech, OPERATOR, found, now))

    with_core(context, lambda _core, _connection: None, then, reads=True)
    brought = told[0]
    print(f"{brought.came} recordings came, {brought.there} were here already.")
    if brought.stale:
        print(f"{brought.stale} recordings say words that Drom says differently here; they wait and are not heard.")
    if brought.refused:
        end(FAILED, f"{len(brought.refused)} were refused, the first of them:", *brought.refused[:FEW])
