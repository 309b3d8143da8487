"""Emulators, and a place for their webhooks, in the test's own loop."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from tests.emulators.caller import Caller
from tests.emulators.server import Answer, Request, Server
from tests.emulators.telegram import Telegram
from tests.emulators.twilio import Twilio


class Hook:
    """A webhook that answers with the statuses it was given, then 200, and ``headers``; ``seen`` has every request."""

    def __init__(self) -> None:
        self.server = Server(self.take)
        self.statuses: list[int] = []
        self.headers: tuple[tuple[str, str], ...] = ()
        self.seen: list[Request] = []
        self.news = asyncio.Event()

    def take(self, request: Request) -> Answer:
        """Write a request down."""
        self.seen.append(request)
        self.news.set()
        return Answer(self.statuses.pop(0) if self.statuses else 200, headers=self.headers)

    async def until(self, count: int) -> list[Any]:
        """Wait for a number of requests and return their JSON."""
        async with asyncio.timeout(10):
            while len(self.seen) < count:
                self.news.clear()
                await self.news.wait()
        return [json.loads(request.body) for request in self.seen]


async def until(condition: Callable[[], bool]) -> None:
    """Let the loop run until something is true, for at most 10 s."""
    async with asyncio.timeout(10):
        while True:
            if condition():
                return
            await asyncio.sleep(0)


@pytest.fixture
async def caller() -> AsyncIterator[Caller]:
    made = Caller()
    yield made
    made.close()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    made = Hook()
    await made.server.start()
    yield made
    await made.server.stop()


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    made = Telegram()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def twilio() -> AsyncIterator[Twilio]:
    made = Twilio()
    await made.start()
    yield made
    await made.stop()
