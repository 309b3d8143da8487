"""What holds for every test of the channels: no log names a secret or a person."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.channels.telegram_channels import CHAT, TOKEN
from tests.channels.tempo import Tempo

MARKERS = (TOKEN, TOKEN.partition(":")[2], str(CHAT), "38344000009", "emulated-secret", "Zdravo")


@pytest.fixture(autouse=True)
def _quiet_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Read everything that a test logs, from our modules and the libraries under them."""
    for name in ("bot", "telegram", "twilio", "aiohttp"):
        caplog.set_level("INFO", logger=name)
    yield
    for phase in ("setup", "call"):
        written = "\n".join(record.getMessage() + str(record.exc_info) for record in caplog.get_records(phase))
        assert not [marker for marker in MARKERS if marker in written]


@pytest.fixture
async def tempo(monkeypatch: pytest.MonkeyPatch) -> Tempo:
    """Return the time of this test's loop, to be moved on by hand."""
    loop = asyncio.get_running_loop()
    found = Tempo(loop)
    monkeypatch.setattr(loop, "time", found.time)
    return found
