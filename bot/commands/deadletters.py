"""The commands about messages that did not surely arrive: who decides about them is staff."""

from typing import Annotated

import typer

from bot.commands.database import with_core
from bot.commands.lists import MOST, one_line, say_none, say_whether_all
from bot.commands.numbers import row_number
from bot.commands.outcome import guarded
from bot.commands.times import minute
from storage import deadletters

Number = Annotated[int, row_number("The message's number, the first in its line of `drom deadletters`.")]

letters = typer.Typer(help="Messages that did not surely arrive.", invoke_without_command=True, rich_markup_mode=None)


@letters.callback()
@guarded
def list_letters(context: typer.Context) -> None:
    """List messages that are in doubt, were refused or expired."""
    if context.invoked_subcommand:
        return
    rows = with_core(context, lambda core, connection: deadletters.deadletters(connection, limit=MOST))
    for row in rows:
        when, whose = minute(row.created_at), f"contact {row.contact_id}"
        print(one_line(row.id, when, row.channel, row.kind, row.state, row.reason, whose, row.detail))
    if not rows:
        say_none(context, "Every message arrived or is on its way.")
    say_whether_all(len(rows))


@letters.command("retry")
@guarded
def retry_letter(context: typer.Context, number: Number) -> None:
    """Send a message again."""
    _letter(number, with_core(context, lambda core, c: deadletters.retry(c, number, core.clock.now())))


@letters.command("discard")
@guarded
def discard_letter(context: typer.Context, number: Number) -> None:
    """Take a message off the list."""
    _letter(number, with_core(context, lambda core, connection: deadletters.discard(connection, number)))


def _letter(number: int, done: bool) -> None:
    if not done:
        raise LookupError(f"there is no such message {number}")
    print("Done.")
