"""What only several processes can show: a kill, a starved disk, a second `drom run`."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from storage.single import Single, Taken, running, tell_where
from storage.store import sqlite_path
from tests.databases import sqlite_url

pytestmark = pytest.mark.process


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return sqlite_path(sqlite_url(tmp_path))


@contextmanager
def child(doing: str, path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.storage.child", doing, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as found:
        try:
            yield found
        finally:
            found.kill()


def lines(found: subprocess.Popen[str], count: int) -> list[str]:
    assert found.stdout is not None
    return [found.stdout.readline().strip() for _ in range(count)]


@pytest.mark.parametrize("acknowledged", [1, 40, 333])
def test_a_kill_loses_nothing_that_was_acknowledged(path: Path, acknowledged: int) -> None:
    with child("write", path) as writer:
        told = set(lines(writer, acknowledged))
        writer.kill()
        assert writer.stdout is not None
        told |= {line for line in writer.stdout.read().split("\n") if line}
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        kept = {row[0] for row in connection.execute("SELECT name FROM lease")}
    assert len(told) >= acknowledged
    # The kill may cut the last line short; a whole name starts with it.
    assert {name for name in told if name not in kept and not any(one.startswith(name) for one in kept)} == set()


def test_a_disk_that_fills_at_the_commit_costs_the_whole_group_and_passes(path: Path) -> None:
    pytest.importorskip("resource", reason="file size limits are POSIX's")
    with child("full", path) as writer:
        assert lines(writer, 4) == ["full", "full", "full", "after"]
        assert writer.wait(10) == 0
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM lease").fetchall() == [("after",)]


def test_a_second_process_refuses_and_says_why_until_the_first_is_dead(path: Path) -> None:
    with child("hold", path) as first:
        assert lines(first, 1) == ["held"]
        with child("hold", path) as second:
            (said,) = lines(second, 1)
        assert "already running" in said
        assert str(path) in said
        assert "DROM_DATABASE_URL" in said
        first.kill()
        first.wait(10)
    with running(path):
        pass


def test_whoever_finds_it_running_hears_where_it_answers(path: Path) -> None:
    with running(path):
        with pytest.raises(Taken, match=f"running on {path}: use it"):
            running(path)
        tell_where(path, "http://127.0.0.1:8000/simulator")
        with pytest.raises(Taken, match=r" at http://127\.0\.0\.1:8000/simulator: use it"):
            running(path)
    with running(path), pytest.raises(Taken, match=f"running on {path}: use it"):
        running(path)


def test_a_lock_is_let_go(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with Single(lock).take(0), pytest.raises(Taken, match="lock"):
        Single(lock).take(0)
    with Single(lock).take(0):
        pass


def test_a_lock_without_a_folder_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        Single(tmp_path / "nowhere" / "lock").take(0)
