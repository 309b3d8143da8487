"""One work on a database, for whoever has no store: a test that is not async, or one beside a running Drom."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from storage.store import open_store
from storage.works import T, Work


def do(url: str, work: Work[T]) -> T:
    """Run a work in a store that is open only for it, in a thread of its own: the caller may have a loop."""

    async def once() -> T:
        store = open_store(url)
        await store.open()
        try:
            return await store.run(work)
        finally:
            await store.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, once()).result()
