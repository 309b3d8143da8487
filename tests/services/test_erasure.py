"""Whoever wants to be forgotten is: no byte of them stays in any file, and nobody else loses anything."""

import asyncio
import unicodedata
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Delivery, Inbound, Part, Receipt
from bot.services import privacy
from bot.services.privacy import TOLD
from bot.services.staff import OPERATOR
from storage import contacts, media, notes, notices, outbox, tables, tickets
from storage.contacts import Contact
from storage.notices import Planned, Subject
from tests.courses.pupil import studied
from tests.house import Guest, House, living
from tests.meetings.guests import took_part
from tests.questions.village import took_part as asked
from tests.services.sample import programme
from tests.services.traces import traces
from tests.tips.garden import did_one

NAME = "Dželadin Šaban Đurić"
GOODBYE = "Deleted. You can erase this chat too."
MARKERS: dict[str, str | bytes] = {
    "name in Latin letters": NAME,
    "name in Cyrillic letters": "Џеладин Шабан Ђурић",
    "name in Arabic letters": "جلال الدين شعبان",
    "name with marks apart": unicodedata.normalize("NFD", "Ćamil Željković"),
    "address": "+355697654321",
    "second address": "778899001122",
    "town": "Zaboravljeno Selo",
    "trade": "Калајџија казана",
    "text": "my sister in Valjevo knows the mayor",
    "words of a ticket": "the landlord of Rruga e Kavajës",
    "queued answer": "come on Thursday behind the bakery",
    "words about a meeting": "the baker of Elbasan lends his oven",
    "words of a question": "may I sell walnuts from the red cart",
    "note of the team": "she would rather be called after six",
    "planned answer": "bring the blue folder to Elbasan",
    "planned for the person": "ask for Afërdita at the gate",
    "name on a certificate": "Džemila Ćamilović-Šerifi",
    "words about a tip": "the oven of Vlora was never so clean",
    "file": b"\x89OggS-voice-of-one-person-\x00\x01",
}


async def _to_the_bin(guest: Guest) -> None:
    await guest.write("menu")
    for value in ("settings", "delete", "delete"):
        await guest.tap(value)


async def _erase(guest: Guest) -> list[str]:
    await _to_the_bin(guest)
    return await guest.tap("bin")


async def _everything(house: House) -> Guest:
    """Let somebody leave each marker behind."""
    guest = Guest(house, "+355697654321", SIM_WHATSAPP)
    await guest.join()
    await guest.write(NAME)
    for value in ("yes", "other"):
        await guest.tap(value)
    await guest.write("Zaboravljeno Selo")
    await guest.tap("other")
    await guest.write("Калајџија казана")
    await guest.tap("right")
    for text in ("Џеладин Шабан Ђурић", "جلال الدين شعبان", unicodedata.normalize("NFD", "Ćamil Željković")):
        await guest.write(text)
    await guest.write("my sister in Valjevo knows the mayor")
    await guest.say()
    contact = await guest.contact()
    await house.run(lambda connection: _leave(connection, house, contact))
    await guest.write("menu")
    for value in ("settings", "data", "file"):
        await guest.tap(value)
    for name in (guest.parts[1].document or f"export:{contact.id}", f"certificate:{contact.id}:1:pdf"):
        assert await house.core.library.find(name) is not None
    return guest


def _leave(connection: Connection, house: House, contact: Contact) -> None:
    """Add what other parts of Drom keep: a file, a ticket, an answer that waits, another contact of the same person."""
    now = house.clock.now()
    other = contacts.add(connection, SIM_TELEGRAM, "778899001122", now, person_id=contact.person_id, language="en")
    for one in (contact, other):
        name = f"{one.id:064x}"
        number = media.put(connection, contact_id=one.id, name=name, kind="voice", now=now)
        house.core.shelf.put(name, bytes(MARKERS["file"]))  # type: ignore[arg-type]
        media.keep(connection, number, content_type="audio/ogg", size=30)
        text = "the landlord of Rruga e Kavajës"
        notes.add(connection, one.id, str(MARKERS["note of the team"]), "staff", now)
        tickets.open_once(connection, contact_id=one.id, kind="help", flow="", state_name="", now=now, text=text)
        outbox.put(
            connection,
            channel=one.channel,
            contact_id=one.id,
            address=one.address,
            lane=outbox.NOTICE,
            kind="answer",
            parts=[Part("come on Thursday behind the bakery")],
            now=now,
            next_at=now + timedelta(days=1),
        )
    _plan(connection, contact, now + timedelta(days=1))
    took_part(connection, contact.person_id or 0, str(MARKERS["words about a meeting"]), now)
    studied(connection, contact.person_id or 0, str(MARKERS["name on a certificate"]), now)
    did_one(connection, contact, str(MARKERS["words about a tip"]), now)
    asked(connection, contact.person_id or 0, str(MARKERS["words of a question"]), now)


def _plan(connection: Connection, contact: Contact, due_at: datetime) -> None:
    """Let something be due for a contact, and something for its person."""
    mine = {"contact_id": contact.id, "detail": {"text": MARKERS["planned answer"]}}
    ours = {"person_id": contact.person_id, "detail": {"text": MARKERS["planned for the person"]}}
    rows = [Planned("answer", "answer", due_at, due_at, due_at + timedelta(days=1), **one) for one in (mine, ours)]
    notices.put(connection, Subject("ticket", 1), rows, due_at)


async def test_no_byte_stays(tmp_path: Path) -> None:
    async with living(tmp_path) as house:
        other = Guest(house, "2")
        await other.register("Somebody Else")
        guest = await _everything(house)
        for what, marker in MARKERS.items():
            assert traces(tmp_path, marker), f"{what} was not planted"
        papers = await _papers(house)
        assert len(papers) == 2
        before = await house.rows(tables.consent)

        assert await _erase(guest) == [GOODBYE]
        assert await _papers(house) == [], "no paper is made of somebody who has left"
        await house.core.settle()
        assert await house.core.housekeeping.finish_erasures() == 2
        assert traces(tmp_path, *MARKERS.values()) == []
        assert not any(paper.exists() for paper in papers)

        assert {row["address"] for row in await house.rows(tables.contact)} == {"2"}
        assert (await other.person()).name == "Somebody Else"
        assert await other.write("menu") == ["What do you want?"]
        after = await house.rows(tables.consent)
        assert [row["pseudonym"] for row in after] == [row["pseudonym"] for row in before], "counts stay"
        assert [row["contact_id"] for row in after] == [1, 1, None, None]
        (entry,) = [row for row in await house.rows(tables.log) if row["act"] == "erased"]
        assert (entry["actor"], entry["subject"]) == (before[-1]["pseudonym"],) * 2
    assert traces(tmp_path, *MARKERS.values()) == []


async def _papers(house: House) -> list[Path]:
    found = [await house.core.library.find(f"export:{row['id']}") for row in await house.rows(tables.contact)]
    return [paper.path for paper in found if paper is not None and "papers" in str(paper.path)][1:]


async def test_the_last_tap_again_has_no_effect(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    await _to_the_bin(guest)
    last = Inbound(guest.box, "last", 900, guest.address, "tap", payload=guest.payload("bin"), callback="c")
    assert await guest.sent(last) == [GOODBYE]
    again = Inbound(guest.box, "again", 901, guest.address, "tap", payload=last.payload, callback="c")
    assert await guest.sent(last) == []
    assert await guest.sent(again) == [], "a double tap on the bin is no return"
    await house.core.housekeeping.finish_erasures()
    assert await guest.known() is None
    for repeat in (last, again):
        assert await guest.sent(repeat) == []
    assert await house.rows(tables.contact) == []


async def test_after_72_hours_the_hashes_go_too(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    await _erase(guest)
    await house.core.housekeeping.finish_erasures()
    assert len(await house.rows(tables.erasure)) > 10
    await house.move(timedelta(hours=73))
    await house.core.housekeeping.day()
    assert await house.rows(tables.erasure) == []


@pytest.mark.parametrize("finished", [True, False])
async def test_who_comes_back_is_somebody_new(house: House, finished: bool) -> None:
    guest = Guest(house)
    await guest.register()
    old = Inbound(guest.box, "old", 500, guest.address, "text", text="language")
    await guest.sent(old)
    await _erase(guest)
    if finished:
        await house.core.housekeeping.finish_erasures()
    assert await guest.write("hello again") in (["Choose your language 🗣️"], ["Zgjidh gjuhën 🗣️"])
    await house.core.housekeeping.finish_erasures()
    assert await guest.sent(old) == [], "a message from before, listed again after an outage, has no effect"
    for value in ("en", "next", "yes", "yes"):
        await guest.tap(value)
    await guest.write("Besa")
    for value in ("yes", "al", "tirana", "food", "right"):
        await guest.tap(value)
    person = await guest.person()
    assert (person.name, person.programme, person.country) == ("Besa", "green_albania", "AL")


async def test_an_erased_address_hears_goodbye_or_goes_without(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    await _to_the_bin(guest)
    house.boxes[guest.box].answers = [Receipt("safe")]
    await guest.tap("bin")
    assert await house.core.housekeeping.finish_erasures() == 0, "the goodbye has not gone yet"
    assert await guest.known() is not None
    await house.move(TOLD + timedelta(seconds=1))
    assert house.heard(guest.box, guest.address)[-1].text == GOODBYE
    assert await house.core.housekeeping.finish_erasures() == 1


async def test_a_goodbye_that_cannot_go_keeps_nobody_for_long(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    await _to_the_bin(guest)
    house.boxes[guest.box].answers = [Receipt("safe")] * 90
    await guest.tap("bin")
    await house.move(TOLD + timedelta(seconds=1))
    assert await house.core.housekeeping.finish_erasures() == 1
    assert await guest.known() is None
    assert await house.rows(tables.outbox) == []


async def test_what_is_being_sent_at_that_moment_comes_to_an_end(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    guest, other = Guest(house), Guest(house, "2")
    await guest.register()
    await other.register()
    contact, release = await guest.contact(), asyncio.Event()
    box = house.boxes[guest.box]
    send = box.send

    async def slowly(delivery: Delivery) -> Receipt:
        if delivery.address == guest.address:
            await release.wait()
        return await send(delivery)

    monkeypatch.setattr(box, "send", slowly)
    await house.core.reception.receive([Inbound(guest.box, "k900", 900, guest.address, "text", text="menu")])
    await house.core.store.run(lambda c: privacy.erase(c, contact, house.clock.now(), programme(), OPERATOR))
    release.set()
    await house.quiet()
    assert await other.write("menu") == ["What do you want?"]
    assert await house.core.housekeeping.finish_erasures() == 1
    assert {row["contact_id"] for row in await house.rows(tables.outbox)} == {2}


async def test_words_of_a_provider_go_with_the_message(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    await _erase(guest)
    (goodbye,) = [row for row in await house.rows(tables.outbox) if row["contact_id"] == 1]
    word = {"channel": guest.box, "state": "delivered", "code": "", "at": house.clock.now()}
    rows = [{**word, "provider_id": goodbye["provider_id"]}, {**word, "provider_id": "of a message that is gone"}]
    await house.run(lambda connection: connection.execute(tables.status.insert(), rows))
    await house.core.housekeeping.finish_erasures()
    assert [row["provider_id"] for row in await house.rows(tables.status)] == ["of a message that is gone"]
    await house.move(timedelta(days=8))
    await house.core.housekeeping.day()
    assert await house.rows(tables.status) == []


async def test_a_second_thought_keeps_everything(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    await guest.write("menu")
    for value in ("settings", "delete", "delete", "sun"):
        said = await guest.tap(value)
    assert said[0] == "Okay. Nothing is deleted."
    assert (await guest.person()).name == "Ana"
