"""The commands about tickets: who waits for a person, and what staff do about it."""

from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy import Connection

from bot.commands.database import with_core
from bot.commands.lists import MOST, one_line, say_none, say_whether_all
from bot.commands.numbers import row_number
from bot.commands.outcome import FAILED, end, guarded
from bot.commands.times import At
from bot.core import Core
from bot.services.helpdesk import Unanswered
from bot.services.push import Pushed
from bot.services.staff import OPERATOR
from storage import media

Number = Annotated[int, row_number("The ticket's number, the first in its line of `drom tickets`.")]
SAID = {
    "go": "It goes out now.",
    "waits": "It goes out at {}: the person paused, or it is quiet at their place.",
    "knock": "WhatsApp's 24 hours are over: a knock goes out at {}, and the answer when the person taps it.",
    "parked": "It goes out when the person writes.",
    "call": "It goes out when the person writes, and nothing can tell them: they are on the list of `drom calls`.",
}
"""What is told of an answer, by what became of it."""

tickets = typer.Typer(help="Where a person is needed.", invoke_without_command=True, rich_markup_mode=None)


@tickets.callback()
@guarded
def list_tickets(context: typer.Context) -> None:
    """List what waits for a person, oldest first."""
    if context.invoked_subcommand:
        return
    rows, files = with_core(context, _waiting)
    for row in rows:
        ticket = row.ticket
        where = f"{ticket.flow}.{ticket.state_name}" if ticket.flow else ""
        words = " ".join(part for part in (row.name, row.language, row.country, where, _told(row)) if part)
        file = " ".join(files[number] for number in row.files)
        whose = f"contact {ticket.contact_id}"
        print(one_line(ticket.id, f"{ticket.opened_at:%Y-%m-%d %H:%M}", ticket.kind, words, whose, file))
    if not rows:
        say_none(context, "Nobody waits.")
    say_whether_all(len(rows))


def _told(row: Unanswered) -> str:
    """Return what the person wrote, each message in quotes; of a message that failed only its kind is kept."""
    quote = "{}" if row.ticket.kind == "broken" else '"{}"'
    return " / ".join(quote.format(line) for line in row.text.splitlines())


def _waiting(core: Core, connection: Connection) -> tuple[list[Unanswered], dict[int, str]]:
    """Return what waits, and by its number where each voice note or photo lies, to be played or looked at."""
    rows = core.help_desk.waiting(connection, OPERATOR, MOST)
    files = {}
    for number in {number for row in rows for number in row.files}:
        found = media.get(connection, number)
        kept = found is not None and found.state == "kept"
        files[number] = str(core.shelf.path(found.name).resolve()) if found and kept else "(its file is not here)"
    return rows, files


@tickets.command("answer")
@guarded
def answer_ticket(
    context: typer.Context,
    number: Number,
    text: Annotated[str, typer.Argument(help="What to say.")],
    at: At = None,
) -> None:
    """Answer the person behind a ticket."""
    if at is not None:
        answer_later(context, number, text, at)
        return

    def work(core: Core, connection: Connection) -> Pushed:
        return core.help_desk.answer(connection, OPERATOR, number, text, core.clock.now())

    pushed = with_core(context, work)
    if pushed.state in {"stopped", "unreachable"}:
        end(FAILED, f"Nothing is sent and the ticket stays open: the person is {pushed.state}.")
    print(SAID[pushed.state].format(f"{pushed.at:%Y-%m-%d %H:%M} UTC"))


def answer_later(context: typer.Context, number: int, text: str, at: datetime) -> None:
    """Answer at a time on the person's own clock."""

    def work(core: Core, connection: Connection) -> datetime:
        return core.help_desk.answer_at(connection, OPERATOR, number, text, at, core.clock.now())

    print(f"It goes out at {with_core(context, work):%Y-%m-%d %H:%M} UTC, or when their night is over.")


@tickets.command("write")
@guarded
def write_ticket(
    context: typer.Context, number: Number, text: Annotated[str, typer.Argument(help="The name, town or work.")]
) -> None:
    """Write a spoken name, town or work into the person's profile."""
    with_core(context, lambda core, c: core.help_desk.write(c, OPERATOR, number, text, core.clock.now()))
    print("Written.")


@tickets.command("tap")
@guarded
def tap_ticket(
    context: typer.Context, number: Number, value: Annotated[str, typer.Argument(help="The choice's value.")]
) -> None:
    """Tap a choice for somebody who is stuck."""
    moved = with_core(context, lambda core, c: core.help_desk.tap(c, OPERATOR, number, value, core.clock.now()))
    print("Tapped. The ticket is closed." if moved else "Tapped. The ticket stays open: that screen is still theirs.")


@tickets.command("close")
@guarded
def close_ticket(context: typer.Context, number: Number) -> None:
    """Close a ticket without a word."""
    with_core(context, lambda core, c: core.help_desk.close(c, OPERATOR, number, core.clock.now()))
    print("Closed.")
