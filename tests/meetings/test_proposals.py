"""Whom staff invite in chat: an audience by tapping, counted, and a second yes where it is many."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.channels.limits import SIM_WHATSAPP
from bot.services import audience, groups, proposals, seating, staff
from bot.services.audience import Audience
from bot.services.staff import Denied
from storage import audiences, contacts, invitations, people, roles
from storage.responses import Answer
from storage.store import Store
from tests.house import NOON, Guest, House
from tests.meetings.guests import DAY, HOUR, START, dinner
from tests.meetings.guests import people as crowd
from tests.meetings.team import member, opened, taps
from tests.services.sample import programme

MINUTE = timedelta(minutes=1)
CARD = "«🍽️ Dinner, Monday 29 June, 18:00, Community house. Will you come?»\n"
"""What is seen of the invitation above a count."""


async def invited(house: House, meeting_id: int = 1) -> list[int]:
    """Return who is invited."""
    return await house.read(lambda c: invitations.of_meeting(c, meeting_id))


def _fill(connection: Connection, number: int) -> None:
    """Hold a dinner, and let so many people of Elbasan be there, of two trades."""
    dinner(connection)
    for place, one in enumerate(crowd(connection, number, channel=SIM_WHATSAPP, programme="green_albania")):
        people.change(connection, one, town="elbasan", trade="sewing" if place % 2 else "farming")


async def test_an_audience_is_counted_narrowed_and_invited(house: House) -> None:
    mira = await member(house, "Mira")
    await house.run(lambda c: _fill(c, 10))
    await opened(mira)
    assert await taps(mira, "invite", "town") == ["Which one?"]
    said = await mira.tap("elbasan")
    assert said == [
        f"{CARD}People: 10. Now: 10. Later: 0. After a knock: 0.\nWhen they write: 0. Not at all: 0. Invite them?",
    ]
    assert (await taps(mira, "narrow", "trade", "sewing"))[0].startswith(f"{CARD}People: 5. Now: 5.")
    assert (await mira.tap("send"))[0] == "Invited: 5."
    assert len(await invited(house)) == 5


async def test_who_goes_back_and_chooses_again_begins_with_everybody(house: House) -> None:
    mira, ana = await member(house, "Mira"), Guest(house, "1002")
    await ana.register("Ana")
    await house.run(lambda c: _fill(c, 10))
    await opened(mira)
    assert (await taps(mira, "invite", "town", "elbasan"))[0].startswith(f"{CARD}People: 10.")
    await mira.write("back")
    await mira.write("back")
    assert (await mira.tap("everyone"))[0].startswith(f"{CARD}People: 11.")
    assert (await taps(mira, "narrow", "town", "elbasan"))[0].startswith(f"{CARD}People: 10.")
    assert (await taps(mira, "narrow", "everyone"))[0].startswith(f"{CARD}People: 11.")


async def test_some_are_left_out_and_the_sum_holds(house: House) -> None:
    mira, ana = await member(house, "Mira"), Guest(house, "1002")
    await ana.register("Ana")
    await ana.write("stop")
    number = (await ana.person()).id
    await house.run(lambda c: _fill(c, 4))
    await house.run(lambda c: dinner(c, days=[(START + DAY, HOUR)]))
    await house.run(lambda c: seating.answer(c, programme(), 2, number, "yes", NOON))
    await opened(mira)
    said = (await taps(mira, "invite", "everyone"))[0]
    assert said.startswith(f"{CARD}People: 5. "), "who invites knows of it"
    words = [word.strip(".") for word in said.removeprefix(CARD).split()]
    parts = [int(word) for word in words if word.isdecimal()]
    assert parts[0] == sum(parts[1:])
    assert "Not at all: 1." in said
    assert await mira.tap("without") == ["Who shall I leave out?"]
    assert (await taps(mira, "guests", "m2"))[0].startswith(f"{CARD}People: 4.")
    nobody = await taps(mira, "without", "town", "elbasan")
    assert nobody == ["Nobody is there. Choose others.", "Who shall I leave out?"], "who is left out is chosen again"
    assert (await taps(mira, "town", "tirana"))[0].startswith(f"{CARD}People: 4.")
    await mira.tap("send")
    assert number not in await invited(house)
    assert len(await invited(house)) == 4


async def test_as_many_are_invited_as_were_counted_also_the_second_time(house: House) -> None:
    mira = await member(house, "Mira")
    await house.run(lambda c: _fill(c, 4))
    await house.run(lambda c: invitations.add(c, 1, [2], "", NOON))
    await opened(mira)
    assert (await taps(mira, "invite", "everyone"))[0].startswith(f"{CARD}People: 3.")
    assert (await mira.tap("send"))[0] == "Invited: 3."
    await opened(mira)
    assert (await taps(mira, "invite", "everyone"))[0] == "Nobody is there. Choose others."


async def test_a_group_is_invited_or_left_out(house: House) -> None:
    mira = await member(house, "Mira")
    await house.run(lambda c: _fill(c, 4))
    [one, *_] = await house.read(lambda c: sorted(audiences.people(c, Audience(towns=("elbasan",)))))
    by, now = staff.OPERATOR, house.clock.now()
    group = await house.run(lambda c: groups.create(c, by, "sample_ngo", "AL", "Coaching", now))
    await house.run(lambda c: groups.add(c, by, programme(), group, [one], now))
    await opened(mira)
    assert (await taps(mira, "invite", "everyone"))[0].startswith(f"{CARD}People: 4.")
    assert (await taps(mira, "without", "group", f"g{group}"))[0].startswith(f"{CARD}People: 3.")
    await opened(mira)
    assert (await taps(mira, "invite", "group", f"g{group}"))[0].startswith(f"{CARD}People: 1.")
    await mira.tap("send")
    assert await invited(house) == [one]


@pytest.mark.parametrize("said", ["yes", "maybe", "no"])
async def test_who_has_answered_is_not_counted_and_not_invited(house: House, said: Answer) -> None:
    mira = await member(house, "Mira")
    await house.run(lambda c: _fill(c, 4))
    [one, *_] = await house.read(lambda c: sorted(audiences.people(c, Audience(towns=("elbasan",)))))
    await house.run(lambda c: seating.answer(c, programme(), 1, one, said, NOON))
    await opened(mira)
    assert (await taps(mira, "invite", "everyone"))[0].startswith(f"{CARD}People: 3. Now: 3.")
    assert (await mira.tap("send"))[0] == "Invited: 3."
    assert one not in await invited(house)
    everybody = Audience(country="AL")
    by, now = staff.OPERATOR, house.clock.now()
    assert await house.run(lambda c: audience.invite(c, by, programme(), 1, everybody, now)) == 1, "Mira alone"
    assert one not in await invited(house), "nor where the console asks"


async def test_nobody_is_there(house: House) -> None:
    mira = await member(house, "Mira")
    await house.run(dinner)
    await opened(mira)
    said = await taps(mira, "invite", "mentors")
    assert said == ["Nobody is there. Choose others.", "Who shall I invite?"]


async def test_more_than_fifty_need_a_second_yes(house: House) -> None:
    mira, besim = await member(house, "Mira"), await member(house, "Besim", address="1002")
    await house.run(lambda c: _fill(c, 51))
    await opened(mira)
    assert (await taps(mira, "invite", "town", "elbasan", "send"))[0] == "So many need a second yes. I asked: Besim."
    assert await invited(house) == []
    await house.move(MINUTE)
    [card] = house.heard(besim.box, besim.address)
    assert card.text == "Mira invites 51 people: 🍽️ Dinner, Monday 29 June. Agree?"
    besim.parts = [card]
    assert (await besim.tap("yes"))[0] == "Good! They are invited now."
    assert len(await invited(house)) == 51
    house.clock.move(MINUTE)
    assert (await besim.send("tap", payload="proposal:1:1:no", callback="c"))[0] == "This is decided already."
    house.heard(mira.box, mira.address)
    await house.move(MINUTE)
    assert [part.text for part in house.heard(mira.box, mira.address)] == [
        "Somebody agreed. The people are invited now."
    ]


async def test_a_no_invites_nobody_and_a_list_shows_what_waits(house: House) -> None:
    mira, besim = await member(house, "Mira"), await member(house, "Besim", address="1002")
    await house.run(lambda c: _fill(c, 51))
    await opened(mira)
    await taps(mira, "invite", "town", "elbasan", "send")
    assert (await taps(besim, "staff", "others", "agree"))[0] == "Which one?"
    assert (await taps(besim, "p1", "no"))[0] == "Okay. Nobody is invited."
    assert await invited(house) == []
    await mira.write("menu")
    assert (await taps(mira, "staff", "others", "agree"))[0] == "Nothing waits for your yes."


async def test_alone_nobody_says_the_second_yes(house: House) -> None:
    mira = await member(house, "Mira")
    await member(house, "Hana", "helper", "1002")
    await house.run(lambda c: _fill(c, 51))
    await opened(mira)
    said = await taps(mira, "invite", "town", "elbasan", "send")
    assert said[0] == "So many need a second yes. Nobody else may say it."
    assert await invited(house) == []


async def test_a_card_of_a_proposal_is_nothing_to_others(house: House) -> None:
    mira, besim = await member(house, "Mira"), await member(house, "Besim", address="1002")
    ana = Guest(house, "1003")
    await ana.register("Ana")
    await house.run(lambda c: _fill(c, 51))
    await opened(mira)
    await taps(mira, "invite", "town", "elbasan", "send")
    for guest in (mira, ana):
        said = await guest.send("tap", payload="proposal:1:1:yes", callback="c")
        assert said[0] == "This is for our team only."
    assert (await besim.send("tap", payload="proposal:9:1:yes", callback="c"))[0] == "This is for our team only."
    assert await invited(house) == []


async def test_only_whom_both_may_write_to_are_invited(store: Store) -> None:
    def work(connection: Connection) -> None:
        number, every = dinner(connection), crowd(connection, 61, programme="green_albania")
        contact_of = contacts.last_of(connection, every)
        for one in every[:10]:
            contacts.change(connection, contact_of[one].id, country="RS")
        first, second = crowd(connection, 2)
        for one, country in ((first, ""), (second, "AL")):
            given: dict[str, Any] = {"name": "coordinator", "now": NOON, "organisation": "sample_ngo"}
            roles.give(connection, person_id=one, country=country, **given)
        who, other = staff.actor(connection, first), staff.actor(connection, second)
        meant = Audience(towns=("tirana",))
        state, number_then, _ = proposals.send(connection, who, first, programme(), number, meant, NOON)
        assert (state, number_then) == ("asked", 61)
        with pytest.raises(Denied):
            proposals.agree(connection, who, first, programme(), 1, NOON)
        assert proposals.agree(connection, other, second, programme(), 1, NOON) == 51
        assert set(invitations.of_meeting(connection, number)) == set(every[10:])
        assert proposals.agree(connection, other, second, programme(), 1, NOON) is None

    await store.run(work)


def test_an_audience_comes_back_as_it_was() -> None:
    meant = Audience(
        country="AL", towns=("tirana",), languages=("sq",), without=(Audience(mentors=True, meeting_id=3),)
    )
    assert proposals.from_json(proposals.to_json(meant)) == meant
    narrow = Audience(country="AL", also=(Audience(group_id=2),), but=1, new_to=4)
    assert proposals.from_json(json.loads(json.dumps(proposals.to_json(narrow)))) == narrow
    old = {name: value for name, value in proposals.to_json(meant).items() if name != "also"}
    assert proposals.from_json(old) == meant, "what was kept before"


async def test_whoever_has_left_the_team_is_asked_nothing_and_their_own_wish_ends(house: House) -> None:
    mira, besim = await member(house, "Mira"), await member(house, "Besim", address="1002")
    await house.run(lambda c: _fill(c, 51))
    await opened(mira)
    await taps(mira, "invite", "town", "elbasan", "send")
    await house.run(lambda c: staff.end(c, staff.OPERATOR, 2, NOON))
    house.heard(besim.box, besim.address)
    await house.move(MINUTE)
    assert house.heard(besim.box, besim.address) == []
    cila = await member(house, "Cila", address="1003")
    await house.run(lambda c: staff.end(c, staff.OPERATOR, 1, NOON))
    assert (await taps(cila, "staff", "others", "agree"))[0] == "Nothing waits for your yes."
    assert (await cila.send("tap", payload="proposal:1:1:yes", callback="c"))[0] == "This is decided already."
    assert await invited(house) == []
