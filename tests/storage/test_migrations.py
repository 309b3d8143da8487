"""Tables are brought up whole or not at all, from nothing and from the revision before."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from storage.migrate import SCRIPTS, Migrated, MigrationRefused, current, head, migrate
from storage.single import Single
from storage.store import StorageDown, sqlite_path
from tests.databases import sqlite_url
from tests.storage.once import do

BEFORE = head()
MORE = "9999"
NEXT = f'''"""One more revision."""

import sqlalchemy as sa
from alembic import op

revision = "{MORE}"
down_revision = "{BEFORE}"


def upgrade() -> None:
    """Change something."""
'''
PEOPLE = (
    "INSERT INTO person (id, name, created_at) VALUES (1, 'Anna', '2027-01-01 00:00:00.000000')",
    "INSERT INTO role (person_id, name, given_at) VALUES (1, 'mentor', '2027-01-01 00:00:00.000000')",
)


@pytest.fixture
def scripts(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that gives the released revisions and one more with this body."""

    def more(body: str) -> Path:
        directory = tmp_path / "revisions of tomorrow (100%)"
        shutil.copytree(SCRIPTS, directory, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        lines = "".join(f"    {line}\n" for line in body.strip().split("\n"))
        (directory / "versions" / f"{MORE}_more.py").write_text(NEXT + lines)
        return directory

    return more


def fill(url: str) -> None:
    do(url, lambda connection: [connection.execute(text(line)) for line in PEOPLE])


def counts(url: str) -> tuple[Any, ...]:
    query = text("SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM role)")
    return do(url, lambda connection: tuple(connection.execute(query).one()))


def test_an_empty_database_gets_everything_once(fresh: Callable[[bool], str], tmp_path: Path) -> None:
    url = fresh(True)
    assert migrate(url, tmp_path / "copies") == Migrated("", head())
    assert migrate(url, tmp_path / "copies") == Migrated(head(), head())
    assert do(url, current) == head()
    assert not (tmp_path / "copies").exists()


def test_it_runs_from_any_folder(fresh: Callable[[bool], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert migrate(fresh(True), Path()).after == head()


def test_rebuilding_a_table_keeps_the_rows_that_refer_to_it(
    fresh: Callable[[bool], str], scripts: Callable[[str], Path], tmp_path: Path
) -> None:
    url = fresh(False)
    fill(url)
    found = migrate(
        url,
        tmp_path,
        scripts=scripts(
            """
with op.batch_alter_table("person", recreate="auto") as batch:
    batch.alter_column("trade", type_=sa.String(80))
    batch.add_column(sa.Column("shoe", sa.Integer))
            """
        ),
    )
    assert (found.before, found.after) == (BEFORE, MORE)
    assert counts(url) == (1, 1)
    assert do(url, lambda connection: connection.scalar(text("SELECT count(*) FROM person WHERE shoe IS NULL"))) == 1


def test_a_migration_that_fails_leaves_nothing(
    fresh: Callable[[bool], str], scripts: Callable[[str], Path], tmp_path: Path
) -> None:
    url = fresh(False)
    fill(url)
    broken = scripts(
        """
op.create_table("extra", sa.Column("id", sa.Integer, primary_key=True))
op.execute("UPDATE person SET name = 'changed'")
with op.batch_alter_table("role") as batch:
    batch.add_column(sa.Column("extra", sa.Integer))
raise ZeroDivisionError
        """
    )
    with pytest.raises(ZeroDivisionError):
        migrate(url, tmp_path, scripts=broken)
    assert do(url, current) == BEFORE
    assert do(url, lambda connection: connection.scalar(text("SELECT name FROM person"))) == "Anna"
    with pytest.raises(Exception, match="extra"):
        do(url, lambda connection: connection.execute(text("SELECT * FROM extra")))
    with pytest.raises(Exception, match="extra"):
        do(url, lambda connection: connection.execute(text("SELECT extra FROM role")))


def test_references_that_a_migration_breaks_undo_it(tmp_path: Path, scripts: Callable[[str], Path]) -> None:
    url = sqlite_url(tmp_path)
    fill(url)
    with pytest.raises(MigrationRefused, match="role"):
        migrate(url, tmp_path, scripts=scripts('op.execute("DELETE FROM person")'))
    assert counts(url) == (1, 1)
    assert do(url, current) == BEFORE


def test_the_file_is_copied_before_it_is_changed(tmp_path: Path, scripts: Callable[[str], Path]) -> None:
    url = sqlite_url(tmp_path)
    fill(url)
    found = migrate(url, tmp_path / "copies", scripts=scripts('op.drop_table("bubble")'))
    assert found.backup is not None
    assert list((tmp_path / "copies").iterdir()) == [found.backup]
    with closing(sqlite3.connect(found.backup)) as copy:
        assert copy.execute("SELECT name FROM person").fetchall() == [("Anna",)]
        assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [(BEFORE,)]
        assert copy.execute("SELECT count(*) FROM bubble").fetchall() == [(0,)]
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_database_of_a_newer_version_is_refused(
    fresh: Callable[[bool], str], scripts: Callable[[str], Path], tmp_path: Path
) -> None:
    url = fresh(False)
    migrate(url, tmp_path, scripts=scripts("pass"))
    with pytest.raises(MigrationRefused, match=f"{MORE}.*{BEFORE}.*newer version"):
        migrate(url, tmp_path)
    assert do(url, current) == MORE


def test_a_database_that_is_not_ours_is_refused(fresh: Callable[[bool], str], tmp_path: Path) -> None:
    url = fresh(True)
    do(url, lambda connection: connection.execute(text("CREATE TABLE theirs (id INTEGER)")))
    with pytest.raises(MigrationRefused, match="DROM_DATABASE_URL"):
        migrate(url, tmp_path)


@pytest.mark.process
def test_several_that_start_together_migrate_once(fresh: Callable[[bool], str], tmp_path: Path) -> None:
    url = fresh(True)
    program = (
        "import sys, pathlib, storage.migrate as m; print(m.migrate(sys.argv[1], pathlib.Path(sys.argv[2])).before)"
    )
    command = [sys.executable, "-c", program, url, str(tmp_path)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = [process.communicate(timeout=60)[0].strip() for process in started]
    assert sorted(said) == ["", head(), head()]
    assert [process.returncode for process in started] == [0, 0, 0]


@pytest.mark.process
def test_one_waits_while_another_migrates(tmp_path: Path) -> None:
    program = "import sys; from storage.migrate import *; print('here', flush=True); "
    told = "print(migrate(sys.argv[1], Path()).after, flush=True)"
    command = [sys.executable, "-c", program + told, f"sqlite:///{tmp_path}/drom.db"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        with Single(tmp_path / "drom.db.migrating").take():
            assert other.stdout is not None
            assert other.stdout.readline().strip() == "here"
            with pytest.raises(subprocess.TimeoutExpired):  # it neither gives up nor goes on
                other.wait(0.5)
        assert other.stdout.readline().strip() == head()


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "drom.db").write_bytes(b"no database " * 1000)
    with pytest.raises(StorageDown) as caught:
        migrate(f"sqlite:///{tmp_path}/drom.db", tmp_path)
    assert caught.value.reason == "damaged"


def test_folders_are_made(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a/b/drom.db"
    assert migrate(url, tmp_path).after == head()
    assert sqlite_path(url).exists()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="DROM_DATABASE_URL"):
        migrate(url, tmp_path)
