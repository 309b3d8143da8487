"""One work on a database, for tests that are not async because what they test starts its own loop."""

import asyncio

from storage.store import open_store
from storage.works import T, Work


def do(url: str, work: Work[T]) -> T:
    """Run a work in a store that is open only for it."""

    async def once() -> T:
        store = open_store(url)
        await store.open()
        try:
            return await store.run(work)
        finally:
            await store.close()

    return asyncio.run(once())
