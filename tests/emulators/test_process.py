"""The emulators run as programs of their own and say where they listen."""

import json
import subprocess
import sys
from urllib.request import urlopen

import pytest

from tests.bench.process import ROOT

pytestmark = pytest.mark.process


@pytest.mark.parametrize("name", ["telegram", "twilio"])
def test_an_emulator_starts(name: str) -> None:
    command = [sys.executable, "-m", f"tests.emulators.{name}", "--delay-ms", "1"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            word, address = running.stdout.readline().split()
            assert word == "ready"
            knobs = json.loads(urlopen(f"{address}/__/knobs", timeout=10).read())
            assert knobs["delay"] == 0.001
        finally:
            running.terminate()
