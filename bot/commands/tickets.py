"""The commands about tickets: who waits for a person, and what staff do about it."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from bot.commands.database import spelt, with_core
from bot.commands.lists import MOST, one_line, say_none, say_whether_all
from bot.commands.numbers import row_number
from bot.commands.outcome import FAILED, end, guarded
from bot.commands.times import At, minute
from bot.core import Core
from bot.media.kinds import ENDINGS
from bot.services.helpdesk import NoTicket, Unanswered
from bot.services.push import Pushed
from bot.services.staff import OPERATOR
from storage import media
from storage.media import Media

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
        file = ", ".join(files[number] for number in row.files)
        file += f": {spelt(context)} tickets files {ticket.id}" if file else ""
        whose = f"contact {ticket.contact_id}"
        print(one_line(ticket.id, minute(ticket.opened_at), ticket.kind, words, whose, file))
    if not rows:
        say_none(context, "Nobody waits.")
    say_whether_all(len(rows))


def _told(row: Unanswered) -> str:
    """Return what the person wrote, each message in quotes; of a message that failed only its kind is kept."""
    quote = "{}" if row.ticket.kind == "broken" else '"{}"'
    return " / ".join(quote.format(line) for line in row.text.splitlines())


def _waiting(core: Core, connection: Connection) -> tuple[list[Unanswered], dict[int, str]]:
    """Return what waits, and by its number what each voice note or photo is."""
    rows = core.help_desk.waiting(connection, OPERATOR, MOST)
    numbers = {number for row in rows for number in row.files}
    return rows, {number: _kind(media.get(connection, number)) for number in numbers}


def _kind(found: Media | None) -> str:
    """Return in words what somebody sent."""
    if found is None or found.state != "kept":
        return f"{found.kind if found else 'a file'} (not here)"
    return f"{found.kind} of {found.seconds:.0f} s" if found.kind == "voice" else found.kind


@tickets.command("files")
@guarded
def save_files(
    context: typer.Context,
    number: Number,
    to: Annotated[
        Path, typer.Option(help="The folder that they are saved in; it is made where it is not there.")
    ] = Path(),
) -> None:
    """Save a ticket's recordings and photos under names that say what they are."""
    found = with_core(context, lambda core, connection: _files(core, connection, number))
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, source in found:
        path = to / name
        path.touch(mode=0o600)  # its owner's alone from the first byte on
        shutil.copyfile(source, path)
        print(path)
    print("These are copies: delete them when you need them no more, for Drom does not." if found else "It has none.")


def _files(core: Core, connection: Connection, number: int) -> list[tuple[str, Path]]:
    """Return the files of a ticket that are here: how each is called for people, and where it lies; raises NoTicket."""
    waiting = core.help_desk.waiting(connection, OPERATOR, MOST)
    row = next((one for one in waiting if one.ticket.id == number), None)
    if row is None:
        raise NoTicket(f"there is no open ticket {number}")
    every = (media.get(connection, file) for file in row.files)
    kept = (one for one in every if one is not None and one.state == "kept")
    return [
        (f"ticket-{number}-{one.kind}-{one.id}{ENDINGS[one.content_type]}", core.shelf.path(one.name)) for one in kept
    ]


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
    print(SAID[pushed.state].format(minute(pushed.at)))


def answer_later(context: typer.Context, number: int, text: str, at: datetime) -> None:
    """Answer at a time on the person's own clock."""

    def work(core: Core, connection: Connection) -> datetime:
        return core.help_desk.answer_at(connection, OPERATOR, number, text, at, core.clock.now())

    print(f"It goes out at {minute(with_core(context, work))}, or when their night is over.")


@tickets.command("write")
@guarded
def write_ticket(
    context: typer.Context, number: Number, text: Annotated[str, typer.Argument(help="The name, town or work.")]
) -> None:
    """Write a spoken name, town or work into the person's profile."""
    if not with_core(context, lambda core, c: core.help_desk.write(c, OPERATOR, number, text, core.clock.now())):
        print("The group has ended: the ticket is closed.")
        return
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
