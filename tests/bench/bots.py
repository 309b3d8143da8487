"""How each bot is started against the emulated Bot API, with what settings; it never measures."""

import socket
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.process import Process

SECRET = "emulated-webhook-secret"
DROM, PEER = "drom", "peer"


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot that can be started again and again over the same data in ``folder``."""

    name: str
    api: str
    token: str
    folder: Path
    port: int
    buttons: bool = False
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def webhook(self) -> str:
        """Where its updates go."""
        return f"{self.url}/telegram/webhook"

    def start(self) -> Process:
        """Start it."""
        log = self.folder / f"{self.name}.log"
        if self.name == PEER:
            return Process("tests.bench.peer", self._peer(), {}, log)
        return Process("bot", ["run"], {**drom_settings(self), **self.settings}, log)

    def _peer(self) -> list[str]:
        found = ["--api", self.api, "--token", self.token, "--secret", SECRET, "--port", str(self.port)]
        found += ["--database", str(self.folder / "peer.db"), "--rate", self.settings.get("DROM_TELEGRAM_RATE", "0")]
        return [*found, *(["--buttons"] if self.buttons else [])]


def drom_settings(bot: Bot) -> dict[str, str]:
    """Return Drom's settings of a benchmark: no rates, 64 slots, loopback only."""
    return {
        "DROM_TELEGRAM_TOKEN": bot.token,
        "DROM_TELEGRAM_API_URL": bot.api,
        "DROM_TELEGRAM_WEBHOOK_SECRET": SECRET,
        "DROM_PUBLIC_URL": bot.url,
        "DROM_PORT": str(bot.port),
        "DROM_DATA_DIR": str(bot.folder / "data"),
        "DROM_TELEGRAM_RATE": "0",
        "DROM_TELEGRAM_CHAT_RATE": "0",
        "DROM_SEND_SLOTS": "64,64",
        "DROM_LOG_LEVEL": "WARNING",
        "DROM_PICTURES": "off",
        "DROM_VOICE": "off",
    }


def free_port() -> int:
    """Return a port nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
