"""The commands about what is due: what waits for its time, what never went out and why."""

from typing import Annotated

import typer
from sqlalchemy import Connection

from bot.commands.database import with_core
from bot.commands.lists import MOST, one_line, say_none, say_whether_all
from bot.commands.numbers import row_number
from bot.commands.outcome import guarded
from bot.commands.times import minute
from bot.core import Core
from bot.services.due import cancel_one
from bot.services.staff import OPERATOR
from storage import notices
from storage.later import Later, later
from storage.notices import Notice

Number = Annotated[int, row_number("The notice's number, the first in its line of `drom notices`.")]

due = typer.Typer(help="What is due.", invoke_without_command=True, rich_markup_mode=None)


@due.callback()
@guarded
def list_notices(context: typer.Context) -> None:
    """List what never went out, and why, then what waits for its time, last what does so in the outbox."""
    if context.invoked_subcommand:
        return
    unsaid, waiting, put = with_core(context, _found)
    for row in (*unsaid, *waiting):
        print(_line(row))
    for one in put:
        print(one_line(f"outbox {one.id}", minute(one.next_at), one.kind, f"contact {one.contact_id}", "waiting"))
    if not (unsaid or waiting or put):
        say_none(context, "Nothing is due.")
    say_whether_all(max(len(unsaid), len(waiting), len(put)))


@due.command("cancel")
@guarded
def cancel_notice(context: typer.Context, number: Number) -> None:
    """Cancel what waits for its time."""
    if not with_core(context, lambda core, c: cancel_one(c, OPERATOR, number, core.clock.now())):
        raise LookupError(f"there is no notice {number} that waits")
    print("Cancelled.")


def _found(core: Core, connection: Connection) -> tuple[list[Notice], list[Notice], list[Later]]:
    put = later(connection, core.clock.now(), MOST)
    return notices.unsaid(connection, limit=MOST), notices.upcoming(connection, limit=MOST), put


def _line(row: Notice) -> str:
    whose = f"person {row.person_id}" if row.person_id is not None else f"contact {row.contact_id}"
    about = f"{row.subject} {row.subject_id}"
    return one_line(row.id, minute(row.due_at), row.kind, about, row.occurrence, whose, row.state, row.reason)
