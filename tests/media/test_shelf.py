"""The folder of people's files: names of ours only, whole files only, nothing left over."""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.media.shelf import Count, Shelf

ONE, TWO, THREE = "a1" + "0" * 62, "a1" + "1" * 62, "b2" + "2" * 62


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "media")


def test_a_file_comes_back_as_it_was(shelf: Shelf, tmp_path: Path) -> None:
    shelf.put(ONE, b"sound")
    assert shelf.get(ONE) == b"sound"
    assert shelf.path(ONE) == tmp_path / "media" / "a1" / ONE
    shelf.put(ONE, b"other")
    assert shelf.get(ONE) == b"other"
    assert os.listdir(tmp_path / "media" / "a1") == [ONE]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_nobody_else_may_read_it(shelf: Shelf) -> None:
    shelf.put(ONE, b"sound")
    assert shelf.path(ONE).stat().st_mode & 0o777 == 0o600
    assert shelf.path(ONE).parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "name", ["", "..", "../" + ONE, ONE.upper(), ONE[:-1], ONE + "0", "g" * 64, "photo.jpg", ONE + "\n"]
)
def test_a_name_of_somebody_else_is_no_name(shelf: Shelf, name: str) -> None:
    for use in (
        shelf.path,
        shelf.get,
        shelf.has,
        lambda wrong: shelf.put(wrong, b""),
        lambda wrong: shelf.delete([wrong]),
    ):
        with pytest.raises(ValueError, match="64 hexadecimal"):
            use(name)


def test_a_full_disk_leaves_the_old_file_and_no_half_one(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.put(ONE, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        shelf.put(ONE, b"new")
    monkeypatch.undo()
    assert shelf.get(ONE) == b"old"
    assert list(shelf.names()) == [ONE]
    assert shelf.sweep({ONE}, datetime.now(UTC) + timedelta(minutes=1)) == 1
    assert shelf.count() == Count(1, 3)


def test_deleting_twice_does_no_harm(shelf: Shelf) -> None:
    shelf.put(ONE, b"1")
    assert shelf.delete([ONE, TWO]) == 1
    assert shelf.delete([ONE]) == 0
    assert not shelf.has(ONE)


def test_what_lies_there_is_counted(shelf: Shelf) -> None:
    assert shelf.count() == Count(0, 0)
    shelf.put(ONE, b"12345")
    shelf.put(THREE, b"123")
    assert shelf.count() == Count(2, 8)
    assert sorted(shelf.names()) == [ONE, THREE]


def test_files_without_a_row_go_when_they_are_old_and_nothing_else_does(shelf: Shelf, tmp_path: Path) -> None:
    for name in (ONE, TWO, THREE):
        shelf.put(name, b"x")
    strange = tmp_path / "media" / "a1" / "README"
    strange.write_text("not ours")
    for path in (shelf.path(ONE), shelf.path(TWO), strange):
        os.utime(path, (1_000_000, 1_000_000))
    assert shelf.sweep({ONE}, datetime.fromtimestamp(2_000_000, UTC)) == 1
    assert (shelf.has(ONE), shelf.has(TWO), shelf.has(THREE), strange.exists()) == (True, False, True, True)


def test_rows_without_a_file_are_found(shelf: Shelf) -> None:
    shelf.put(ONE, b"x")
    assert shelf.missing({ONE, TWO, THREE}) == [TWO, THREE]
