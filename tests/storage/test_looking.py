"""One transaction at a time looks at the outbox; what ends it, ends that too."""

import asyncio

import pytest

from storage import looking
from storage.postgres import PostgresStore, postgres_engine
from storage.store import Store
from tests.databases import postgres_url
from tests.waiting import until_waiting


async def test_a_transaction_may_look_as_often_as_it_likes(store: Store) -> None:
    for _ in range(2):
        await store.run(looking.wait)
        assert (
            await store.run(lambda connection: [looking.try_now(connection), looking.try_now(connection)]) == [True] * 2
        )


@pytest.mark.postgres
@pytest.mark.parametrize("kept", [True, False])
async def test_others_look_when_the_transaction_of_one_ends(kept: bool) -> None:
    url = postgres_url()
    store, apart = PostgresStore(url), postgres_engine(url, connections=1)
    await store.open()
    async with apart.connect() as first, asyncio.timeout(30):
        assert await first.run_sync(looking.try_now)
        assert not await store.run(looking.try_now)
        waiting = asyncio.create_task(store.run(looking.wait))
        await until_waiting(url)
        await (first.commit() if kept else first.rollback())
        await waiting
        assert await store.run(looking.try_now)
    await apart.dispose()
    await store.close()
