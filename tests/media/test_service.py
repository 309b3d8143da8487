"""From a waiting row to a kept or refused file, and what is tried again."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.media.refused import MediaRefused, Reason
from bot.services.media import PATIENCE
from storage import media
from storage.down import StorageDown
from storage.media import Media
from tests.media.house import MEGABYTE, START, House


async def test_a_waiting_file_is_fetched_checked_and_kept(house: House) -> None:
    row_id = await house.put(await house.contact(), "a")
    assert await house.service.work() == 1
    row = await house.row(row_id)
    assert (row.state, row.content_type, row.size, row.seconds) == ("kept", "audio/ogg", 8, 2.5)
    assert house.shelf.get(row.name) == b"new data"
    found = await house.service.find(str(row_id))
    assert found is not None
    assert (found.path, found.content_type, found.seconds) == (house.shelf.path(row.name), "audio/ogg", 2.5)
    assert house.told == []
    assert await house.service.work() == 0


@pytest.mark.parametrize("reference", ["", "0", "99", "-1", "1.0", "a", "٣", "1" * 30, "menu.open"])
async def test_what_is_no_kept_file_is_not_found(house: House, reference: str) -> None:
    assert await house.service.find(reference) is None


async def test_a_waiting_and_a_refused_file_are_not_found(house: House) -> None:
    contact = await house.contact()
    waiting, refused = await house.put(contact, "a"), await house.put(contact, "b", b"bad")
    assert await house.service.find(str(waiting)) is None
    await house.service.work()
    assert await house.service.find(str(waiting)) is not None
    assert await house.service.find(str(refused)) is None


async def test_a_refusal_is_for_good_and_told_once(house: House) -> None:
    row_id = await house.put(await house.contact(), "a", b"bad")
    await house.service.work()
    row = await house.row(row_id)
    assert (row.state, row.reason, house.told) == ("refused", "type", [(row_id, "type")])
    assert not house.shelf.has(row.name)
    house.clock.move(timedelta(days=2))
    assert await house.service.work() == 0
    assert len(house.told) == 1


async def test_a_refusal_that_cannot_be_told_is_not_written_either(house: House) -> None:
    row_id = await house.put(await house.contact(), "a", b"bad")

    def fail(connection: Connection, row: Media, reason: Reason) -> None:
        raise StorageDown("full")

    assert await house.serve(told=fail).work() == 1
    assert (await house.row(row_id)).state == "waiting"
    await house.service.work()
    assert house.told == [(row_id, "type")]


@pytest.mark.parametrize("trouble", [MediaRefused("slow", again=True), OSError("gone"), ValueError("x"), KeyError("y")])
async def test_a_failure_is_tried_again_later(house: House, trouble: Exception) -> None:
    row_id = await house.put(await house.contact(), "a")
    house.provider.trouble = [trouble]
    assert await house.service.work() == 1
    row = await house.row(row_id)
    assert (row.state, row.attempts, row.next_at) == ("waiting", 1, START + timedelta(seconds=5))
    assert await house.service.work() == 0
    house.clock.move(timedelta(seconds=5))
    assert await house.service.work() == 1
    assert (await house.row(row_id)).state == "kept"


async def test_pauses_grow_and_after_a_day_the_person_is_told(house: House) -> None:
    row_id = await house.put(await house.contact(), "a")
    house.provider.trouble = [MediaRefused("slow", again=True)] * 100
    pauses = []
    while (row := await house.row(row_id)).state == "waiting":
        if row.attempts:
            pauses.append((row.next_at - house.clock.now()).total_seconds())
        house.clock.move(row.next_at - house.clock.now())
        await house.service.work()
    assert pauses == sorted(pauses)
    assert pauses[0] == 5
    assert house.clock.now() - START <= PATIENCE
    assert len(house.provider.asked) < 20
    assert (row.reason, house.told) == ("slow", [(row_id, "slow")])


async def test_a_channel_that_is_off_today_may_be_on_tomorrow(house: House) -> None:
    row_id = await house.put(await house.contact(), "a")
    await house.serve(fetches={}).work()
    assert (await house.row(row_id)).state == "waiting"


async def test_a_full_disk_loses_nothing_and_names_the_setting(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    row_id = await house.put(await house.contact(), "secret reference")

    def full(name: str, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(house.shelf, "put", full)
    await house.service.work()
    assert (await house.row(row_id)).state == "waiting"
    assert "DROM_DATA_DIR" in caplog.text
    assert "secret" not in caplog.text


async def test_surprises_are_logged_without_their_words(house: House, caplog: pytest.LogCaptureFixture) -> None:
    await house.put(await house.contact(), "a")
    house.provider.trouble = [ValueError("name of a person")]
    with caplog.at_level(logging.DEBUG):
        await house.service.work()
    assert "ValueError" in caplog.text
    assert "person" not in caplog.text


async def test_a_file_announced_as_too_big_is_not_fetched(house: House) -> None:
    await house.put(await house.contact(), "a", size=21 * MEGABYTE)
    await house.service.work()
    assert [reason for _, reason in house.told] == ["big"]
    assert house.provider.asked == []


async def test_a_row_without_a_source_is_broken(house: House) -> None:
    contact = await house.contact()
    await house.store.run(lambda c: media.put(c, contact_id=contact, name="f" * 64, kind="voice", now=START))
    await house.service.work()
    assert [reason for _, reason in house.told] == ["broken"]
