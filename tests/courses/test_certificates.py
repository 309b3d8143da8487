"""Certificates: named by voice with staff's help, checked by their number, forgotten with their owner; counts."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, update

from bot.channels.limits import SIM_WHATSAPP
from bot.services import certificates, course_counts, course_offers, privacy
from bot.services.helpdesk import NoTicket
from bot.services.staff import OPERATOR, Actor, Denied
from storage import certificates as rows
from storage import contacts, media, studies, tables, tickets
from storage.roles import Role
from storage.studies import Count
from tests.courses.pupil import begin, enter, finish, learn
from tests.house import NOON, Guest, House
from tests.services.paper import text_of
from tests.services.sample import programme

FOREIGN = Actor("foreign", (Role(1, 1, "", "coordinator", "another_ngo", "", NOON, None),))


async def certified(guest: Guest, name: str = "Ana") -> rows.Certificate:
    """Finish the course and take the certificate."""
    await finish(guest)
    await guest.write(name)
    await guest.tap("yes")
    person = await guest.person()
    [row] = await guest.house.read(lambda c: rows.of_person(c, person.id))
    return row


async def test_staff_check_a_number(ana: Guest) -> None:
    row = await certified(ana, "Đulijana")
    assert row.number is not None
    found = await ana.house.read(lambda c: certificates.find(c, OPERATOR, f" {row.number} "))
    assert (found.name, found.title["en"], found.organisation) == (
        "Đulijana",
        "Short course: circular economy",
        "sample_ngo",
    )
    head, _, code = row.number.partition("-")
    other = f"{head}-{(int(code) + 1) % 10_000:04}"
    for by, number in ((OPERATOR, other), (OPERATOR, "x"), (FOREIGN, row.number), (Actor("nobody"), row.number)):
        with pytest.raises(LookupError, match=f"there is no certificate {number}"):
            await ana.house.read(partial(certificates.find, by=by, number=number))


async def test_a_number_is_of_one_name_for_ever(ana: Guest) -> None:
    """Nobody gets back to the question for the name, and whoever does gives the certificate no other one."""
    row = await certified(ana)
    assert await ana.write("back") == ["Want the picture brochure too?"]
    again = await ana.house.run(lambda c: rows.put(c, row.study_id, row.person_id or 0, "Besim", "9999", NOON))
    assert again == row.id
    assert await ana.house.read(lambda c: rows.get(c, row.id)) == row


async def test_a_voice_takes_no_name_away(ana: Guest) -> None:
    """Two phones of one person ask for the name at once; the first answer stands."""
    house, other = ana.house, Guest(ana.house, "2", hint="en")
    await other.register("Besa")
    person, number = await ana.person(), (await other.contact()).id
    await house.run(lambda c: contacts.change(c, number, person_id=person.id))
    await finish(ana)
    await enter(other)
    assert await other.tap("certificate") == ["You finished! Say the name for your certificate 🎤."]
    await ana.write("Ana")
    await ana.tap("yes")
    assert await other.say() == ["You finished this course. What do you want?"]
    assert [row["name"] for row in await house.rows(tables.certificate)] == ["Ana"]
    assert [one for one in await house.read(tickets.waiting) if one.kind == "certificate"] == []


async def test_a_spoken_name_waits_for_staff_and_then_comes(ana: Guest) -> None:
    house = ana.house
    await finish(ana)
    assert (await ana.say())[0] == "Thank you. A person writes your name. Then it comes."
    await enter(ana)
    assert (await ana.tap("certificate"))[0] == "A person writes your name. Then it comes."
    [ticket] = [one for one in await house.read(tickets.waiting) if one.kind == "certificate"]
    assert ticket.media_id is not None
    now = house.clock.now()
    with pytest.raises(ValueError, match="this cannot be a certificate"):
        await house.run(lambda c: house.core.help_desk.write(c, OPERATOR, ticket.id, "ليلى", now))
    with pytest.raises(NoTicket):
        await house.run(lambda c: house.core.help_desk.write(c, FOREIGN, ticket.id, "Ana", now))
    await house.run(lambda c: house.core.help_desk.write(c, OPERATOR, ticket.id, "Ana Đurić", now))
    parts = house.heard(ana.box, ana.address)
    assert parts[0].text == "Here is your certificate 🏅. Show it with pride!"
    paper = await house.core.library.find(parts[2].document)
    assert paper is not None
    assert "Ana Đurić" in text_of(paper.path.read_bytes())
    assert (await ana.person()).name == "Ana", "a profile keeps its own name"


async def test_on_whatsapp_it_knocks_where_the_window_is_over(school: House) -> None:
    guest = Guest(school, "+355690000001", SIM_WHATSAPP, hint="en")
    await guest.register()
    await finish(guest)
    await guest.say()
    await school.move(timedelta(days=2))
    school.heard(guest.box, guest.address)
    [ticket] = await school.read(tickets.waiting)
    now = school.clock.now()
    await school.run(lambda c: school.core.help_desk.write(c, OPERATOR, ticket.id, "Ana", now))
    [knock] = school.heard(guest.box, guest.address)
    assert knock.template
    said = await guest.send("tap", payload=knock.buttons[0].payload, callback="c")
    assert said[0] == "Here is your certificate 🏅. Show it with pride!"


async def test_it_speaks_the_language_of_the_day(ana: Guest) -> None:
    row = await certified(ana, "Ана")
    contact = await ana.contact()
    await ana.write("language")
    await ana.tap("sr")
    await ana.tap("sr_cyrl")
    paper = await ana.house.core.library.find(f"certificate:{contact.id}:{row.id}:pdf")
    assert paper is not None
    assert text_of(paper.path.read_bytes()).splitlines()[0] == "Сертификат"


@pytest.mark.parametrize("rest", ["1:2:pdf", "2:1:pdf", "1:1", "x:1:png", "1:1:exe"])
async def test_nobody_else_gets_it(ana: Guest, rest: str) -> None:
    await certified(ana)
    await Guest(ana.house, "2").register("Besa")
    assert await ana.house.core.library.find("certificate:1:1:pdf") is not None
    assert await ana.house.core.library.find(f"certificate:{rest}") is None


@pytest.mark.parametrize("name", ["brochure:1:xx:AL:1", "brochure:9:en:AL:1", "brochure:x:en:AL:1", "brochure:1"])
async def test_a_page_that_is_not_there_is_none(school: House, name: str) -> None:
    assert await school.core.library.find(name) is None
    assert await school.core.library.find("brochure:1:rom:-:1") is not None


async def test_who_leaves_takes_the_certificate_along(ana: Guest) -> None:
    house = ana.house
    row = await certified(ana, "Đulijana")
    contact = await ana.contact()
    names = [f"certificate:{contact.id}:{row.id}:{ending}" for ending in ("pdf", "png")]
    papers = [found.path for name in names if (found := await house.core.library.find(name))]
    before = await counts(house)
    now = house.clock.now()
    await house.run(lambda c: privacy.erase(c, contact, now, programme(), OPERATOR))
    assert [await house.core.library.find(name) for name in names] == [None, None]
    await house.core.housekeeping.finish_erasures()
    assert len(papers) == 2
    assert not any(path.exists() for path in papers)
    assert await counts(house) == before
    for table in (tables.study, tables.lesson_answer, tables.certificate):
        assert {row["person_id"] for row in await house.rows(table)} == {None}
    [left] = await house.rows(tables.certificate)
    assert (left["name"], left["number"]) == ("", None)
    assert {row["pseudonym"] for row in await house.rows(tables.study)} == {""}


async def test_all_that_is_known_goes_along_with_my_data(ana: Guest) -> None:
    row = await certified(ana)
    await ana.write("menu")
    for value in ("settings", "data", "file"):
        await ana.tap(value)
    contact = await ana.contact()
    sent = [part.document for part in ana.parts if part.document]
    assert sent == [f"export:{contact.id}", f"certificate:{contact.id}:{row.id}:pdf"]
    found = await ana.house.read(lambda c: privacy.gather(c, contact))
    assert len(found["lesson_answer"]) == 7
    assert found["certificate"][0]["number"] == row.number
    assert found["study"][0]["finished_at"] is not None


def _note(number: int, stands: str, now: datetime, connection: Connection) -> None:
    course_offers.note(connection, OPERATOR, programme(), number, stands, now)


async def counts(house: House, **only: Any) -> list[Count]:
    """Count everything."""
    now = house.clock.now()
    spans = (now - timedelta(days=999), now + timedelta(days=1))
    return await house.read(lambda c: course_counts.of_courses(c, OPERATOR, *spans, **only))


async def test_what_is_begun_finished_and_given_is_counted(school: House) -> None:
    first, second, third = (Guest(school, address, hint="en") for address in ("1", "2", "3"))
    for guest in (first, second, third):
        await guest.register()
    await certified(first)
    await first.tap("yes")
    await first.tap("yes")
    await begin(second)
    await learn(second, 2)
    await enter(third)
    assert await counts(school) == [Count(1, "AL", "en", 2, 1, 1, 1, 1, 0, 0)]
    assert await counts(school, organisation="another") == []
    number = (await first.contact()).id
    now = school.clock.now()
    for stands in ("enrolled", "finished"):
        await school.run(partial(_note, number, stands, now))
    assert (await counts(school))[0] == Count(1, "AL", "en", 2, 1, 1, 1, 1, 1, 1)
    with pytest.raises(LookupError, match="has not asked"):
        await school.run(lambda c: course_offers.note(c, OPERATOR, programme(), number + 1, "enrolled", now))
    with pytest.raises(Denied):
        await school.run(lambda c: course_offers.note(c, FOREIGN, programme(), number, "enrolled", now))


async def test_each_is_counted_when_it_happened(school: House) -> None:
    guest = Guest(school, "1", hint="en")
    await guest.register()
    await begin(guest)
    await learn(guest, 6)
    began, long = school.clock.now(), timedelta(days=40)
    await school.move(long)
    await enter(guest)
    await guest.tap("on")
    await guest.tap("tell_repair")
    await guest.tap("mine")
    await guest.tap("yes")

    async def within(since: datetime, until: datetime) -> list[Count]:
        return await school.read(lambda c: course_counts.of_courses(c, OPERATOR, since, until))

    late = timedelta(days=1)
    assert await within(began - late, began + late) == [Count(1, "AL", "en", 1, 0, 0, 0, 0, 0, 0)]
    assert await within(began + late, began + long + late) == [Count(1, "AL", "en", 0, 1, 1, 0, 0, 0, 0)]
    assert await within(began + late, began + 2 * late) == []


async def test_a_recording_that_has_had_its_time_takes_no_answer_along(ana: Guest) -> None:
    await begin(ana)
    await ana.say()

    def forget(connection: Connection) -> None:
        connection.execute(update(tables.media).values(created_at=ana.house.clock.now() - timedelta(days=999)))
        media.forget(connection, ana.house.clock.now())

    await ana.house.run(forget)
    assert len(await ana.house.read(lambda c: studies.answered(c, 1))) == 1
