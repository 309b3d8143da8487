"""Everybody hears what is theirs to hear: changes, reminders and offers in words that are true of how they stand."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.channels.limits import SIM_WHATSAPP
from bot.services import attendance, audience, concerned, meetings, seating
from bot.services.meeting_more import names
from bot.services.staff import OPERATOR
from bot.services.wall import moment_of
from storage import meetings as rows
from storage import responses
from storage.meetings import Host
from storage.responses import Answer
from tests.house import Guest, House
from tests.meetings.guests import DAY, HOUR, NOON, START, dinner, people
from tests.meetings.hall import Hall, speech
from tests.services.sample import programme

P = speech().programme
BEGINS = moment_of(START, P.zone("AL"))
PLACE = {"en": "Town hall"}
NEED = "Do you need help to come?"


def say(c: Connection, number: int, person_id: int, said: Answer, hall: Hall) -> str:
    return seating.answer(c, P, number, person_id, said, hall.now).state


async def _invited(hall: Hall) -> tuple[int, list[int]]:
    """Invite four people: one comes, one may come, one does not, one has not answered."""

    def work(c: Connection) -> tuple[int, list[int]]:
        crowd = people(c, 4)
        number = dinner(c, hall.now)
        assert audience.invite(c, OPERATOR, P, number, audience.Audience(), hall.now) == 4
        return number, crowd

    number, crowd = await hall.run(work)
    for one, said in zip(crowd, ("yes", "maybe", "no"), strict=False):
        await hall.run(lambda c, one=one, said=said: say(c, number, one, said, hall))  # type: ignore[misc]
    return number, crowd


async def _changes(hall: Hall, person_id: int) -> list[str]:
    """Return the last words of each change that somebody heard of."""
    heard = [one for one in await hall.heard() if one.person_id == person_id and one.kind == "meeting_changed"]
    return [one.text.split(". ")[-1] for one in heard]


async def test_a_change_is_told_to_whoever_was_invited_and_asks_what_is_still_open() -> None:
    hall = Hall()
    number, crowd = await _invited(hall)
    await hall.until(NOON + DAY)
    told = await hall.store.read(lambda c: concerned.who(c, rows.get(c, number), hall.now))  # type: ignore[arg-type]
    assert (told.coming, told.perhaps, told.invited, told.total) == (1, 1, 1, 3)
    assert await hall.run(lambda c: meetings.change(c, OPERATOR, P, number, hall.now, place=PLACE)) == 3
    await hall.until(NOON + 2 * DAY)
    found = [await _changes(hall, one) for one in crowd]
    assert found == [["Still coming?"], ["Will you come?"], [], ["Will you come?"]]


async def test_who_only_was_invited_hears_of_a_change_within_the_one_unasked_a_day() -> None:
    hall = Hall()
    number, crowd = await _invited(hall)
    await hall.run(lambda c: meetings.change(c, OPERATOR, P, number, hall.now, place=PLACE))
    heard = [one for one in await hall.heard() if one.kind == "meeting_changed"]
    times = {one.person_id: one.at for one in heard}
    assert times[crowd[0]] == NOON
    assert times[crowd[3]] >= NOON + 12 * HOUR, "the invitation has taken this day"


async def test_an_urgent_change_at_night_wakes_nobody_who_has_not_answered() -> None:
    hall = Hall()
    number, crowd = await _invited(hall)
    night = BEGINS - 20 * HOUR
    await hall.until(night)
    await hall.run(lambda c: meetings.change(c, OPERATOR, P, number, hall.now, place=PLACE))
    await hall.until(BEGINS - HOUR)
    times = {one.person_id: one.at for one in await hall.heard() if one.kind == "meeting_changed"}
    assert times == {crowd[0]: night, crowd[1]: night, crowd[3]: BEGINS - 11 * HOUR}, "seven in the morning"


async def test_what_has_begun_in_the_morning_is_told_to_nobody_who_has_not_answered() -> None:
    hall = Hall()
    number, crowd = await _invited(hall)
    early = START.replace(hour=6)
    await hall.run(lambda c: meetings.move(c, OPERATOR, P, number, [(early, 3 * HOUR)], hall.now))
    begins = moment_of(early, P.zone("AL"))
    await hall.until(begins - 5 * HOUR)
    await hall.run(lambda c: meetings.change(c, OPERATOR, P, number, hall.now, place=PLACE))
    await hall.until(begins + HOUR)
    told = await hall.store.read(lambda c: concerned.who(c, rows.get(c, number), hall.now))  # type: ignore[arg-type]
    assert (told.coming, told.perhaps, told.invited) == (1, 1, 0)
    assert await hall.run(lambda c: meetings.cancel(c, OPERATOR, number, hall.now)) == 2
    await hall.until(begins + DAY)
    late = [one for one in await hall.heard() if one.at >= begins - 5 * HOUR and one.person_id == crowd[3]]
    assert late == []


async def test_an_invitation_that_has_not_gone_yet_is_the_only_word_of_a_move() -> None:
    hall = Hall(moment_of(START.replace(hour=23) - 9 * DAY, P.zone("AL")))

    def work(c: Connection) -> tuple[int, int]:
        [ana] = people(c, 1)
        number = dinner(c, hall.now)
        audience.invite(c, OPERATOR, P, number, audience.Audience(), hall.now)
        assert meetings.move(c, OPERATOR, P, number, [(START + DAY, HOUR)], hall.now) == 0
        return number, ana

    _, ana = await hall.run(work)
    await hall.until(hall.now + 2 * DAY)
    assert await hall.kinds(ana) == {"meeting_invitation": 1}
    assert "Tuesday 30 June" in (await hall.heard())[0].text


@pytest.mark.parametrize(("left", "wait"), [(8 * DAY, True), (10 * HOUR, False)])
async def test_the_end_reaches_whoever_was_invited_but_not_who_said_no(left: timedelta, wait: bool) -> None:
    hall = Hall()
    number, crowd = await _invited(hall)
    await hall.until(BEGINS - left)
    silent = await hall.run(lambda c: people(c, 1)[0])
    every = audience.Audience()
    assert await hall.run(lambda c: audience.invite(c, OPERATOR, P, number, every, hall.now)) == 1
    ended = hall.now
    told = await hall.store.read(lambda c: concerned.who(c, rows.get(c, number), hall.now).total)  # type: ignore[arg-type]
    assert await hall.run(lambda c: meetings.cancel(c, OPERATOR, number, hall.now)) == told == 4
    await hall.until(ended + 20 * HOUR)
    times = {one.person_id: one.at for one in await hall.heard() if one.kind == "meeting_cancelled"}
    assert set(times) == {crowd[0], crowd[1], crowd[3], silent}
    assert {times[one] for one in (*crowd[:2], crowd[3])} == {ended}, "no unasked message has taken their day"
    assert times[silent] > (ended if wait else BEGINS), "the invitation has taken this day, and then it is over"


async def test_whoever_has_not_got_their_invitation_yet_is_counted_before_a_change_alone() -> None:
    hall = Hall()

    def work(c: Connection) -> int:
        people(c, 2), people(c, 3, channel=SIM_WHATSAPP, last_in_at=NOON - 2 * DAY)
        number = dinner(c, hall.now)
        audience.invite(c, OPERATOR, P, number, audience.Audience(), hall.now)
        return number

    number = await hall.run(work)  # behind a knock that has gone the invitation of three is parked

    def told(c: Connection) -> list[int]:
        meeting = rows.get(c, number)
        assert meeting is not None
        return [concerned.who(c, meeting, hall.now, anew=anew).invited for anew in (False, True)]

    assert await hall.store.read(told) == [5, 2]
    assert await hall.run(lambda c: meetings.cancel(c, OPERATOR, number, hall.now)) == 2


async def test_an_invitation_that_has_not_gone_yet_is_taken_back_and_the_end_not_told() -> None:
    hall = Hall(moment_of(START.replace(hour=23) - 9 * DAY, P.zone("AL")))

    def work(c: Connection) -> int:
        [ana] = people(c, 1)
        number = dinner(c, hall.now)
        audience.invite(c, OPERATOR, P, number, audience.Audience(), hall.now)
        assert meetings.cancel(c, OPERATOR, number, hall.now) == 0
        return ana

    ana = await hall.run(work)
    await hall.until(hall.now + 2 * DAY)
    assert not await hall.kinds(ana)


@pytest.mark.parametrize(
    ("said", "ends"),
    [("yes", ["Still okay?", "Are you coming?", "Coming?"]), ("maybe", ["Will you come?"] * 3)],
)
async def test_a_reminder_asks_whoever_may_come_whether_they_will(said: Answer, ends: list[str]) -> None:
    hall = Hall()
    number, ana = await hall.run(lambda c: (dinner(c), people(c, 1)[0]))
    await hall.run(lambda c: say(c, number, ana, said, hall))
    await hall.until(BEGINS - HOUR)
    assert [one.text.endswith(end) for one, end in zip(await hall.heard(), ends, strict=True)] == [True] * 3


async def _line(hall: Hall, waiting: int = 2) -> tuple[int, list[int]]:
    """Fill the one seat of a dinner; all others wait."""

    def work(c: Connection) -> tuple[int, list[int]]:
        number, crowd = dinner(c, hall.now, seats=1), people(c, 1 + waiting)
        for one in crowd:
            seating.join_waiting(c, P, number, one, hall.now)
        return number, crowd

    return await hall.run(work)


async def test_who_waits_is_asked_after_a_change_whether_they_still_wait() -> None:
    hall = Hall()
    number, crowd = await _line(hall, 1)
    await hall.run(lambda c: meetings.change(c, OPERATOR, P, number, hall.now, place=PLACE))
    assert [await _changes(hall, one) for one in crowd] == [["Still coming?"], ["Still waiting?"]]


async def test_who_waited_in_vain_hears_it_once_when_it_has_begun() -> None:
    hall = Hall()
    number, (_, besim, cila) = await _line(hall)
    await hall.run(lambda c: say(c, number, cila, "no", hall))
    await hall.until(BEGINS - timedelta(minutes=1))
    assert "no_seat" not in await hall.kinds(besim)
    await hall.until(BEGINS + 5 * DAY)
    found = [one for one in await hall.heard() if one.kind == "no_seat"]
    assert [(one.person_id, one.at) for one in found] == [(besim, BEGINS)]
    assert found[0].text == "Sorry, no place became free: 🍽️ Dinner. See the next meetings?"


async def test_who_waited_in_vain_for_a_late_meeting_hears_it_in_the_morning() -> None:
    hall = Hall()
    number, (_, besim) = await _line(hall, 1)
    late = START.replace(hour=23)
    await hall.run(lambda c: meetings.move(c, OPERATOR, P, number, [(late, HOUR)], hall.now))
    await hall.until(BEGINS + 3 * DAY)
    found = [one.at for one in await hall.heard() if one.kind == "no_seat" and one.person_id == besim]
    assert found == [moment_of(START.replace(hour=7) + DAY, P.zone("AL"))]


async def test_who_came_all_the_same_is_not_told_that_there_was_no_seat() -> None:
    hall = Hall()
    number, (_, besim) = await _line(hall, 1)
    await hall.until(BEGINS - HOUR)
    await hall.run(lambda c: attendance.tick_off(c, OPERATOR, number, besim, hall.now))
    await hall.until(BEGINS + DAY / 4)
    assert "no_seat" not in await hall.kinds(besim)


async def test_invitations_changes_and_reminders_say_who_gives_it() -> None:
    hall = Hall()

    def work(c: Connection) -> tuple[int, int]:
        [ana] = people(c, 1)
        number = dinner(c, hall.now, hosts=[Host("speaker", name="Lira")])
        assert names(c, rows.hosts(c, number)) == ["Lira"]
        audience.invite(c, OPERATOR, P, number, audience.Audience(), hall.now)
        return number, ana

    number, ana = await hall.run(work)
    await hall.run(lambda c: say(c, number, ana, "yes", hall))
    await hall.until(NOON + DAY)
    await hall.run(lambda c: meetings.change(c, OPERATOR, P, number, hall.now, place=PLACE))
    await hall.until(BEGINS - HOUR)
    found = [(one.kind, one.text) for one in await hall.heard()]
    for kind, times in (("meeting_invitation", 1), ("meeting_changed", 1), ("meeting_reminder", 3)):
        assert found.count((kind, "👋 Lira")) == times


async def _offered(house: House, seats: int) -> Guest:
    """Return somebody for whom a seat is held; the dinner has ``seats`` more than that."""
    ana = Guest(house, "1002")
    await ana.register("Ana")
    number = (await ana.person()).id

    def work(c: Connection) -> None:
        meeting_id = dinner(c, seats=1)
        [other] = people(c, 1)
        seating.answer(c, programme(), meeting_id, other, "yes", NOON)
        seating.join_waiting(c, programme(), meeting_id, number, NOON)
        meetings.change(c, OPERATOR, programme(), meeting_id, NOON, seats=2 + seats)

    await house.run(work)
    await house.move(timedelta(minutes=1))
    house.heard(ana.box, ana.address)
    return ana


@pytest.mark.parametrize("more", [0, 2])
async def test_who_takes_an_offered_seat_is_asked_who_comes_and_what_they_need(house: House, more: int) -> None:
    ana = await _offered(house, more)
    said = await ana.send("tap", payload="meeting:1:1:take", callback="c")
    assert said == ["The place is yours.", "Who comes with you?" if more else NEED]
    number = (await ana.person()).id
    stands = await house.read(lambda c: seating.stand(c, 1, number, NOON))
    assert stands.state == "seated", "the seat is theirs before they say more"
    if more:
        assert await ana.tap("two") == [NEED]
    assert (await ana.tap("travel"))[0] == "Good! I will remind you."
    kept = await house.read(lambda c: responses.get(c, 1, number))
    assert kept is not None
    assert (kept.standing, kept.party, kept.needs) == ("seated", 2 if more else 1, ["travel"])
