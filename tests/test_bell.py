"""What is done again and again: at once, after each pause, also where the database is down, until a bell is closed."""

import asyncio
import logging

import pytest

from bot.alert import Alert
from bot.bell import Bell, repeat
from storage.down import StorageDown


async def test_it_is_done_until_the_bell_is_closed_and_waits_for_the_database() -> None:
    bell, alert, done, pauses = Bell(), Alert(logging.getLogger("bot.test"), "messages wait"), 0, []

    async def work() -> None:
        nonlocal done
        done += 1
        if done == 1:
            raise StorageDown("full")

    async def pause(rung: asyncio.Event, seconds: float) -> None:
        pauses.append((seconds, alert.on, rung.is_set()))
        bell.ring()
        assert rung.is_set()
        if done == 3:
            bell.close()

    await repeat(work, 5.0, bell, alert, pause)
    assert pauses == [(5.0, True, False), (5.0, False, False), (5.0, False, False)]


async def test_it_ends_with_what_is_no_trouble_of_the_database() -> None:
    async def work() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        await repeat(work, 5.0, Bell(), Alert(logging.getLogger("bot.test"), "messages wait"))
