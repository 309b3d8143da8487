"""Polling loses nothing: what is not stored is asked for again."""
# ruff: noqa: N802 - the names bear the numbers of the channel rules

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from bot.channels.port import Inbound
from bot.channels.telegram_http import Refused, TelegramError, Unknown, Unreached
from bot.channels.telegram_poll import TelegramPoll
from tests.payloads import telegram


class Telegram:
    """Gives what it was told to, one batch a request, then waits for ever as long polling does."""

    def __init__(self, *script: list[Any] | TelegramError) -> None:
        self.script = list(script)
        self.offsets: list[int] = []
        self.drained = asyncio.Event()

    async def updates(self, offset: int, seconds: int) -> list[object]:
        self.offsets.append(offset)
        if not self.script:
            self.drained.set()
            await asyncio.Event().wait()
        found = self.script.pop(0)
        if isinstance(found, TelegramError):
            raise found
        return found


class Inbox:
    """Stores what comes; the first ``troubles`` times it fails."""

    def __init__(self, troubles: int = 0) -> None:
        self.troubles = troubles
        self.stored: list[str] = []

    async def __call__(self, inbounds: Sequence[Inbound]) -> None:
        if self.troubles:
            self.troubles -= 1
            raise OSError("Zdravo")
        self.stored += [inbound.text for inbound in inbounds]


class Pauses(list[float]):
    """Counts instead of waiting."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


def _text(number: int, text: str = "") -> dict[str, Any]:
    update = telegram("text")
    update["update_id"] = number
    update["message"]["text"] = text or f"m{number}"
    return update


async def _polled(source: Telegram, inbox: Inbox, **given: Any) -> Pauses:
    pauses = Pauses()
    poll = TelegramPoll(source, inbox, pause=pauses, **given)
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        group.create_task(poll.run())
        await source.drained.wait()
        poll.stop()
    return pauses


async def test_T2_next_offset_follows_the_commit() -> None:
    source, inbox = Telegram([_text(7), _text(8)], [_text(9)]), Inbox()
    assert await _polled(source, inbox) == []
    assert inbox.stored == ["m7", "m8", "m9"]
    assert source.offsets == [0, 9, 10]


async def test_T2_what_could_not_be_stored_is_asked_for_again() -> None:
    source, inbox = Telegram([_text(7)], [_text(7)], [_text(7), _text(8)]), Inbox(troubles=2)
    assert await _polled(source, inbox) == [1, 2]
    assert inbox.stored == ["m7", "m8"]
    assert source.offsets == [0, 0, 0, 9]


async def test_T5_strange_updates_are_counted_and_passed() -> None:
    quiet: list[str] = []
    source = Telegram([_text(7), telegram("reaction") | {"update_id": 8}, {"update_id": 9}, "x"], [{}])
    inbox = Inbox()
    await _polled(source, inbox, quiet=quiet.append)
    assert inbox.stored == ["m7"]
    assert quiet == ["telegram"] * 4
    assert source.offsets == [0, 10, 10]


async def test_T2_numbers_may_begin_anew_after_a_silence() -> None:
    source, inbox = Telegram([_text(900)], [], [_text(5)]), Inbox()
    await _polled(source, inbox)
    assert inbox.stored == ["m900", "m5"]
    assert source.offsets == [0, 901, 0, 6]


@pytest.mark.parametrize(
    ("troubles", "pauses"),
    [
        ([Unreached("x")] * 8, [1, 2, 4, 8, 16, 32, 60, 60]),
        ([Unknown("HTTP 502"), Refused(429, "Too Many Requests", 17)], [1, 17]),
        ([Refused(409, "Conflict: terminated by other getUpdates request")] * 2, [1, 2]),
        ([Refused(401, "Unauthorized")], [60]),
    ],
)
async def test_T10_trouble_is_waited_out_longer_and_longer(troubles: list[TelegramError], pauses: list[float]) -> None:
    source, inbox = Telegram(*troubles, [_text(7)], Unreached("x")), Inbox()
    assert await _polled(source, inbox) == [*pauses, 1]
    assert inbox.stored == ["m7"]


async def test_T19_stop_ends_a_long_poll_at_once() -> None:
    source = Telegram()
    await _polled(source, Inbox())
    assert source.offsets == [0]


async def test_T19_stop_ends_a_pause_at_once() -> None:
    resting = asyncio.Event()

    async def rest(seconds: float) -> None:
        resting.set()
        await asyncio.Event().wait()

    poll = TelegramPoll(Telegram(Unreached("x")), Inbox(), pause=rest)
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        group.create_task(poll.run())
        await resting.wait()
        poll.stop()


async def test_T19_stop_lets_the_batch_in_hand_be_stored() -> None:
    storing, go_on = asyncio.Event(), asyncio.Event()
    stored: list[str] = []

    async def receive(inbounds: Sequence[Inbound]) -> None:
        storing.set()
        await go_on.wait()
        stored.extend(inbound.text for inbound in inbounds)

    source = Telegram([_text(7)])
    poll = TelegramPoll(source, receive)
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        group.create_task(poll.run())
        await storing.wait()
        poll.stop()
        go_on.set()
    assert stored == ["m7"]
    assert source.offsets == [0]


async def test_a_cancelled_poll_is_cancelled() -> None:
    source = Telegram()
    task = asyncio.create_task(TelegramPoll(source, Inbox()).run())
    await source.drained.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
