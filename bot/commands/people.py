"""The commands about people: who has which number, what is known of somebody, and the team."""

import asyncio
import json
from enum import StrEnum
from typing import Annotated

import typer
from sqlalchemy import Connection

from bot.commands.database import with_core
from bot.commands.lists import MOST, one_line, say_none, say_whether_all
from bot.commands.numbers import row_number
from bot.commands.outcome import guarded
from bot.core import Core, token
from bot.services import finding, privacy, staff, volunteers
from bot.services.staff import OPERATOR
from storage import contacts, roles
from storage.contacts import Contact
from storage.finding import Found

Number = Annotated[int, row_number("The contact's number: `drom person find` and `drom tickets` show it.")]
RoleNumber = Annotated[int, row_number("The role's number, the first in its line of `drom staff list`.")]

person = typer.Typer(help="What is known of somebody.", no_args_is_help=True, rich_markup_mode=None)
team = typer.Typer(help="Who may do what.", no_args_is_help=True, rich_markup_mode=None)


class RoleName(StrEnum):
    """Every role that can be given."""

    HELPER = "helper"
    MENTOR = "mentor"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


@person.command("find")
@guarded
def find_person(
    context: typer.Context,
    words: Annotated[str, typer.Argument(help="A name or a part of it, or a phone number.")],
) -> None:
    """List who has such a name or phone number, with the number of each contact."""

    def work(core: Core, connection: Connection) -> list[Found]:
        return finding.find(connection, OPERATOR, words, core.speech.programme, core.clock.now(), MOST)

    rows = with_core(context, work)
    for row in rows:
        since = f"{row.created_at:%Y-%m-%d}"
        print(one_line(row.contact_id, since, row.channel, row.name, row.language, row.country, row.address))
    if not rows:
        say_none(context, "Nobody is found.")
    say_whether_all(len(rows))


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
def link_staff(context: typer.Context, number: RoleNumber) -> None:
    """Print a new link for a role (a lost phone, a link that was too old)."""

    def work(core: Core, connection: Connection) -> str:
        return staff.invite(connection, OPERATOR, number, core.clock.now(), token)

    print(_how_to_open(with_core(context, work)))


@team.command("end")
@guarded
def end_staff(context: typer.Context, number: RoleNumber) -> None:
    """End a role: its holder may do nothing by it from now on, and its links give it to nobody."""
    with_core(context, lambda core, c: volunteers.end(c, OPERATOR, core.speech.programme, number, core.clock.now()))
    print("Ended.")


@team.command("list")
@guarded
def list_staff(context: typer.Context) -> None:
    """List the roles that are held."""
    held = with_core(context, lambda core, connection: roles.held(connection))
    if not held:
        say_none(context, "Nobody has a role.")
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
