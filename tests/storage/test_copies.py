"""A database is copied while others write and put into an empty place, whole or not at all, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from storage import copies, facts, log
from storage.copies import Copy, RestoreRefused
from storage.down import StorageDown
from storage.migrate import MigrationRefused
from tests.databases import postgres_url, sqlite_url
from tests.storage.once import do
from tests.storage.people import NOON, a_contact

pytestmark = pytest.mark.filterwarnings("error")
WORDS = "Đurić 'quoted' \"twice\" \\ Ђ 🔊\n$1 {x} \x01"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty folder."""
    made = tmp_path / "copy"
    made.mkdir()
    return made


def fill(connection: Connection) -> None:
    number = a_contact(connection)
    connection.execute(text("UPDATE contact SET town = :words"), {"words": WORDS})
    facts.put(connection, "some", {"list": [1, 2.5, None, WORDS], "true": True})
    facts.secret(connection, "secret", bytes(range(32)))
    log.write(connection, at=NOON, actor="a", act="erased", subject=str(number), detail={"n": 1})


def read(connection: Connection) -> tuple[object, ...]:
    row = connection.execute(text("SELECT id, town FROM contact")).one()
    return (
        tuple(row),
        facts.get(connection, "some"),
        facts.secret(connection, "secret", bytes(32)),
        log.verify(connection),
    )


def test_it_comes_back_as_it_was(fresh: Callable[[bool], str], folder: Path) -> None:
    source, target = fresh(False), fresh(True)
    do(source, fill)
    copy = copies.take(source, folder)
    assert copy.rows["contact"] == copy.numbers["contact"] == 1
    assert copies.is_empty(target)
    assert not copies.is_empty(source)
    assert copies.put(target, folder, copy, lambda connection: "ready") == "ready"
    assert do(target, read) == do(source, read)


def test_numbers_given_out_since_are_not_given_out_again(fresh: Callable[[bool], str], folder: Path) -> None:
    source, target = fresh(False), fresh(True)
    do(source, fill)
    do(source, lambda connection: connection.execute(text("DELETE FROM contact")))
    copy = copies.take(source, folder)
    copies.put(target, folder, copy, lambda connection: None)
    assert do(target, a_contact) == copies.GAP + 2


def test_where_something_is_nothing_is_put(fresh: Callable[[bool], str], folder: Path) -> None:
    source, target = fresh(False), fresh(False)
    do(target, fill)
    copy = copies.take(source, folder)
    with pytest.raises(RestoreRefused, match="nothing was changed"):
        copies.put(target, folder, copy, lambda connection: None)
    assert do(target, lambda connection: connection.scalar(text("SELECT count(*) FROM contact"))) == 1


@pytest.mark.parametrize("end", ["-wal", "-shm", "-journal"])
def test_the_log_of_a_former_database_is_not_played_into_the_copy(tmp_path: Path, folder: Path, end: str) -> None:
    source, target = sqlite_url(tmp_path), f"sqlite:///{tmp_path / 'new.db'}"
    do(source, fill)
    copy = copies.take(source, folder)
    (tmp_path / f"new.db{end}").write_bytes(b"of another")
    assert not copies.is_empty(target)
    with pytest.raises(RestoreRefused, match=end):
        copies.put(target, folder, copy, lambda connection: None)
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize("why", ["rows", "work", "revision"])
def test_what_fails_leaves_the_place_empty(fresh: Callable[[bool], str], folder: Path, why: str) -> None:
    source, target = fresh(False), fresh(True)
    do(source, fill)
    copy = copies.take(source, folder)

    def fails(connection: Connection) -> None:
        a_contact(connection)
        raise ZeroDivisionError

    wrong: dict[str, tuple[Copy, type[Exception]]] = {
        "rows": (replace(copy, rows={**copy.rows, "contact": 2}), RestoreRefused),
        "work": (copy, ZeroDivisionError),
        "revision": (replace(copy, revision="9999"), MigrationRefused),
    }
    given, error = wrong[why]
    if why == "revision" and copy.database == "sqlite":
        pytest.skip("a file says its revision itself")
    with pytest.raises(error):
        copies.put(target, folder, given, fails)
    assert copies.is_empty(target)


def test_a_damaged_file_is_refused(tmp_path: Path, folder: Path) -> None:
    source = sqlite_url(tmp_path)
    do(source, fill)
    copy = copies.take(source, folder)
    data = bytearray((folder / copies.FILE).read_bytes())
    data[4096:8192] = bytes(4096)
    (folder / copies.FILE).write_bytes(data)
    with pytest.raises((RestoreRefused, StorageDown)):
        copies.put(f"sqlite:///{tmp_path}/new.db", folder, copy, lambda connection: None)
    assert not (tmp_path / "new.db").exists()


@pytest.mark.postgres
def test_a_copy_is_for_its_own_kind_of_database(tmp_path: Path, folder: Path) -> None:
    copy = copies.take(sqlite_url(tmp_path), folder)
    with pytest.raises(RestoreRefused, match="sqlite"):
        copies.put(postgres_url(empty=True), folder, copy, lambda connection: None)


def test_no_file_is_made_where_there_is_none(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(StorageDown):
        copies.take(f"sqlite:///{tmp_path}/none.db", folder)
    assert not (tmp_path / "none.db").exists()
