"""Ends the PostgreSQL of a run of tests when that run is gone, were it killed; a program of its own, it knows no test.

It is ``python -m tests.database_end FOLDER``, and waits on its standard input, which the run holds open.
"""

import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil

from tests.sources import ROOT

SECONDS = 30.0
"""How long the server may take to end."""

_kept: list[subprocess.Popen[bytes]] = []


def watch(folder: Path) -> None:
    """Let a process beside this one end the server in ``folder`` after this one, however this one ends."""
    command = [sys.executable, "-m", "tests.database_end", str(folder)]
    _kept.append(subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, start_new_session=True))


def end(folder: Path) -> None:
    """End the server in a folder, if it still runs, and delete the folder; what it holds is of no worth any more."""
    with suppress(FileNotFoundError, psutil.NoSuchProcess):
        server = psutil.Process(int((folder / "postmaster.pid").read_text(encoding="utf-8").split()[0]))
        server.send_signal(getattr(signal, "SIGQUIT", signal.SIGTERM))
        with suppress(psutil.TimeoutExpired):
            server.wait(SECONDS)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.stdin.read()
    end(Path(sys.argv[1]))
