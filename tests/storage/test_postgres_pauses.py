"""How long a work waits before it is tried again; no server is needed to know it."""

import asyncio

import pytest

from storage import postgres
from storage.down import StorageDown


async def test_pauses_begin_with_pause_and_double(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    async def lose() -> None:
        raise StorageDown("locked", "lost")

    monkeypatch.setattr(asyncio, "sleep", sleep)
    monkeypatch.setattr(postgres, "_passing", lambda error: True)
    store = postgres.PostgresStore("postgresql://nobody@localhost/none")
    with pytest.raises(StorageDown):
        await store._retried(lose)
    assert waited == [postgres.PAUSE * times for times in (1, 2, 4, 8)]
