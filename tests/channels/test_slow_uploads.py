"""A file on a slow line: its sender waits while it goes on and the lease is renewed, and no longer."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import pytest

from bot.channels.port import Delivery, Receipt
from bot.channels.wire import MayBeSent, NotSent, Wire
from bot.clock import SystemClock
from bot.services.courier import Courier
from bot.services.desk import Desk
from bot.services.rates import Rate
from bot.services.tenure import Tenure
from storage.leases import Lease
from storage.sending import Due, Taken
from tests.channels.tempo import Tempo
from tests.dispatcher.rows import NOON

TIMEOUT = 30.0
PIECE, PIECES = 128 * 1024, 16


@dataclass
class Uploads:
    """A channel that posts a file, and then words."""

    wire: Wire
    url: str

    async def send(self, delivery: Delivery) -> Receipt:
        """Post both."""
        try:
            for body in (bytes(PIECE * PIECES), b"{}"):
                await self.wire.ask("POST", self.url, body)
        except NotSent:
            return Receipt("safe")
        except MayBeSent as error:
            return Receipt("doubt", detail=str(error))
        return Receipt("sent")


@asynccontextmanager
async def slow_reader(each: Callable[[], None]) -> AsyncIterator[str]:
    """Yield the address of who calls ``each`` before it reads the next piece of a file."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                left = int(head.lower().partition(b"content-length: ")[2].split()[0])
                while left:
                    if left > PIECE:
                        each()
                    left -= len(await reader.readexactly(min(PIECE, left)))
                writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        writer.close()
        gone.set()

    gone, door = asyncio.Event(), socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, PIECE)  # else the system takes most of it at once
    door.bind(("127.0.0.1", 0))
    async with await asyncio.start_server(take, sock=door):
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        await gone.wait()


async def carried(desk: Desk, url: str) -> Receipt:
    """Carry one row under a lease that lasts for a minute."""
    clock, wire = SystemClock(), Wire(TIMEOUT)
    held = Lease("send:telegram", "one", 1, NOON)
    desk.hold(Tenure(held, frozenset(), 0, new=True), clock.monotonic() + 60.0, clock.monotonic())
    desk.sort([Due(1, 1, 0, NOON, None, 0, head=True, silent="")], (4, 4), (12, 12), clock.monotonic(), NOON)
    outcome, _ = await asyncio.create_task(
        Courier(Uploads(wire, url), desk, clock, TIMEOUT).carry(held, Taken(1, 1, 0, "a", {"text": "x"}, 1, 0, None))
    )
    await wire.close()
    return outcome.receipt


@pytest.fixture
def desk() -> Desk:
    """Return the desk of a channel."""
    return Desk("telegram", Rate(), (4, 4), SystemClock().monotonic())


async def test_a_file_that_goes_on_is_waited_for_and_its_words_follow(tempo: Tempo, desk: Desk) -> None:
    async with slow_reader(lambda: tempo.forward(TIMEOUT / 5)) as url:
        assert (await carried(desk, url)).result == "sent", "it took three times as long as a short request may"


async def test_a_file_is_left_when_the_lease_is_lost(tempo: Tempo, desk: Desk) -> None:
    def each() -> None:
        tempo.forward(TIMEOUT / 5)
        if tempo.time() - began > 1.3 * TIMEOUT:
            desk.lose()

    began = tempo.time()
    async with slow_reader(each) as url:
        receipt = await carried(desk, url)
    assert (receipt.result, receipt.detail.partition(" in ")[0]) == ("doubt", "no answer")
    assert tempo.time() - began < 2.5 * TIMEOUT, "another process may send"
