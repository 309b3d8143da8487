"""What has had its time goes by itself: once a day, completely, also after trouble."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.bell import Bell
from bot.housekeeping import BACKUPS
from bot.services.library import Library
from bot.services.privacy import FILES, TEXTS
from storage import media, tables, tickets
from storage.store import StorageDown
from tests.house import Guest, House, living
from tests.services.traces import traces

DAY = timedelta(days=1)


async def _texts(house: House) -> list[str]:
    rows = [*await house.rows(tables.inbox), *await house.rows(tables.outbox)]
    return [str(row["payload"]) for row in rows if row["payload"] is not None]


async def test_texts_of_members_go_after_a_year_and_the_members_stay(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    await house.move(TEXTS)
    await guest.write("still here")
    await house.core.housekeeping.day()
    assert any("Ana" in text for text in await _texts(house))
    await house.move(DAY)
    await house.core.housekeeping.day()
    texts = await _texts(house)
    assert not any("Ana" in text for text in texts)
    assert any("still here" in text for text in texts)
    assert (await guest.person()).name == "Ana"
    assert await guest.write("menu"), "the conversation goes on"


async def test_words_of_tickets_go_after_a_year_also_where_somebody_still_waits(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    contact, now = await guest.contact(), house.clock.now()

    def put(connection: Connection) -> None:
        for kind in ("open", "answered"):
            place = {"contact_id": contact.id, "flow": "", "state_name": "", "now": now}
            row = tickets.open_once(connection, kind=kind, text=f"words of {kind}", **place)  # type: ignore[arg-type]
            if kind == "answered":
                tickets.answer(connection, row.id, by="x", now=now)

    await house.run(put)
    await house.move(TEXTS + DAY)
    await house.core.housekeeping.day()
    assert [row["text"] for row in await house.rows(tables.ticket)] == ["", ""]


async def test_files_go_after_half_a_year_with_their_rows(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    contact, now, name = await guest.contact(), house.clock.now(), "a" * 64

    def put(connection: Connection) -> None:
        number = media.put(connection, contact_id=contact.id, name=name, kind="photo", now=now)
        media.keep(connection, number, content_type="image/jpeg", size=3)

    house.core.shelf.put(name, b"abc")
    await house.run(put)
    await house.move(FILES)
    await house.core.housekeeping.day()
    assert house.core.shelf.path(name).exists()
    await house.move(DAY)
    await house.core.housekeeping.day()
    assert not house.core.shelf.path(name).exists()
    assert await house.rows(tables.media) == []


async def test_a_day_is_kept_once_and_no_day_is_left_out(house: House) -> None:
    keep = house.core.housekeeping.day
    assert await keep()
    assert not await keep()
    await house.move(timedelta(days=3))
    assert await keep()
    await house.move(-DAY)
    assert not await keep(), "a clock that goes back repeats nothing"


async def test_a_database_that_is_down_is_no_kept_day(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def down(work: object) -> None:
        raise StorageDown("locked")

    with monkeypatch.context() as patch:
        patch.setattr(house.core.store, "run", down)
        assert not await house.core.housekeeping.day()
    assert await house.core.housekeeping.day()


async def test_deleted_rows_leave_the_log_of_the_database_as_soon_as_its_readers_allow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with living(tmp_path) as house:
        guest = Guest(house, "+355691111111", "sim-whatsapp")
        await guest.register("Forgettable")
        store, keeper = house.core.store, house.core.housekeeping

        async def busy() -> bool:
            return False

        with monkeypatch.context() as patch:
            patch.setattr(store, "checkpoint", busy)
            await guest.write("menu")
            for value in ("settings", "delete", "delete", "bin"):
                await guest.tap(value)
            assert await keeper.finish_erasures() == 1
            assert traces(tmp_path, "Forgettable"), "nothing was truncated yet"
        assert await keeper.finish_erasures() == 0
        assert traces(tmp_path, "Forgettable", "+355691111111") == []


async def test_what_a_crash_left_in_that_log_goes_after_the_start(tmp_path: Path) -> None:
    async with living(tmp_path) as house:
        called = _counted(house)
        await house.core.housekeeping.finish_erasures()
        await house.core.housekeeping.finish_erasures()
        assert called() == 1


def _counted(house: House) -> Callable[[], int]:
    calls: list[int] = []
    checkpoint = house.core.store.checkpoint

    async def counting() -> bool:
        calls.append(1)
        return await checkpoint()

    house.core.store.checkpoint = counting  # type: ignore[method-assign]
    return lambda: len(calls)


async def test_copies_made_before_a_migration_go_after_thirty_days(house: House) -> None:
    folder = house.core.settings.data_dir / BACKUPS
    folder.mkdir()
    for name, days in (("drom-0001.db", 31), ("drom-0002.part", 31), ("drom-0003.db", 29), ("mine.txt", 99)):
        (folder / name).write_bytes(b"somebody")
        moment = (house.clock.now() - days * DAY).timestamp()
        os.utime(folder / name, (moment, moment))
    await house.core.housekeeping.day()
    assert sorted(path.name for path in folder.iterdir()) == ["drom-0003.db", "mine.txt"]


async def test_a_folder_among_the_copies_and_one_that_vanishes_hold_up_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = house.core.settings.data_dir / BACKUPS
    (folder / "mine.zip").mkdir(parents=True)
    (folder / "gone.db").symlink_to(folder / "nowhere")
    old = folder / "old.zip"
    old.write_bytes(b"somebody")
    for path in (folder / "mine.zip", old):
        os.utime(path, (0, 0))
    glob = Path.glob

    def looked(self: Path, pattern: str) -> list[Path]:
        return [self / "vanished.db", *glob(self, pattern)]

    with monkeypatch.context() as patch:
        patch.setattr(Path, "glob", looked)
        assert await house.core.housekeeping.day()
    assert sorted(path.name for path in folder.iterdir()) == ["gone.db", "mine.zip"]


async def test_erasures_are_finished_although_the_day_cannot_be_kept(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    guest, keeper = Guest(house), house.core.housekeeping
    await guest.register()
    await guest.write("menu")
    for value in ("settings", "delete", "delete", "bin"):
        await guest.tap(value)

    def fails(*_: object) -> None:
        raise PermissionError("papers")

    monkeypatch.setattr(Library, "sweep", fails)
    bell = Bell()
    finish = keeper.finish_erasures

    async def last() -> int:
        bell.close()
        return await finish()

    monkeypatch.setattr(keeper, "finish_erasures", last)
    await keeper.run(bell)
    assert await house.rows(tables.contact) == []
    assert "the house is not kept" in caplog.text
