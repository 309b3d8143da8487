"""Tests of a part of the web that is loaded when it is first asked for."""

import asyncio
from threading import Event, current_thread, main_thread

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.later import Later


async def _receive() -> dict[str, object]:
    return {}


async def _send(message: object) -> None:
    return None


class _Load:
    """Counts how often it is called and in which threads; fails the first ``fails`` times."""

    def __init__(self, fails: int = 0) -> None:
        self.threads: list[bool] = []
        self.asked: list[str] = []
        self.begun, self.go = Event(), Event()
        self._fails = fails

    def __call__(self) -> ASGIApp:
        self.threads.append(current_thread() is main_thread())
        self.begun.set()
        assert self.go.wait(5)
        if len(self.threads) <= self._fails:
            raise OSError("the disk is away")

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            self.asked.append(scope["path"])

        return app


async def test_it_is_loaded_once_in_a_thread_while_the_loop_goes_on() -> None:
    load = _Load()
    later = Later(load)
    assert not load.threads
    asking = [asyncio.create_task(later({"path": name}, _receive, _send)) for name in ("/a", "/b")]
    await asyncio.to_thread(load.begun.wait, 5)
    load.go.set()
    await asyncio.gather(*asking)
    assert load.threads == [False]
    assert load.asked == ["/a", "/b"]


async def test_what_could_not_be_loaded_is_loaded_at_the_next_request() -> None:
    load = _Load(fails=1)
    load.go.set()
    later = Later(load)
    with pytest.raises(OSError, match="away"):
        await later({"path": "/a"}, _receive, _send)
    await later({"path": "/b"}, _receive, _send)
    assert load.asked == ["/b"]
