"""Commands whose words nobody reads any more, or that cannot be written: they end as other programs do."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.commands.outcome import FAILED, UNREAD, guarded
from tests.process.programs import ROOT, environment

pytestmark = pytest.mark.process

LISTINGS = (
    "announce list",
    "calls",
    "courses list",
    "deadletters",
    "mentors count",
    "mentors list",
    "mentors questions",
    "messages report",
    "notices",
    "person find Ana",
    "staff list",
    "tickets",
    "tips count",
    "voice report",
    "check",
    "mentors --help",
    "--version",
)
"""What lists something, and what else says more than a sentence."""


def run(folder: Path, words: str, out: int, *, buffered: bool = True) -> tuple[int, str]:
    """Run a command with this as its standard output; return its exit code and what it wrote on standard error."""
    ours = {"PYTHONPATH": str(ROOT), "DROM_DATA_DIR": str(folder / "data")}
    settings = environment({**ours, "PYTHONUNBUFFERED": "" if buffered else "1"})
    command = [sys.executable, "-m", "bot", *words.split()]
    done = subprocess.run(
        command, env=settings, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE, check=False
    )
    return done.returncode, done.stderr.decode()


def unread(folder: Path, words: str, *, buffered: bool = True) -> tuple[int, str]:
    """Run a command whose reader has gone."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        return run(folder, words, writer, buffered=buffered)
    finally:
        os.close(writer)


def test_what_nobody_reads_ends_without_a_word(tmp_path: Path) -> None:
    assert unread(tmp_path, "messages report") == (UNREAD, "")


@pytest.mark.trial
@pytest.mark.parametrize("words", ["messages report", "mentors --help"])
def test_so_it_does_where_each_word_is_written_at_once(tmp_path: Path, words: str) -> None:
    assert unread(tmp_path, words, buffered=False) == (UNREAD, "")


@pytest.mark.trial
def test_every_listing_that_nobody_reads_ends_without_a_word(tmp_path: Path) -> None:
    assert run(tmp_path, "migrate", subprocess.DEVNULL) == (0, "")
    assert {words: unread(tmp_path, words) for words in LISTINGS} == dict.fromkeys(LISTINGS, (UNREAD, ""))


@pytest.mark.trial
def test_a_full_disk_is_no_matter_of_the_address(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full here")
    with full.open("wb") as out:
        done = run(tmp_path, "messages report", out.fileno())
    assert done == (FAILED, "No space left on device: what Drom says cannot be written.\n")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ConnectionResetError(104, "Connection reset by peer"), "Connection reset by peer.\n"),
        (BrokenPipeError(32, "Broken pipe"), "Broken pipe.\n"),
        (PermissionError(13, "Permission denied", "list.csv"), "Permission denied: list.csv.\n"),
    ],
)
def test_what_the_system_refuses_is_blamed_on_no_setting(
    error: OSError, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        guarded(_raising(error))()
    assert (ended.value.code, capsys.readouterr().err) == (FAILED, said)


def _raising(error: OSError) -> Callable[[], None]:
    def command() -> None:
        raise error

    return command
