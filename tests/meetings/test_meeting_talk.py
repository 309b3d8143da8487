"""Meetings as members talk about them, on both messengers: list, card, answer, guests, door, how it was; old cards."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.services import door, meetings
from bot.services.staff import OPERATOR
from storage import attendances, feedbacks, responses, wishes
from storage import meetings as rows
from storage.responses import Response
from tests.house import Guest, House, living
from tests.meetings.guests import DAY, HOUR, NOON, START, dinner
from tests.meetings.team import tickets_of
from tests.services.sample import programme

CARD = "🍽️ Dinner, Monday 29 June, 18:00, Community house. Will you come?"
BACK = "Now back to where we were."
MENU = "What do you want?"
BEGIN = NOON + 14 * DAY + 6 * HOUR
"""18:00 in Tirana on the day of the dinner."""


@pytest.fixture
async def guest(tmp_path: Path) -> AsyncIterator[Guest]:
    """Return somebody who has registered in Tirana and is at the menu."""
    async with living(tmp_path / "data") as house:
        found = Guest(house, hint="en")
        await found.register()
        yield found


async def hold(house: House, **values: Any) -> int:
    """Publish a dinner."""
    return await house.run(lambda connection: dinner(connection, house.clock.now(), **values))


async def answer_of(guest: Guest, number: int) -> Response | None:
    """Return what somebody answered."""
    person = await guest.person()
    return await guest.house.read(lambda connection: responses.get(connection, number, person.id))


async def card(guest: Guest, number: int, answer: str, version: int = 1) -> list[str]:
    """Tap an answer on a card about a meeting, wherever it is in the chat."""
    return await guest.send("tap", payload=f"meeting:{number}:{version}:{answer}", callback="c")


async def seated(guest: Guest, number: int) -> None:
    """Say yes to a meeting, alone and without a need."""
    await card(guest, number, "yes")
    if "meeting.guests.one@1" in [button.payload for part in guest.parts for button in part.buttons]:
        await guest.tap("one")
    await guest.tap("nothing")


@pytest.mark.parametrize("box", [SIM_TELEGRAM, SIM_WHATSAPP])
async def test_from_the_list_to_a_seat(tmp_path: Path, box: str) -> None:
    async with living(tmp_path / "data") as house:
        guest = Guest(house, "+355690001" if box == SIM_WHATSAPP else "7", box)
        await guest.register()
        number = await hold(house, seats=20)
        assert await guest.tap("meetings") == ["Meetings near you. Tap one."]
        assert [button.label.removeprefix("1 ") for button in guest.parts[0].buttons] == ["🍽️ Monday 29.6"]
        assert await guest.tap(f"m{number}") == [CARD]
        assert [button.payload for button in guest.parts[-1].buttons] == [
            f"meeting:{number}:1:{value}" for value in ("yes", "no", "maybe")
        ]
        assert await guest.tap("yes") == ["Who comes with you?"]
        assert await guest.press("two") == ["Do you need help to come?"]
        assert await guest.tap("travel") == ["Good! I will remind you.", MENU]
        found = await answer_of(guest, number)
        assert found is not None
        assert (found.answer, found.standing, found.party, found.needs) == ("yes", "seated", 2, ["travel"])


async def test_a_typed_word_answers_the_open_card(guest: Guest) -> None:
    number = await hold(guest.house)
    await guest.write("1")
    await guest.write("1")
    assert await guest.write("maybe") == ["Okay. I ask you again before it.", MENU]
    found = await answer_of(guest, number)
    assert found is not None
    assert found.answer == "maybe"


async def test_there_is_none_and_somebody_wishes_to_hear(guest: Guest) -> None:
    assert await guest.tap("meetings") == ["No meetings now. Shall I tell you?"]
    assert await guest.tap("yes") == ["Good! I will tell you.", MENU]
    person = await guest.person()
    wishing = await guest.house.read(lambda c: wishes.of_country(c, "sample_ngo", "AL"))
    assert wishing == [person.id]


async def test_a_card_is_answered_in_the_middle_of_a_question(guest: Guest) -> None:
    number = await hold(guest.house)
    for value in ("settings", "data", "change", "change", "town"):
        await guest.tap(value)
    asked = guest.parts[-1].text
    assert await card(guest, number, "still") == ["Good! See you there.", BACK, asked]
    assert await card(guest, number, "no") == ["Okay. See you next time.", BACK, asked]
    found = await answer_of(guest, number)
    assert found is not None
    assert (found.answer, found.standing) == ("no", "none")


async def test_a_double_tap_is_one_answer(guest: Guest) -> None:
    number = await hold(guest.house)
    assert await card(guest, number, "yes") == ["Who comes with you?"]
    assert await card(guest, number, "yes") == []
    guest.house.clock.move(timedelta(minutes=5))
    assert await card(guest, number, "yes") == ["Who comes with you?"]
    every = await guest.house.read(lambda connection: responses.of_meeting(connection, number))
    assert len(every) == 1


async def test_it_is_full_and_a_seat_becomes_free(guest: Guest) -> None:
    house = guest.house
    number = await hold(house, seats=1)
    other = Guest(house, "1002")
    await other.register("Besa")
    await seated(other, number)
    assert await card(guest, number, "yes") == ["It is full. Put you on the waiting list?"]
    assert await guest.tap("wait") == ["You are on the list. I tell you when it is free.", BACK, MENU]
    assert await card(guest, number, "take") == ["You are on the list. I tell you when it is free.", BACK, MENU]
    await card(other, number, "no")
    guest.house.clock.move(timedelta(minutes=5))
    guest.house.heard(guest.box, guest.address)
    assert await card(guest, number, "take") == ["The place is yours.", "Do you need help to come?"]
    assert (await card(other, number, "take"))[0] == "That place is gone. Wait for another?"
    found = await answer_of(guest, number)
    assert found is not None
    assert found.standing == "seated"
    assert await guest.tap("travel") == ["Good! I will remind you.", BACK, MENU]
    found = await answer_of(guest, number)
    assert found is not None
    assert (found.standing, found.party, found.needs) == ("seated", 1, ["travel"])


async def test_a_party_that_does_not_fit_keeps_its_seat(guest: Guest) -> None:
    number = await hold(guest.house, seats=2)
    await card(guest, number, "yes")
    said = await guest.tap("three")
    assert said == ["Only so many places are free: 1. Yours stays.", "Do you need help to come?"]
    found = await answer_of(guest, number)
    assert found is not None
    assert (found.standing, found.party) == ("seated", 1)


@pytest.mark.parametrize("answer", ["yes", "no", "maybe", "still", "wait", "take", "alone", "here", "late"])
async def test_every_old_card_tells_that_it_is_cancelled(guest: Guest, answer: str) -> None:
    number = await hold(guest.house)
    await seated(guest, number)
    now = guest.house.clock.now()
    await guest.house.run(lambda connection: meetings.cancel(connection, OPERATOR, number, now))
    guest.house.heard(guest.box, guest.address)
    assert (await card(guest, number, answer))[0] == "Not happening: 🍽️ Dinner, Monday 29 June. I am sorry."


@pytest.mark.parametrize("answer", ["yes", "no", "maybe", "still", "wait", "take", "alone", "here", "late"])
async def test_every_old_card_tells_that_it_is_over(guest: Guest, answer: str) -> None:
    number = await hold(guest.house)
    guest.house.clock.move(17 * DAY)
    assert (await card(guest, number, answer))[0] == "This meeting is over."


@pytest.mark.parametrize("answer", ["yes", "no", "maybe", "still", "wait", "take", "alone", "here", "late", "good"])
@pytest.mark.parametrize("number", [999, 10**17])
async def test_a_forged_card_changes_nothing(guest: Guest, answer: str, number: int) -> None:
    assert (await card(guest, number, answer))[:2] == ["I do not know this meeting any more.", BACK]
    assert await guest.at() == "menu.member"


async def test_a_card_of_another_organisation_is_not_known(guest: Guest) -> None:
    number = await hold(guest.house)
    await guest.house.run(lambda connection: rows.change(connection, number, organisation="another"))
    assert (await card(guest, number, "yes"))[0] == "I do not know this meeting any more."
    assert await answer_of(guest, number) is None


async def test_after_a_move_an_old_card_speaks_of_the_new_time(guest: Guest) -> None:
    house = guest.house
    number = await hold(house)
    days = [(START + DAY, 3 * HOUR)]
    await house.run(lambda c: meetings.move(c, OPERATOR, programme(), number, days, house.clock.now()))
    await guest.tap("meetings")
    assert await guest.tap(f"m{number}") == [CARD.replace("Monday 29", "Tuesday 30")]
    assert (await card(guest, number, "yes", version=1)) == ["Who comes with you?"]


async def test_at_the_door_with_a_wrong_picture_first(guest: Guest) -> None:
    house = guest.house
    number = await hold(house)
    await seated(guest, number)
    house.clock.move(BEGIN - house.clock.now() - HOUR)
    for step in ("menu", "skip", "skip", "1"):
        await guest.write(step)
    assert await guest.tap(f"m{number}") == ["Are you here now?"]
    assert await guest.tap("here") == ["Which picture is on the door?"]
    assert await guest.tap("tree") == ["Not that one. Look at the door again.", "Which picture is on the door?"]
    assert await guest.tap("key") == ["Welcome! You are on the list.", MENU]
    person = await guest.person()
    found = await house.read(lambda connection: attendances.get(connection, number, 1, person.id))
    assert found is not None
    assert (found.state, found.how) == ("here", "picture")
    assert (await card(guest, number, "here"))[0] == "Welcome! You are on the list."


async def test_two_wrong_pictures_are_for_staff(guest: Guest) -> None:
    house = guest.house
    number = await hold(house)
    house.clock.move(BEGIN - house.clock.now() + HOUR)
    await card(guest, number, "yes")
    assert await guest.at() == "meeting.door"
    await guest.tap("here")
    await guest.tap("tree")
    assert (await guest.tap("fish"))[0] == "Welcome! A person at the door writes you down."
    assert (await card(guest, number, "here"))[0] == "Welcome! A person at the door writes you down."


async def test_how_it_was_by_tap_and_voice(guest: Guest) -> None:
    house = guest.house
    number = await hold(house)
    assert (await card(guest, number, "good"))[0] == "Thank you for telling us!"
    house.clock.move(BEGIN - house.clock.now())
    await card(guest, number, "here")
    await guest.tap("key")
    house.clock.move(DAY)
    assert await card(guest, number, "so") == ["What did you learn? Tell us 🎤."]
    assert await guest.say() == ["Did you meet somebody useful?"]
    assert await guest.tap("yes") == ["Stay in touch? We ask them first."]
    assert await guest.tap("no") == ["Thank you for telling us!", BACK, MENU]
    person = await guest.person()
    found = await house.read(lambda connection: feedbacks.get(connection, number, person.id))
    assert found is not None
    assert (found.grade, found.useful, found.in_touch, found.learned) == ("so", True, False, "")
    assert found.media_id is not None


async def test_a_wish_to_stay_in_touch_reaches_the_team(guest: Guest) -> None:
    number = await hold(guest.house)
    guest.house.clock.move(BEGIN - guest.house.clock.now())
    await card(guest, number, "here")
    await guest.tap("key")
    await card(guest, number, "good")
    for value in ("skip", "yes", "yes"):
        await guest.tap(value)
    [ticket] = await tickets_of(guest)
    assert (ticket.kind, ticket.text.partition(": ")[0]) == ("in_touch", f"meeting {number}")


async def test_a_guest_without_a_name_sees_meetings_and_is_asked_to_join(tmp_path: Path) -> None:
    async with living(tmp_path / "data") as house:
        number = await hold(house)
        guest = Guest(house, hint="sq")
        await guest.write("hello")
        await guest.tap("en")
        await guest.tap("next")
        await guest.tap("no")
        await guest.tap("meetings")
        assert await guest.tap(f"m{number}") == [CARD]
        assert await guest.tap("yes") == ["For this I must know you. Join?"]
        assert await guest.at() == "meeting.join_first"
        await guest.tap("yes")
        assert (await guest.at()).startswith("welcome.")
        assert await house.read(lambda connection: responses.of_meeting(connection, number)) == []


async def test_what_is_online_is_told_by_both_clocks(tmp_path: Path) -> None:
    async with living(tmp_path / "data") as house:
        guest = Guest(house, hint="en")
        await guest.register()
        contact = await guest.contact()
        number = await hold(house, link="https://example.org/room", place={})
        await house.run(lambda c: c.exec_driver_sql(f"update contact set country='TR' where id={contact.id}"))
        await guest.tap("meetings")
        said = await guest.tap(f"m{number}")
        assert said[-1] == "🍽️ Dinner, Monday 29 June, 19:00 (Tirana: 18:00), 💻 Online. Will you come?"
        assert "https://example.org/room" in said


async def test_the_code_at_the_door_checks_in_whoever_is_there(guest: Guest) -> None:
    house = guest.house
    number = await hold(house)
    found = await house.read(lambda connection: rows.get(connection, number))
    assert found is not None
    code = door.link(found)
    assert (await guest.open(code))[0] == "This door is not open now."
    house.clock.move(BEGIN - house.clock.now())
    assert (await guest.open(code.replace("-0f", "-00", 1)))[0] == "This door is not open now."
    assert (await guest.open(code))[0] == "Welcome! You are on the list."
    person = await guest.person()
    came = await house.read(lambda connection: attendances.of_meeting(connection, number))
    assert [(one.person_id, one.how, one.wrong) for one in came] == [(person.id, "qr", 0)]
    stranger = Guest(house, "1002", hint="en")
    assert (await stranger.open(code))[0] == "Join first. Then scan the code again."
