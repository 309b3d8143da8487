"""Waits until PostgreSQL lets transactions wait for advisory locks; it never knows whose locks they are."""

import asyncio

from sqlalchemy import URL, text

from storage.postgres import postgres_engine

PATIENCE = 30.0
_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'")


async def until_waiting(url: str | URL, many: int = 1) -> None:
    """Return once so many transactions wait on a database; raises TimeoutError after half a minute."""
    apart = postgres_engine(url, connections=1)
    async with apart.connect() as other, asyncio.timeout(PATIENCE):
        while (await other.execute(_WAITING)).scalar_one() < many:
            await other.commit()
    await apart.dispose()
