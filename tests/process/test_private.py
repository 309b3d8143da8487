"""What holds people's data is its owner's alone, however careless the process that starts Drom is."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import private
from tests.process.conftest import Start
from tests.process.programs import command, until

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(os.name != "posix", reason="on Windows a folder's own rights decide"),
]


@pytest.fixture
def careless() -> Iterator[None]:
    """Start processes as somebody who lets everybody read everything."""
    before = os.umask(0)
    yield
    os.umask(before)


def _open(folder: Path) -> list[str]:
    """Return what others may do anything with."""
    found = [path for path in (folder, *folder.rglob("*")) if not path.is_symlink()]
    return [f"{path.name} {stat.filemode(path.stat().st_mode)}" for path in found if path.stat().st_mode & 0o077]


@pytest.mark.usefixtures("careless")
@pytest.mark.parametrize("name", ["run", pytest.param("demo", marks=pytest.mark.trial)])
async def test_everything_is_for_its_owner_alone(
    start: Start, polling: dict[str, str], tmp_path: Path, name: str
) -> None:
    settings = polling if name == "run" else {key: polling[key] for key in ("DROM_DATA_DIR", "DROM_PORT")}
    data = Path(settings["DROM_DATA_DIR"]) / ("demo" if name == "demo" else "")
    for folder in ("media/ab", "papers", "phones", "backups", "voices"):  # as an earlier version left them
        (data / folder).mkdir(parents=True)
        (data / folder / "old").write_text("x")
    (data / "backups" / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").write_text("not ours")
    assert len(_open(data)) > 10
    drom = await start(settings, name).ready()
    assert (data / "drom.db-wal").exists()
    assert _open(data) == []
    assert (tmp_path / "elsewhere").stat().st_mode & 0o077
    words = ["--demo"] if name == "demo" else []
    done = command(tmp_path / "beside", settings, *words, "backup", str(tmp_path / "copy.zip"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "copy.zip").stat().st_mode & 0o777 == 0o600
    assert (await drom.stopped())[0] == 0
    assert _open(data) == []


@pytest.mark.trial
@pytest.mark.usefixtures("careless")
def test_a_restored_copy_and_a_first_migration_are_too(common: dict[str, str], tmp_path: Path) -> None:
    data, other = Path(common["DROM_DATA_DIR"]), tmp_path / "other"
    assert command(tmp_path, common, "migrate").returncode == 0
    assert _open(data) == []
    assert command(tmp_path, common, "backup", str(tmp_path / "copy.zip")).returncode == 0
    done = command(tmp_path, common, "restore", str(tmp_path / "copy.zip"), "--into", str(other))
    assert done.returncode == 0, done.stderr
    assert _open(other) == []


@pytest.mark.trial
@pytest.mark.usefixtures("careless")
async def test_a_database_from_before_is_closed_before_it_is_used(start: Start, polling: dict[str, str]) -> None:
    data = Path(polling["DROM_DATA_DIR"])
    drom = await start(polling).ready()
    assert (await drom.stopped())[0] == 0
    for path in (data, data / "drom.db"):
        path.chmod(0o777)
    await start(polling).ready()
    await until((data / "drom.db-wal").exists, "a write-ahead log")
    assert _open(data) == []


def test_what_is_anothers_is_told_and_hurts_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    mine, foreign = tmp_path / "mine", tmp_path / "foreign"
    for path in (mine, foreign):
        path.write_text("x")
        path.chmod(0o644)
    change = Path.chmod

    def refuse(self: Path, mode: int) -> None:
        if self == foreign:
            raise PermissionError(1, "not yours")
        change(self, mode)

    monkeypatch.setattr(Path, "chmod", refuse)
    private.seal([foreign, mine, tmp_path / "gone"])
    assert mine.stat().st_mode & 0o777 == 0o600
    assert "1 files or folders" in caplog.text
