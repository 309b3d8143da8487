"""Several files, several processes, erasure and restarts at once."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.bell import Bell
from bot.clock import SetClock
from storage import contacts, media
from storage.down import StorageDown
from tests.media.house import BOTH, START, House


@BOTH
async def test_a_row_erased_meanwhile_takes_its_file_with_it(house: House) -> None:
    contact = await house.contact()
    row_id = await house.put(contact, "a")
    house.provider.before = lambda: house.store.run(lambda c: contacts.remove(c, contact))
    await house.service.work()
    assert list(house.shelf.names()) == []
    assert await house.store.read(lambda c: media.get(c, row_id)) is None
    assert house.told == []


@BOTH
async def test_two_processes_keep_a_file_once_and_do_not_delete_it(house: House) -> None:
    row_id = await house.put(await house.contact(), "a")
    both = asyncio.Barrier(2)
    house.provider.before = both.wait
    await asyncio.gather(house.serve().work(), house.serve().work())
    row = await house.row(row_id)
    assert row.state == "kept"
    assert house.shelf.get(row.name) == b"new data"


@BOTH
async def test_two_processes_tell_a_refusal_once(house: House) -> None:
    await house.put(await house.contact(), "a", b"bad")
    both = asyncio.Barrier(2)
    house.provider.before = both.wait
    await asyncio.gather(house.serve().work(), house.serve().work())
    assert len(house.told) == 1


async def test_a_death_between_disk_and_row_is_mended_by_the_next_start(house: House) -> None:
    row_id = await house.put(await house.contact(), "a")
    row = await house.row(row_id)
    house.shelf.put(row.name, b"half a thought")
    await house.serve().work()
    assert house.shelf.get(row.name) == b"new data"


async def test_only_so_many_are_fetched_at_once(house: House) -> None:
    contact = await house.contact()
    for number in range(9):
        await house.put(contact, str(number))
    three = asyncio.Barrier(3)
    busy: list[int] = []

    async def meet() -> None:
        busy.append(three.n_waiting)
        await three.wait()

    house.provider.before = meet
    async with asyncio.timeout(10):
        assert await house.serve(at_once=3).work() == 9
    assert sorted(busy) == [0, 0, 0, 1, 1, 1, 2, 2, 2]


async def test_no_more_than_that_are_fetched_at_once(house: House) -> None:
    contact = await house.contact()
    for number in range(3):
        await house.put(contact, str(number))
    release = asyncio.Event()
    house.provider.before = release.wait
    working = asyncio.create_task(house.serve(at_once=2).work())
    async with asyncio.timeout(10):
        while True:
            if len(house.provider.asked) >= 2:
                break
            await asyncio.sleep(0)
    await house.store.read(lambda connection: media.due(connection, START))
    assert len(house.provider.asked) == 2
    release.set()
    assert await working == 3


async def test_a_slow_file_holds_up_nobody_else(house: House) -> None:
    contact = await house.contact()
    slow = await house.put(contact, "slow")
    rows = [await house.put(contact, str(number)) for number in range(6)]
    release = asyncio.Event()

    async def wait() -> None:
        if house.provider.asked[-1] == "slow":
            await release.wait()

    house.provider.before = wait
    bell = Bell()
    running = asyncio.create_task(house.serve(at_once=2).run(bell))
    for row in rows:
        await house.until(row, "kept")
    assert (await house.row(slow)).state == "waiting"
    release.set()
    bell.close()
    async with asyncio.timeout(10):
        await running
    assert (await house.row(slow)).state == "kept"


async def test_the_bell_wakes_it_and_its_end_waits_for_nothing(house: House) -> None:
    contact = await house.contact()
    bell = Bell()
    running = asyncio.create_task(house.serve(tick=3600.0).run(bell))
    row_id = await house.put(contact, "a")
    bell.ring()
    await house.until(row_id, "kept")
    bell.close()
    async with asyncio.timeout(10):
        await running


async def test_without_a_bell_a_tick_finds_what_waits(house: House) -> None:
    contact = await house.contact()
    bell = Bell()
    running = asyncio.create_task(house.serve(tick=0.01).run(bell))
    await house.until(await house.put(contact, "a"), "kept")
    bell.close()
    await running


async def test_a_database_that_is_away_is_waited_for(house: House, caplog: pytest.LogCaptureFixture) -> None:
    bell = Bell()

    class Away:
        """A store that is not there, and closes the bell when it is asked."""

        async def read(self, work: object) -> object:
            bell.close()
            raise StorageDown("gone")

    async with asyncio.timeout(10):
        await house.serve(store=Away()).run(bell)
    assert "cannot be reached" in caplog.text


async def test_a_sweep_deletes_strays_and_names_rows_without_files(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    contact = await house.contact()
    rows = [await house.put(contact, name) for name in ("a", "b")]
    waiting = await house.put(contact, "w", None)
    house.provider.trouble = []
    house.provider.files["w"] = b"bad"
    await house.service.work()
    stray = "e" * 64
    house.shelf.put(stray, b"x")
    lost = (await house.row(rows[1])).name
    house.shelf.delete([lost])
    assert (await house.row(waiting)).state == "refused"
    young = await house.serve(clock=SetClock(datetime(2000, 1, 1, tzinfo=UTC))).sweep()
    assert (young.deleted, young.missing) == (0, (rows[1],))
    swept = await house.serve(clock=SetClock(datetime(2100, 1, 1, tzinfo=UTC))).sweep()
    assert (swept.deleted, swept.missing) == (1, (rows[1],))
    assert list(house.shelf.names()) == [(await house.row(rows[0])).name]
    assert f"({rows[1]},)" in caplog.text


async def test_a_forced_end_leaves_nothing_running(house: House) -> None:
    row_id = await house.put(await house.contact(), "a")
    begun = asyncio.Event()

    async def hang() -> None:
        begun.set()
        await asyncio.Event().wait()

    house.provider.before = hang
    running = asyncio.create_task(house.service.run(Bell()))
    await asyncio.wait_for(begun.wait(), 10)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert len(asyncio.all_tasks()) == len({asyncio.current_task()})
    assert (await house.row(row_id)).state == "waiting"
