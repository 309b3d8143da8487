"""A notice outlives a database in trouble, and a process that is too old to say it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.bell import Bell
from bot.services.due import NoticeKind
from bot.services.reminders import AHEAD
from bot.services.tick import LATER
from flows.core.values import Reply
from storage.contacts import Contact
from storage.notices import Notice
from tests.house import NOON, House
from tests.services.diary import Diary, asked, registered
from tests.services.trouble import TROUBLES, troubled

HOUR = timedelta(hours=1)


@pytest.fixture
def diary(house: House) -> Diary:
    """Return a diary in a house."""
    return Diary(house)


async def test_what_only_a_newer_process_can_say_is_left_to_it_until_its_deadline(diary: Diary) -> None:
    house = diary.house
    guest, person_id = await registered(house)
    newer = [replace(asked(diary, person_id, NOON + HOUR, one), kind="newer") for one in ("a", "b")]
    await diary.plan(newer[0], replace(newer[1], latest=NOON + 2 * HOUR))
    await house.move(HOUR)
    assert await house.core.tick.once() == 0, "it is not looked at again at once"
    assert await diary.states() == ["a waiting", "b waiting"]
    await house.move(HOUR)
    assert await diary.states() == ["a waiting", "b never no_kind"]
    diary.start(NoticeKind("newer", diary.truth.say))
    await house.move(LATER)
    assert diary.heard(guest) == ["Meeting 1, a."]


@pytest.mark.parametrize("name", TROUBLES)
async def test_trouble_of_the_driver_itself_while_it_is_said_ends_no_notice(diary: Diary, name: str) -> None:
    house = diary.house
    guest, person_id = await registered(house)
    await diary.plan(asked(diary, person_id, NOON + HOUR))
    house.clock.move(HOUR)

    def fails(connection: Connection, row: Notice, contact: Contact, now: datetime) -> None:
        with troubled(connection, name):
            house.core.conversation.say(connection, contact, (Reply("", "x" * 9000),), lane=0, kind="test", now=now)

    diary.start(NoticeKind("reminder", fails, AHEAD))
    await house.core.tick._try(Bell(), True)
    assert await diary.states() == ["1d waiting"]
    diary.start()
    await house.core.tick._try(Bell(), True)
    await house.quiet()
    assert diary.heard(guest) == ["Meeting 1, 1d."]
