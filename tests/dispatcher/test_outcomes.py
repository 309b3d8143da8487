"""What becomes of a message after each kind of receipt."""
# ruff: noqa: N802 - the names bear the numbers of the channel rules

import asyncio
import itertools
from datetime import timedelta

import pytest

from bot.channels.port import Receipt
from bot.services.rates import Rate
from storage import outbox
from storage.outbox import ANNOUNCEMENT, NOTICE, REPLY
from tests.dispatcher.stage import NOON, Stage


async def test_a_turns_answer_is_taken_in_the_commit_that_stores_it(stage: Stage) -> None:
    await stage.dispatcher()
    [one] = await stage.contacts(1)
    before = stage.store.commits
    await stage.put(one, "hello")
    assert stage.channel.texts == ["hello"]
    assert stage.store.commits - before == 2  # the turn with the taking, and the outcome
    row = await stage.row()
    assert (row.state, row.attempts, row.provider_id, row.sent_at) == ("sent", 1, "p1", NOON)
    assert row.lease_until is None
    assert await stage.results() == ["sent"]


async def test_safe_is_tried_again_after_a_growing_pause(stage: Stage) -> None:
    await stage.dispatcher()
    [one] = await stage.contacts(1)
    stage.channel.script.extend([Receipt("safe", detail="no connection")] * 4)
    await stage.put(one, "hello")
    row = await stage.row()
    assert (row.state, row.reason, row.doubts) == ("waiting", "safe", 0)
    await stage.move(1 + 2 + 4 + 8)
    times = stage.times()
    assert len(times) == 5
    assert all(later - earlier <= 2**n for n, (earlier, later) in enumerate(itertools.pairwise(times)))
    assert await stage.results() == ["safe"] * 4 + ["sent"]
    assert [call.delivery.attempt for call in stage.channel.calls] == [1] * 5


@pytest.mark.parametrize("rate", [Rate(30, 1), Rate(0, 0)])
async def test_slow_waits_exactly_as_long_as_it_was_told(stage: Stage, rate: Rate) -> None:
    await stage.dispatcher(rate)
    [one] = await stage.contacts(1)
    await stage.move(2)
    stage.channel.script.append(Receipt("slow", retry_after=7))
    await stage.put(one, "hello", "again")
    await stage.put(one, "news", lane=ANNOUNCEMENT)
    await stage.move(6.99)
    assert stage.times() == [2.0]
    await stage.move(0.05)
    assert stage.times()[1] == pytest.approx(9.0)
    assert await stage.results() == ["slow", "sent"]
    await stage.move(10)
    assert stage.channel.texts == ["hello", "hello", "again", "news"]


async def test_slow_lets_others_go_on(stage: Stage) -> None:
    await stage.dispatcher(Rate(30, 1))
    one, two = await stage.contacts(2)
    stage.channel.script.append(Receipt("slow", retry_after=100))
    await stage.put(one, "hello")
    await stage.put(two, "hello too")
    await stage.move(1)
    assert await stage.states() == ["waiting slow", "sent"]


async def test_three_chats_refused_for_pace_block_the_channel_and_that_is_kept(stage: Stage) -> None:
    dispatcher = await stage.dispatcher(Rate(30, 1), lease=120)
    contacts = await stage.contacts(6)
    stage.channel.script.extend([Receipt("slow", retry_after=20)] * 3)
    for each in contacts[:3]:
        await stage.put(each, "hello")
        await stage.move(0.1)
    await stage.put(contacts[3], "hello")
    await stage.move(5)
    assert len(stage.channel.calls) == 3
    assert (await dispatcher.snapshot()).channels["telegram"].blocked > 0
    await dispatcher.stop()

    await stage.dispatcher(Rate(30, 1), owner="two")
    await stage.put(contacts[4], "hello")
    await stage.move(13)
    assert len(stage.channel.calls) == 3
    await stage.move(3)
    assert len(stage.channel.calls) == 8


async def test_a_pause_of_one_chat_outlives_the_process(stage: Stage) -> None:
    first = await stage.dispatcher(Rate(30, 1))
    [one] = await stage.contacts(1)
    stage.channel.script.append(Receipt("slow", retry_after=60))
    await stage.put(one, "news", lane=NOTICE)
    await stage.move(1)
    await first.stop()
    await stage.dispatcher(Rate(30, 1), owner="two")
    await stage.put(one, "an answer", lane=REPLY)
    await stage.move(58)
    assert stage.channel.texts == ["news"]
    await stage.move(2.1)
    assert stage.channel.texts == ["news", "an answer", "news"]


@pytest.mark.parametrize(
    ("detail", "times"),
    [("read timeout", [0, 2, 12]), ("HTTP 502", [0, 2, 12, 72, 372, 672])],
)
async def test_a_doubt_is_sent_again_by_its_cause(stage: Stage, detail: str, times: list[float]) -> None:
    await stage.dispatcher()
    [one] = await stage.contacts(1)
    stage.channel.default = Receipt("doubt", detail=detail)
    await stage.put(one, "hello", deadline=NOON + timedelta(seconds=700))
    await stage.move(2000)
    assert stage.times() == pytest.approx(times, abs=0.01)
    assert [call.delivery.attempt for call in stage.channel.calls] == list(range(1, len(times) + 1))
    assert [call.delivery.since for call in stage.channel.calls] == [None] + [NOON] * (len(times) - 1)
    row = await stage.row()
    assert (row.state, row.doubts) == ("in_doubt", len(times))


async def test_a_doubt_holds_back_only_its_own_chat(stage: Stage) -> None:
    await stage.dispatcher()
    one, two = await stage.contacts(2)
    stage.channel.script.append(Receipt("doubt", detail="read timeout"))
    await stage.put(one, "first", "second")
    await stage.put(two, "other")
    assert stage.channel.texts == ["first", "other"]
    await stage.move(2)
    assert stage.channel.texts == ["first", "other", "first", "second"]


async def test_refused_never_goes_and_the_next_part_does(stage: Stage) -> None:
    await stage.dispatcher()
    [one] = await stage.contacts(1)
    stage.channel.script.append(Receipt("refused", detail="400 message text is empty"))
    await stage.put(one, "bad", "good")
    assert await stage.states() == ["never refused", "sent"]


@pytest.mark.parametrize(("result", "reason"), [("gone", "unreachable"), ("stopped", "stopped")])
async def test_T11_who_cannot_be_reached_gets_exactly_one_request(stage: Stage, result: str, reason: str) -> None:
    await stage.dispatcher()
    one, two = await stage.contacts(2)
    stage.channel.script.append(Receipt(result))  # type: ignore[arg-type]
    await stage.put(one, "hello", "second part")
    await stage.put(one, "news", lane=ANNOUNCEMENT)
    await stage.put(two, "hello")
    await stage.move(100)
    assert stage.channel.texts == ["hello", "hello"]
    assert await stage.states() == [f"never {reason}"] * 3 + ["sent"]
    contact = await stage.contact(one)
    assert (contact.unreachable_at, contact.stopped_at) == ((NOON, None) if result == "gone" else (None, NOON))


async def test_replies_still_go_to_who_stopped(stage: Stage) -> None:
    await stage.dispatcher()
    [one] = await stage.contacts(1)
    stage.channel.script.append(Receipt("stopped"))
    await stage.put(one, "hello")
    await stage.put(one, "a reminder", lane=NOTICE)
    await stage.put(one, "an answer", lane=REPLY)
    assert stage.channel.texts == ["hello", "an answer"]
    assert await stage.states() == ["never stopped", "never stopped", "sent"]


async def test_outside_the_window_everything_waits_in_order(stage: Stage) -> None:
    await stage.dispatcher()
    [one] = await stage.contacts(1)
    stage.channel.script.append(Receipt("window"))
    await stage.put(one, "first", "second")
    assert await stage.states() == ["parked window"] * 2
    await stage.move(100)
    assert stage.channel.texts == ["first"]


async def test_a_chat_that_moved_is_followed(stage: Stage) -> None:
    await stage.dispatcher()
    [one] = await stage.contacts(1)
    stage.channel.script.append(Receipt("safe", detail="the chat has a new id", moved_to="-100"))
    await stage.put(one, "first", "second")
    await stage.move(0.1)
    assert [call.delivery.address for call in stage.channel.calls] == ["a1", "-100", "-100"]
    assert (await stage.contact(one)).address == "-100"


async def test_what_is_past_its_deadline_is_not_sent(stage: Stage) -> None:
    dispatcher = await stage.dispatcher()
    one, two = await stage.contacts(2)
    stage.channel.script.append(Receipt("safe", detail="no connection"))
    await stage.put(one, "late", deadline=NOON + timedelta(seconds=0.01))
    stage.channel.script.append(Receipt("doubt", detail="read timeout"))
    await stage.put(two, "perhaps", deadline=NOON + timedelta(seconds=2))
    await stage.move(10)
    assert stage.channel.texts == ["late", "perhaps"]
    assert await stage.states() == ["expired deadline", "in_doubt deadline"]
    assert {count.state for count in (await dispatcher.snapshot()).counts} == {"in_doubt"}


async def test_a_channel_that_raises_is_in_doubt_and_hurts_nobody(stage: Stage) -> None:
    await stage.dispatcher()
    one, two = await stage.contacts(2)
    stage.channel.script.append(ZeroDivisionError())
    await stage.put(one, "hello")
    await stage.put(two, "hello")
    assert await stage.states() == ["waiting timeout", "sent"]


async def test_a_row_without_a_part_never_goes(stage: Stage) -> None:
    await stage.dispatcher()
    [one] = await stage.contacts(1)
    await stage.put(one, "hello", next_at=NOON + timedelta(seconds=5))
    await stage.store.run(lambda connection: connection.exec_driver_sql("UPDATE outbox SET payload = '{}'"))
    await stage.move(10)
    assert stage.channel.calls == []
    assert await stage.states() == ["never refused"]


async def test_a_message_erased_while_it_is_being_sent_leaves_nothing(stage: Stage) -> None:
    await stage.dispatcher()
    one, two = await stage.contacts(2)
    answer: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
    stage.channel.script.append(answer)
    await stage.put(one, "hello", "second")
    await stage.store.run(lambda connection: outbox.erase_for(connection, one))
    answer.set_result(Receipt("sent"))
    await stage.put(two, "hello")
    assert stage.channel.texts == ["hello", "hello"]
    assert [(row.contact_id, row.state) for row in await stage.rows()] == [(two, "sent")]
