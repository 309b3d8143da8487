"""Trouble with the database under the real process: loud, safe, and over when it is over."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.emulators.telegram import Telegram
from tests.emulators.telegram_people import message
from tests.process.conftest import Start
from tests.process.phones import TelegramPhone
from tests.process.programs import Drom, command, database, ledger, until

pytestmark = pytest.mark.process

SETTINGS, DATABASE = 3, 4
RED_SECONDS = 5.0
"""How soon readiness must be red, counted from when the trouble began; asking takes its own time on top."""
BACK_SECONDS = 10.0
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the database as another program might."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def small_disk(folder: Path, size: str, *flags: str) -> Iterator[Path]:
    """Mount a small disk; skips where this is not allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.name == "nt" or shutil.which("mount") is None:
        pytest.skip("no small disk can be mounted on this system")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", ",".join((f"size={size}", *flags)), "tmpfs", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"no small disk can be mounted: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


async def post(drom: Drom, settings: dict[str, str], number: int) -> tuple[int, str]:
    """Post a message of its own person; return status and ``Retry-After``."""
    update = {"update_id": number, **message(100_000 + number, 1, {"text": "hello"})}
    reply = await drom.post("/telegram/webhook", update, {HEADER: settings["DROM_TELEGRAM_WEBHOOK_SECRET"]})
    return reply.status, reply.headers.get("retry-after", "")


def stored(settings: dict[str, str]) -> set[int]:
    """Return the numbers of the updates that are in the database."""
    return set(ledger(settings).received())


@pytest.mark.trial
async def test_locked_at_the_start(start: Start, polling: dict[str, str], tmp_path: Path) -> None:
    assert command(tmp_path, polling, "migrate").returncode == 0
    with locked(database(polling)):
        drom = start(polling)
        assert await drom.ended() == DATABASE
    assert (
        drom.logged == "The database of DROM_DATABASE_URL (by default in DROM_DATA_DIR) is locked by another program.\n"
    )
    assert drom.logged.count("\n") == 1
    assert (await (await start(polling).ready()).stopped())[0] == 0


@pytest.mark.trial
async def test_locked_while_running(start: Start, hooked: dict[str, str], telegram: Telegram) -> None:
    drom = await start(hooked).ready()
    assert await post(drom, hooked, 1) == (200, "")
    with locked(database(hooked)):
        took = await drom.until_status("/readyz", 503, RED_SECONDS * 3)
        assert took < RED_SECONDS + 1
        assert await post(drom, hooked, 2) == (503, "5")
        assert await drom.status("/healthz") == 200
        telegram.push({"update_id": 3, **message(100_003, 1, {"text": "hello"})})
        await until(lambda: [one for one in telegram.updates.tries if one.status == 503], "a refused delivery")
    await drom.until_status("/readyz", 200, BACK_SECONDS)
    assert await post(drom, hooked, 2) == (200, "")
    await TelegramPhone(telegram, 100_003).sees("🗣")
    assert (await drom.stopped())[0] == 0
    assert stored(hooked) == {1, 2, 3}
    assert ledger(hooked).unworked() == []
    told = [line for line in drom.log if line["from"] == "bot.services.dispatcher" and line["level"] == "error"]
    assert len(told) <= 1, told


@pytest.mark.trial
async def test_what_is_acknowledged_is_stored(start: Start, hooked: dict[str, str]) -> None:
    """Locks come and go while messages come in: every 200 is in the file, every 503 may come again."""
    drom = await start(hooked).ready()
    taken: set[int] = set()
    for number in range(1, 9):
        if number % 4 == 0:
            with locked(database(hooked)):
                status, _ = await post(drom, hooked, number)
        else:
            status, _ = await post(drom, hooked, number)
        assert status == (503 if number % 4 == 0 else 200)
        taken |= {number} if status == 200 else set()
    drom.running.kill()
    await drom.ended()
    assert stored(hooked) == taken == {1, 2, 3, 5, 6, 7}


@pytest.mark.trial
async def test_a_full_disk(start: Start, hooked: dict[str, str], tmp_path: Path) -> None:
    with small_disk(tmp_path / "data", "4m") as disk:
        drom = await start(hooked).ready()
        fill(disk / "filler")
        answers = {number: await post(drom, hooked, number) for number in range(1, 21)}
        assert answers[20] == (503, "5")
        assert await drom.status("/readyz") == 503
        (disk / "filler").unlink()
        for number, (status, _) in answers.items():
            if status == 503:
                assert await post(drom, hooked, number) == (200, "")
        assert (await drom.stopped())[0] == 0
        assert stored(hooked) == set(answers)
        assert ledger(hooked).integrity() == "ok"


def fill(path: Path) -> None:
    """Write until there is no room left."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            continue
    assert shutil.disk_usage(path.parent).free == 0


@pytest.mark.trial
async def test_a_full_disk_at_the_start(start: Start, polling: dict[str, str], tmp_path: Path) -> None:
    with small_disk(tmp_path / "data", "64k"):
        drom = start(polling)
        assert await drom.ended() == DATABASE
        assert drom.logged.count("\n") == 1, drom.logged
        assert "full" in drom.logged


@pytest.mark.parametrize(
    "words", ["run", *(pytest.param(words, marks=pytest.mark.trial) for words in ("demo", "check"))]
)
async def test_a_read_only_disk(start: Start, polling: dict[str, str], tmp_path: Path, words: str) -> None:
    settings = polling if words != "demo" else {name: polling[name] for name in ("DROM_DATA_DIR", "DROM_PORT")}
    with small_disk(tmp_path / "data", "4m", "ro"):
        drom = start(settings, words)
        assert await drom.ended() == SETTINGS
        assert drom.logged == f"DROM_DATA_DIR: nothing can be written to {tmp_path / 'data'}\n"


async def test_a_file_that_is_no_database(start: Start, polling: dict[str, str]) -> None:
    database(polling).parent.mkdir(parents=True)
    database(polling).write_bytes(b"these are not the bytes of a database" * 100)
    drom = start(polling)
    assert await drom.ended() == DATABASE
    assert drom.logged.count("\n") == 1, drom.logged


@pytest.mark.trial
async def test_a_database_of_a_newer_version(start: Start, polling: dict[str, str], tmp_path: Path) -> None:
    assert command(tmp_path, polling, "migrate").returncode == 0
    with closing(sqlite3.connect(database(polling))) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    drom = start(polling)
    assert await drom.ended() == DATABASE
    assert drom.logged.count("\n") == 1, drom.logged
    assert "9999" in drom.logged
