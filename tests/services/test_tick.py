"""What is due goes out once, at its time, where the person wrote last, outside their night; all else says why not."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.bell import Bell
from bot.channels.limits import SIM_WHATSAPP
from bot.services import due
from bot.services.knocking import PATIENCE
from bot.services.reminders import reminders
from bot.services.tick import Tick
from storage import calls, contacts, outbox, tables
from storage.down import StorageDown
from storage.notices import Notice, Subject
from tests.house import NOON, Guest, House
from tests.services.diary import MEETING, Diary, asked, registered, wanted

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def diary(house: House) -> Diary:
    """Return a diary in a house."""
    return Diary(house)


async def test_it_goes_at_its_time_and_once(diary: Diary) -> None:
    house = diary.house
    guest, person_id = await registered(house)
    await diary.plan(asked(diary, person_id, NOON + 2 * HOUR))
    await house.move(2 * HOUR - timedelta(seconds=1))
    assert diary.heard(guest) == []
    await house.move(timedelta(seconds=1))
    assert diary.heard(guest) == ["Meeting 1, 1d."]
    diary.start()
    await house.move(2 * DAY)
    await diary.plan(asked(diary, person_id, NOON + 2 * HOUR))
    await house.move(-3 * DAY)
    await house.move(4 * DAY)
    assert diary.heard(guest) == []
    assert await diary.states() == ["1d out"]


async def test_it_goes_where_the_person_wrote_last(diary: Diary) -> None:
    house = diary.house
    guest, person_id = await registered(house)
    await house.move(HOUR)
    other = Guest(house, "+355691111111", SIM_WHATSAPP)
    await other.write("hello")
    number = (await other.contact()).id
    await house.run(lambda c: contacts.change(c, number, person_id=person_id, country="AL"))
    await diary.plan(asked(diary, person_id, NOON + 2 * HOUR, "a"), asked(diary, person_id, NOON + 4 * HOUR, "b"))
    await house.move(HOUR)
    assert (diary.heard(guest), diary.heard(other)) == ([], ["Meeting 1, a."])
    await guest.write("menu")
    await house.move(2 * HOUR)
    assert (diary.heard(guest), diary.heard(other)) == (["Meeting 1, b."], [])


async def test_what_would_come_at_night_comes_before_it_or_in_the_morning(diary: Diary) -> None:
    house = diary.house
    guest, person_id = await registered(house)
    night = NOON + 14 * HOUR  # 02:00 in Tirana
    tip = diary.tip.planned("tip", night, night + 3 * DAY, person_id=person_id)
    await diary.plan(asked(diary, person_id, night), tip)
    await house.move(2 * HOUR)
    assert await diary.states() == ["1d waiting", "tip waiting"], "12 hours before it is only looked at"
    await house.move(7 * HOUR + timedelta(minutes=59))
    assert diary.heard(guest) == ["Meeting 1, 1d."]
    await house.move(9 * HOUR)
    assert diary.heard(guest) == []
    await house.move(timedelta(minutes=1))
    assert diary.heard(guest) == ["Meeting 1, tip."]


async def test_what_nobody_asked_for_holds_up_no_reminder(diary: Diary) -> None:
    house = diary.house
    _, person_id = await registered(house)
    tip = diary.tip.planned("tip", NOON + HOUR, NOON + DAY, person_id=person_id)
    await diary.plan(tip, asked(diary, person_id, NOON + HOUR))
    await house.move(HOUR)
    lanes = {row["kind"]: row["lane"] for row in await house.rows(tables.outbox)}
    assert (lanes["reminder"], lanes["tip"]) == (outbox.NOTICE, outbox.ANNOUNCEMENT)


async def test_for_what_nobody_asked_for_nobody_is_called(diary: Diary) -> None:
    """A knock for a tip alone that nobody answers is no reason to phone."""
    house = diary.house
    guest, person_id = await registered(house, "+355691234567", box=SIM_WHATSAPP)
    await diary.plan(diary.tip.planned("tip", NOON + 2 * DAY, NOON + 8 * DAY, person_id=person_id))
    await house.move(2 * DAY)
    assert len(diary.heard(guest)) == 1, "a knock"
    await house.move(PATIENCE + HOUR)
    await house.core.knocking.round()
    assert [row["ending"] for row in await house.rows(tables.knock)] == ["silent"]
    assert await house.read(lambda c: calls.waiting(c, house.clock.now())) == []


async def test_what_is_worth_nothing_in_the_morning_never_comes(diary: Diary) -> None:
    house = diary.house
    guest, person_id = await registered(house)
    await house.move(11 * HOUR)  # 23:00
    due_at = NOON + 12 * HOUR
    late = replace(asked(diary, person_id, due_at), latest=NOON + 19.9 * HOUR)
    still = replace(asked(diary, person_id, due_at, "2d"), latest=NOON + 20 * HOUR)
    await diary.plan(late, still)
    await house.move(HOUR)
    assert await diary.states() == ["1d never quiet", "2d waiting"]
    await house.move(7 * HOUR)
    assert diary.heard(guest) == ["Meeting 1, 2d."]
    assert await diary.states() == ["1d never quiet", "2d out"]


async def test_what_is_urgent_is_heard_at_night(diary: Diary) -> None:
    house = diary.house
    guest, person_id = await registered(house)
    await house.move(12 * HOUR)
    await diary.plan(asked(diary, person_id, house.clock.now(), urgent=True))
    await house.move(timedelta(seconds=1))
    assert diary.heard(guest) == ["Meeting 1, 1d."]


async def test_after_a_long_sleep_what_is_still_useful_comes_and_the_rest_says_it_was_too_late(diary: Diary) -> None:
    house = diary.house
    guest, person_id = await registered(house)
    start = NOON + 8 * DAY
    await diary.plan(
        *(
            wanted(diary.reminder, one, person_id)
            for one in reminders(start, house.core.speech.programme.zone(""), NOON)
        )
    )
    assert len(await diary.states()) == 3
    await house.move(7 * DAY + HOUR)
    assert len(diary.heard(guest)) == 1, "the reminder of a day before"
    states = await diary.states()
    assert [state.split(" ", 2)[2] for state in states] == ["never too_late", "out", "waiting"]
    await house.move(DAY)
    assert diary.heard(guest) == []
    assert (await diary.states())[2].endswith("never too_late")


async def test_what_is_not_true_any_more_is_not_said(diary: Diary) -> None:
    house = diary.house
    guest, person_id = await registered(house)
    await diary.plan(asked(diary, person_id, NOON + HOUR))
    diary.truth.held.clear()
    await house.move(HOUR)
    assert diary.heard(guest) == []
    assert await diary.states() == ["1d never untrue"]


async def test_who_stopped_or_left_hears_nothing(diary: Diary) -> None:
    house = diary.house
    guest, person_id = await registered(house)
    left, left_id = await registered(house, "1002")
    await diary.plan(asked(diary, person_id, NOON + HOUR), asked(diary, left_id, NOON + HOUR))
    await guest.write("stop")
    await left.write("menu")
    for value in ("settings", "delete", "delete", "bin"):
        await left.tap(value)
    diary.heard(guest)
    diary.heard(left)
    await house.move(HOUR)
    assert (diary.heard(guest), diary.heard(left)) == ([], [])
    assert await diary.states() == ["1d never stopped"]


async def test_a_meeting_that_moves_takes_its_reminders_along(diary: Diary) -> None:
    house = diary.house
    guest, person_id = await registered(house)
    other, other_id = await registered(house, "1002")
    await diary.plan(asked(diary, person_id, NOON + HOUR), asked(diary, person_id, NOON + 2 * HOUR, "2h"))
    await diary.plan(asked(diary, other_id, NOON + HOUR), subject=Subject("meeting", 2))
    moved = [asked(diary, person_id, NOON + 3 * HOUR)]
    await house.run(lambda c: due.replan(c, MEETING, moved, NOON))
    assert await diary.states() == ["1d waiting", "2h cancelled moved", "1d waiting"]
    await house.move(2 * HOUR)
    assert (diary.heard(guest), diary.heard(other)) == ([], ["Meeting 2, 1d."])
    await house.move(HOUR)
    assert diary.heard(guest) == ["Meeting 1, 1d."]


async def test_a_cancelled_meeting_takes_back_what_has_not_gone(diary: Diary) -> None:
    house = diary.house
    guest, person_id = await registered(house)
    contact = await guest.contact()
    until = NOON + 5 * HOUR
    await house.run(lambda c: contacts.change(c, contact.id, paused_until=until))
    await diary.plan(asked(diary, person_id, NOON + HOUR), asked(diary, person_id, NOON + 9 * HOUR, "2h"))
    await house.move(HOUR)
    assert await diary.states() == ["1d out", "2h waiting"]
    assert await house.run(lambda c: due.cancel(c, MEETING, house.clock.now(), "cancelled")) == 2
    await house.move(DAY)
    assert diary.heard(guest) == []
    assert await diary.states() == ["1d cancelled cancelled", "2h cancelled cancelled"]
    await house.run(lambda c: due.replan(c, MEETING, [asked(diary, person_id, NOON + 2 * DAY)], house.clock.now()))
    await house.move(DAY)
    assert diary.heard(guest) == ["Meeting 1, 1d."], "it is held after all"


async def test_one_who_says_no_keeps_nobody_else_from_it(diary: Diary) -> None:
    house = diary.house
    guest, person_id = await registered(house)
    other, other_id = await registered(house, "1002")
    await diary.plan(asked(diary, person_id, NOON + HOUR), asked(diary, other_id, NOON + HOUR))
    await house.run(lambda c: due.cancel(c, MEETING, NOON, "no", person_id=person_id))
    await house.move(HOUR)
    assert (diary.heard(guest), diary.heard(other)) == ([], ["Meeting 1, 1d."])


async def test_quiet_hours_that_are_changed_count_at_once(diary: Diary) -> None:
    house = diary.house
    guest, person_id = await registered(house)
    await diary.plan(asked(diary, person_id, NOON + 9 * HOUR))  # 21:00, loud until somebody says otherwise
    await house.move(2 * HOUR)
    await guest.write("menu")
    for value in ("settings", "quiet", "long"):
        await guest.tap(value)
    diary.heard(guest)
    await house.move(6 * HOUR - timedelta(minutes=1))
    assert diary.heard(guest) == ["Meeting 1, 1d."], "before 20:00"


async def test_one_that_cannot_be_said_holds_up_nobody(diary: Diary, caplog: pytest.LogCaptureFixture) -> None:
    house = diary.house
    guest, person_id = await registered(house)
    await diary.plan(asked(diary, person_id, NOON + HOUR), subject=Subject("meeting", 13))
    await diary.plan(asked(diary, person_id, NOON + HOUR))
    await house.move(HOUR)
    assert diary.heard(guest) == ["Meeting 1, 1d."]
    assert await diary.states() == ["1d never broken", "1d out"]
    assert "words of somebody" not in caplog.text


async def test_a_row_that_breaks_its_transaction_is_given_up_alone(
    diary: Diary, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    house = diary.house
    guest, person_id = await registered(house)
    await diary.plan(*(asked(diary, person_id, NOON + HOUR, str(number)) for number in range(5)))
    judge = Tick._judge

    def judged(self: Tick, connection: Connection, row: Notice, *rest: Any) -> Any:
        if row.occurrence == "3":
            raise RuntimeError
        return judge(self, connection, row, *rest)

    monkeypatch.setattr(Tick, "_judge", judged)
    await house.move(HOUR)
    assert await diary.states() == ["0 out", "1 out", "2 out", "3 never broken", "4 out"]
    assert len(diary.heard(guest)) == 4
    assert "a notice was given up" in caplog.text


async def test_a_database_that_is_down_is_asked_again(diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    house = diary.house
    guest, person_id = await registered(house)
    await diary.plan(asked(diary, person_id, NOON + HOUR))
    house.clock.move(HOUR)

    async def down(work: object) -> None:
        raise StorageDown("locked")

    bell = Bell()
    with monkeypatch.context() as patch:
        patch.setattr(house.core.store, "run", down)
        assert await house.core.tick._try(bell, True)
        assert await diary.states() == ["1d waiting"]
    await house.core.tick._try(bell, True)
    await house.quiet()
    assert diary.heard(guest) == ["Meeting 1, 1d."]


async def test_clocks_that_are_changed_by_law_move_what_waits(diary: Diary) -> None:
    house = diary.house
    guest, person_id = await registered(house)
    wrong = asked(diary, person_id, NOON + 3 * HOUR, wall="2026-06-15T14:00:00", zone="Europe/Tirane")
    nowhere = asked(diary, person_id, NOON + 3 * HOUR, "x", wall="2026-06-15T14:00:00", zone="Europe/Atlantis")
    await diary.plan(wrong, nowhere)
    assert await house.core.tick.rezone() == 1
    assert await house.core.tick.rezone() == 0
    rows = await house.rows(tables.notice)
    assert [row["due_at"] for row in rows] == [NOON + 2 * HOUR, NOON + 3 * HOUR]
    assert rows[0]["latest"] == NOON + 2 * HOUR + DAY
    await house.move(2 * HOUR)
    assert diary.heard(guest) == ["Meeting 1, 1d."]
