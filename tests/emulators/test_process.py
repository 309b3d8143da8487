"""The emulators run as programs of their own and say where they listen."""

import json
import subprocess
import sys

import pytest

from tests.bench.process import ROOT
from tests.emulators.caller import Caller

pytestmark = pytest.mark.process


@pytest.mark.parametrize("name", ["telegram", "twilio"])
async def test_an_emulator_starts(name: str, caller: Caller) -> None:
    command = [sys.executable, "-m", f"tests.emulators.{name}", "--delay-ms", "1"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            word, address = running.stdout.readline().split()
            assert word == "ready"
            knobs = json.loads((await caller.call("GET", f"{address}/__/knobs")).body)
            assert knobs["delay"] == 0.001
        finally:
            running.terminate()
