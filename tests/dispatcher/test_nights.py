"""Nights: what is pushed and late is not heard in them, whatever kept it; replies and urgent messages are."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from bot.channels.port import Receipt
from bot.services import pick
from bot.services.quiet import next_loud
from storage import outbox, sending
from storage.outbox import ANNOUNCEMENT, NOTICE, REPLY
from storage.store import Store
from tests.dispatcher.rows import CHANNEL, NOON, contacts, put
from tests.dispatcher.stage import SENT, Stage

HOUR = 3600.0
EVENING, MORNING = 9.5 * HOUR, 19 * HOUR
"""Half past nine, and the end of the night, in seconds after noon."""
CALM: dict[str, Any] = {"idle": HOUR / 6, "lease": HOUR}
"""A sender that looks up rarely: it must wake for the morning by itself, and the thousands of looks are not played."""


def loud(_country: str, quiet_from: int | None, quiet_to: int | None, now: datetime) -> datetime:
    """Know the nights of the zone of the stage."""
    return next_loud(now, ZoneInfo("UTC"), quiet_from, quiet_to)


@pytest.fixture(autouse=True)
def nights(stage: Stage) -> None:
    """Let the stage know nights."""
    stage.loud = loud


@pytest.mark.parametrize("lane", [NOTICE, ANNOUNCEMENT])
async def test_a_push_of_the_evening_that_nobody_sent_does_not_go_at_four(stage: Stage, lane: int) -> None:
    [one] = await stage.contacts(1)
    await stage.move(EVENING)
    await stage.put(one, "news", "more", lane=lane)
    await stage.move(6.5 * HOUR)
    await stage.dispatcher()
    await stage.move(10)
    assert stage.channel.texts == []
    assert await stage.states() == ["waiting night"] * 2
    await stage.move(3 * HOUR)
    assert stage.channel.texts == ["news", "more"]
    assert stage.times() == pytest.approx([MORNING, MORNING])


async def test_replies_and_what_is_urgent_go_at_night_past_what_waits(stage: Stage) -> None:
    [one] = await stage.contacts(1)
    await stage.move(EVENING)
    await stage.put(one, "news", lane=NOTICE)
    await stage.move(HOUR)
    await stage.dispatcher(**CALM)
    await stage.put(one, "off", "sorry", lane=NOTICE, urgent=True)
    await stage.put(one, "answer", lane=REPLY)
    assert sorted(stage.channel.texts) == ["answer", "off", "sorry"]
    assert stage.channel.texts.index("off") < stage.channel.texts.index("sorry")
    await stage.move(10 * HOUR)
    assert stage.channel.texts[3:] == ["news"]


async def test_what_is_urgent_and_was_set_aside_goes_at_night(stage: Stage) -> None:
    one, *others = await stage.contacts(40)
    await stage.move(EVENING)
    await stage.put(one, "news", lane=NOTICE)
    await stage.put(one, *(f"off {n}" for n in range(40)), lane=NOTICE, urgent=True)
    for other in others:
        await stage.put(other, "news", lane=NOTICE)
    await stage.move(HOUR)
    await stage.dispatcher(slots=(1, 1))
    assert stage.channel.texts == [f"off {n}" for n in range(40)]
    assert sending.ASIDE not in {row.next_at for row in await stage.rows()}


async def test_an_outage_into_the_night_ends_in_the_morning_and_holds_up_no_reply(stage: Stage) -> None:
    await stage.dispatcher(**CALM)
    [one] = await stage.contacts(1)
    await stage.move(EVENING)
    stage.channel.default = Receipt("slow", retry_after=HOUR)
    await stage.put(one, "news", lane=NOTICE)
    stage.channel.default = SENT
    await stage.move(2 * HOUR)
    assert await stage.states() == ["waiting night"]
    await stage.end(stage.dispatchers[0])
    await stage.dispatcher(owner="two", **CALM)
    before = len(stage.channel.calls)
    await stage.put(one, "answer")
    await stage.move(5)
    assert stage.channel.texts[before:] == ["answer"], "the night is no pause that the provider asked for"
    await stage.move(10 * HOUR)
    assert stage.times()[-1] == pytest.approx(MORNING)


async def test_what_is_worth_nothing_in_the_morning_expires_at_its_deadline(stage: Stage) -> None:
    [one] = await stage.contacts(1)
    await stage.move(EVENING)
    deadline = stage.clock.now() + timedelta(hours=4)
    await stage.put(one, "soon", lane=NOTICE, deadline=deadline)
    await stage.move(HOUR)
    await stage.dispatcher()
    await stage.move(2.9 * HOUR)
    assert await stage.states() == ["waiting night"]
    await stage.move(0.2 * HOUR)
    assert await stage.states() == ["expired deadline"]
    assert stage.channel.texts == []


@pytest.mark.parametrize(("many", "wide"), [(500, 20), pytest.param(3000, pick.WIDE, marks=pytest.mark.trial)])
async def test_a_long_queue_of_a_night_is_put_off_whole_and_goes_in_order(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, many: int, wide: int
) -> None:
    monkeypatch.setattr(pick, "WIDE", wide)
    assert many > wide * pick.PASSES, "one look would put off all of them"
    people = await stage.contacts(many)
    await stage.move(EVENING)
    await stage.put_many(people, "news")
    await stage.move(HOUR)
    await stage.dispatcher(**CALM)
    await stage.move(10)
    assert {row.next_at for row in await stage.rows()} == {datetime(2027, 3, 2, 7, tzinfo=UTC)}
    await stage.move(9 * HOUR)
    assert [call.delivery.address for call in stage.channel.calls] == [f"a{one}" for one in people]


async def test_what_was_let_go_at_night_and_did_not_go_waits_in_the_next_night(stage: Stage) -> None:
    [one] = await stage.contacts(1)
    await stage.move(EVENING + 2 * HOUR)
    await stage.put(one, "news", lane=NOTICE, state="parked", deadline=stage.clock.now() + timedelta(days=9))
    await stage.put(
        one, "off", lane=NOTICE, state="parked", deadline=stage.clock.now() + timedelta(days=9), urgent=True
    )
    await stage.store.run(lambda connection: outbox.release(connection, one, stage.clock.now()))
    await stage.move(24 * HOUR)
    await stage.dispatcher(**CALM)
    await stage.move(10)
    assert stage.channel.texts == ["off"]
    await stage.move(8 * HOUR)
    assert stage.channel.texts == ["off", "news"]


async def test_the_database_tells_whose_night_it_may_be(store: Store) -> None:
    def work(connection: Connection) -> list[sending.Due]:
        [one] = contacts(connection, 1)
        put(connection, one, "reply")
        put(connection, one, "news", lane=NOTICE)
        put(connection, one, "off", lane=NOTICE, urgent=True)
        return sending.front(connection, CHANNEL, 10, 10, NOON)

    found = await store.run(work)
    assert [(due.urgent, due.quiet_from, due.quiet_to, due.head) for due in found] == [
        (True, None, None, True),
        (False, 22, 7, True),
        (True, 22, 7, True),
    ]
