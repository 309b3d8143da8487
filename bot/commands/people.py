"""The commands about people: tickets, what is known of somebody, the team, links and messages that did not arrive."""

import asyncio
import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import segno
import typer
from sqlalchemy import Connection

from bot.app import Core, token
from bot.commands.database import with_core
from bot.commands.outcome import FAILED, end, guarded
from bot.services import arrivals, privacy, staff
from bot.services.helpdesk import Waiting
from bot.services.notices import Plan
from bot.services.staff import OPERATOR
from storage import contacts, deadletters, media, roles
from storage.contacts import Contact

Number = Annotated[int, typer.Argument(help="Its number, as the list shows it.")]
Text = Annotated[str, typer.Argument(help="What to say.")]
Written = Annotated[str, typer.Argument(help="The name, town or work.")]
Choice = Annotated[str, typer.Argument(help="The choice's value.")]

person = typer.Typer(help="What is known of somebody.", no_args_is_help=True, rich_markup_mode=None)
team = typer.Typer(help="Who may do what.", no_args_is_help=True, rich_markup_mode=None)
tickets = typer.Typer(help="Where a person is needed.", invoke_without_command=True, rich_markup_mode=None)
letters = typer.Typer(help="Messages that did not surely arrive.", invoke_without_command=True, rich_markup_mode=None)

MOST = 500
"""How many rows a list shows; when there may be more, it says so."""


class RoleName(StrEnum):
    """Every role that can be given."""

    HELPER = "helper"
    MENTOR = "mentor"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


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
        words = " ".join(part for part in (row.name, row.language, row.country, where, ticket.text) if part)
        file = f"  {files[ticket.media_id]}" if ticket.media_id else ""
        print(f"{ticket.id}  {ticket.opened_at:%Y-%m-%d %H:%M}  {ticket.kind}  {words}{file}")
    if not rows:
        print("Nobody waits.")
    _say_whether_all(len(rows))


def _waiting(core: Core, connection: Connection) -> tuple[list[Waiting], dict[int, str]]:
    """Return what waits, and by its number where each voice note or photo lies, to be played or looked at."""
    rows = core.help_desk.waiting(connection, OPERATOR, MOST)
    files = {}
    for number in {row.ticket.media_id for row in rows if row.ticket.media_id}:
        found = media.get(connection, number)
        kept = found is not None and found.state == "kept"
        files[number] = str(core.shelf.path(found.name).resolve()) if found and kept else "(its file is not here)"
    return rows, files


@tickets.command("answer")
@guarded
def answer_ticket(
    context: typer.Context, number: Number, text: Annotated[str, typer.Argument(help="What to say.")]
) -> None:
    """Answer the person behind a ticket."""

    def work(core: Core, connection: Connection) -> Plan:
        return core.help_desk.answer(connection, OPERATOR, number, text, core.clock.now())

    planned = with_core(context, work)
    said = {
        "go": f"It goes out at {planned.at:%Y-%m-%d %H:%M} UTC.",
        "paused": f"The person paused; it goes out at {planned.at:%Y-%m-%d %H:%M} UTC.",
        "park": "It goes out when the person writes: they paused, or WhatsApp's 24 hours are over.",
    }
    if planned.verdict not in said:
        end(FAILED, f"Nothing is sent and the ticket stays open: the person is {planned.verdict}.")
    print(said[planned.verdict])


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
    with_core(context, lambda core, c: core.help_desk.tap(c, OPERATOR, number, value, core.clock.now()))
    print("Tapped.")


@tickets.command("close")
@guarded
def close_ticket(context: typer.Context, number: Number) -> None:
    """Close a ticket without a word."""
    with_core(context, lambda core, c: core.help_desk.close(c, OPERATOR, number, core.clock.now()))
    print("Closed.")


@person.command("export")
@guarded
def export_person(context: typer.Context, number: Number) -> None:
    """Print everything stored of a contact's person, as JSON."""
    found = with_core(context, lambda core, connection: privacy.gather(connection, _contact(connection, number)))
    print(json.dumps(found, ensure_ascii=False, indent=2, default=str))


@person.command("erase")
@guarded
def erase_person(context: typer.Context, number: Number) -> None:
    """Erase everything of a contact's person; nothing brings it back."""

    def work(core: Core, connection: Connection) -> list[str]:
        contact, programme = _contact(connection, number), core.speech.programme
        return privacy.erase(connection, contact, core.clock.now(), programme, OPERATOR)

    async def finish(core: Core, files: list[str]) -> None:
        await asyncio.to_thread(core.shelf.delete, files)
        await core.housekeeping.finish(number)

    with_core(context, work, finish)
    print("Erased.")


def _contact(connection: Connection, number: int) -> Contact:
    found = contacts.get(connection, number)
    if found is None:
        raise LookupError(f"there is no contact {number}")
    return found


@team.command("add")
@guarded
def add_staff(
    context: typer.Context,
    role: RoleName,
    organisation: Annotated[str, typer.Option(help="A key of the programme file; left out: all.")] = "",
    country: Annotated[str, typer.Option(help="A key of the programme file; left out: all.")] = "",
    label: Annotated[str, typer.Option(help="Who it is for.")] = "",
) -> None:
    """Give a role and print the link that its holder opens, once, within ten minutes."""

    def work(core: Core, connection: Connection) -> tuple[int, str]:
        _known(core, organisation, country)
        now = core.clock.now()
        role_id = staff.add(connection, OPERATOR, role.value, organisation, country, label, now)
        return role_id, staff.invite(connection, OPERATOR, role_id, now, token)

    role_id, payload = with_core(context, work)
    print(f"Role {role_id}. {_how_to_open(payload)}")


@team.command("link")
@guarded
def link_staff(context: typer.Context, number: Number) -> None:
    """Print a new link for a role (a lost phone, a link that was too old)."""

    def work(core: Core, connection: Connection) -> str:
        return staff.invite(connection, OPERATOR, number, core.clock.now(), token)

    print(_how_to_open(with_core(context, work)))


@team.command("end")
@guarded
def end_staff(context: typer.Context, number: Number) -> None:
    """End a role: its holder may do nothing by it from now on, and its links give it to nobody."""
    with_core(context, lambda core, c: staff.end(c, OPERATOR, number, core.clock.now()))
    print("Ended.")


@team.command("list")
@guarded
def list_staff(context: typer.Context) -> None:
    """List the roles that are held."""
    held = with_core(context, lambda core, connection: roles.held(connection))
    if not held:
        print("Nobody has a role.")
    for role in held:
        place = f"{role.organisation or 'all'}/{role.country or 'all'}"
        print(f"{role.id}  {role.name}  {place}  {role.label}{'' if role.person_id else '  (not taken yet)'}")


def _known(core: Core, organisation: str, country: str) -> None:
    programme = core.speech.programme
    if organisation and organisation not in programme.organisation:
        raise LookupError(f"[organisation.{organisation}] is not in the programme file")
    if country and country not in programme.country:
        raise LookupError(f"[country.{country}] is not in the programme file")


def _how_to_open(payload: str) -> str:
    return f"Send this to the bot within ten minutes: /start {payload} (Telegram), join {payload} (WhatsApp)."


@guarded
def invitation(
    context: typer.Context,
    programme: Annotated[str, typer.Argument(help="A key of the programme file.")],
    town: Annotated[str, typer.Option(help="A key of the programme file.")] = "",
    referrer: Annotated[str, typer.Option(help="A campaign's code, such as a poster's; never a person.")] = "",
    telegram: Annotated[str, typer.Option(help="The bot's name on Telegram, without @.")] = "",
    whatsapp: Annotated[str, typer.Option(help="The WhatsApp number, digits with country code.")] = "",
    picture: Annotated[Path | None, typer.Option(help="Where to write the QR code (.svg or .png).")] = None,
) -> None:
    """Print the link (and draw the QR code) that brings people in with programme, town and referrer."""
    payload = arrivals.link(programme, town, referrer)
    found = with_core(context, lambda core, connection: arrivals.read_link(payload, core.speech.programme))
    if not found or (town and found.get("town") != town):
        raise LookupError(f"[programme.{programme}] or [town.{town}] is not in the programme file")
    urls = [f"https://t.me/{telegram}?start={payload}"] if telegram else []
    urls += [f"https://wa.me/{whatsapp}?text=join%20{payload}"] if whatsapp else []
    print("\n".join(urls) or f"/start {payload} (Telegram), join {payload} (WhatsApp)")
    if picture:
        segno.make(urls[0] if urls else f"join {payload}", error="m").save(str(picture), scale=8)


@letters.callback()
@guarded
def list_letters(context: typer.Context) -> None:
    """List messages that are in doubt, were refused or expired."""
    if context.invoked_subcommand:
        return
    rows = with_core(context, lambda core, connection: deadletters.deadletters(connection, limit=MOST))
    for row in rows:
        when = f"{row.created_at:%Y-%m-%d %H:%M}"
        print("  ".join((str(row.id), when, row.channel, row.kind, row.state, row.reason, row.detail)))
    if not rows:
        print("Every message arrived or is on its way.")
    _say_whether_all(len(rows))


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


def _say_whether_all(shown: int) -> None:
    if shown >= MOST:
        print(f"These are the first {MOST}; there may be more.")


def _letter(number: int, done: bool) -> None:
    if not done:
        raise LookupError(f"there is no such message {number}")
    print("Done.")
