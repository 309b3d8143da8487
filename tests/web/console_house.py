"""A whole Drom with a team of two organisations before the real console; it never knows what is tried there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Connection
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bot.clock import Clock
from bot.core import token
from bot.services import claims, entering, ledger, meetings, questions, sharing, staff, stories
from bot.services.conversation import Speech
from bot.services.meetings import Draft
from bot.services.questions import Asked
from bot.services.recounting import Recounting
from bot.services.relay import Matter
from bot.services.staff import OPERATOR
from bot.services.stories import Told
from bot.settings import SAMPLE
from bot.voices.maker import Makes
from bot.web.console.gate import COOKIE
from bot.web.console.office import Office
from bot.web.console.pages import console_app, console_house, console_routes
from bot.web.guard import Guard
from bot.web.security import SameOrigin, StrictHeaders
from storage import advice, contacts, people, roles, tables, tickets, tips
from storage import mentors as profiles
from storage import questions as rows
from storage.showings import Place
from tests.house import House, living

ORIGIN = "http://127.0.0.1:8000"
OURS, THEIRS = "sample_ngo", "other_ngo"
LABELS = '{ en = "Other", sq = "Other", sr_Cyrl = "Other", sr_Latn = "Other", mk = "Other", rom = "Other" }'
SECOND = f"""
[organisation.{THEIRS}]
labels = {LABELS}

[programme.other]
labels = {LABELS}
organisation = "{THEIRS}"
countries = ["AL", "RS"]
starts = "2026-01"
ends = "2027-12"
"""
TEAM = {
    "administrator": ("administrator", "", ""),
    "ours": ("administrator", OURS, "AL"),
    "coordinator": ("coordinator", OURS, "AL"),
    "helper": ("helper", OURS, "AL"),
    "mentor": ("mentor", OURS, "AL"),
    "abroad": ("coordinator", OURS, "RS"),
    "theirs": ("coordinator", THEIRS, ""),
    "their administrator": ("administrator", THEIRS, ""),
}
"""Roles by the name of their holder: role, organisation, country."""


@dataclass
class Console:
    """A house, its office, the routes of the console, and the team's persons and roles by name."""

    house: House
    office: Office
    app: ASGIApp
    routes: list[BaseRoute]
    person: dict[str, int] = field(default_factory=dict)
    role: dict[str, int] = field(default_factory=dict)

    def client(self, cookie: str = "", **headers: str) -> httpx.AsyncClient:
        """Return a browser without a screen, that asks as our own pages do."""
        sent = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin", **headers}
        transport = httpx.ASGITransport(app=self.app, client=("127.0.0.1", 1))
        cookies = {COOKIE: cookie} if cookie else {}
        return httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=sent, cookies=cookies)

    async def cookie(self, name: str) -> str:
        """Sign somebody of the team in."""
        now, whose = self.house.clock.now(), self.person[name]
        return await self.house.core.store.run(lambda c: entering.begin(c, whose, "Firefox, Linux", now, token))

    async def signed_in(self, name: str) -> httpx.AsyncClient:
        """Return a browser in which somebody of the team is signed in."""
        return self.client(await self.cookie(name))

    async def row(self, table: Any, number: int) -> dict[str, Any]:
        """Return a row by its number."""
        return next(row for row in await self.house.rows(table) if row["id"] == number)


def second(folder: Path) -> Path:
    """Return a programme file with two organisations."""
    path = folder / "two.toml"
    path.write_text(SAMPLE.read_text("utf-8") + SECOND, "utf-8")
    return path


@asynccontextmanager
async def console(
    folder: Path,
    *,
    demo: bool = False,
    address: str = ORIGIN,
    watch: Clock | None = None,
    maker: Makes | None = None,
) -> AsyncIterator[Console]:
    """Run a house with a team, behind the console's routes and guards; ``watch`` tells how long counts take.

    With a ``maker`` of voice notes it speaks.
    """
    async with living(folder / "data", programme=second(folder), maker=maker) as house:
        core = house.core

        async def troubles() -> tuple[list[str], list[str]]:
            return [], []

        office = Office(
            store=core.store,
            clock=house.clock,
            speech=core.speech,
            conversation=core.conversation,
            help_desk=core.help_desk,
            token=token,
            address=address,
            touch=house.dispatcher.touched,
            snapshot=house.dispatcher.snapshot,
            states=house.dispatcher.states,
            troubles=troubles,
            find=core.library.find,
            delete_files=core.delete_files,
            uploads=core.uploads,
            reworded=core.bell.ring,
            counts=Recounting(core.store, watch or house.clock, core.speech.programme),
            recogniser=core.recogniser,
            demo=demo,
        )
        inside = console_house(office)
        routes = console_routes(office, inside)
        pages, mishaps = console_app(office, inside)
        app = Guard(StrictHeaders(SameOrigin(pages, tell=mishaps.tell)), inside.allowance, tell=mishaps.tell)
        found = Console(house, office, app, routes)
        await house.run(lambda connection: _join(connection, found, house.clock.now()))
        yield found
        office.bell.close()


def _join(connection: Connection, found: Console, now: datetime) -> None:
    ledger.make_ready(connection)
    for name, (role, organisation, country) in TEAM.items():
        person_id = people.create(connection, now, name=name.capitalize(), country=country)
        number = staff.add(connection, OPERATOR, role, organisation, country, name.capitalize(), now)
        roles.bind(connection, number, person_id)
        found.person[name], found.role[name] = person_id, number


def somebody(
    connection: Connection, now: datetime, name: str = "Ana", programme: str = "green_albania", country: str = "AL"
) -> int:
    """Add a registered person with a phone and return the contact's number."""
    number = len(people.names(connection, range(1, 10_000)))
    organisation = THEIRS if programme == "other" else OURS
    told: people.Fields = {"programme": programme, "organisation": organisation, "country": country, "town": "tirana"}
    told |= {"name": name, "registered_at": now, "may_push": True}
    person_id = people.create(connection, now, **told)
    fields = {"person_id": person_id, "language": "en", "country": country, "programme": programme, "last_in_at": now}
    return contacts.add(connection, "sim-telegram", f"70{number:06d}", now, **fields).id


def ticket(connection: Connection, contact_id: int, now: datetime, text: str = "help me", kind: str = "help") -> int:
    """Open a ticket and return its number."""
    return tickets.open_once(
        connection, contact_id=contact_id, kind=kind, flow="menu", state_name="member", now=now, text=text
    ).id


def meeting(connection: Connection, speech: Speech, now: datetime, *, theirs: bool = False) -> int:
    """Publish a meeting of next week in Tirana and return its number."""
    begins = (now + timedelta(days=7)).replace(tzinfo=None)
    organisation, programme = (THEIRS, "other") if theirs else (OURS, "green_albania")
    draft = Draft("training", organisation, programme, "AL", "tirana", [(begins, timedelta(hours=2))], seats=2)
    number = meetings.create(connection, OPERATOR, speech.programme, draft, now, token())
    meetings.publish(connection, OPERATOR, number, now)
    return number


def question(
    connection: Connection, speech: Speech, contact_id: int, now: datetime, text: str = "How do I pay?"
) -> int:
    """Let somebody ask mentors and return the question's number."""
    contact = contacts.get(connection, contact_id)
    person = people.get(connection, contact.person_id) if contact and contact.person_id else None
    assert contact is not None
    assert person is not None
    return questions.ask(connection, speech.programme, contact, person, Asked("money", Matter("text", text)), now).id


def mentor(connection: Connection, now: datetime, name: str = "Drita", *, theirs: bool = False) -> int:
    """Add a mentor who reads English and return the number of their profile."""
    contact = contacts.get(connection, somebody(connection, now, name, "other" if theirs else "green_albania"))
    assert contact is not None
    role = {"organisation": THEIRS if theirs else OURS, "country": "AL", "label": name}
    role_id = roles.give(connection, name="mentor", now=now, person_id=contact.person_id, **role)
    return profiles.add(connection, role_id, languages=["en"])


def shared(
    connection: Connection,
    speech: Speech,
    contact_id: int,
    now: datetime,
    said: Matter | None = None,
    *,
    theirs: bool = False,
) -> int:
    """Let a mentor answer somebody who agrees that others may hear it, and return the answer's number for staff."""
    number = question(connection, speech, contact_id, now, "May others hear this?")
    one = profiles.get(connection, mentor(connection, now, "Drita", theirs=theirs))
    assert one is not None
    claims.take(connection, one, number, now)
    claims.send(connection, speech.programme, one, number, said or Matter("text", "Ask two banks."), now)
    found = rows.get(connection, number)
    assert found is not None
    assert sharing.propose(connection, found, now)
    [made] = advice.of_question(connection, number)
    return made.id


def story(connection: Connection, person_id: int, now: datetime, said: Matter, *, theirs: bool = False) -> int:
    """Let somebody tell a story of the first tip, which is put where there is none; return its number."""
    words: dict[str, Any] = {"status": "live", "trade": "", "pictogram": "🌱", "words": {"en": "Save."}, "fact": ""}
    values = {
        **words,
        "seasons": [],
        "countries": [],
        "reviewed": [],
        "story": {},
        "created_at": now,
        "changed_at": now,
    }
    if connection.execute(tables.tip.select()).first() is None:
        connection.execute(tables.tip.insert().values(key="X01", **values))
    tip, teller = tips.every(connection)[0], people.get(connection, person_id)
    assert teller is not None
    place = Place(organisation=THEIRS if theirs else OURS, trade="", country="AL", language="en")
    told = Told(said, named=True, faces="yes" if said.photo_id else "")
    return stories.send(connection, tip.id, teller, told, "en", place, now)


async def content(drom: Console) -> None:
    """Bring up the tips and courses that Drom comes with."""
    await drom.house.core.load_content()


async def contact_of(drom: Console, name: str = "Ana") -> int:
    """Add a registered person and return the contact's number."""
    now = drom.house.clock.now()
    return await drom.house.run(lambda c: somebody(c, now, name))


async def ticket_of(drom: Console, text: str = "help me", kind: str = "help", name: str = "Ana") -> int:
    """Open a ticket of somebody new and return its number."""
    number, now = await contact_of(drom, name), drom.house.clock.now()
    return await drom.house.run(lambda c: ticket(c, number, now, text, kind))


async def follow(browser: httpx.AsyncClient, answer: httpx.Response) -> str:
    """Return the page that a form leads to."""
    assert answer.status_code == 303, answer.text[:2000]
    return (await browser.get(answer.headers["location"])).text
