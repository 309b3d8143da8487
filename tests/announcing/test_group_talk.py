"""Groups in chat, by tapping: made, filled by name or from a meeting, written to, ended; always by right."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.services import groups, privacy
from bot.services.groups import NoGroup
from bot.services.staff import OPERATOR, Denied
from storage import groups as rows
from storage.groups import Member
from storage.store import Store
from tests.announcing import desk
from tests.announcing.desk import WORLD
from tests.announcing.test_send_talk import SENDING, acts
from tests.house import NOON, Guest, House, living
from tests.meetings.guests import dinner
from tests.meetings.team import member, taps


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A Drom on a Monday at noon."""
    async with living(tmp_path) as found:
        yield found


async def test_a_group_is_made_filled_written_to_and_ended(house: House) -> None:
    mira, ana = await member(house, "Mira"), Guest(house, "1002")
    await ana.register("Ana")
    await Guest(house, "1003").register("Besim")
    assert await taps(mira, "staff", "others", "groups") == ["There is no group yet."]
    await mira.tap("new")
    assert await mira.write("Coaching 1") == ["Coaching 1. People: 0."]
    await taps(mira, "add", "name")
    assert await mira.write("an") == ["Tap who comes into the group."]
    number = (await ana.person()).id
    assert await mira.tap(f"p{number}") == ["Nobody is there.", "Coaching 1. People: 1."]
    assert await mira.tap("who") == ["In the group:", "Ana", "Coaching 1. People: 1."]
    await mira.write("menu")
    assert (await taps(mira, *SENDING, "group", "g1"))[0].startswith("People: 1.")
    await mira.write("menu")
    await taps(mira, "staff", "others", "groups", "g1", "out", f"p{number}")
    assert (await mira.at()) == "group.group"
    said = await taps(mira, "end", "end")
    assert said == ["This group has ended.", "There is no group yet."]
    done = [one for one in await acts(house) if one.startswith("group")]
    assert done == ["group_made", "group_grew", "group_shrank", "group_ended"]


async def test_a_group_takes_the_people_of_a_meeting(house: House) -> None:
    mira, ana = await member(house, "Mira"), Guest(house, "1002")
    await ana.register("Ana")
    await house.run(dinner)
    await ana.send("tap", payload="meeting:1:1:yes", callback="c")
    await taps(ana, "one", "nothing")
    await taps(mira, "staff", "others", "groups", "new", "coaching", "add", "meeting")
    assert await mira.tap("m1") == ["New in the group: 1.", "🎯 1. People: 1."]


async def test_what_is_of_another_country_is_nobodys_group(house: House) -> None:
    mira, ana = await member(house, "Mira"), Guest(house, "1002")
    await ana.register("Ana")
    await taps(mira, "staff", "others", "groups", "new")
    await mira.write("Coaching 1")
    number = (await ana.person()).id

    def work(connection: Connection) -> None:
        foreign, helper = desk.member(connection, country="RS"), desk.member(connection, "helper")
        assert groups.of_staff(connection, foreign) == groups.of_staff(connection, helper) == []
        for act in (
            lambda: groups.members(connection, foreign, 1),
            lambda: groups.add(connection, foreign, WORLD.programme, 1, [number], NOON),
            lambda: groups.end(connection, helper, 1, NOON),
        ):
            with pytest.raises(NoGroup):
                act()
        with pytest.raises(Denied):
            groups.create(connection, helper, "sample_ngo", "AL", "Mine", NOON)
        with pytest.raises(ValueError, match="name"):
            groups.create(connection, OPERATOR, "sample_ngo", "AL", " ", NOON)

    await house.run(work)
    hana = await member(house, "Hana", "helper", "1009")
    await hana.tap("staff")
    with pytest.raises(LookupError, match="groups is not among"):
        hana.button("groups")


async def test_nobody_of_another_place_comes_into_a_group(store: Store) -> None:
    def work(connection: Connection) -> None:
        both = desk.member(connection, country="")
        [ana] = desk.people(connection, 1)
        [dora] = desk.people(connection, 1, country="RS")
        group = groups.create(connection, both, "sample_ngo", "AL", "Coaching", NOON)
        wide = groups.create(connection, both, "sample_ngo", "", "Both", NOON)
        other = groups.create(connection, OPERATOR, "another_ngo", "", "Theirs", NOON)
        for number, person_id in ((group, dora), (other, ana)):
            with pytest.raises(Denied):
                groups.add(connection, OPERATOR, WORLD.programme, number, [person_id], NOON)
        assert groups.add(connection, both, WORLD.programme, group, [ana], NOON) == 1
        assert groups.add(connection, both, WORLD.programme, wide, [ana, dora], NOON) == 2
        assert groups.strangers(connection, OPERATOR, WORLD.programme, group) == []
        assert groups.strangers(connection, OPERATOR, WORLD.programme, other) == []

    await store.run(work)


async def test_no_more_people_are_read_than_are_shown(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(connection: Connection) -> None:
        by = desk.member(connection)
        crowd = desk.people(connection, 25)
        group = groups.create(connection, by, "sample_ngo", "AL", "Coaching", NOON)
        monkeypatch.setattr(groups, "PAGE", 10)
        read: list[int] = []
        pages = rows.strangers

        def counted(*args: Any, **named: Any) -> list[Member]:
            page = pages(*args, **named)
            read.extend(one.person_id for one in page)
            return page

        monkeypatch.setattr(rows, "strangers", counted)
        newest = sorted(crowd, reverse=True)
        found = groups.strangers(connection, by, WORLD.programme, group, limit=5)
        assert ([one.person_id for one in found], read) == (newest[:5], newest[:10])
        found = groups.strangers(connection, by, WORLD.programme, group, limit=40)
        assert [one.person_id for one in found] == newest

    await store.run(work)


async def test_whoever_leaves_is_in_no_group(house: House) -> None:
    ana = Guest(house, "1002")
    await ana.register("Ana")
    number, contact = (await ana.person()).id, await ana.contact()

    def work(connection: Connection) -> list[int]:
        group = groups.create(connection, OPERATOR, "sample_ngo", "AL", "Coaching", NOON)
        groups.add(connection, OPERATOR, WORLD.programme, group, [number], NOON)
        told = privacy.gather(connection, contact)["group_member"]
        privacy.erase(connection, contact, NOON, WORLD.programme, OPERATOR)
        assert groups.members(connection, OPERATOR, group) == []
        return [row["person_id"] for row in told]

    assert await house.run(work) == [number]


async def test_a_spoken_name_is_written_by_who_listens_to_it(house: House) -> None:
    mira, desk_of = await member(house, "Mira"), house.core.help_desk
    await taps(mira, "staff", "others", "groups", "new")
    assert await mira.say() == ["🎤 1. People: 0."]
    await mira.write("menu")
    await taps(mira, "staff", "others", "groups", "new")
    assert await mira.say() == ["🎤 2. People: 0."], "each group is a matter of its own"
    now = house.clock.now()
    first, second = await house.read(lambda c: desk_of.waiting(c, OPERATOR))
    assert [(one.ticket.kind, one.text, len(one.files)) for one in (first, second)] == [
        ("group", "🎤 1", 1),
        ("group", "🎤 2", 1),
    ]
    await house.run(lambda c: desk_of.write(c, OPERATOR, second.ticket.id, "Sewing in Elbasan", now))
    assert [one.name for one in await house.read(rows.every)] == ["Sewing in Elbasan", "🎤 1"]
    assert [one.ticket.id for one in await house.read(lambda c: desk_of.waiting(c, OPERATOR))] == [first.ticket.id]
    assert (await acts(house))[-1] == "ticket_written"
    await mira.write("menu")
    await taps(mira, "staff", "others", "groups")
    assert await mira.tap("g2") == ["Sewing in Elbasan. People: 0."]
    await house.run(lambda c: groups.end(c, OPERATOR, 1, now))
    assert not await house.run(lambda c: desk_of.write(c, OPERATOR, first.ticket.id, "Too late", now))
    assert await house.read(lambda c: desk_of.waiting(c, OPERATOR)) == [], "a group that has ended needs no name"
