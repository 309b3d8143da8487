"""`drom voice`: where nothing speaks it says so, and the report tells every language."""

from pathlib import Path

import pytest

from bot.aloud import HEARD
from bot.commands import voice as commands
from bot.voices import orders
from tests.process.programs import command
from tests.voices.mouth import Mouth


class Context:
    """A command's context: the real data."""

    obj = False


@pytest.fixture
def mouth(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Mouth:
    found = Mouth()
    monkeypatch.setattr(commands, "Maker", lambda **_: found)
    monkeypatch.setenv("DROM_DATA_DIR", str(tmp_path))
    return found


def test_all_is_built_and_told(mouth: Mouth, capsys: pytest.CaptureFixture[str]) -> None:
    commands.build(Context())  # type: ignore[arg-type]
    assert f"{len(mouth.said)} notes made" in capsys.readouterr().out
    commands.report(Context())  # type: ignore[arg-type]
    told = capsys.readouterr().out
    for language in set(HEARD.values()):
        assert f"| {language} | " in told
    assert commands.STOPGAP in told
    assert " 0 of " not in told
    assert told.count("| 0 | 100 % |") == len(set(HEARD.values())), "every screen is heard"


def test_a_screen_that_no_note_can_say_is_told(
    mouth: Mouth, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders, "LONGEST", 200)
    with pytest.raises(SystemExit) as ended:
        commands.report(Context())  # type: ignore[arg-type]
    assert ended.value.code == 1
    assert "Not every screen is heard in en, sq" in capsys.readouterr().err
    assert mouth.said == []


def test_failures_are_told_and_counted(mouth: Mouth, capsys: pytest.CaptureFixture[str]) -> None:
    mouth.fails = "it died"
    with pytest.raises(SystemExit) as ended:
        commands.build(Context())  # type: ignore[arg-type]
    assert ended.value.code == 1
    lines = capsys.readouterr().err.splitlines()
    assert "were not made" in lines[0]
    assert len(lines) == commands.FEW + 1


def test_without_a_voice_it_says_how_to_get_one(mouth: Mouth, capsys: pytest.CaptureFixture[str]) -> None:
    mouth.speaks = False
    with pytest.raises(SystemExit):
        commands.build(Context())  # type: ignore[arg-type]
    assert "requirements-voice.lock" in capsys.readouterr().err
    commands.report(Context())  # type: ignore[arg-type]
    assert commands.MISSING in capsys.readouterr().out


@pytest.mark.process
def test_as_a_command(tmp_path: Path) -> None:
    done = command(tmp_path, {"DROM_DATA_DIR": str(tmp_path / "data")}, "voice", "report")
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "data" / "drom.db").exists()
