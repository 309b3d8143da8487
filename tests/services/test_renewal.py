"""New words of the consent: everybody is asked again at their next message, and nobody is written to before."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Part
from bot.programme import Programme
from bot.services import renewal
from bot.services.push import Push, push, read_world
from bot.services.staff import OPERATOR
from bot.settings import SAMPLE
from flows.welcome import KEPT
from storage import calls, contacts, outbox, tables
from storage.contacts import Contact
from tests.house import Guest, House, living
from tests.services.later import goes_later

AGAIN = "What I keep has changed. I ask you again."
ASKED = "\n".join((*KEPT, "Is this okay for you?"))
SOON = timedelta(minutes=5)
on_both = pytest.mark.parametrize(("box", "address"), [(SIM_TELEGRAM, "1001"), (SIM_WHATSAPP, "+355691234567")])
LITE = "Okay. I keep no name. Ask me anytime for tips, meetings."


@asynccontextmanager
async def _raised(folder: Path) -> AsyncIterator[House]:
    """Run a house again on the same data with a programme file whose consent words are new."""
    newer = folder / "newer.toml"
    text = SAMPLE.read_text(encoding="utf-8")
    assert "notice = 1 " in text
    newer.write_text(text.replace("notice = 1 ", "notice = 2 "), encoding="utf-8")
    async with living(folder, programme=newer) as house:
        await house.run(lambda connection: renewal.begin(connection, house.core.speech.programme, house.clock.now()))
        yield house


async def _registered(folder: Path, box: str = SIM_TELEGRAM, address: str = "1001") -> Guest:
    async with living(folder) as house:
        guest = Guest(house, address, box)
        await guest.register()
    return guest


async def _waited_for(folder: Path, box: str, address: str) -> Guest:
    """Register somebody to whom an answer and an announcement go soon."""
    async with living(folder) as house:
        guest = Guest(house, address, box)
        await guest.register()
        contact = await guest.contact()
        for lane, kind in ((outbox.NOTICE, "answer"), (outbox.ANNOUNCEMENT, "announcement")):
            await goes_later(house, contact, lane, kind, SOON, kind=kind)
    return guest


def _in(house: House, guest: Guest) -> Guest:
    found = Guest(house, guest.address, guest.box)
    house.keys = 1000
    return found


async def test_a_member_is_asked_once_and_comes_back_to_where_they_were(tmp_path: Path) -> None:
    before = await _registered(tmp_path)
    async with _raised(tmp_path) as house:
        guest = _in(house, before)
        assert not (await guest.person()).may_push
        said = await guest.write("9")
        assert said[0] == AGAIN
        assert said[-1] == ASKED
        assert await guest.tap("yes") == ["May I send you meeting reminders and tips?"]
        assert await guest.tap("yes") == ["Now back to where we were.", "What to change?"]
        assert (await guest.person()).may_push
        rows = await house.rows(tables.consent)
        assert [(row["kind"], row["notice"], row["given"]) for row in rows[2:]] == [
            ("keep", 2, True),
            ("message", 2, True),
        ]
        assert await guest.write("menu") == ["What do you want?"]
        ours, now = house.core.speech.programme, house.clock.now()
        assert await house.run(lambda connection: renewal.begin(connection, ours, now)) == 0


async def test_what_was_answered_is_kept(tmp_path: Path) -> None:
    async with living(tmp_path) as house:
        ana = Guest(house)
        await ana.join()
        await ana.write("Ana")
        for value in ("yes", "tirana"):
            await ana.tap(value)
        wanted = ana.payload("hair")
    async with _raised(tmp_path) as house:
        guest = _in(house, ana)
        assert (await guest.send("tap", payload=wanted, callback="c"))[0] == AGAIN
        await guest.tap("yes")
        said = await guest.tap("no")
        assert said == ["Now back to where we were.", "Ana 👤, Tirana 📍, 💇 Hair, beauty. Is it right?"]
        assert (await guest.tap("right"))[0] == "Done! You are in."


@pytest.mark.parametrize("text", ["blah blah", "hello"])
async def test_after_a_day_or_a_misunderstanding_it_is_the_first_thing_said(tmp_path: Path, text: str) -> None:
    before = await _registered(tmp_path)
    async with _raised(tmp_path) as house:
        await house.move(timedelta(days=2))
        assert (await _in(house, before).write(text))[0] == AGAIN


async def test_nobody_walks_past_it(tmp_path: Path) -> None:
    before = await _registered(tmp_path)
    async with _raised(tmp_path) as house:
        guest = _in(house, before)
        await guest.write("menu")
        for text in ("menu", "back", "help", "again"):
            assert (await guest.write(text))[-1] == ASKED, text
        assert (await guest.write("stop"))[-1] == "Stopped. I send nothing now."
        assert (await guest.write("start"))[-1] == ASKED
        assert not (await guest.person()).may_push, "a yes to messages does not come before the yes to be kept"


@on_both
@pytest.mark.parametrize("value", ["yes", "no"])
async def test_what_waits_goes_after_the_answer_and_not_before(
    tmp_path: Path, box: str, address: str, value: str
) -> None:
    before = await _waited_for(tmp_path, box, address)
    async with _raised(tmp_path) as house:
        guest = _in(house, before)
        await house.move(timedelta(hours=1))
        assert house.heard(box, address) == []
        assert not {"answer", "announcement"} & set(await guest.write("menu"))
        said = await guest.tap(value)
        if value == "no":
            said += await guest.tap("yes")
        assert "answer" in said
        assert ("announcement" in said) == (value == "yes")


@on_both
@pytest.mark.parametrize("value", ["yes", "no"])
async def test_staff_see_whom_to_call_until_they_have_answered(
    tmp_path: Path, box: str, address: str, value: str
) -> None:
    before = await _waited_for(tmp_path, box, address)
    async with _raised(tmp_path) as house:
        guest, new = _in(house, before), house.core.speech.programme
        contact = await guest.contact()

        async def listed() -> list[tuple[str, tuple[str, ...]]]:
            found = await house.read(lambda c: calls.waiting(c, house.clock.now()))
            return [(one.reason, one.waits) for one in found]

        assert await listed() == [("consent", ("answer",))]
        await house.run(lambda c: calls.close(c, contact.id))
        for asked_for, kind in ((True, "reminder"), (False, "news")):
            due = Push(kind, outbox.NOTICE, [Part(kind)], house.clock.now() + 2 * SOON, kind, asked_for)
            await house.run(partial(_pushed, contact, due, house.clock.now(), new))
        assert await listed() == [("consent", ("reminder",))]
        await guest.write("menu")
        await guest.tap(value)
        if value == "no":
            await guest.tap("yes")
        assert await listed() == []


async def test_a_member_who_says_no_is_asked_once_more_and_then_forgotten(tmp_path: Path) -> None:
    before = await _registered(tmp_path)
    async with _raised(tmp_path) as house:
        guest = _in(house, before)
        await guest.write("9")
        assert await guest.tap("no") == ["Then I forget your name, town and work. Okay?"]
        assert await guest.tap("no") == [ASKED]
        await guest.tap("no")
        assert await guest.tap("yes") == [LITE, "What do you want?"]
        contact = await guest.contact()
        assert (contact.lite, contact.person_id) == (True, None)
        assert await house.rows(tables.person) == []
        assert [row["payload"] for row in await house.rows(tables.inbox)] == [{}] * len(await house.rows(tables.inbox))
        assert await guest.write("9") == ["What to change?"], "nobody who said no is asked again"


async def test_guests_and_those_who_said_no_are_not_asked_again(tmp_path: Path) -> None:
    async with living(tmp_path) as house:
        first, second = Guest(house, "1"), Guest(house, "2")
        await first.write("hello")
        await first.tap("en")
        await second.write("hello")
        for value in ("en", "next", "no"):
            await second.tap(value)
    async with _raised(tmp_path) as house:
        assert AGAIN not in await _in(house, first).write("menu")
        assert AGAIN not in await _in(house, second).write("menu")


async def test_what_waits_for_a_guest_goes_although_nobody_asks_them_again(tmp_path: Path) -> None:
    async with living(tmp_path) as house:
        before = Guest(house)
        await before.write("hello")
        for value in ("en", "next", "no"):
            await before.tap(value)
        contact = await before.contact()
        assert (contact.lite, contact.person_id) == (True, None)
        await goes_later(house, contact, outbox.NOTICE, "answer", SOON, kind="answer")
    async with _raised(tmp_path) as house:
        await house.move(timedelta(minutes=5))
        assert [part.text for part in house.heard(before.box, before.address)] == ["answer"]


async def test_the_other_phone_of_who_is_forgotten_begins_anew(tmp_path: Path) -> None:
    before = await _registered(tmp_path)
    async with _raised(tmp_path) as house:
        guest, other = _in(house, before), Guest(house, "2")
        await other.write("hello")
        person, number = (await guest.contact()).person_id, (await other.contact()).id
        await house.run(lambda connection: contacts.change(connection, number, person_id=person))
        await guest.write("9")
        await guest.tap("no")
        await guest.tap("yes")
        assert await other.write("hello") == ["Zgjidh gjuhën 🗣️"]


async def test_an_answer_of_the_team_waits_for_the_yes_too(tmp_path: Path) -> None:
    async with living(tmp_path) as house:
        before = Guest(house)
        await before.register()
        await before.write("help")
    async with _raised(tmp_path) as house:
        guest, now = _in(house, before), house.clock.now()
        ((row,), desk) = (await house.read(lambda c: house.core.help_desk.waiting(c, OPERATOR)), house.core.help_desk)
        await house.run(lambda c: desk.answer(c, OPERATOR, row.ticket.id, "Come on Monday.", now))
        assert house.heard(guest.box, guest.address) == []
        assert "Come on Monday." not in await guest.write("menu")
        assert "Come on Monday." in await guest.tap("yes")


def _pushed(contact: Contact, message: Push, now: datetime, programme: Programme, connection: Connection) -> None:
    push(connection, contact, message, read_world(connection, programme), now)
