"""A change reaches whoever comes, whatever they tap meanwhile; an answer takes back only what it answers."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.channels.limits import SIM_WHATSAPP
from bot.services import attendance, meetings, seating
from bot.services.staff import OPERATOR
from bot.services.wall import moment_of
from storage import contacts, outbox
from storage.responses import Answer
from tests.meetings.guests import DAY, HOUR, NOON, START, dinner, people
from tests.meetings.hall import Hall, speech

P = speech().programme
BEGINS = moment_of(START, P.zone("AL"))
NIGHT = moment_of(START.replace(hour=23) - 5 * DAY, P.zone("AL"))
DOOR = 3


def say(c: Connection, meeting_id: int, person_id: int, said: Answer, now: object, seen: int | None = None) -> str:
    return seating.answer(c, P, meeting_id, person_id, said, now, seen=seen).state  # type: ignore[arg-type]


async def _coming(hall: Hall, **contact: object) -> tuple[int, int]:
    """Return the number of a dinner, and of somebody who comes."""

    def work(c: Connection) -> tuple[int, int]:
        [ana] = people(c, 1, **contact)
        number = dinner(c)
        say(c, number, ana, "yes", hall.now)
        return number, ana

    return await hall.run(work)


async def _elsewhere(hall: Hall, number: int) -> None:
    place = {"en": "Town hall"}
    assert await hall.run(lambda c: meetings.change(c, OPERATOR, P, number, hall.now, place=place)) == 1


@pytest.mark.parametrize("said", ["yes", "maybe"])
async def test_a_change_that_waits_for_the_morning_is_heard_whatever_is_answered_at_night(said: Answer) -> None:
    hall = Hall()
    number, ana = await _coming(hall)
    await hall.until(NIGHT)
    await _elsewhere(hall, number)
    await hall.run(lambda c: say(c, number, ana, said, hall.now))
    await hall.until(BEGINS - 2 * DAY)
    [told] = [one for one in await hall.heard() if one.kind == "meeting_changed"]
    assert (told.at, "Town hall" in told.text) == (NIGHT + 8 * HOUR, True)


@pytest.mark.parametrize(("said", "times"), [("yes", 1), ("maybe", 1), ("no", 0)])
async def test_a_change_behind_a_knock_is_heard_by_whoever_answers_an_old_card(said: Answer, times: int) -> None:
    hall = Hall()
    number, ana = await _coming(hall, channel=SIM_WHATSAPP, last_in_at=NOON)
    await hall.until(BEGINS - 6 * DAY)
    await _elsewhere(hall, number)

    def tap(c: Connection) -> None:
        [contact] = contacts.of_person(c, ana)
        outbox.release(c, contact.id, hall.now)
        say(c, number, ana, said, hall.now)

    await hall.run(tap)
    assert (await hall.kinds(ana))["meeting_changed"] == times


async def test_who_said_no_before_hearing_of_a_change_hears_of_it_with_a_yes_to_an_old_card() -> None:
    hall = Hall()
    number, ana = await _coming(hall)
    await hall.until(NIGHT)
    await _elsewhere(hall, number)
    await hall.run(lambda c: say(c, number, ana, "no", hall.now, 1))
    await hall.until(NIGHT + DAY)
    assert "meeting_changed" not in await hall.kinds(ana)
    for _ in range(2):
        await hall.run(lambda c: say(c, number, ana, "yes", hall.now, 1))
    await hall.until(BEGINS - 2 * DAY)
    assert (await hall.kinds(ana))["meeting_changed"] == 1


@pytest.mark.parametrize(("seen", "times"), [(1, 1), (2, 0)])
async def test_who_answers_first_after_a_change_hears_of_it_unless_the_card_showed_it(seen: int, times: int) -> None:
    hall = Hall()
    number, _ = await _coming(hall)
    await hall.until(BEGINS - 6 * DAY)
    await _elsewhere(hall, number)
    besim = await hall.run(lambda c: people(c, 1)[0])
    await hall.run(lambda c: say(c, number, besim, "yes", hall.now, seen))
    await hall.until(BEGINS - 5 * DAY)
    assert (await hall.kinds(besim))["meeting_changed"] == times


@pytest.mark.parametrize("said", ["yes", "no", "maybe"])
async def test_who_was_checked_in_is_asked_how_it_was_whatever_they_tap_before_the_beginning(said: Answer) -> None:
    hall = Hall()
    number, ana = await _coming(hall)
    await hall.until(BEGINS - HOUR)
    assert await hall.run(lambda c: attendance.check_in(c, number, ana, hall.now, picture=DOOR).state) == "here"
    await hall.run(lambda c: say(c, number, ana, said, hall.now))
    await hall.until(BEGINS + 2 * DAY)
    assert (await hall.kinds(ana))["feedback"] == 1


async def test_a_yes_takes_back_the_invitation_and_the_reminder_that_it_answers() -> None:
    hall = Hall()
    number, ana = await _coming(hall, channel=SIM_WHATSAPP, last_in_at=NOON)
    await hall.until(BEGINS - 7 * DAY + timedelta(minutes=1))
    assert (await hall.kinds(ana))["meeting_reminder"] == 1
    await hall.run(lambda c: say(c, number, ana, "yes", hall.now))
    assert "meeting_reminder" not in await hall.kinds(ana), "it is parked and says nothing more"
