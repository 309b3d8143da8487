"""What staff add to a meeting by tapping: a photo, languages, who gives it, a name; and who sees it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from bot.channels.port import File
from bot.services import concerned, due, meeting_more, meeting_plans, meetings, seating, slots
from bot.services.meeting_more import More
from bot.services.signing import NOBODY
from bot.services.staff import OPERATOR
from storage import media, roles, tables
from storage import meetings as rows
from storage.meetings import Host
from tests.house import NOON, Guest, House
from tests.meetings.guests import START, dinner
from tests.meetings.team import NEW, held, member, opened, taps
from tests.mentoring.people import volunteer
from tests.services.sample import programme

EMPTY = "Title: –. Photo: –.\nLanguages: –.\nWho gives it: –."
PHOTO = File("photo", "p", "image/jpeg", 2000)


async def hosts(house: House, number: int = 1) -> list[tuple[str, int | None, str]]:
    """Return who gives a meeting."""
    return [(one.role, one.person_id, one.name) for one in await house.read(lambda c: rows.hosts(c, number))]


async def guest_of(house: House, number: int = 1) -> Guest:
    """Register somebody who has said yes."""
    ana = Guest(house, "1009")
    await ana.register("Ana")
    person_id = (await ana.person()).id
    await house.run(lambda c: seating.answer(c, programme(), number, person_id, "yes", house.clock.now()))
    return ana


async def test_a_new_meeting_gets_all_of_it_before_it_is_published(house: House) -> None:
    mira = await member(house, "Mira")
    await taps(mira, *NEW, "town", "s20", "m2", "t3")
    assert await taps(mira, "change", "details") == [EMPTY]
    assert await taps(mira, "photo") == ["Send a photo of the place 📷."]
    assert await mira.send("photo", file=PHOTO) == [EMPTY.replace("Photo: –", "Photo: ✔")]
    await taps(mira, "languages", "sq")
    assert await mira.tap("rom") == ["Spoken there: Shqip, Romanes. Tap one to change it."]
    await taps(mira, "done", "title")
    assert "Title: Pack with less." in (await mira.write("Pack with less"))[0]
    await taps(mira, "hosts")
    assert await mira.write("Afërdita Leka") == ["What does Afërdita Leka do there?"]
    assert (await mira.tap("speaker"))[0].startswith("Who gives it: Afërdita Leka.\n")
    person_id = (await mira.person()).id
    await taps(mira, f"p{person_id}", "host", "guests", "g5")
    said = await taps(mira, "done")
    assert said == [
        "Title: Pack with less. Photo: ✔.\nLanguages: Shqip, Romanes.\nWho gives it: Afërdita Leka, Mira, +5.",
    ]
    said = await taps(mira, "done")
    assert said[1] == "Pack with less\n💬 Shqip, Romanes\n👋 Afërdita Leka"
    assert said[2].startswith("🍽️ Dinner, Tuesday 16 June, 18:00 – 21:00, Tirana.\n")
    await mira.tap("publish")
    for one in await held(house):
        assert (dict(one.title), list(one.languages)) == ({"en": "Pack with less"}, ["sq", "rom"])
        assert one.photo_id is not None
        found = await hosts(house, one.id)
        assert found[:2] == [("speaker", None, "Afërdita Leka"), ("host", person_id, "")]
        assert found[2:] == [("guest", None, "")] * 5


async def test_it_is_changed_later_and_nobody_is_written_to(house: House) -> None:
    mira = await member(house, "Mira")
    number = await house.run(dinner)
    ana = await guest_of(house)
    house.heard(ana.box, ana.address)
    await opened(mira)
    assert await mira.tap("change") == [EMPTY]
    await taps(mira, "title")
    await mira.write("Behind the market")
    await taps(mira, "languages", "mk", "done", "photo")
    await mira.send("photo", file=PHOTO)
    await house.move(timedelta(minutes=1))
    assert house.heard(ana.box, ana.address) == []
    assert [one.version for one in await held(house)] == [1]
    await ana.write("menu")
    said = await taps(ana, "meetings", f"m{number}")
    assert said[0] == "Behind the market\n💬 Македонски"
    photo = (await held(house))[0].photo_id
    assert not any(part.picture for part in ana.parts), "it is not fetched yet"
    assert photo is not None
    await house.run(lambda c: media.keep(c, photo, content_type="image/jpeg", size=2000))
    await ana.write("menu")
    await taps(ana, "meetings", f"m{number}")
    shown = [(part.text, part.picture) for part in ana.parts if part.picture]
    assert shown == [("Behind the market\n💬 Македонски", str(photo))]
    await taps(mira, "photo", "none")
    await taps(mira, "title", "none")
    assert [(dict(one.title), one.photo_id) for one in await held(house)] == [({}, None)]


async def test_who_is_invited_sees_it_before_the_card(house: House) -> None:
    ana = Guest(house, "1009")
    await ana.register("Ana")
    person_id = (await ana.person()).id
    photo = await house.run(lambda c: media.put(c, contact_id=None, name="place", kind="photo", now=NOON))
    await house.run(lambda c: media.keep(c, photo, content_type="image/jpeg", size=2000))

    def invite(connection: Connection) -> None:
        both: dict[str, dict[str, Any]] = {"dinner": {"photo_id": photo, "languages": ["sq"]}, "training": {}}
        for kind, values in both.items():
            number = dinner(connection, kind=kind, pin=(41.3, 19.8), **values)
            found = rows.get(connection, number)
            assert found is not None
            more = concerned.invited(found, [person_id], NOON, asked_for=True)
            due.plan(connection, meeting_plans.subject(number), more, NOON)

    house.heard(ana.box, ana.address)
    await house.run(invite)
    await house.move(timedelta(minutes=1))
    heard = [(part.text.partition(",")[0], part.picture) for part in house.heard(ana.box, ana.address)]
    assert heard == [("💬 Shqip", str(photo)), ("🍽️ Dinner", ""), ("🎓 Training", "")]


async def test_another_place_takes_the_photo_of_the_one_before_away(house: House) -> None:
    mira = await member(house, "Mira")
    await house.run(dinner)
    await opened(mira)
    await taps(mira, "change", "photo")
    await mira.send("photo", file=PHOTO)
    await taps(mira, "place", "town", "change")
    assert [one.photo_id for one in await held(house)] == [None]


async def test_who_gives_it_is_added_and_taken_away_by_tapping(house: House) -> None:
    mira = await member(house, "Mira")
    besim = await member(house, "Besim", address="1002")
    await member(house, "Cvetan", "helper", address="1003")
    await house.run(dinner)
    await opened(mira)
    await taps(mira, "change", "hosts")
    labels = [button.label for part in mira.parts for button in part.buttons]
    assert labels[:3] == ["1 ➕ Mira", "2 ➕ Besim", "3 ➕ Cvetan"]
    number = (await besim.person()).id
    await taps(mira, f"p{number}")
    assert [button.payload.partition("@")[0] for part in mira.parts for button in part.buttons] == [
        *("staff.role.host", "staff.role.speaker", "staff.role.guest"),
    ]
    await taps(mira, "guest")
    assert await hosts(house) == [("guest", number, "")]
    assert mira.button("h1").label == "1 ✖️ Besim"
    await mira.tap("h1")
    assert await hosts(house) == []
    await taps(mira, "guests", "g2", "guests", "g1")
    assert await hosts(house) == [("guest", None, "")]
    assert await taps(mira, "guests", "g0", "done") == [EMPTY]


async def test_on_a_mentor_day_a_mentor_is_an_expert_until_somebody_has_booked(house: House) -> None:
    petrit = await volunteer(house, shows_name=True)
    mira = await member(house, "Drita", address="1002")
    days = [(START, timedelta(hours=1))]
    number = await house.run(lambda c: dinner(c, kind="mentor", days=days))
    person_id = (await petrit.person()).id
    await opened(mira)
    await taps(mira, "change", "hosts", f"p{(await mira.person()).id}")
    with pytest.raises(LookupError):
        mira.button("expert")
    await taps(mira, "speaker", f"p{person_id}", "expert")
    assert ("expert", person_id, "") in await hosts(house)
    ana = await guest_of(house)
    await house.run(lambda c: slots.toggle(c, number, person_id, 1, 0, NOON))
    booker = (await ana.person()).id
    slot = await house.read(lambda c: c.scalar(select(tables.slot.c.id)))
    assert slot is not None
    assert await house.run(lambda c: slots.book(c, programme(), slot, booker, NOON)) == "booked"
    expert = next(one for one in await house.read(lambda c: rows.hosts(c, number)) if one.role == "expert")
    assert (await mira.tap(f"h{expert.id}"))[0] == "Somebody has booked a time there. They stay."
    assert ("expert", person_id, "") in await hosts(house)
    await ana.write("menu")
    said = await taps(ana, "meetings", f"m{number}")
    assert said[0].startswith("👋 "), "a mentor who shows their name is named"
    assert "Drita" not in said[0], "nobody else of the team is"


async def test_a_third_expert_is_refused_of_a_meeting_that_is_there_and_of_a_new_one(house: House) -> None:
    mira = await member(house, "Drita", address="1002")
    said = "A mentor day has two experts. Take one away first."
    two = [Host("expert", name="Lira"), Host("expert", name="Besa")]
    number = await house.run(lambda c: dinner(c, kind="mentor", days=[(START, timedelta(hours=1))]))
    await house.run(lambda c: rows.put_hosts(c, number, two))
    await opened(mira)
    await taps(mira, "change", "hosts")
    await mira.write("Vesa")
    assert (await mira.tap("expert"))[0] == said
    assert [name for _, _, name in await hosts(house)] == ["Lira", "Besa"]
    await mira.write("Vesa")
    await mira.tap("speaker")
    assert len(await hosts(house)) == 3
    kind = [{"dinner": "mentor", "t1800": "t1000"}.get(one, one) for one in NEW]
    await mira.write("menu")
    await taps(mira, *kind, "town", "s20", "m2", "t3", "change", "details", "hosts")
    for name in ("Lira", "Besa"):
        await mira.write(name)
        await mira.tap("expert")
    await mira.write("Vesa")
    assert (await mira.tap("expert"))[0] == said


async def test_what_is_over_is_not_changed(house: House) -> None:
    mira = await member(house, "Mira")
    days = [(NOON.replace(tzinfo=None) + timedelta(hours=3), timedelta(minutes=5))]
    await house.run(lambda c: dinner(c, days=days))
    await opened(mira)
    await taps(mira, "change", "languages")
    await house.move(timedelta(hours=1, minutes=10))
    await opened(mira)
    assert [one.languages for one in await held(house)] == [[]]


async def test_only_who_arranges_meetings_there_may(house: House) -> None:
    mira = await member(house, "Mira")
    number = await house.run(dinner)
    await opened(mira)
    await mira.tap("change")
    person_id = (await mira.person()).id
    [role] = await house.read(lambda c: roles.of_person(c, person_id))
    await house.run(lambda c: roles.end(c, role.id, NOON))
    assert (await mira.tap("languages"))[0] == "This is for our team only."
    with pytest.raises(meetings.NoMeeting):
        await house.run(lambda c: meeting_more.keep(c, NOBODY, programme(), number, lambda _: More(), NOON))


async def test_guests_without_a_name_are_a_number(house: House) -> None:
    number = await house.run(dinner)
    more = meeting_more.with_guests(More(hosts=(Host("speaker", name="Lira"),)), 3)
    await house.run(lambda c: meeting_more.keep(c, OPERATOR, programme(), number, lambda _: more, NOON))
    found = await house.read(lambda c: meeting_more.of_meeting(c, rows.get(c, number)))  # type: ignore[arg-type]
    assert (found.unnamed, [one.name for one in found.named]) == (3, ["Lira"])
    assert meeting_more.from_text(meeting_more.to_text(found)) == found
    fewer = meeting_more.with_guests(found, 0)
    await house.run(lambda c: meeting_more.keep(c, OPERATOR, programme(), number, lambda _: fewer, NOON))
    assert await hosts(house) == [("speaker", None, "Lira")]


async def test_people_of_one_name_are_told_apart_by_town_or_number(house: House) -> None:
    mira = await member(house, "Mira")
    first, second, third = [await member(house, "Ana", "mentor", address=str(1002 + one)) for one in range(3)]
    numbers = [(await one.person()).id for one in (first, second, third)]
    elsewhere = tables.person.c.id == numbers[0]
    await house.run(lambda c: c.execute(update(tables.person).where(elsewhere).values(town="elbasan")))
    await house.run(dinner)
    await opened(mira)
    said = await taps(mira, "change", "hosts")
    _, *same = numbers
    shown = ["Ana, Elbasan", *(f"Ana #{one}" for one in same)]
    for label in shown:
        assert any(button.label.endswith(f"➕ {label}") for part in mira.parts for button in part.buttons)
    towns = ("Elbasan", "Tirana", "Tirana")
    lines = [f"{label}: {town} · 🧵 Sewing, clothes · 👩‍🏫" for label, town in zip(shown, towns, strict=True)]
    assert "\n".join(lines) in said
