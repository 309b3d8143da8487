"""Voices, pictures and documents to Telegram, each uploaded once; it never knows where files are kept."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

from telegram import Bot, Document, InputFile, PhotoSize, Voice
from telegram.error import TelegramError

from bot.channels.port import Part
from bot.channels.provider_ids import PatientIds, ProviderIds
from bot.channels.telegram_receipts import stale_file

Shape = Literal["voice", "photo", "document"]


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file to send. ``seconds`` is the length of a voice.

    ``lasting`` tells that its media id always means these bytes; any other is uploaded anew each time.
    """

    data: bytes
    name: str
    content_type: str
    seconds: int = 0
    lasting: bool = True


class MediaMissing(Exception):
    """There is no file under this media id (any more)."""


Media = Callable[[str], Awaitable[MediaFile]]
"""Opens a file by its media id; raises MediaMissing."""


class TelegramMedia:
    """Sends one file with its caption. A file id is good for one bot and one kind, so the name holds both."""

    def __init__(self, bot: Bot, ids: ProviderIds, media: Media) -> None:
        self._bot = bot
        self._ids = PatientIds(ids)
        self._media = media
        self._account = bot.token.partition(":")[0]

    async def send(self, chat: str | int, part: Part, caption: str, markup: dict[str, Any] | None) -> str:
        """Send the file of a part and return the message's id; raises TelegramError, MediaMissing."""
        shape, media_id = shape_of(part)
        name = f"{self._account}:{shape}:{media_id}"
        fields: dict[str, Any] = {"caption": caption} if caption else {}
        if markup:
            fields["reply_markup"] = markup
        if known := await self._ids.get(name):
            try:
                return await self._post(shape, chat, known, fields, name)
            except TelegramError as error:
                if not stale_file(error):
                    raise
                await self._ids.put(name, "")
        file = await self._media(media_id)
        if file.seconds:
            fields["duration"] = file.seconds
        kept = name if file.lasting else ""
        return await self._post(shape, chat, InputFile(file.data, filename=file.name), fields, kept)

    async def _post(
        self, shape: Shape, chat: str | int, file: str | InputFile, fields: dict[str, Any], name: str
    ) -> str:
        sent: Voice | PhotoSize | Document | None
        if shape == "voice":
            message = await self._bot.send_voice(chat, file, api_kwargs=fields)
            sent = message.voice
        elif shape == "photo":
            message = await self._bot.send_photo(chat, file, api_kwargs=fields)
            sent = message.photo[-1] if message.photo else None
        else:
            message = await self._bot.send_document(chat, file, api_kwargs=fields)
            sent = message.document
        if name and sent is not None and sent.file_id != file:
            await self._ids.put(name, sent.file_id)
        return str(message.message_id)


def shape_of(part: Part) -> tuple[Shape, str]:
    """Return the kind of a part's file and its media id, "" where it has none."""
    if part.voice:
        return "voice", part.voice
    return ("photo", part.picture) if part.picture else ("document", part.document)
