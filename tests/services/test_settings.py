"""Settings: language, voice, quiet hours, pause, and a file of everything that is known."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select

from bot.services import privacy
from storage import assignments, groups, merges, notes, notices, people, recordings, sign_ins, tables, tickets
from storage.contacts import UNTIL_I_WRITE, Contact
from storage.notices import Planned, Subject
from tests.courses.pupil import studied
from tests.house import Guest, House
from tests.meetings.guests import took_part
from tests.questions.village import did_everything
from tests.services.paper import text_of
from tests.tips.garden import did_one

PRIVATE = {
    table.name for table in tables.metadata.sorted_tables for column in table.c if column.info["privacy"] == "person"
}
NOT_OF_A_CONTACT = {"phone", "bubble"}
"""The simulated phones are the people's own."""


async def _set(guest: Guest, *values: str) -> list[str]:
    await guest.write("menu")
    for value in ("settings", *values):
        said = await guest.tap(value)
    return said


async def _member(house: House) -> Guest:
    guest = Guest(house)
    await guest.register()
    return guest


async def test_the_language_may_change_and_the_settings_come_back(house: House) -> None:
    guest = await _member(house)
    said = await _set(guest, "language", "sr", "sr_cyrl")
    assert (await guest.contact()).language == "sr_Cyrl"
    assert said[-1] == house.core.speech.words.text("settings.all", "", "sr_Cyrl")
    assert await guest.at() == "settings.all"


@pytest.mark.parametrize("language", ["en", "mk"])
async def test_letters_are_asked_for_in_serbian(house: House, language: str) -> None:
    guest = Guest(house)
    await guest.write("hello")
    await guest.tap(language)
    await guest.write("language")
    assert await guest.tap("sr") == [house.core.speech.words.text("language.letters", "", "sr_Latn")]
    await guest.tap("sr_cyrl")
    await guest.write("language")
    assert await guest.tap("sr") == [house.core.speech.words.text("language.letters", "", "sr_Cyrl")]


@pytest.mark.parametrize("talk", ["both", "text", "voice"])
async def test_how_drom_talks(house: House, talk: str) -> None:
    guest = await _member(house)
    assert (await _set(guest, "talk", talk))[0] == "Saved."
    assert (await guest.contact()).talk == talk


@pytest.mark.parametrize(("value", "hours"), [("long", (20, 8)), ("night", (22, 7)), ("never", (None, None))])
async def test_quiet_hours(house: House, value: str, hours: tuple[int | None, int | None]) -> None:
    guest = await _member(house)
    await _set(guest, "quiet", value)
    contact = await guest.contact()
    assert (contact.quiet_from, contact.quiet_to) == hours


@pytest.mark.parametrize(("value", "days"), [("week", 7), ("month", 30)])
async def test_a_pause_has_an_end_and_writing_does_not_shorten_it(house: House, value: str, days: int) -> None:
    guest = await _member(house)
    assert (await _set(guest, "pause", value))[0] == "Okay. I send nothing until then."
    ends = house.clock.now() + timedelta(days=days)
    await guest.write("menu")
    assert (await guest.contact()).paused_until == ends


async def test_a_pause_until_one_writes_ends_then(house: House) -> None:
    guest = await _member(house)
    await _set(guest, "pause", "write")
    assert (await guest.contact()).paused_until == UNTIL_I_WRITE
    await guest.write("menu")
    assert (await guest.contact()).paused_until is None


async def test_my_data_says_what_is_known(house: House) -> None:
    guest = await _member(house)
    said = await _set(guest, "data")
    assert said == ["All I know about you: 👤 Ana 📍 Tirana 🇦🇱 Albania 🧵 Sewing, clothes 🗣️ English"]


async def test_the_file_is_sent_and_holds_what_is_known(house: House) -> None:
    guest = Guest(house)
    await guest.register("Љиљана Đurić")
    await _set(guest, "data", "file")
    (document,) = [part.document for part in guest.parts if part.document]
    found = await house.core.library.find(document)
    assert found is not None
    assert found.content_type == "application/pdf"
    text = text_of(found.path.read_bytes())
    assert "My data" in text
    for told in ("Љиљана Đurić", "Tirana", "Sewing", "1001"):
        assert told in text, told
    assert found.path.stat().st_mode & 0o077 == 0, "nobody else on the machine may read it"


async def test_a_file_is_for_nobody_whom_drom_does_not_know(house: House) -> None:
    for name in ("export:1", "export:", "export:x", "export:-1", "export:99999999999999999999999"):
        assert await house.core.library.find(name) is None, name


async def test_the_file_has_each_table_that_holds_something_of_a_person(house: House) -> None:
    guest = await _member(house)
    other = Guest(house, "2")
    await other.register("Somebody Else")
    await guest.say()
    contact = await guest.contact()
    await house.run(lambda connection: _plant(connection, contact, house))
    sent = [row for row in await house.rows(tables.outbox) if row["provider_id"]]
    word = {"channel": guest.box, "state": "delivered", "code": "", "at": house.clock.now()}
    words = [{**word, "provider_id": row["provider_id"]} for row in sent]
    await house.run(lambda connection: connection.execute(tables.status.insert(), words))
    found = await house.read(lambda connection: privacy.gather(connection, contact))
    assert set(found) >= PRIVATE - NOT_OF_A_CONTACT
    assert "Somebody Else" not in str(found)
    mine = [row["provider_id"] for row in sent if row["contact_id"] == contact.id]
    assert 0 < len(mine) < len(sent)
    assert [row["provider_id"] for row in found["status"]] == mine
    assert all(row.get("contact_id") in {contact.id, None} for rows in found.values() for row in rows)


def _of_the_console(connection: Connection, contact: Contact, now: datetime) -> None:
    """Put what the console keeps of staff and of whom they look after."""
    whose = contact.person_id or 0
    sign_ins.begin(connection, person_id=whose, hash="h", device="Firefox", now=now)
    ticket = tickets.open_once(connection, contact_id=contact.id, kind="help", flow="", state_name="", now=now)
    assignments.assign(connection, ticket.id, whose, "staff", now)
    notes.add(connection, contact.id, "Calls back", "staff", now)
    merges.add(connection, whose, people.create(connection, now), "staff", now)


def _plant(connection: Connection, contact: Contact, house: House) -> None:
    """Put what is rarely kept: a role, a call, a knock, what was unasked or due, a meeting, a tip, a question."""
    now, mine = house.clock.now(), {"contact_id": contact.id}
    connection.execute(tables.role.insert().values(**_role(contact, house)))
    _of_the_console(connection, contact, now)
    connection.execute(tables.call.insert().values(**mine, kind="answer", since=now, until=now))
    connection.execute(tables.knock.insert().values(**mine, at=now))
    message = connection.scalar(select(func.max(tables.outbox.c.id)).where(tables.outbox.c.contact_id == contact.id))
    connection.execute(tables.unasked.insert().values(**mine, outbox_id=message))
    one = Planned("answer", "answer", now, now, now, person_id=contact.person_id)
    notices.put(connection, Subject("ticket", 1), [one], now)
    did_everything(connection, contact.person_id or 0, "a small book", now)
    took_part(connection, contact.person_id or 0, "a good evening", now)
    did_one(connection, contact, "a clean oven", now)
    studied(connection, contact.person_id or 0, "Ana", now)
    spoken = {"language": "sq", "dialect": "", "key": "menu.member", "hash": "0" * 16, "made_at": now}
    recordings.add(connection, person_id=contact.person_id, **spoken)
    group = groups.create(connection, organisation="sample_ngo", country="AL", name="Coaching", by="operator", now=now)
    groups.add(connection, group, [contact.person_id or 0], "operator", now)


def _role(contact: Contact, house: House) -> dict[str, object]:
    return {"person_id": contact.person_id, "name": "helper", "label": "Ana", "given_at": house.clock.now()}


async def test_papers_do_not_stay(house: House) -> None:
    guest = await _member(house)
    contact = await guest.contact()
    found = await house.core.library.find(f"export:{contact.id}")
    assert found is not None
    assert house.core.library.sweep(house.clock.now() - timedelta(days=36_500)) == 0
    assert house.core.library.sweep(house.clock.now() + timedelta(days=36_500)) == 1
    assert not found.path.exists()


async def test_my_data_says_what_was_told_for_the_count_too(house: House) -> None:
    guest = await _member(house)
    await house.move(timedelta(days=1))
    await guest.write("menu")
    for value in ("woman", "yes", "yes"):
        await guest.tap(value)
    said = await _set(guest, "data")
    assert said == ["All I know about you: 👤 Ana 📍 Tirana 🇦🇱 Albania 🧵 Sewing, clothes 🗣️ English 👩 Woman 🎂 <30"]
