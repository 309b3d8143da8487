"""The commands about people whom no message can reach: who should be called, and who was."""

from typing import Annotated

import typer
from sqlalchemy import Connection

from bot.commands.database import with_core
from bot.commands.lists import MOST, one_line, say_none, say_whether_all
from bot.commands.numbers import row_number
from bot.commands.outcome import guarded
from bot.commands.times import minute
from bot.core import Core
from bot.services import ledger
from bot.services.staff import OPERATOR
from storage import calls as rows
from storage import contacts, log

REASONS = {
    "template": "no knock can go: see `drom templates status`",
    "silent": "did not answer a knock for three days",
    "broken": "Drom cannot decide what may be sent: see its log",
    "paused": "wants no messages until they write",
    "stopped": "stopped messages",
    "unreachable": "blocked Drom, or has no such number any more",
}
"""Why no message reaches somebody."""

Number = Annotated[int, row_number("The contact's number, as `drom calls` shows it.")]

calls = typer.Typer(help="People who should be called.", invoke_without_command=True, rich_markup_mode=None)


@calls.callback()
@guarded
def list_calls(context: typer.Context) -> None:
    """List whom no message can reach, longest first; who writes is off the list."""
    if context.invoked_subcommand:
        return
    found = with_core(context, lambda core, c: rows.waiting(c, core.clock.now(), MOST), reads=True)
    for one in found:
        person = f"person {one.person_id}" if one.person_id else ""
        since = f"since {minute(one.since)}"
        reason = REASONS.get(one.reason, one.reason)
        print(one_line(f"contact {one.contact_id}", person, since, reason, f"waits: {', '.join(one.waits)}"))
    if not found:
        say_none(context, "Nobody needs to be called.")
    say_whether_all(len(found))


@calls.command("close")
@guarded
def close_call(context: typer.Context, number: Number) -> None:
    """Take somebody off the list who was called, by the contact's number; what is parked for them stays so."""

    def work(core: Core, connection: Connection) -> None:
        contact = contacts.get(connection, number)
        if contact is None or not rows.close(connection, contact.id):
            raise LookupError(f"contact {number} is not on the list")
        subject = ledger.pseudonym(connection, "contact", contact.id)
        log.write(connection, at=core.clock.now(), actor=OPERATOR.name, act="called", subject=subject)

    with_core(context, work)
    print("Closed.")
