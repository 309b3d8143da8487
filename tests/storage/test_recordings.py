"""Recordings as rows, on both databases: what is heard, what a newer one replaces, and what goes with what."""

import asyncio
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from storage import contacts, media, people
from storage import recordings as rows
from storage.migrate import SCRIPTS, head, migrate
from storage.postgres import PostgresStore, postgres_engine
from storage.store import Store
from tests.databases import postgres_url
from tests.storage.once import do
from tests.waiting import until_waiting

NOW = datetime(2026, 6, 15, 10, tzinfo=UTC)
SAID: dict[str, Any] = {"language": "rom", "dialect": "arli", "key": "number.7", "hash": "h", "words": "efta"}
MOMENT = "'2027-01-01 00:00:00.000000'"
BEFORE = (
    f"INSERT INTO person (id, name, created_at) VALUES (1, 'Anna', {MOMENT})",
    f"INSERT INTO role (person_id, name, given_at) VALUES (1, 'mentor', {MOMENT})",
    "INSERT INTO contact (channel, address, person_id, language, created_at) "
    f"VALUES ('sim-telegram', '70', 1, 'sq', {MOMENT})",
)
AFTER = (
    "INSERT INTO recording (language, dialect, key, hash, words, person_id, made_by, made_at) "
    f"VALUES ('sq', '', 'number.7', 'h', 'shtatë', 1, 'x', {MOMENT})"
)


def _file(connection: Connection, name: str) -> int:
    number = media.put(connection, contact_id=None, name=name, kind="voice", now=NOW)
    media.keep(connection, number, content_type="audio/ogg", size=4, seconds=2.0)
    return number


def _some(connection: Connection) -> list[int]:
    return [
        rows.add(connection, made_at=NOW, media_id=_file(connection, f"{place:064x}"), seconds=2.0, **{**SAID, **more})
        for place, more in enumerate(({}, {"dialect": "gurbet"}, {"state": "suggested", "suggestion": "x"}))
    ]


async def test_each_dialect_has_its_own_and_a_newer_one_replaces_it(store: Store) -> None:
    arli, gurbet, _ = await store.run(_some)
    version = await store.read(rows.version)
    assert [one.id for one in await store.read(rows.standing)] == [arli, gurbet]
    newer = await store.run(lambda c: rows.add(c, made_at=NOW, media_id=_file(c, "f" * 64), **SAID))
    await store.run(lambda c: rows.replace_others(c, newer, "rom", "arli", "h"))
    assert [one.id for one in await store.read(lambda c: rows.of_words(c, "rom", "h"))] == [gurbet, newer]
    assert [one.id for one in await store.read(lambda c: rows.of_language(c, "rom", "arli"))] == [newer]
    assert await store.read(rows.version) != version


@pytest.mark.postgres
async def test_of_two_that_are_kept_at_once_one_stands() -> None:
    url = postgres_url()
    store, apart = PostgresStore(url), postgres_engine(url, connections=1)
    await store.open()

    def keep(connection: Connection) -> int:
        number = rows.add(connection, made_at=NOW, **SAID)
        rows.replace_others(connection, number, "rom", "arli", "h")
        return number

    async with apart.connect() as first, asyncio.timeout(30):
        await first.run_sync(keep)
        waiting = asyncio.create_task(store.run(keep))
        await until_waiting(url)
        await first.commit()
        last = await waiting
    assert [one.id for one in await store.read(lambda c: rows.of_language(c, "rom"))] == [last]
    await apart.dispose()
    await store.close()


async def test_what_is_heard_is_not_swept_with_old_files(store: Store) -> None:
    arli, gurbet, suggested = await store.run(_some)
    await store.run(lambda c: rows.change(c, [gurbet], state="replaced"))
    gone = await store.run(lambda c: media.forget(c, NOW + timedelta(days=200)))
    assert sorted(gone) == [f"{place:064x}" for place in (1, 2)]
    found = await store.read(lambda c: [rows.get(c, number) for number in (arli, gurbet, suggested)])
    assert [one is not None and one.media_id is not None for one in found] == [True, False, False]


async def test_files_go_with_their_rows(store: Store) -> None:
    numbers = await store.run(_some)
    assert len(await store.run(lambda c: rows.remove(c, numbers))) == 3
    assert await store.read(rows.numbers) == frozenset()


async def test_a_recording_outlives_the_row_of_its_speaker(store: Store) -> None:
    await store.run(lambda c: [c.execute(text(line)) for line in BEFORE])
    number = await store.run(lambda c: rows.add(c, made_at=NOW, person_id=1, stays=True, **SAID))
    await store.run(lambda c: people.erase(c, 1))
    found = await store.read(lambda c: rows.get(c, number))
    assert found is not None
    assert found.person_id is None


def _earlier(folder: str, names: list[str]) -> set[str]:
    """Name what was not there before recordings."""
    return {name for name in names if name == "__pycache__" or (name[:4].isdigit() and name[:4] >= "0015")}


def test_rows_of_before_stay_as_they_are(fresh: Callable[[bool], str], tmp_path: Path) -> None:
    url, scripts = fresh(True), tmp_path / "before"
    shutil.copytree(SCRIPTS, scripts, ignore=_earlier)
    assert migrate(url, tmp_path / "copies", scripts=scripts).after == "0014"
    do(url, lambda connection: [connection.execute(text(line)) for line in BEFORE])
    found = migrate(url, tmp_path / "copies")
    assert (found.before, found.after) == ("0014", head())
    counts = text("SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM role)")
    assert do(url, lambda connection: tuple(connection.execute(counts).one())) == (1, 1)
    asked = text("SELECT id, talk, talk_asked_at FROM contact")
    number, talk, at = do(url, lambda connection: tuple(connection.execute(asked).one()))
    assert (talk, at) == ("both", None), "nobody was asked yet"
    read = do(url, lambda connection: contacts.get(connection, number))
    assert read is not None
    assert (read.address, read.person_id, read.language, read.talk_asked_at) == ("70", 1, "sq", None)
    do(url, lambda connection: connection.execute(text(AFTER)))
    told = text("SELECT state, seconds, media_id FROM recording")
    assert do(url, lambda connection: tuple(connection.execute(told).one())) == ("kept", 0, None)
