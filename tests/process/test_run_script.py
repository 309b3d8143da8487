"""``run.py``: what it decides, with the installing itself replaced by a list of commands."""

import importlib.util
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.sources import ROOT


@dataclass
class Machine:
    """``run.py`` in a folder of its own; ``ran`` are the commands it gave, ``codes`` what they end with."""

    script: ModuleType
    home: Path
    ran: list[list[str]] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    made: int = 0
    environment: dict[str, str] | None = None

    def main(self, words: list[str]) -> int:
        """Run the script with words; return its exit code, 0 where it became another program."""
        try:
            return int(self.script.main(words))
        except SystemExit as become:
            return int(str(become.code))

    def become(self, _: str, command: list[str]) -> None:
        """Write down what the script becomes; nothing comes after that."""
        self.ran.append(command)
        raise SystemExit(0)

    def run(self, command: list[str], *, check: bool, **more: Any) -> subprocess.CompletedProcess[str]:
        """Write a command down and end as told."""
        self.ran.append(command)
        self.environment = more.get("env")
        code = self.codes.pop(0) if self.codes else 0
        if check and code:
            raise subprocess.CalledProcessError(code, command)
        return subprocess.CompletedProcess(command, code)

    def make(self, place: Path, *, with_pip: bool) -> None:
        """Make an environment that holds an interpreter and nothing else."""
        assert with_pip
        self.made += 1
        self.script.BIN.mkdir(parents=True, exist_ok=True)
        self.script.PYTHON.write_text("")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    spec = importlib.util.spec_from_file_location("run_script", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    made = Machine(script, tmp_path)
    for name in ("requirements", "requirements-test", "requirements-postgres", "requirements-voice"):
        (tmp_path / f"{name}.lock").write_text(f"{name}\n")
    place = tmp_path / ".venv"
    for attribute, value in (("HOME", tmp_path), ("PLACE", place), ("BIN", place / "bin")):
        monkeypatch.setattr(script, attribute, value)
    monkeypatch.setattr(script, "PYTHON", place / "bin" / "python")
    monkeypatch.setattr(script.subprocess, "run", made.run)
    monkeypatch.setattr(script.venv, "create", made.make)
    monkeypatch.setattr(script.os, "execv", made.become)
    monkeypatch.delenv("DROM_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    return made


def test_a_bare_machine_is_set_up_from_the_lock_and_the_demo_begins(machine: Machine) -> None:
    machine.main([])
    install, voice, demo = machine.ran
    assert machine.made == 1
    assert install[1:4] == ["-m", "pip", "install"]
    assert {"--require-hashes", "--no-deps"} <= set(install)
    assert install[-2:] == ["-r", str(machine.home / "requirements.lock")]
    assert voice[-3:] == ["--require-hashes", "-r", str(machine.home / "requirements-voice.lock")]
    assert not [word for word in (*install, *voice) if "://" in word or word.startswith("--index")]
    assert demo[1:] == ["-m", "bot", "demo"]


def test_what_is_installed_is_not_installed_again(machine: Machine) -> None:
    machine.main(["demo"])
    machine.main(["check", "--help"])
    assert [command[1:] for command in machine.ran[2:]] == [["-m", "bot", "demo"], ["-m", "bot", "check", "--help"]]
    (machine.home / "requirements.lock").write_text("another\n")
    machine.main(["demo"])
    assert machine.ran[-2][-2:] == ["-r", str(machine.home / "requirements.lock")]
    assert machine.made == 1


def test_an_install_that_failed_is_made_again(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    machine.codes = [1]
    assert machine.main(["demo"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("The set-up failed: ")
    assert said.count("\n") == 1
    machine.main(["demo"])
    assert len([command for command in machine.ran if "pip" in command]) == 3


def test_the_demo_begins_without_a_voice_where_none_can_be_had(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.codes = [0, 1]
    machine.main([])
    told = capsys.readouterr()
    assert told.out.count("Drom only writes") == 1
    assert told.err == ""
    assert machine.ran[-1][1:] == ["-m", "bot", "demo"]
    machine.main(["demo"])
    assert len([command for command in machine.ran if "pip" in command]) == 3, "the next start tries again"


def test_only_the_demo_is_given_a_voice(machine: Machine) -> None:
    machine.main(["run"])
    machine.main(["--demo", "check"])
    machine.main(["test"])
    assert not [command for command in machine.ran if command[-1].endswith("requirements-voice.lock")]


def test_tests_are_what_is_meant(machine: Machine) -> None:
    machine.main(["tests", "-k", "house"])
    assert machine.ran[-1][2] in {"pytest", "mypy"}, "or Drom is asked for a command that it has not"


def test_half_an_environment_is_not_left_behind(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(place: Path, *, with_pip: bool) -> None:
        machine.make(place, with_pip=with_pip)
        raise subprocess.CalledProcessError(1, ["ensurepip"])

    monkeypatch.setattr(machine.script.venv, "create", fail)
    assert machine.main([]) == 1
    assert "apt install python3-venv" in capsys.readouterr().err
    assert not (machine.home / ".venv").exists()


def test_a_stopped_set_up_says_so(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(machine.script.subprocess, "run", stop)
    assert machine.main([]) == 1
    assert capsys.readouterr().err.startswith("The set-up was stopped")


def test_the_checks_run_in_order_and_the_first_failure_ends_them(machine: Machine) -> None:
    assert machine.main(["test", "-k", "house"]) == 0
    checks = [command[2:] for command in machine.ran[1:]]
    assert [check[0] for check in checks[:2]] == ["ruff", "ruff"]
    tests, types = sorted(checks[2:], key=len, reverse=True)
    assert (tests[0], tests[-2:], types) == ("pytest", ["-k", "house"], ["mypy"])
    machine.ran.clear()
    machine.codes = [0, 7]
    assert machine.main(["test"]) == 7
    assert len(machine.ran) == 2


@pytest.mark.parametrize("codes", [[0, 0, 7, 0], [0, 0, 0, 7]])
def test_types_and_tests_are_both_told(machine: Machine, codes: list[int], capfd: pytest.CaptureFixture[str]) -> None:
    machine.main(["test"])
    machine.codes = codes
    assert machine.main(["test"]) == 7
    assert capfd.readouterr().out.endswith("— mypy\n")


def test_the_tests_keep_what_python_compiled(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("DROM_PORT", "1234")
    machine.main(["test"])
    assert machine.environment is not None
    assert "PYTHONDONTWRITEBYTECODE" not in machine.environment
    assert machine.environment["DROM_PORT"] == "1234"


@pytest.mark.parametrize(
    ("given", "written", "lock"),
    [
        ("", None, "requirements.lock"),
        ("sqlite:///x.db", None, "requirements.lock"),
        ("postgresql://host/drom", None, "requirements-postgres.lock"),
        ("", "DROM_DATABASE_URL=postgresql://host/drom\n", "requirements-postgres.lock"),
        ("", "# DROM_DATABASE_URL=postgresql://host/drom\nDROM_PORT=1\n", "requirements.lock"),
        ("sqlite:///x.db", "DROM_DATABASE_URL=postgresql://host/drom\n", "requirements.lock"),
    ],
)
def test_the_drivers_for_the_database_are_installed(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, given: str, written: str | None, lock: str
) -> None:
    if given:
        monkeypatch.setenv("DROM_DATABASE_URL", given)
    if written is not None:
        (machine.home / ".env").write_text(written)
    machine.main(["check"])
    assert machine.ran[0][-1] == str(machine.home / lock)


def test_commands_run_where_the_project_is(machine: Machine, tmp_path_factory: pytest.TempPathFactory) -> None:
    os.chdir(tmp_path_factory.mktemp("elsewhere"))
    machine.main(["tickets"])
    assert Path.cwd() == machine.home


def test_an_old_python_is_told_so(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(machine.script, "WANTED", (sys.version_info.major, sys.version_info.minor + 1))
    assert machine.main([]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "or newer" in said
    assert machine.ran == []
