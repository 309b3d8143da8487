"""Staff at the door: they tick who is here, take a tick back, write others down, and see who comes late."""

from datetime import timedelta

from sqlalchemy import Connection, select

from bot.door_paper import door_paper
from bot.services import door, seating
from storage import attendances, tables
from storage import meetings as rows
from tests.house import NOON, Guest, House
from tests.meetings.guests import dinner
from tests.meetings.team import member, opened, taps, tickets_of
from tests.services.sample import programme

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SHUT = "No door is open now. It opens two hours before."


async def _coming(house: House, name: str, address: str, party: int = 1) -> Guest:
    """Let somebody come to the first meeting, a dinner of this evening that is held where there is none yet."""
    guest = Guest(house, address)
    await guest.register(name)
    number = (await guest.person()).id
    days = [((NOON + 3 * HOUR).replace(tzinfo=None), HOUR)]

    def come(connection: Connection) -> None:
        first = connection.scalar(select(tables.meeting.c.id)) or dinner(connection, days=days)
        seating.answer(connection, programme(), first, number, "yes", NOON, party=party)

    await house.run(come)
    house.heard(guest.box, guest.address)
    return guest


def _labels(guest: Guest) -> list[str]:
    """Return the choices without the numbers that a list puts before them."""
    return [button.label.lstrip("0123456789 ") for part in guest.parts for button in part.buttons]


async def test_people_are_checked_in_from_the_list_and_others_by_name(house: House) -> None:
    mira, ana = await member(house, "Mira"), await _coming(house, "Ana", "1002", party=2)
    number = (await ana.person()).id
    assert (await taps(mira, "staff", "check_in", "m1", f"p{number}"))[0] == "Here now: Ana."
    assert mira.parts[-1].text == "Nobody else is on the list. Here: 2."
    await mira.tap("walk_in")
    await mira.write("Dora")
    assert (await mira.tap("three"))[-1] == "Nobody else is on the list. Here: 5."
    await mira.tap("walk_in")
    await mira.say()
    assert (await mira.tap("one"))[0] == "Here now: 🎤 2."
    assert (await taps(mira, "walk_in", "nameless", "one"))[0] == "Here now: 👤 3."
    found = await house.read(lambda c: attendances.of_meeting(c, 1))
    assert [(one.walk_in, one.party, one.how) for one in found] == [
        ("", 2, "staff"),
        ("Dora", 3, "staff"),
        ("🎤 2", 1, "staff"),
        ("👤 3", 1, "staff"),
    ]
    [ticket] = await tickets_of(mira)
    assert (ticket.kind, ticket.text, ticket.media_id is not None) == ("walk_in", "1: 🎤 2", True)


async def test_a_tick_is_taken_back(house: House) -> None:
    mira, ana = await member(house, "Mira"), await _coming(house, "Ana", "1002", party=2)
    number = (await ana.person()).id
    await taps(mira, "staff", "check_in", "m1")
    assert (await mira.tap("not_here"))[0] == "Nobody is here yet."
    await taps(mira, f"p{number}", "walk_in")
    await mira.write("Dora")
    assert (await taps(mira, "two", "not_here"))[0] == "Who is not here?"
    assert sorted(_labels(mira)) == ["Ana", "Dora"]
    row = (await house.read(lambda c: attendances.of_meeting(c, 1)))[0].id
    assert (await mira.tap(f"a{row}"))[:2] == ["Not here: Ana.", "Tap who is here. Here: 2."]
    assert "Ana" in _labels(mira)
    found = await house.read(lambda c: attendances.of_meeting(c, 1))
    assert [one.walk_in for one in found] == ["Dora"]
    acts = await house.read(lambda c: list(c.scalars(select(tables.log.c.act).order_by(tables.log.c.id))))
    assert acts[-1] == "taken_off"
    await house.move(DAY)
    assert [part.text for part in house.heard(ana.box, ana.address) if "how was it" in part.text] == []


async def test_of_two_who_take_a_tick_back_nobody_undoes_the_other(house: House) -> None:
    mira, besim = await member(house, "Mira"), await member(house, "Besim", address="1004")
    number = (await (await _coming(house, "Ana", "1002")).person()).id
    await taps(mira, "staff", "check_in", "m1", f"p{number}", "not_here")
    await taps(besim, "staff", "check_in", "m1", "not_here")
    assert (await mira.tap("a1"))[0] == (await besim.tap("a1"))[0] == "Not here: Ana."
    acts = await house.read(lambda c: list(c.scalars(select(tables.log.c.act))))
    assert acts.count("taken_off") == 1


async def test_the_door_sees_who_comes_late(house: House) -> None:
    mira, ana = await member(house, "Mira"), await _coming(house, "Ana", "1002")
    await _coming(house, "Besim", "1003")
    await house.move(HOUR + 5 * MINUTE)
    assert (await ana.send("tap", payload="meeting:1:1:late", callback="c"))[0] == "Okay. Come when you can."
    await mira.write("menu")
    await taps(mira, "staff", "check_in", "m1")
    assert _labels(mira)[:2] == ["⏰ Ana", "Besim"]


async def test_whoever_does_not_come_after_it_began_is_not_asked_again(house: House) -> None:
    ana = await _coming(house, "Ana", "1002")
    await house.move(HOUR + 5 * MINUTE)
    assert (await ana.send("tap", payload="meeting:1:1:no", callback="c"))[0] == "Okay. See you next time."


async def test_no_door_is_open_long_before(house: House) -> None:
    mira = await member(house, "Mira")
    await house.run(dinner)
    assert await taps(mira, "staff", "check_in") == [SHUT, "Staff menu."]
    await opened(mira)
    assert (await mira.tap("door"))[0] == SHUT


async def test_staff_hear_which_picture_hangs_at_the_door_and_get_it_on_paper(house: House) -> None:
    mira = await member(house, "Mira")
    await house.run(dinner)
    await opened(mira)
    said = await mira.tap("sign")
    assert said[0] == "Hang this at the door: 🔑 Key. Guests look for it."
    meeting = await house.read(lambda c: rows.get(c, 1))
    assert meeting is not None
    assert f"join {door.link(meeting)} (WhatsApp)" in said[-2]
    [document] = [part.document for part in mira.parts if part.document]
    paper = await house.core.library.find(document)
    assert paper is not None
    assert (paper.content_type, paper.path.read_bytes()[:5]) == ("application/pdf", b"%PDF-")
    assert (await house.core.library.find(document)) == paper
    for name in ("door:1:9", "door:9:1", "door:", "door:1", "door:1:x"):
        assert await house.core.library.find(name) is None, name


async def test_who_only_keeps_the_door_learns_the_picture_while_checking_in(house: House) -> None:
    hana = await member(house, "Hana", "helper")
    await _coming(house, "Ana", "1002")
    assert (await taps(hana, "staff", "check_in", "m1", "sign"))[0].startswith("Hang this at the door: ")


def test_each_door_has_a_picture_of_its_own_and_a_code_for_each_messenger() -> None:
    links = door.links("door-1-ab", "SampleBot", "38344123456")
    assert links == {
        "Telegram": "https://t.me/SampleBot?start=door-1-ab",
        "WhatsApp": "https://wa.me/38344123456?text=join%20door-1-ab",
    }
    assert door.links("door-1-ab", "", "") == {}
    bare = [len(door_paper(picture, "X", {})) for picture in range(4)]
    assert len(set(bare)) == 4
    assert all(len(door_paper(picture, "X", links)) > bare[picture] + 1000 for picture in range(4))


async def test_online_there_is_no_paper_for_a_door_and_nobody_travels(house: House) -> None:
    mira, _ = await member(house, "Mira"), await _coming(house, "Ana", "1002")
    await opened(mira)
    assert "🚌" in (await mira.tap("answers"))[0]
    await house.run(lambda c: rows.change(c, 1, link="https://example.org/room"))
    await opened(mira)
    assert (await mira.tap("answers"))[0] == "Invited: 0. Yes: 1. Maybe: 0. No: 0.\n🗨️ 0 ♿ 0"
    said = await mira.tap("sign")
    assert said[0] == "Online has no door. Guests tap ✅ while it runs."
    assert not [part for part in mira.parts if part.document]
