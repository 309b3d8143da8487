"""The command ``drom bench``: starts a measurement that lies in a checkout's ``tests/bench``; it never measures."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "bench"
NAMES = ("turns",)
"""The measurements there are."""


class NoCheckout(Exception):
    """Drom was installed without its tests, so there is nothing to measure with."""


def run(name: str, arguments: Sequence[str]) -> int:
    """Run a measurement with the arguments after its name and return its exit code; raises ``NoCheckout``."""
    if not (FOLDER / f"{name}.py").exists():
        raise NoCheckout(f"drom bench {name} works only in a checkout: {FOLDER} is not there")
    command = [sys.executable, "-m", f"tests.bench.{name}", *arguments]
    return subprocess.run(command, cwd=FOLDER.parents[1], check=False).returncode  # noqa: S603
