"""The commands about the numbers that donors ask for: how each target stands, and a table of all of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from bot.commands.database import with_core
from bot.commands.lists import one_line
from bot.commands.outcome import guarded
from bot.core import Core
from bot.languages import SOURCE
from bot.services import indicator_sheet
from bot.services import indicators as service
from bot.services.indicator_names import Names
from bot.services.indicators import Report
from bot.services.staff import OPERATOR
from bot.services.standings import Standing
from bot.sheets import sheet

targets = typer.Typer(help="The numbers that donors ask for.", invoke_without_command=True, rich_markup_mode=None)


@targets.callback()
@guarded
def list_targets(context: typer.Context) -> None:
    """List every target of every programme, what was counted and how; groups under five are not told."""
    if context.invoked_subcommand:
        return

    def work(core: Core, connection: Connection) -> list[str]:
        names = Names(core.speech.words, SOURCE)
        keys = service.readable(OPERATOR, core.speech.programme)
        return [line for key in keys for line in _lines(_report(core, connection, key), names)]

    print("\n".join(with_core(context, work, reads=True)))


@targets.command("csv")
@guarded
def write_csv(
    context: typer.Context,
    programme: Annotated[str, typer.Argument(help="The programme's key in the programme file.")],
    file: Annotated[Path, typer.Argument(help="Where to write the table.")],
) -> None:
    """Write a programme's numbers as a table that spreadsheets open."""

    def work(core: Core, connection: Connection) -> bytes:
        if programme not in core.speech.programme.programme:
            known = ", ".join(core.speech.programme.programme)
            raise LookupError(f"there is no programme {programme}; there is: {known}")
        names = Names(core.speech.words, SOURCE)
        return sheet(indicator_sheet.rows(_report(core, connection, programme), names))

    data = with_core(context, work, reads=True)
    file.write_bytes(data)
    print(f"Written: {file}.")


def _report(core: Core, connection: Connection, key: str) -> Report:
    return service.report(connection, OPERATOR, core.speech.programme, key, core.clock.now())


def _lines(report: Report, names: Names) -> Iterator[str]:
    """Yield a programme's name and time, then a line for each of its targets."""
    yield f"{report.key}  {report.campaign.labels[SOURCE]}  {report.campaign.starts} to {report.campaign.ends}"
    for one in report.standings:
        cells = (one.target.key, _told(one, names), names.target(report.key, one.target), names.how(one.kind))
        yield f"  {one_line(*cells)}"


def _told(one: Standing, names: Names) -> str:
    """Return what was counted, of how many."""
    counted = str(indicator_sheet.number(one, names))
    return f"{counted} of {one.goal}" if one.goal else counted
