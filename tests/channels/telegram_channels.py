"""Telegram channels for tests, over a provider on loopback; nothing here waits."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from bot.channels.port import Delivery, Part
from bot.channels.telegram import TelegramAccount, TelegramChannel
from bot.channels.telegram_media import MediaFile, MediaMissing
from tests.channels.provider import Asked, Provider, Script, Told, told

TOKEN = "700100999:AAf-emulated_token_for_tests"
CHAT = 700100200
SENT = {"message_id": 12, "date": 1795000000, "chat": {"id": CHAT, "type": "private"}, "text": "x"}


def ok(result: Any) -> Told:
    """Return Telegram's good answer."""
    return told(200, {"ok": True, "result": result})


def no(status: int, description: str, **parameters: Any) -> Told:
    """Return Telegram's refusal."""
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    return told(status, body | ({"parameters": parameters} if parameters else {}))


def usual(asked: Asked) -> Script:
    """Answer as Telegram does where nothing is wrong."""
    match asked.path.rpartition("/")[2]:
        case "sendMessage":
            return ok(SENT)
        case "sendVoice":
            return ok(SENT | {"voice": {"file_id": "voice-1", "file_unique_id": "u1", "duration": 3}})
        case "sendPhoto":
            return ok(SENT | {"photo": [{"file_id": "photo-1", "file_unique_id": "u2", "width": 9, "height": 9}]})
        case "sendDocument":
            return ok(SENT | {"document": {"file_id": "document-1", "file_unique_id": "u3"}})
    return ok(True)


@asynccontextmanager
async def telegram(**given: Any) -> AsyncIterator[tuple[Provider, TelegramChannel]]:
    """Give a provider and a channel that reaches it."""
    async with Provider(usual) as provider:
        channel = TelegramChannel(TelegramAccount(TOKEN, provider.url), **{"seconds": 5.0, **given})
        try:
            yield provider, channel
        finally:
            await channel.close()


def delivery(text: str = "Zdravo", **part: Any) -> Delivery:
    """Return a part on its way."""
    return Delivery(str(CHAT), Part(text, **part), reference=5)


class Shelf:
    """Media by id, and a memory for file ids: ``kept``."""

    def __init__(self, files: Mapping[str, MediaFile]) -> None:
        self.files = files
        self.opened: list[str] = []
        self.kept: dict[str, str] = {}

    async def open(self, media_id: str) -> MediaFile:
        self.opened.append(media_id)
        if media_id not in self.files:
            raise MediaMissing(media_id)
        return self.files[media_id]

    async def get(self, name: str) -> str:
        return self.kept.get(name, "")

    async def put(self, name: str, provider_id: str) -> None:
        self.kept[name] = provider_id
