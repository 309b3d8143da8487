"""Setting up on a bare machine: what is installed, and what a failure leaves behind (nothing)."""

import subprocess
import venv
from pathlib import Path
from typing import Any

import pytest

import run

BASE, POSTGRES = "requirements.lock", "requirements-postgres.lock"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty home for the set-up, which nothing of ours is in."""
    monkeypatch.delenv("DROM_DATABASE_URL", raising=False)
    for name, path in (("HOME", tmp_path), ("PLACE", tmp_path / ".venv"), ("PYTHON", tmp_path / ".venv/bin/python")):
        monkeypatch.setattr(run, name, path)
    return tmp_path


@pytest.mark.parametrize(
    ("given", "file", "lock"),
    [
        ("", None, BASE),
        ("", "DROM_PORT=1\n# DROM_DATABASE_URL=postgresql://x\n", BASE),
        ("", "DROM_DATABASE_URL=postgresql://drom:x@host/drom\n", POSTGRES),
        ("", "DROM_PORT=1\n export DROM_DATABASE_URL = 'postgresql+asyncpg://host/drom'\n", POSTGRES),
        ("", "DROM_DATABASE_URL=postgresql://x\nDROM_DATABASE_URL=sqlite:///x.db\n", BASE),
        ("postgresql://drom:x@host/drom", None, POSTGRES),
        ("sqlite:///x.db", "DROM_DATABASE_URL=postgresql://x\n", BASE),
    ],
)
def test_the_driver_is_installed_where_the_database_needs_it(
    home: Path, monkeypatch: pytest.MonkeyPatch, given: str, file: str | None, lock: str
) -> None:
    if given:
        monkeypatch.setenv("DROM_DATABASE_URL", given)
    if file is not None:
        (home / ".env").write_text(file)
    asked: list[Path] = []
    monkeypatch.setattr(run, "set_up", lambda lock, needed=True: asked.append(lock) if needed else None)
    monkeypatch.setattr(run, "drom", lambda words: 0)
    assert run.main([]) == 0
    assert asked == [home / lock]


@pytest.mark.parametrize("error", [subprocess.CalledProcessError(1, "ensurepip"), OSError("full"), KeyboardInterrupt()])
def test_a_half_made_environment_is_not_left(home: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """As on Debian without python3-venv: the interpreter is there, its pip is not."""

    def create(place: Path, *, with_pip: bool) -> None:
        run.PYTHON.parent.mkdir(parents=True)
        run.PYTHON.touch()
        raise error

    monkeypatch.setattr(venv, "create", create)
    with pytest.raises((OSError, KeyboardInterrupt)) as caught:
        run.make_environment()
    assert not run.PLACE.exists()
    assert ("python3-venv" in str(caught.value)) == isinstance(error, subprocess.CalledProcessError)


def test_a_lock_is_installed_once_and_again_when_it_changes(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[list[str]] = []

    def create(place: Path, *, with_pip: bool) -> None:
        run.PYTHON.parent.mkdir(parents=True)
        run.PYTHON.touch()

    def install(command: list[str], **_: Any) -> None:
        done.append(command)

    monkeypatch.setattr(venv, "create", create)
    monkeypatch.setattr(subprocess, "run", install)
    lock = home / BASE
    for text in ("a==1", "a==1", "a==2"):
        lock.write_text(text)
        run.set_up(lock)
    assert [command[-1] for command in done] == [str(lock)] * 2
    assert all("--require-hashes" in command and "--no-deps" in command for command in done)


def test_an_install_that_fails_is_tried_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run.PYTHON.parent.mkdir(parents=True)
    run.PYTHON.touch()
    tries: list[str] = []

    def fail(command: list[str], **_: Any) -> None:
        tries.append(command[-1])
        raise subprocess.CalledProcessError(1, "pip")

    monkeypatch.setattr(subprocess, "run", fail)
    (home / BASE).write_text("a==1")
    assert [run.main([]) for _ in range(2)] == [1, 1]
    assert len(tries) == 2
