"""How many seats a meeting has, as staff change it: more go to who waits, fewer are taken from nobody."""

from datetime import timedelta

from sqlalchemy import Connection, select

from bot.channels.limits import SIM_TELEGRAM
from bot.services import seating
from bot.services.staff import OPERATOR, end
from storage import responses, tables
from tests.house import NOON, Guest, House
from tests.meetings.guests import dinner, people
from tests.meetings.team import held, member, opened, taps
from tests.services.sample import programme

MINUTE = timedelta(minutes=1)
STALE = "Somebody has changed it meanwhile. Look again."


async def _dinner(house: House, seats: int | None, taken: int, waiting: int = 0, party: int = 1) -> None:
    """Hold a dinner with so many who have a seat each, and so many parties that wait."""
    number = await house.run(lambda c: dinner(c, seats=seats))

    def come(connection: Connection) -> None:
        for one in people(connection, taken):
            seating.answer(connection, programme(), number, one, "yes", NOON)
        for one in people(connection, waiting) if waiting else []:
            seating.answer(connection, programme(), number, one, "yes", NOON, party=party)
            seating.join_waiting(connection, programme(), number, one, NOON)

    await house.run(come)


async def _wait(house: House, *person_ids: int) -> None:
    """Let these people come, or wait where it is full."""
    for one in person_ids:
        await house.run(lambda c, one=one: seating.join_waiting(c, programme(), 1, one, NOON))  # type: ignore[misc]


async def _stands(house: House) -> list[str]:
    """Return how everybody stands, in the order in which they answered."""
    return [one.standing for one in await house.read(lambda c: responses.of_meeting(c, 1))]


async def _seats(house: House) -> int | None:
    [one] = await held(house)
    return one.seats


def _buttons(guest: Guest) -> list[str]:
    """Return what somebody may tap now."""
    return [button.payload.partition("@")[0] for part in guest.parts for button in part.buttons]


async def test_more_seats_are_offered_to_who_waits_in_their_order(house: House) -> None:
    mira, ana, besim = await member(house, "Mira"), Guest(house, "1002"), Guest(house, "1003")
    await _dinner(house, seats=2, taken=2)
    for guest in (ana, besim):
        await guest.register()
    [last] = await house.run(lambda c: people(c, 1))
    await _wait(house, (await ana.person()).id, (await besim.person()).id, last)
    await opened(mira)
    assert (await taps(mira, "change", "seats"))[0] == "How many seats? Tap, or write a number."
    said = await mira.write("4")
    assert said == ["🍽️ Dinner, Monday 29 June. Seats: 2. Taken: 2.\nNew: 4. Change it?"]
    assert (await _seats(house), await _stands(house)) == (2, ["seated"] * 2 + ["waiting"] * 3)
    said = await mira.tap("change")
    assert said[0] == "Changed. People who are offered a seat: 2."
    assert "Seats: 2 of 4. Waiting: 3." in said[1]
    assert await _stands(house) == ["seated", "seated", "offered", "offered", "waiting"]
    await house.move(MINUTE)
    for guest in (ana, besim):
        heard = house.heard(guest.box, guest.address)
        assert heard[-1].text.startswith("A place for you: 🍽️ Dinner, Monday 29 June")


async def test_a_party_that_does_not_fit_is_passed_over_and_not_counted(house: House) -> None:
    mira = await member(house, "Mira")
    await _dinner(house, seats=9, taken=9, waiting=1, party=3)
    await opened(mira)
    await taps(mira, "change", "seats", "s10")
    assert (await mira.tap("change"))[0] == "Changed. People who are offered a seat: 0."
    assert (await _stands(house))[-1] == "waiting"
    await taps(mira, "change", "seats", "s20")
    assert (await mira.tap("change"))[0] == "Changed. People who are offered a seat: 1."


async def test_fewer_seats_take_one_from_nobody(house: House) -> None:
    mira = await member(house, "Mira")
    await _dinner(house, seats=30, taken=12)
    await opened(mira)
    await taps(mira, "change", "seats")
    assert await mira.tap("s10") == ["Seats: 30. Taken: 12. Nobody loses a seat.\nNew: 12. Change it?"]
    await mira.tap("other")
    assert await mira.tap("s20") == ["🍽️ Dinner, Monday 29 June. Seats: 30. Taken: 12.\nNew: 20. Change it?"]
    assert (await mira.tap("change"))[0] == "Changed. People who are offered a seat: 0."
    assert await _seats(house) == 20
    await taps(mira, "change", "seats", "s10", "change")
    assert (await _seats(house), await _stands(house)) == (12, ["seated"] * 12)


async def test_a_meeting_without_a_limit_seats_all_who_wait(house: House) -> None:
    mira = await member(house, "Mira")
    await _dinner(house, seats=1, taken=1, waiting=3, party=2)
    await opened(mira)
    await taps(mira, "change", "seats")
    assert "Seats: 1. Taken: 1.\nNew: 🌍 No limit." in (await mira.tap("all"))[0]
    said = await mira.tap("change")
    assert said[0] == "Changed. People who are offered a seat: 3."
    assert "Seats: 1 of 🌍 No limit." in said[1]
    assert await _stands(house) == ["seated", "offered", "offered", "offered"]
    await taps(mira, "change", "seats")
    assert "Seats: 🌍 No limit. Taken: 7. Nobody loses a seat.\nNew: 7." in (await mira.write("3"))[0]
    assert (await mira.tap("change"))[0] == "Changed. People who are offered a seat: 0."
    assert await _seats(house) == 7


async def test_in_the_last_hours_all_who_wait_hear_of_it_and_after_the_start_nobody(house: House) -> None:
    mira = await member(house, "Mira")
    start = (NOON + timedelta(hours=3)).replace(tzinfo=None)  # an hour after noon in Tirana
    await house.run(lambda c: dinner(c, seats=1, days=[(start, timedelta(hours=3))]))
    await _wait(house, *await house.run(lambda c: people(c, 4, channel=SIM_TELEGRAM)))
    await opened(mira)
    await taps(mira, "change", "seats")
    await mira.write("2")
    assert (await mira.tap("change"))[0] == "Changed. People who are offered a seat: 3."
    await house.move(timedelta(minutes=61))
    await opened(mira)
    await taps(mira, "change", "seats", "s10")
    assert (await mira.tap("change"))[0] == "Changed. People who are offered a seat: 0."
    assert await _seats(house) == 10


async def test_a_spoken_number_is_told_kindly_and_only_a_number_is_taken(house: House) -> None:
    mira = await member(house, "Mira")
    await _dinner(house, seats=30, taken=1)
    await opened(mira)
    await taps(mira, "change", "seats")
    assert await mira.say() == ["I do not understand a spoken number yet.", "How many seats? Tap, or write a number."]
    assert (await mira.write("many"))[0] == "Only the number of seats, please, such as 8."
    await mira.tap("s50")
    assert "Seats: 1 of 30." in (await mira.tap("keep"))[0]
    assert await _seats(house) == 30


async def test_only_the_number_that_was_seen_is_changed(house: House) -> None:
    mira, besim = await member(house, "Mira"), await member(house, "Besim", address="1003")
    await _dinner(house, seats=30, taken=1)
    for guest, number in ((mira, "s50"), (besim, "s10")):
        await opened(guest)
        await taps(guest, "change", "seats", number)
    await mira.tap("change")
    said = await besim.tap("change")
    assert (said[0], await _seats(house)) == (STALE, 50)
    assert "Seats: 1 of 50." in said[1], "and what stands now follows"


async def test_a_seat_that_is_taken_meanwhile_stays(house: House) -> None:
    mira = await member(house, "Mira")
    await _dinner(house, seats=30, taken=10)
    await opened(mira)
    await taps(mira, "change", "seats", "s10")
    [late] = await house.run(lambda c: people(c, 1))
    await house.run(lambda c: seating.answer(c, programme(), 1, late, "yes", NOON))
    assert (await mira.tap("change"))[0] == STALE
    assert (await _seats(house), await _stands(house)) == (30, ["seated"] * 11)


async def test_a_second_tap_changes_nothing(house: House) -> None:
    mira = await member(house, "Mira")
    await _dinner(house, seats=1, taken=1, waiting=2)
    await opened(mira)
    await taps(mira, "change", "seats")
    await mira.write("2")
    twice = mira.payload("change")
    await mira.tap("change")
    before = await house.rows(tables.response)
    said = await mira.send("tap", payload=twice, callback="c")
    assert not any(text.startswith("Changed") for text in said)
    assert await house.rows(tables.response) == before
    found = select(tables.log.c.act).where(tables.log.c.act == "meeting_changed")
    assert await house.read(lambda c: list(c.scalars(found))) == ["meeting_changed"]
    await taps(mira, "change", "seats")
    await mira.write("2")
    assert (await mira.tap("change"))[0] == "Changed. People who are offered a seat: 0."
    assert await house.read(lambda c: list(c.scalars(found))) == ["meeting_changed"], "the same number is no change"


async def test_whoever_is_no_longer_of_the_team_changes_nothing(house: House) -> None:
    mira = await member(house, "Mira")
    await _dinner(house, seats=30, taken=1)
    await opened(mira)
    await taps(mira, "change", "seats", "s10")
    await house.run(lambda c: end(c, OPERATOR, 1, NOON))
    assert (await mira.tap("change"))[0] == "This is for our team only."
    assert await _seats(house) == 30
    hana = await member(house, "Hana", "helper", "1004")
    await taps(hana, "staff", "meetings", "m1")
    assert "staff.after.door" in _buttons(hana)
    assert not [one for one in _buttons(hana) if one.endswith(".seats")], "who looks after the door changes none"


async def test_what_is_over_has_the_seats_that_it_had(house: House) -> None:
    mira = await member(house, "Mira")
    start = NOON.replace(tzinfo=None)
    for number in (1, 2):
        days = [(start + timedelta(hours=2, minutes=5 * number), timedelta(minutes=5))]
        await house.run(lambda c, days=days: dinner(c, seats=30, days=days))  # type: ignore[misc]
    await opened(mira)
    assert "staff.meeting.change" in _buttons(mira)
    await taps(mira, "change", "seats")
    await house.move(timedelta(minutes=11))
    said = await mira.tap("s10")
    assert said[0] == "This meeting is over. Nothing changes."
    assert "staff.after.door" in _buttons(mira)
    await opened(mira, 2)
    await taps(mira, "change", "seats", "s10")
    await house.move(timedelta(minutes=5))
    assert (await mira.tap("change"))[0] == "This meeting is over. Nothing changes."
    assert [one.seats for one in await held(house)] == [30, 30]
