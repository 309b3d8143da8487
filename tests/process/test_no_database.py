"""Commands where nothing is yet: they make no database by the way, and say which one they looked for."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from bot.cli import app
from bot.commands import bench
from bot.commands.database import _place
from bot.settings import Settings
from tests.process.programs import ROOT, Done, Teller, database
from tests.process.test_commands import EVERY

pytestmark = pytest.mark.process

MORE = (
    *("calls", "calls close 1", "notices", "notices cancel 1", "announce list", "announce pause 1", "release"),
    *("tips count", "tips export x.csv"),
)
MAKES = ("check", "migrate")


def _every(command: Any, words: str = "drom") -> Iterator[tuple[str, Any]]:
    """Yield every command with its words."""
    yield words, command
    for name, below in getattr(command, "commands", {}).items():
        yield from _every(below, f"{words} {name}")


COMMANDS = dict(_every(typer.main.get_command(app)))


@pytest.fixture
def empty(common: dict[str, str], teller: Teller) -> Iterator[dict[str, str]]:
    """Return settings that lead to an empty folder, in which nothing may come into being."""
    yield common
    assert not Path(common["DROM_DATA_DIR"]).exists()


def test_a_database_is_not_made_by_the_way(empty: dict[str, str], teller: Teller) -> None:
    wanted = (
        f"There is no database {database(empty)} yet: `drom run` or `drom migrate` makes it; "
        "for the demo's say `drom --demo` before the command.\n"
    )
    for words in (*EVERY, *MORE):
        if words not in MAKES:
            assert teller.run(empty, *words.split()) == Done(4, "", wanted), words


def test_of_the_demo_too(empty: dict[str, str], teller: Teller) -> None:
    place = Path(empty["DROM_DATA_DIR"]) / "demo" / "drom.db"
    told = teller.run(empty, "--demo", "tickets")
    assert told == Done(4, "", f"There is no demo database {place} yet: `drom demo` makes it.\n")


def test_a_backup_of_nothing_is_none(empty: dict[str, str], teller: Teller, tmp_path: Path) -> None:
    told = teller.run(empty, "backup", str(tmp_path / "copy.zip"))
    assert (told.code, (tmp_path / "copy.zip").exists()) == (4, False)
    assert "say `drom --demo` before the command" in told.err


def test_a_number_that_is_none_is_said_in_words(empty: dict[str, str], teller: Teller) -> None:
    refused = teller.run(empty, "tickets", "close", "abc")
    assert (refused.code, refused.err.endswith("'NUMBER': must be a whole number\n")) == (2, True), refused


def test_the_list_of_commands_cuts_nothing(teller: Teller) -> None:
    for words in ("--help", "announce --help", "tickets --help"):
        listed = teller.run({}, *words.split()).out.splitlines()[1:]
        assert [line for line in listed if line.endswith("...")] == []


def test_a_check_comes_before_the_database(empty: dict[str, str], teller: Teller) -> None:
    told = teller.run(empty, "check")
    assert told.code == 0
    assert told.out.endswith(f"There is no database {database(empty)} yet: `drom run` or `drom migrate` makes it.\n")


def test_an_invitation_needs_none(empty: dict[str, str], teller: Teller) -> None:
    assert teller.run(empty, "invitation", "green_albania").code == 0


def test_an_empty_list_says_which_database_it_looked_at(common: dict[str, str], teller: Teller) -> None:
    assert teller.run(common, "migrate").code == 0
    for words in ("tickets", "calls", "notices", "deadletters", "announce list", "staff list"):
        told = teller.run(common, *words.split())
        assert told.code == 0
        assert told.out.endswith(f". The database is {database(common)}.\n"), words


def test_a_password_is_not_told() -> None:
    settings = Settings(_env_file=None, database_url="postgresql://drom:secret@db/drom")  # type: ignore[call-arg]
    assert _place(settings) == "postgresql://drom:***@db/drom"


def test_a_time_has_one_form_and_one_explanation(empty: dict[str, str], teller: Teller) -> None:
    found = {words: one for words, command in COMMANDS.items() for one in command.params if "--at" in one.opts}
    assert {*found} >= {"drom tickets answer", "drom announce send"}
    assert len({one.help for one in found.values()}) == 1
    for words in (("tickets", "answer", "1", "Hello"), ("announce", "send", "--text", "en=Hello", "--to", "1")):
        assert teller.run(empty, *words, "--at", "2027-05-01T18:00").code == 4, "only the database is missing"
        refused = teller.run(empty, *words, "--at", "2027-05-01 18:00")
        assert refused.code == 2
        assert refused.err.endswith(": must be a time such as 2027-05-01T18:00\n")


def test_every_number_says_whose_it_is_and_who_shows_it() -> None:
    for words, command in COMMANDS.items():
        for one in command.params:
            if one.name == "number":
                assert re.match(r"The (\w+)'s number.*`drom [a-z ]+`", one.help), words


def test_help_names_the_command_as_the_readme_does(capsys: pytest.CaptureFixture[str]) -> None:
    for words in COMMANDS:
        with pytest.raises(SystemExit) as ended:
            typer.main.get_command(app)([*words.split()[1:], "--help"], prog_name="drom")
        told = capsys.readouterr().out
        assert ended.value.code == 0
        assert told.startswith(f"Usage: {words} "), words
        assert "python -m" not in told.replace("in a container for `python -m bot`", ""), words


def test_the_command_is_called_so(teller: Teller) -> None:
    assert teller.run({}, "tickets", "--help").out.startswith("Usage: drom tickets ")


@pytest.mark.parametrize("name", ["turns", "announce", "notices", "tips"])
def test_a_bench_tells_its_options_without_its_tools(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "find_spec", lambda module: None)
    group = typer.main.get_command(bench.bench)
    with pytest.raises(SystemExit) as ended:
        group([name, "--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    source = (ROOT / "tests" / "bench" / f"{name}.py").read_text()
    assert [option for option in re.findall(r'add_argument\("(--\w+)"', source) if option not in told] == []
    with pytest.raises(SystemExit) as refused:
        group([name, "--short"])
    assert refused.value.code == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "pip install --require-hashes --no-deps -r" in said
