"""What operators read when a value is wrong is a sentence of ours, without a word of the library's."""

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
import typer.main

from bot.archive import manifest
from bot.cli import app, tell_plainly
from bot.commands.outcome import guarded
from bot.programme import ProgrammeDefect, parse
from bot.settings import SAMPLE
from storage.copies import RestoreRefused
from storage.down import StorageDown
from tests.process.settings_cases import wrong
from tests.sources import ROOT


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORT", "x", "must be a whole number"),
        ("PORT", "70000", "must be 65535 at most"),
        ("TELEGRAM_RATE", "x", "must be a number"),
        ("TELEGRAM_RATE", "-1", "must be 0 or more"),
        ("HTTP_TIMEOUT", "0", "must be above 0"),
        ("LOG_LEVEL", "LOUD", "must be DEBUG, INFO, WARNING or ERROR"),
        ("SQLITE_SYNCHRONOUS", "OFF", "must be FULL or NORMAL"),
        ("SEND_SLOTS", "8", "must be two numbers above 0, as in 8,16"),
    ],
)
def test_a_setting(setting: Any, name: str, value: str, told: str) -> None:
    setting(**{name: value})
    assert wrong() == [f"DROM_{name}: {told}"]


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        ("default", None, "[default] is missing"),
        ("default", 3, '[default] must be a text in "quotes"'),
        (
            "default",
            "A b",
            "[default] must be small letters, digits and underscores, a letter first and 24 at most",
        ),
        ("town", 3, "[town] must be a table"),
        ("town.tirana", 3, "[town.tirana] must be a table"),
        ("town.tirana.latitude", 91, "[town.tirana.latitude] must be 90 at most"),
        ("town.tirana.latitude", "north", "[town.tirana.latitude] must be a number"),
        ("town.tirana.height", 3, "[town.tirana.height] is not known; is it spelt right?"),
        ("town.tirana.labels", None, "[town.tirana.labels] is missing"),
        ("town.tirana.labels.en", " ", "[town.tirana.labels] no label in en"),
        ("country.AL.zone", "Nowhere", "[country.AL.zone] must be a zone such as Europe/Tirane"),
        ("country.AL.emergency", "1", "[country.AL.emergency] must be two to six digits"),
        ("programme.green_albania.countries", [], "[programme.green_albania.countries] must have at least 1"),
        ("programme.green_albania.countries", "AL", "[programme.green_albania.countries] must be a list in [brackets]"),
        ("programme.green_albania.starts", "May", "[programme.green_albania.starts] must be a month, as in 2026-03"),
        ("notice", 1.5, "[notice] must be a whole number"),
        ("sample", "perhaps", "[sample] must be true or false"),
    ],
)
def test_a_programme_file(place: str, value: Any, told: str) -> None:
    data = copy.deepcopy(tomllib.loads(SAMPLE.read_text(encoding="utf-8")))
    *way, last = place.split(".")
    inside = data
    for step in way:
        inside = inside[step]
    if value is None:
        del inside[last]
    else:
        inside[last] = value
    with pytest.raises(ProgrammeDefect) as defect:
        parse(data, "ngo.toml")
    assert str(defect.value) == f"ngo.toml: {told}"


def test_every_defect_of_a_programme_file_has_a_line() -> None:
    data = tomllib.loads(SAMPLE.read_text(encoding="utf-8"))
    data["default"] = "nothing"
    data["town"]["tirana"]["country"] = "ZZ"
    with pytest.raises(ProgrammeDefect) as defect:
        parse(data, "ngo.toml")
    assert str(defect.value).splitlines() == [
        "ngo.toml: default = 'nothing' is none of the programmes",
        "ngo.toml: [town.tirana] country 'ZZ' is not in the file",
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("staff add king", "'king' is not one of 'helper', 'mentor', 'coordinator', 'administrator'."),
        ("courses offer 1 lost", "'lost' is not one of 'enrolled', 'finished'."),
    ],
)
def test_a_value_of_a_command(words: str, told: str) -> None:
    command = typer.main.get_command(app)
    tell_plainly(command)
    with pytest.raises(typer.BadParameter) as refused:
        command(words.split(), standalone_mode=False)
    assert refused.value.message == told


def test_no_exception_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise StorageDown("gone", "OperationalError")

    with pytest.raises(SystemExit) as ended:
        guarded(fail)()
    assert (ended.value.code, capsys.readouterr().err) == (
        4,
        "The database of DROM_DATABASE_URL cannot be reached. Is the setting right, and does its server run?\n",
    )


def test_a_defect_of_the_programme_file_names_its_setting(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise ProgrammeDefect("ngo.toml, line 3: [default] is missing")

    with pytest.raises(SystemExit) as ended:
        guarded(fail)()
    told = "ngo.toml, line 3: [default] is missing\nMend the programme file, or name another one by DROM_PROGRAMME.\n"
    assert (ended.value.code, capsys.readouterr().err) == (3, told)


def test_a_backup_that_was_cut_short(tmp_path: Path) -> None:
    file = tmp_path / "drom.zip"
    file.write_bytes(b"PK\x03\x04 and no end")
    with pytest.raises(RestoreRefused, match=r"^the file .*drom\.zip is no whole backup: it is cut short"):
        manifest(file)


def test_compose_opens_the_port_that_drom_listens_at() -> None:
    text = Path(ROOT / "compose.yaml").read_text(encoding="utf-8")
    port = "${DROM_PORT:-8000}"
    assert f'"127.0.0.1:{port}:{port}"' in text
    assert f"DROM_PORT: {port}" in text
    assert "8000" not in text.replace(port, "")
