"""Who goes first: order within a chat, lanes, slots and the rate; and that many waiting rows cost no more than few."""

import asyncio
import itertools

import pytest
from sqlalchemy import event

from bot.channels.port import Receipt
from bot.services.rates import Rate
from storage.outbox import ANNOUNCEMENT, NOTICE, REPLY
from tests.dispatcher.stage import NOON, Stage

LIMITED = Rate(30, 1)


def hold(stage: Stage) -> "asyncio.Future[Receipt]":
    """Let all sends wait for one answer."""
    answer: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
    stage.channel.default = answer
    return answer


async def test_parts_of_one_chat_go_one_after_another(stage: Stage) -> None:
    await stage.dispatcher()
    [one] = await stage.contacts(1)
    await stage.put(one, *"abcdefgh")
    await stage.put(one, *"ijk", lane=NOTICE)
    assert stage.channel.texts == [*"abcdefghijk"]
    assert stage.channel.most_flying == 1


async def test_the_parts_of_a_turn_leave_in_a_burst_and_then_one_a_second(stage: Stage) -> None:
    await stage.dispatcher(LIMITED)
    [one] = await stage.contacts(1)
    await stage.move(2)
    await stage.put(one, *"abcdefgh")
    await stage.move(5)
    assert stage.times() == pytest.approx([2.0] * 6 + [3.0, 4.0])


async def test_a_later_message_never_overtakes_one_that_waits_again(stage: Stage) -> None:
    await stage.dispatcher()
    [one] = await stage.contacts(1)
    stage.channel.script.append(Receipt("doubt", detail="HTTP 500"))
    await stage.put(one, "first")
    await stage.put(one, "second")
    await stage.move(1)
    await stage.put(one, "third")
    await stage.move(1)
    assert stage.channel.texts == ["first", "first", "second", "third"]


async def test_a_reminder_does_not_wait_for_a_reply_that_fails_again_and_again(stage: Stage) -> None:
    await stage.dispatcher()
    [one] = await stage.contacts(1)
    stage.channel.script.append(Receipt("doubt", detail="HTTP 500"))
    await stage.put(one, "reply", "its end")
    await stage.put(one, "reminder", lane=NOTICE)
    assert stage.channel.texts == ["reply", "reminder"]
    await stage.move(2)
    assert stage.channel.texts == ["reply", "reminder", "reply", "its end"]


async def test_replies_go_before_notices_before_announcements(stage: Stage) -> None:
    await stage.dispatcher(LIMITED)
    contacts = await stage.contacts(30)
    await stage.put_many(contacts[:10], "announcement", lane=ANNOUNCEMENT)
    await stage.put_many(contacts[10:20], "notice", lane=NOTICE)
    await stage.put_many(contacts[20:], "reply", lane=REPLY)
    await stage.move(2)
    seen = [text for text, _ in itertools.groupby(stage.channel.texts)]
    assert seen in (["announcement", "reply", "notice", "announcement"], ["reply", "notice", "announcement"])
    assert len(stage.channel.calls) == 30


async def test_a_reply_waits_for_one_beat_at_most_while_an_announcement_runs(stage: Stage) -> None:
    await stage.dispatcher(LIMITED)
    *many, talker = await stage.contacts(301)
    await stage.put_many(many, "news")
    waits = []
    for n in range(20):
        await stage.move(0.2)
        asked = stage.clock.monotonic()
        await stage.put(talker, f"reply {n}")
        await stage.move(0.1)
        waits.append(next(call.at for call in stage.channel.calls if call.text == f"reply {n}") - asked)
        await stage.move(0.9)
    assert max(waits) <= 1.1 / 30


async def test_an_announcement_uses_the_rate_and_never_more(stage: Stage) -> None:
    await stage.dispatcher(LIMITED)
    contacts = await stage.contacts(300)
    await stage.put_many(contacts, "news")
    await stage.move(20)
    times = stage.times()
    assert len(times) == 300
    assert all(times[n + 30] - times[n] >= 1.0 for n in range(270))
    assert times[-1] - times[0] <= 299 / 30 / 0.98


async def test_slots_bound_what_is_on_its_way_for_each_pool(stage: Stage) -> None:
    await stage.dispatcher(slots=(2, 3))
    contacts = await stage.contacts(20)
    answer = hold(stage)
    await stage.put_many(contacts[:10], "news")
    assert stage.channel.flying == 3
    await stage.put_many(contacts[10:], "reply", lane=REPLY)
    assert stage.channel.flying == 5
    assert stage.channel.texts[3:] == ["reply", "reply"]
    stage.channel.default = Receipt("sent")
    answer.set_result(Receipt("sent"))
    await stage.move(1)
    assert await stage.states() == ["sent"] * 20


async def test_one_chat_is_busy_for_all_lanes(stage: Stage) -> None:
    await stage.dispatcher()
    [one] = await stage.contacts(1)
    answer = hold(stage)
    await stage.put(one, "news", lane=ANNOUNCEMENT)
    await stage.put(one, "reply")
    assert stage.channel.texts == ["news"]
    answer.set_result(Receipt("sent"))
    await stage.settle()
    assert stage.channel.texts == ["news", "reply"]


async def test_a_later_moment_is_kept(stage: Stage) -> None:
    await stage.dispatcher()
    [one] = await stage.contacts(1)
    await stage.put(one, "later", next_at=NOON.replace(minute=1))
    await stage.move(59.9)
    assert stage.channel.calls == []
    await stage.move(0.1)
    assert stage.times() == pytest.approx([60.0])


async def test_nothing_pushed_goes_to_who_was_flagged_after_it_was_put(stage: Stage) -> None:
    await stage.dispatcher()
    one, two = await stage.contacts(2)
    for each in (one, two):
        await stage.put(each, "news", lane=ANNOUNCEMENT, next_at=NOON.replace(minute=1))
    await stage.store.run(
        lambda connection: connection.exec_driver_sql(
            "UPDATE contact SET stopped_at = iif(id = 1, created_at, NULL),"
            " unreachable_at = iif(id = 2, created_at, NULL)"
        )
    )
    await stage.move(100)
    assert stage.channel.calls == []
    assert await stage.states() == ["never stopped", "never unreachable"]


class Statements:
    """How many statements the database ran, and how many rows it read at most for one of them."""

    def __init__(self, stage: Stage) -> None:
        self.run = 0
        event.listen(stage.store.connection.engine, "after_cursor_execute", self._count)

    def _count(self, *_: object) -> None:
        self.run += 1


async def test_a_chat_that_is_flooded_holds_up_nobody_and_is_looked_at_once(stage: Stage) -> None:
    await stage.dispatcher(Rate(0, 1))
    flooded, *others = await stage.contacts(21)
    await stage.put(flooded, *(f"{n}" for n in range(2000)))
    await stage.move(10)
    seen = [text for text in stage.channel.texts if text.isdigit()]
    assert seen == [f"{n}" for n in range(16)]
    statements = Statements(stage)
    for other in others:
        await stage.put(other, "hello")
    assert stage.channel.texts[16:] == ["hello"] * 20
    assert statements.run <= 20 * 12
    await stage.move(100)
    seen = [text for text in stage.channel.texts if text.isdigit()]
    assert seen == [f"{n}" for n in range(116)]


async def test_what_was_set_aside_comes_back_after_a_restart(stage: Stage) -> None:
    first = await stage.dispatcher(Rate(0, 1))
    flooded, other = await stage.contacts(2)
    await stage.put(flooded, *(f"{n}" for n in range(300)))
    await stage.move(1)
    await first.stop()
    await stage.dispatcher(Rate(0, 0), owner="two")
    await stage.put(other, "hello")
    await stage.move(1)
    assert [text for text in stage.channel.texts if text.isdigit()] == [f"{n}" for n in range(300)]


async def test_what_was_set_aside_comes_back_when_the_row_before_it_is_cancelled(stage: Stage) -> None:
    await stage.dispatcher(Rate(0, 1))
    [flooded] = await stage.contacts(1)
    stage.channel.script.append(Receipt("slow", retry_after=1000))
    await stage.put(flooded, *(f"{n}" for n in range(200)))
    await stage.move(1)
    await stage.store.run(
        lambda connection: connection.exec_driver_sql("UPDATE outbox SET state = 'cancelled' WHERE id = 1")
    )
    await stage.move(1200)
    assert await stage.states() == ["cancelled slow", *["sent"] * 199]
    assert stage.channel.texts == ["0", *(f"{n}" for n in range(1, 200))]


async def test_what_was_set_aside_comes_back_at_once_when_the_row_before_it_expires(stage: Stage) -> None:
    await stage.dispatcher(Rate(0, 1))
    [flooded] = await stage.contacts(1)
    stage.channel.script.append(Receipt("slow", retry_after=1000))
    await stage.put(flooded, "first", deadline=NOON.replace(minute=5))
    await stage.put(flooded, *(f"{n}" for n in range(200)))
    await stage.move(1000)
    assert stage.channel.texts == ["first", *"012345"]


async def test_what_is_set_aside_in_the_look_that_ends_the_row_before_it_goes_at_once(stage: Stage) -> None:
    [flooded] = await stage.contacts(1)
    await stage.put(flooded, "late", deadline=NOON)
    await stage.put(flooded, *(f"{n}" for n in range(40)))
    await stage.dispatcher()
    assert stage.channel.texts == [f"{n}" for n in range(40)]


async def test_the_row_behind_one_that_expires_goes_at_once(stage: Stage) -> None:
    await stage.dispatcher()
    [one] = await stage.contacts(1)
    stage.channel.script.append(Receipt("slow", retry_after=10))
    await stage.put(one, "first", deadline=NOON.replace(second=5))
    await stage.put(one, "second")
    await stage.move(10)
    assert stage.channel.texts == ["first", "second"]
