"""The commands about the numbers that donors ask for: how each target stands, a table, and what staff count by hand."""

from collections.abc import Iterator
from datetime import datetime
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
from bot.services.indicators import Entry, NotTaken, Report
from bot.services.staff import OPERATOR, Denied
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
        _known(core, programme)
        names = Names(core.speech.words, SOURCE)
        return sheet(indicator_sheet.rows(_report(core, connection, programme), names))

    data = with_core(context, work, reads=True)
    file.write_bytes(data)
    print(f"Written: {file}.")


@targets.command("type")
@guarded
def type_number(
    context: typer.Context,
    programme: Annotated[str, typer.Argument(help="The programme's key in the programme file.")],
    target: Annotated[str, typer.Argument(help="The target's key there.")],
    total: Annotated[int, typer.Argument(help="So many: a total, never one person.")],
    source: Annotated[str, typer.Option(help="Where it is written; no names of people.")],
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Counted on, today if not told.")] = None,
    country: Annotated[str, typer.Option(help="The country, as XK; all together if not told.")] = "",
    part: Annotated[str, typer.Option(help="Only these of them: unemployed, youth or disability.")] = "",
) -> None:
    """Type a number that was counted by hand: grants, prizes, families housed."""

    def work(core: Core, connection: Connection) -> int:
        now = core.clock.now()
        entry = Entry(total, day.date() if day else now.date(), source, country.upper(), part)
        found = core.speech.programme
        try:
            return service.type_in(connection, OPERATOR, found, programme, target, entry, now)
        except Denied:
            known = (
                ", ".join(one.key for one in found.programme[programme].targets) if programme in found.programme else ""
            )
            raise LookupError(f"there is no target {target} of {programme}; there is: {known}") from None
        except NotTaken as refused:
            raise ValueError(Names(core.speech.words, SOURCE).say(f"indicators.wrong_{refused.reason}")) from None

    print(f"Number {with_core(context, work)} is kept.")


@targets.command("typed")
@guarded
def list_typed(
    context: typer.Context,
    programme: Annotated[str, typer.Argument(help="The programme's key in the programme file.")],
) -> None:
    """List what was counted by hand, each with its number for `take-back`; numbers of people are not told."""

    def work(core: Core, connection: Connection) -> list[str]:
        _known(core, programme)
        report = _report(core, connection, programme)
        return [
            one_line(
                typed.id, typed.day, row.target.key, typed.country, typed.part, _or_nothing(typed.number), typed.source
            )
            for row in report.standings
            for typed in row.typed
        ]

    found = with_core(context, work, reads=True)
    print("\n".join(found) if found else "Nobody has typed a number.")


@targets.command("take-back")
@guarded
def take_back(
    context: typer.Context,
    figure: Annotated[int, typer.Argument(help="Which: the first figure that `typed` lists.")],
) -> None:
    """Let a number that was typed count no more; the log keeps that it was there."""

    def work(core: Core, connection: Connection) -> None:
        try:
            service.take_back(connection, OPERATOR, core.speech.programme, figure, core.clock.now())
        except Denied:
            raise LookupError(f"there is no number {figure} that counts") from None

    with_core(context, work)
    print(f"Number {figure} counts no more.")


def _known(core: Core, programme: str) -> None:
    if programme not in core.speech.programme.programme:
        known = ", ".join(core.speech.programme.programme)
        raise LookupError(f"there is no programme {programme}; there is: {known}")


def _or_nothing(number: int | None) -> object:
    return "" if number is None else number


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
