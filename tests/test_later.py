"""Tests of a part of the web that is loaded when it is first asked for."""

import asyncio
from threading import Event, current_thread, main_thread

import pytest

from bot.later import Later


class _Load:
    """Counts how often it is called and in which threads; fails the first ``fails`` times."""

    def __init__(self, fails: int = 0) -> None:
        self.in_main: list[bool] = []
        self.begun, self.go = Event(), Event()
        self._fails = fails

    def __call__(self) -> str:
        self.in_main.append(current_thread() is main_thread())
        self.begun.set()
        assert self.go.wait(5)
        if len(self.in_main) <= self._fails:
            raise OSError("the disk is away")
        return "loaded"


async def test_it_is_loaded_once_in_a_thread_while_the_loop_goes_on() -> None:
    load = _Load()
    later = Later(load)
    assert not load.in_main
    asking = [asyncio.create_task(later.get()) for _ in range(2)]
    await asyncio.to_thread(load.begun.wait, 5)
    load.go.set()
    assert await asyncio.gather(*asking) == ["loaded", "loaded"]
    assert load.in_main == [False]


async def test_what_could_not_be_loaded_is_loaded_at_the_next_request() -> None:
    load = _Load(fails=1)
    load.go.set()
    later = Later(load)
    with pytest.raises(OSError, match="away"):
        await later.get()
    assert await later.get() == "loaded"
