"""How soon and how large the process is; printed, never judged: the machine is shared."""

import psutil
import pytest

from tests.process.conftest import Start

pytestmark = pytest.mark.process


@pytest.mark.trial
async def test_start_and_memory(start: Start, polling: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    for what in ("an empty folder", "a database that is there"):
        drom = await start(polling).ready()
        seconds = drom.ready_after
        megabytes = psutil.Process(drom.running.pid).memory_info().rss / 1e6
        assert (await drom.stopped())[0] == 0
        with capsys.disabled():
            print(f"\nready after {seconds:.2f} s with {megabytes:.0f} MB, from {what}")
