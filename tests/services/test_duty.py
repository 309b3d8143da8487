"""One process at a time does its duty; the next takes over after a stop, a death, an error or a lost lease."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.bell import Bell
from bot.clock import SetClock
from bot.services import duty
from bot.services.duty import Duty
from storage import leases
from storage.store import StorageDown, Store
from tests.house import NOON
from tests.storage.conftest import store, url

__all__ = ["store", "url"]


class Doer:
    """One process that does its duty, and what it did."""

    def __init__(self, store: Store, name: str, hails: list[str]) -> None:
        self.clock, self.bell = SetClock(NOON), Bell()
        self.works, self.begun = 0, asyncio.Event()
        self.stop: Callable[[Bell], None] = lambda _: None
        self.trouble: Exception | None = None
        made = Duty(store, self.clock, "poll", name, self._work, lambda what: hails.append(f"{name} {what}"))
        self.task = asyncio.create_task(made.run(self.bell))

    async def _work(self, bell: Bell) -> None:
        self.works += 1
        self.begun.set()
        if self.trouble:
            raise self.trouble
        with bell.listen() as rung:
            while not bell.closed:
                await rung.wait()
                rung.clear()

    async def end(self) -> None:
        """Stop as an application does."""
        self.bell.close()
        await self.task


async def begun(doer: Doer) -> None:
    async with asyncio.timeout(30):
        await doer.begun.wait()


async def test_one_does_it_and_the_next_as_soon_as_the_first_has_stopped(store: Store) -> None:
    hails: list[str] = []
    first = Doer(store, "a", hails)
    await begun(first)
    second = Doer(store, "b", hails)
    await store.run(lambda connection: None)
    await first.end()
    assert (second.works, hails) == (0, ["a lease"])
    second.bell.ring()  # which is what a hail does
    await begun(second)
    await second.end()
    assert (first.works, second.works) == (1, 1)


async def test_who_lost_the_lease_stops_to_do_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duty, "RENEWALS", 4000)
    doer = Doer(store, "a", [])
    await begun(doer)
    taken = await store.run(lambda c: leases.take(c, "poll", "b", NOON, 60, force=True))
    assert taken is not None
    doer.begun.clear()
    await store.run(lambda c: leases.renew(c, taken, NOON, -1))
    await begun(doer)  # it was cancelled, and as the lease ran out it began anew
    assert doer.works == 2
    await doer.end()


async def test_what_fails_is_left_to_another_process(store: Store) -> None:
    hails: list[str] = []
    first = Doer(store, "a", hails)
    first.trouble = ValueError("broken")
    with pytest.raises(ValueError, match="broken"):
        await first.task
    assert hails == ["a lease"]
    second = Doer(store, "b", hails)
    await begun(second)
    await second.end()


async def test_a_database_that_is_away_takes_nobodys_duty(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(duty, "RENEWALS", 4000)
    doer = Doer(store, "a", [])
    await begun(doer)
    asked = asyncio.Event()

    async def down(work: object) -> None:
        asked.set()
        raise StorageDown("gone")

    with monkeypatch.context() as away:
        away.setattr(store, "run", down)
        for _ in range(3):
            asked.clear()
            await asked.wait()
    assert doer.works == 1
    assert [record.getMessage() for record in caplog.records].count(
        "poll waits: the database of DROM_DATABASE_URL cannot be reached"
    ) == 1
    doer.clock.move(timedelta(seconds=1))
    await doer.end()
    assert doer.works == 1
