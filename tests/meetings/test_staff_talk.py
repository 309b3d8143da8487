"""Staff's meetings in chat, by tapping only: made, published, looked after, moved, cancelled; rights and a sign-in."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, select

from bot.services import meeting_wizard, meetings, seating
from bot.services.staff import OPERATOR, end
from storage import meetings as rows
from storage import tables
from tests.house import NOON, Guest, House
from tests.meetings.guests import TOKEN, dinner, draft
from tests.meetings.team import NEW, held, member, opened, taps
from tests.services.sample import programme

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WALL = datetime.fromisoformat("2026-06-16T18:00")
TEAM_ONLY = "This is for our team only."
LOCKED = "You were silent for long. The staff menu is closed."


async def acts(house: House) -> list[str]:
    """Return what the log says was done."""
    found = select(tables.log.c.act).order_by(tables.log.c.id)
    return await house.read(lambda c: list(c.scalars(found)))


async def test_a_dinner_is_made_by_tapping_alone(house: House) -> None:
    mira = await member(house, "Mira")
    said = await taps(mira, *NEW, "town", "s20", "no")
    assert said == [
        "🍽️ Dinner, Tuesday 16 June, 18:00 – 21:00, Tirana.\nSeats: 20. Meetings: 1. Publish it?",
    ]
    assert await held(house) == []
    assert (await taps(mira, "publish"))[-1] == "Who shall I invite?"
    [one] = await held(house)
    wall = (await house.read(lambda c: rows.days(c, one.id)))[0].wall
    assert (one.kind, one.state, one.seats, one.town, wall) == ("dinner", "published", 20, "tirana", WALL.isoformat())
    assert (one.ends_at - one.starts_at, one.programme, one.organisation) == (3 * HOUR, "green_albania", "sample_ngo")
    assert await mira.tap("nobody") == ["Staff menu."]


async def test_seats_are_any_number_that_is_written(house: House) -> None:
    mira = await member(house, "Mira")
    assert await taps(mira, *NEW, "town") == ["How many seats? Tap, or write a number."]
    assert await mira.write("Two") == ["Only the number of seats, please, such as 8."]
    assert (await mira.say())[0] == "I do not understand a spoken number yet."
    assert await mira.write("2") == ["Repeat it?"]
    assert "\nSeats: 2. " in (await mira.tap("no"))[0]
    await taps(mira, "change", "seat")
    assert "\nSeats: 20. " in (await mira.write("20"))[0]
    await taps(mira, "change", "seat")
    await mira.write("8")
    await mira.tap("publish")
    assert [one.seats for one in await held(house)] == [8]


async def test_a_time_and_a_place_may_be_written_where_they_are_asked(house: House) -> None:
    mira = await member(house, "Mira")
    await taps(mira, *NEW[:6])
    assert await mira.write("19:15") == ["How long is it?"]
    await mira.tap("h1")
    assert (await mira.write("Rruga e Kavajës 12"))[0].startswith("How many seats?")
    assert ", 19:15 – 20:15, Rruga e Kavajës 12." in (await taps(mira, "s10", "no"))[0]
    await taps(mira, "publish", "nobody", "meetings", "m1", "move", "d20260616")
    assert "New: Tuesday 16 June, 18:00." in (await mira.write("ora 18:00"))[0]
    await taps(mira, "keep", "change", "place")
    assert "New: Te ura." in (await mira.write("Te ura"))[0]


async def test_a_series_is_made_at_once_and_several_days_follow_one_another(house: House) -> None:
    mira = await member(house, "Mira")
    listed, _ = await taps(mira, *NEW, "town", "s20", "m2", "t6")
    assert listed.splitlines()[:2] == ["Tuesday 16 June", "Tuesday 18 August"]
    assert listed.splitlines()[4:] == ["Tuesday 16 February 2027", "Tuesday 20 April 2027"]
    said = await taps(mira, "change", "length", "three")
    assert said[1].startswith("🍽️ Dinner, Tuesday 16 June – Thursday 18 June, 18:00 – 02:00, Tirana.")
    await mira.tap("publish")
    every = await held(house)
    assert [(one.occurrence, one.state) for one in every] == [(number, "published") for number in range(1, 7)]
    assert {one.starts_at.weekday() for one in every} == {1}
    days = await house.read(lambda c: [rows.days(c, one.id) for one in every])
    assert [len(each) for each in days] == [3] * 6


async def test_a_time_that_has_passed_is_asked_again_and_nothing_is_kept(house: House) -> None:
    mira = await member(house, "Mira")
    await taps(mira, *NEW[:5], "d20260615", "more", "t1230", "h1", "town", "s10", "no")
    for value in ("change", "where", "town"):
        house.clock.move(15 * MINUTE)
        said = await mira.tap(value)
    assert said == ["This time has passed. Choose another.", "Which day?"]
    assert await held(house) == []


async def test_what_is_dropped_is_not_kept(house: House) -> None:
    mira = await member(house, "Mira")
    await taps(mira, *NEW, "town", "s10", "no")
    assert await mira.tap("drop") == ["Okay. Nothing is kept.", "Staff menu."]
    assert await held(house) == []


async def test_staff_see_answers_needs_and_who_waits(house: House) -> None:
    mira, ana = await member(house, "Mira"), Guest(house, "1002")
    besim, cila = Guest(house, "1003"), Guest(house, "1004")
    for guest, name in ((ana, "Ana"), (besim, "Besim"), (cila, "Cila")):
        await guest.register(name)
    numbers = [(await guest.person()).id for guest in (ana, besim, cila)]

    def answer(connection: Connection) -> None:
        number = dinner(connection, seats=2)
        seating.answer(connection, programme(), number, numbers[0], "yes", NOON, party=2, needs=["access"])
        seating.join_waiting(connection, programme(), number, numbers[1], NOON)
        seating.answer(connection, programme(), number, numbers[2], "no", NOON, needs=["child_care"])

    await house.run(answer)
    said = await opened(mira)
    assert said[-1].endswith("Seats: 2 of 2. Waiting: 1. Maybe: 0. Here: 0.")
    assert (await mira.tap("answers"))[:2] == [
        "Invited: 0. Yes: 1. Maybe: 0. No: 1.\n🚌 0 👶 0 🗨️ 0 ♿ 1",
        "👍 Ana +1 ♿\n👎 Cila",
    ]
    assert (await mira.tap("line"))[:2] == ["Waiting: 1.", "1. Besim"]


async def test_two_at_once_never_undo_each_other(house: House) -> None:
    mira, besim = await member(house, "Mira"), await member(house, "Besim", address="1002")
    await house.run(dinner)
    await opened(mira)
    await mira.tap("cancel")
    await opened(besim)
    said = await taps(besim, "move", "d20260701", "more", "more", "t1200")
    assert "New: Wednesday 1 July, 12:00." in said[0]
    assert (await besim.tap("move"))[0] == "Moved. People who hear of it: 0."
    assert (await mira.tap("cancel"))[0] == "Somebody has changed it meanwhile. Look again."
    assert [one.state for one in await held(house)] == ["published"]
    assert (await taps(mira, "cancel", "cancel"))[0] == "Cancelled. People who hear of it: 0."
    await besim.write("again")
    assert (await taps(besim, "door"))[0] == "This meeting is not there any more." or await held(house)
    assert [one.state for one in await held(house)] == ["cancelled"]


async def test_a_later_meeting_is_moved_from_its_own_day_and_a_button_leads_back(house: House) -> None:
    mira = await member(house, "Mira")
    await house.run(dinner)
    await opened(mira)
    await mira.tap("move")
    days = [button.payload.partition("@")[0] for part in mira.parts for button in part.buttons]
    assert days[:2] == ["staff.move_day.d20260629", "staff.move_day.d20260630"]
    own = datetime(2026, 6, 29).date()  # noqa: DTZ001 - a day on a wall
    found = meeting_wizard.dates(programme(), "AL", NOON, own)
    assert [f"{day:%m%d}" for day in (found[0], found[91], found[92], found[-1])] == ["0629", "0928", "0615", "0628"]
    await opened(mira)
    assert await mira.tap("meetings") == ["Which meeting?"]


async def test_several_days_stay_together_when_they_move(house: House) -> None:
    mira = await member(house, "Mira")
    days = [(datetime.fromisoformat(f"2026-06-{day}T09:00"), 8 * HOUR) for day in (29, 30)]
    await house.run(lambda c: dinner(c, days=days))
    await opened(mira)
    await taps(mira, "move", "d20260701", "more", "t0830", "move")
    found = await house.read(lambda c: rows.days(c, 1))
    assert [day.wall for day in found] == ["2026-07-01T08:30:00", "2026-07-02T08:30:00"]


async def test_whoever_loses_the_right_is_told_kindly_and_it_is_noted(house: House) -> None:
    mira = await member(house, "Mira")
    await house.run(dinner)
    await opened(mira)
    await mira.tap("cancel")
    await house.run(lambda c: end(c, OPERATOR, 1, NOON))
    assert (await mira.tap("cancel"))[0] == TEAM_ONLY
    assert [one.state for one in await held(house)] == ["published"]
    assert (await acts(house))[-1] == "denied"
    assert "staff" not in [button.payload for part in mira.parts for button in part.buttons]


async def test_a_helper_checks_in_and_makes_no_meeting(house: House) -> None:
    hana = await member(house, "Hana", "helper")
    await house.run(dinner)
    assert await hana.tap("staff") == ["Staff menu."]
    assert [button.payload.partition("@")[0] for part in hana.parts for button in part.buttons] == [
        *("staff.door_menu.check_in", "staff.door_menu.desk", "staff.door_menu.voices", "staff.door_menu.meetings"),
        *("staff.door_menu.translate", "staff.door_menu.console", "staff.door_menu.menu"),
    ]
    await taps(hana, "meetings", "m1")
    assert [button.payload.partition("@")[0] for part in hana.parts for button in part.buttons] == [
        *("staff.after.door", "staff.after.answers", "staff.after.line", "staff.after.sign"),
        "staff.after.meetings",
    ]
    assert (await hana.send("tap", payload="staff.meeting.cancel@1", callback="c"))[0].startswith("That card is old.")
    assert [one.state for one in await held(house)] == ["published"]


async def test_a_draft_is_published_once_and_seen_by_those_who_arrange(house: House) -> None:
    mira, besim = await member(house, "Mira"), await member(house, "Besim", address="1002")
    hana = await member(house, "Hana", "helper", "1003")
    await house.run(lambda c: meetings.create(c, OPERATOR, programme(), draft(), NOON, TOKEN))
    assert (await taps(hana, "staff", "meetings"))[0] == "There is no meeting now."
    for guest in (mira, besim):
        assert (await opened(guest))[0].endswith("Nobody sees it yet.")
    assert (await mira.tap("publish"))[0] == "Published."
    assert (await besim.tap("publish"))[0] == "Somebody has changed it meanwhile. Look again."
    assert (await acts(house)).count("meeting_published") == 1


async def test_members_and_mentors_have_no_staff_menu(house: House) -> None:
    ana, cila = Guest(house, "1005"), await member(house, "Cila", "mentor", "1006")
    await ana.register()
    for guest in (ana, cila):
        await guest.write("menu")
        assert not [button for part in guest.parts for button in part.buttons if "staff" in button.payload]
        assert (await guest.send("tap", payload="staff.menu.new@1", callback="c"))[0].startswith("That card is old.")
    assert await held(house) == []


async def test_what_is_of_another_country_is_not_there(house: House) -> None:
    mira = await member(house, "Mira")
    await house.run(lambda c: dinner(c, country="RS", town="nis", programme="own_work"))
    await taps(mira, "staff")
    assert (await mira.tap("meetings"))[0] == "There is no meeting now."


async def test_a_sign_in_ends_after_half_an_hour_of_silence(house: House) -> None:
    mira = await member(house, "Mira")
    await house.run(dinner)
    await opened(mira)
    await mira.tap("cancel")
    house.clock.move(30 * MINUTE)
    assert await mira.write("again")
    house.clock.move(31 * MINUTE)
    assert (await mira.tap("cancel"))[0] == LOCKED
    assert [one.state for one in await held(house)] == ["published"]
    assert (await mira.at()).startswith("menu.")


@pytest.mark.parametrize("word", ["stop", "help", "menu"])
async def test_a_locked_sign_in_hears_every_word_and_leads_nowhere_back(house: House, word: str) -> None:
    mira = await member(house, "Mira")
    await house.run(dinner)
    await opened(mira)
    house.clock.move(31 * MINUTE)
    assert LOCKED not in await mira.write(word)
    session = (await mira.contact()).session or {}
    assert "staff" not in {session["flow"], *(frame["flow"] for frame in session.get("stack", ()))}


async def test_a_card_is_answered_when_the_sign_in_has_ended(house: House) -> None:
    mira = await member(house, "Mira")
    await house.run(dinner)
    await opened(mira)
    house.clock.move(31 * MINUTE)
    await mira.send("tap", payload="meeting:1:1:yes", callback="c")
    assert await mira.at() == "meeting.guests"
    await taps(mira, "one", "nothing")
    assert (await mira.at()).startswith("menu.")


async def test_cancelled_meetings_do_not_come_back(house: House) -> None:
    mira = await member(house, "Mira")
    await house.run(dinner)
    await opened(mira)
    await house.run(lambda c: meetings.cancel(c, OPERATOR, 1, NOON))
    assert (await mira.tap("invite"))[0] == "Nobody can be invited to it any more."


async def test_two_of_a_kind_at_one_time_show_their_towns(house: House) -> None:
    mira = await member(house, "Mira")
    for town in ("tirana", "elbasan"):
        await house.run(partial(dinner, town=town))
    await taps(mira, "staff", "meetings")
    assert [button.label for part in mira.parts for button in part.buttons] == [
        *("🍽️ 29.6 18:00 Tirana", "🍽️ 29.6 18:00 Elbasan"),
    ]


async def test_nobody_is_shown_so_many_meetings_of_others_that_theirs_are_missing(house: House) -> None:
    mira = await member(house, "Mira")
    for _ in range(3):
        await house.run(lambda c: dinner(c, country="RS", town="nis", programme="own_work"))
    number = await house.run(dinner)
    mine = await house.read(lambda c: rows.every(c, NOON, whose=[("sample_ngo", "AL"), ("another", "")], limit=1))
    assert [one.id for one in mine] == [number]
    assert await house.read(lambda c: rows.every(c, NOON, whose=[])) == []
    assert len(await house.read(lambda c: rows.every(c, NOON, whose=[("", "")]))) == 4
    last = await house.read(lambda c: rows.every(c, NOON, latest=True, limit=1))
    assert [one.id for one in last] == [number]
    assert (await opened(mira, number))[0].startswith("🍽️ Dinner")
