"""How the process ends: soon and with 0; that nothing is lost under load is proven in tests/faults/stops.py."""

import asyncio
import signal
import socket
from pathlib import Path

import pytest

from bot.process import GOODBYE
from tests.emulators.faults import Fault, Knobs
from tests.emulators.telegram import Telegram
from tests.process.conftest import Start
from tests.process.phones import TelegramPhone
from tests.process.programs import until
from tests.process.test_storage import locked

pytestmark = pytest.mark.process

LONGEST = 30.0


@pytest.mark.parametrize("name", ["SIGTERM", pytest.param("SIGINT", marks=pytest.mark.trial)])
async def test_it_stops_when_it_is_told(start: Start, polling: dict[str, str], name: str) -> None:
    drom = await start(polling).ready()
    code, took = await drom.stopped(getattr(signal, name))
    assert code == 0
    assert took < LONGEST
    assert drom.said.splitlines()[1:] == [GOODBYE]
    assert [line for line in drom.log if line["level"] != "info"] == []


@pytest.mark.trial
async def test_half_a_request_holds_no_stop_up(start: Start, polling: dict[str, str]) -> None:
    drom = await start(polling).ready()
    port = int(drom.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as half, socket.create_connection(("127.0.0.1", port)) as whole:
        half.sendall(b"POST /telegram/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        whole.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert whole.recv(12) == b"HTTP/1.1 200"
        code, took = await drom.stopped()
    assert code == 0
    assert took < LONGEST


@pytest.mark.trial
async def test_a_stop_during_the_start_is_a_stop(start: Start, polling: dict[str, str], telegram: Telegram) -> None:
    """Told at whatever moment, the process ends; the database is whole afterwards."""
    for tenth in range(0, 14, 4):
        drom = start(polling)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.to_thread(drom.running.wait), 0.1 * tenth + 0.05)
        code, took = await drom.stopped()
        assert took < LONGEST
        assert code in {0, -signal.SIGTERM}
        assert "Traceback" not in drom.logged
    assert (await (await start(polling).ready()).stopped())[0] == 0


@pytest.mark.trial
async def test_all_at_once_holds_no_stop_up(start: Start, hooked: dict[str, str], telegram: Telegram) -> None:
    """A provider that is silent, a database that is locked, and a post that waits for it."""
    telegram.turn(Knobs(hold=120, faults=[Fault("hang_before", share=1.0)]))
    drom = await start(hooked).ready()
    ana, besim = TelegramPhone(telegram, 1001), TelegramPhone(telegram, 1002)
    ana.write("hello")
    await until(lambda: [one for one in telegram.journal.entries if one.fault], "a send that hangs")
    with locked(Path(hooked["DROM_DATA_DIR"]) / "drom.db"):
        besim.write("hello")
        code, took = await drom.stopped(seconds=90)
    assert took < LONGEST
    assert code == 0, drom.logged
    telegram.turn(Knobs())
    await start(hooked).ready()
    await ana.sees("🗣")
    await besim.sees("🗣")
