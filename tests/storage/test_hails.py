"""What one process hails, the others hear, also after the connection broke; SQLite has nobody to hail."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text

from storage import postgres_hails
from storage.hails import Hail, Hails, NoHails
from storage.postgres import PostgresStore
from storage.store import open_hails
from tests.databases import postgres_url

pytestmark = pytest.mark.postgres

PATIENCE = 30.0


class Ear:
    """What one process heard since it was asked last."""

    def __init__(self) -> None:
        self._heard: asyncio.Queue[Hail] = asyncio.Queue()

    def __call__(self, what: Hail) -> None:
        self._heard.put_nowait(what)

    async def next(self) -> Hail:
        """Wait for the next hail."""
        return await asyncio.wait_for(self._heard.get(), PATIENCE)

    @property
    def empty(self) -> bool:
        """Say whether there is nothing more."""
        return self._heard.empty()


@pytest.fixture
def url() -> str:
    return postgres_url()


@pytest.fixture
async def pair(url: str) -> AsyncIterator[tuple[tuple[Hails, Ear], tuple[Hails, Ear]]]:
    """Return two processes that have heard that they must look."""
    made = [(open_hails(url), Ear()) for _ in range(2)]
    async with AsyncExitStack() as stack:
        for hails, ear in made:
            await hails.open(ear)
            stack.push_async_callback(hails.close)
            assert {await ear.next(), await ear.next()} == {"outbox", "lease"}
        yield made[0], made[1]


async def test_the_other_hears_and_oneself_does_not(pair: tuple[tuple[Hails, Ear], tuple[Hails, Ear]]) -> None:
    (one, own), (_, other) = pair
    one.hail("outbox")
    assert await other.next() == "outbox"
    one.hail("lease")
    assert await other.next() == "lease"
    assert own.empty


async def test_a_last_hail_goes_before_the_end(pair: tuple[tuple[Hails, Ear], tuple[Hails, Ear]]) -> None:
    (one, _), (_, other) = pair
    one.hail("lease")
    await one.close()
    assert await other.next() == "lease"


async def test_a_broken_connection_is_made_anew_and_nothing_stays_unheard(
    url: str, pair: tuple[tuple[Hails, Ear], tuple[Hails, Ear]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_hails, "AGAIN_SECONDS", 0.01)
    (one, own), (_, other) = pair
    store = PostgresStore(url, connections=1)
    await store.open()
    cut = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database()"
    await store.run(lambda connection: connection.execute(text(cut + " AND pid <> pg_backend_pid()")).all())
    await store.close()
    for ear in (own, other):
        assert {await ear.next(), await ear.next()} == {"outbox", "lease"}
    one.hail("outbox")
    assert await other.next() == "outbox"


async def test_what_met_a_broken_connection_is_hailed_over_the_next(
    url: str, pair: tuple[tuple[Hails, Ear], tuple[Hails, Ear]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_hails, "ALIVE_SECONDS", 10 * PATIENCE)
    third = postgres_hails.PostgresHails(url)
    third.hail("lease")
    third._news.clear()  # it was seen, and then the connection broke
    await third.open(Ear())
    assert await pair[0][1].next() == "lease"
    await third.close()


async def test_sqlite_has_nobody_to_hail() -> None:
    hails = open_hails("sqlite:///somewhere.db")
    assert isinstance(hails, NoHails)
    await hails.open(pytest.fail)
    hails.hail("outbox")
    await hails.close()
