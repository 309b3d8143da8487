"""The commands about green tips: a sheet of them checked, brought in and taken out; how they went, counted."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.commands.database import chosen, with_core
from bot.commands.lists import counted, say_none, say_what_is_hidden
from bot.commands.outcome import FAILED, end, guarded
from bot.commands.times import Days, span
from bot.core import Core, speech_of
from bot.languages import LANGUAGES
from bot.programme import Programme
from bot.services import tip_content, tip_counts
from bot.services.staff import OPERATOR
from bot.services.tip_content import Brought
from bot.services.tip_counts import By
from flows.content.form import ContentDefect
from flows.content.tips import Line
from storage.tip_tallies import Cell, Tally

tips = typer.Typer(help="Green tips.", no_args_is_help=True, rich_markup_mode=None)

File = Annotated[Path, typer.Argument(help="A CSV file, as `drom tips export` writes it.")]
SPLITS: tuple[By, ...] = ("trade", "country", "language")


@tips.command("import")
@guarded
def bring(context: typer.Context, file: File) -> None:
    """Bring in a sheet of tips, all of it or nothing; a running Drom shows them at once."""
    lines = _read(file, speech_of(chosen(context)).programme)

    def work(core: Core, connection: Connection) -> Brought:
        return tip_content.bring(connection, OPERATOR, lines, core.clock.now())

    found = with_core(context, work)
    print(f"{found.new} new, {found.changed} changed, {found.same} as before.")
    if found.unnamed:
        print(f"{found.unnamed} more that the file does not name stay as they are; retire one by its status.")


@tips.command("export")
@guarded
def take_out(context: typer.Context, file: File) -> None:
    """Write every tip into a CSV file for a spreadsheet; `drom tips import` reads it without loss."""
    data = with_core(context, lambda core, connection: tip_content.take_out(connection), reads=True)
    file.write_bytes(data)
    print(f"The tips are in {file}.")


@tips.command("check")
@guarded
def check(
    context: typer.Context,
    file: File = tip_content.FILE,
    preview: Annotated[str, typer.Option(help="Show the tip of this key as it stands on a phone.")] = "",
    language: Annotated[str, typer.Option(help="The language of who reads it.")] = "en",
    country: Annotated[str, typer.Option(help="Their country, such as AL.")] = "",
) -> None:
    """Check a sheet of tips, the one that Drom comes with where none is named; nothing is changed."""
    speech = speech_of(chosen(context))
    lines = _read(file, speech.programme)
    if not preview:
        print("\n".join(tip_content.state([line.tip for line in lines])))
        return
    if language not in LANGUAGES:
        raise ValueError(f"{language!r} is no language; choose of {', '.join(LANGUAGES)}")
    found = next((line.tip for line in lines if line.tip.key == preview), None)
    if found is None:
        raise LookupError(f"there is no tip {preview} in {file}")
    for channel in (SIM_TELEGRAM, SIM_WHATSAPP):
        print(f"{channel.removeprefix('sim-')}:")
        print("\n".join(f"  {line}" for line in tip_content.preview(found, speech, language, country, channel)))


@tips.command("count")
@guarded
def count(
    context: typer.Context,
    days: Days = 0,
    organisation: Annotated[str, typer.Option(help="Only of this organisation (its key).")] = "",
) -> None:
    """Count tips seen, and people who tried, did, and saved money, by trade, country and language; none under five."""

    def look(core: Core, connection: Connection) -> dict[Cell, Tally]:
        return tip_counts.of_cells(connection, OPERATOR, *span(days, core.clock.now()), organisation=organisation)

    found = with_core(context, look, reads=True)
    told = {by: counted(tip_counts.split(found, by), Tally.__slots__) for by in SPLITS}
    for by, rows in told.items():
        for key, one in rows.items():
            line = "{seen} seen ({neighbour} with a neighbour's story), {tried} tried, {done} done, {saved} saved money"
            print(f"{by} {key or '(not told)'}: {line.format(**one)}")
    say_what_is_hidden({f"{by} {key}": one for by, rows in told.items() for key, one in rows.items()})
    if not found:
        say_none(context, "No tip was seen.")


def _read(file: Path, programme: Programme) -> tuple[Line, ...]:
    """Return a sheet's tips; ends with the file, the line and what is wrong there."""
    try:
        return tip_content.parse(file.read_bytes(), str(file), programme)
    except ContentDefect as defect:
        end(FAILED, str(defect))
