"""The emulated platforms in the test's loop, and Drom before them as a process."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.bench.bots import free_port
from tests.emulators.telegram import TOKEN, Telegram
from tests.emulators.twilio import ACCOUNT, SENDER, Twilio
from tests.emulators.twilio import TOKEN as AUTH_TOKEN
from tests.process.programs import Drom, Teller

SECRET = "emulated-webhook-secret"

Start = Callable[..., Drom]


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """Begin without any setting, in an empty folder; return what sets some in the environment."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"DROM_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)

    def put(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"DROM_{name}", value)

    return put


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    """Return Telegram on loopback."""
    made = Telegram(TOKEN)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def twilio() -> AsyncIterator[Twilio]:
    """Return Twilio on loopback."""
    made = Twilio()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def common(tmp_path: Path) -> dict[str, str]:
    """Return the settings that every process has: its own folder and any free port."""
    return {"DROM_DATA_DIR": str(tmp_path / "data"), "DROM_PORT": "0"}


@pytest.fixture
def polling(common: dict[str, str], telegram: Telegram) -> dict[str, str]:
    """Return the settings of a Drom that polls Telegram."""
    return {
        **common,
        "DROM_TELEGRAM_TOKEN": TOKEN,
        "DROM_TELEGRAM_API_URL": telegram.server.address,
        "DROM_TELEGRAM_RATE": "0",
        "DROM_TELEGRAM_CHAT_RATE": "0",
    }


@pytest.fixture
def hooked(polling: dict[str, str]) -> dict[str, str]:
    """Return the settings of a Drom that Telegram posts to."""
    port = free_port()
    public = {"DROM_PORT": str(port), "DROM_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    return {**polling, **public, "DROM_TELEGRAM_WEBHOOK_SECRET": SECRET}


@pytest.fixture
def whatsapp(common: dict[str, str], twilio: Twilio) -> dict[str, str]:
    """Return the settings of a Drom on WhatsApp, and let Twilio post there."""
    port = free_port()
    twilio.inbound = f"http://127.0.0.1:{port}/whatsapp/webhook#rc=5&rp=all"
    return {
        **common,
        "DROM_PORT": str(port),
        "DROM_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "DROM_TWILIO_ACCOUNT_SID": ACCOUNT,
        "DROM_TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "DROM_TWILIO_FROM": SENDER,
        "DROM_TWILIO_API_URL": twilio.server.address,
        "DROM_TWILIO_CONTENT_URL": twilio.server.address,
        "DROM_WHATSAPP_RATE": "0",
    }


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Return what starts Drom; every process it started is ended with the test."""
    started: list[Drom] = []

    def run(settings: dict[str, str], *words: str) -> Drom:
        made = Drom(tmp_path / f"run{len(started)}", settings, *words)
        started.append(made)
        return made

    yield run
    for one in started:
        one.close()


@pytest.fixture(scope="session")
def _teller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Teller]:
    """Run one process for the commands of all tests: its start costs more than most of them."""
    made = Teller(tmp_path_factory.mktemp("teller"))
    yield made
    made.close()


@pytest.fixture
def teller(_teller: Teller, tmp_path: Path) -> Teller:
    """Return what runs commands in a process of their own, in an empty folder."""
    _teller.folder = tmp_path / "beside"
    _teller.folder.mkdir()
    return _teller
