"""Stopping: nothing new, what is on its way arrives, and the next process begins at once."""

import asyncio

import pytest

from bot.channels.port import Receipt
from bot.services.dispatcher import Dispatcher, SendSettings
from storage.down import StorageDown
from storage.outbox import ANNOUNCEMENT
from tests.dispatcher.stage import Stage


async def test_what_is_on_its_way_is_written_down_and_nothing_new_goes(stage: Stage) -> None:
    dispatcher = await stage.dispatcher(drain=25.0)
    one, two = await stage.contacts(2)
    answer: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
    stage.channel.script.append(answer)
    await stage.put(one, "first", "second")
    stopping = asyncio.create_task(dispatcher.stop())
    await stage.settle()
    await stage.put(two, "too late")
    answer.set_result(Receipt("sent"))
    await stopping
    assert stage.channel.texts == ["first"]
    assert await stage.states() == ["sent", "waiting", "waiting"]

    await stage.dispatcher(alone=False, owner="two")
    assert stage.channel.texts == ["first", "second", "too late"]
    assert [row.doubts for row in await stage.rows()] == [0, 0, 0]


async def test_a_request_that_does_not_end_is_cut_and_in_doubt(stage: Stage) -> None:
    dispatcher = await stage.dispatcher(drain=0.0)
    [one] = await stage.contacts(1)
    stage.channel.script.append(asyncio.get_running_loop().create_future())
    await stage.put(one, "hello")
    await dispatcher.stop()
    row = await stage.row()
    assert (row.state, row.reason, row.doubts) == ("waiting", "timeout", 1)


async def test_a_database_that_takes_nothing_does_not_keep_it_from_stopping(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.dispatcher.GIVING_UP_SECONDS", 0.0)
    dispatcher = await stage.dispatcher()
    [one] = await stage.contacts(1)

    def breaks(_: object) -> Receipt:
        stage.store.trouble = StorageDown("full")
        return Receipt("sent")

    stage.channel.script.append(breaks)
    await stage.put(one, "hello")
    await dispatcher.stop()
    stage.dispatchers.clear()
    stage.store.trouble = None
    assert await stage.states() == ["sending"]


async def test_it_does_almost_nothing_while_there_is_nothing_to_do(stage: Stage) -> None:
    await stage.dispatcher()
    contacts = await stage.contacts(2)
    await stage.put(contacts[0], "hello")
    before = stage.store.commits
    await stage.move(3600)
    assert stage.store.commits - before <= 3600 / 5 + 3600 / 15 + 1
    before = stage.store.commits
    await stage.put(contacts[1], "news", lane=ANNOUNCEMENT)
    assert stage.store.commits - before == 2


def test_a_timeout_that_outlives_the_lease_is_refused() -> None:
    with pytest.raises(ValueError, match="DROM_HTTP_TIMEOUT is 50"):
        SendSettings({}, timeout=50)
    with pytest.raises(ValueError, match="DROM_SEND_SLOTS is 0,16"):
        SendSettings({}, slots=(0, 16))


async def test_a_silent_channel_is_cut_off_after_its_time(stage: Stage) -> None:
    await stage.dispatcher(timeout=-5.0)  # with its grace: no time at all
    [one] = await stage.contacts(1)
    stage.channel.script.append(asyncio.get_running_loop().create_future())
    await stage.put(one, "hello")
    await stage.settle()
    assert await stage.results() == ["timeout"]


async def test_a_sender_that_never_began_can_be_stopped(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(_: Dispatcher) -> None:
        return

    monkeypatch.setattr(Dispatcher, "start", nothing)
    dispatcher = await stage.dispatcher()
    await dispatcher.stop()
    assert stage.channel.texts == []
