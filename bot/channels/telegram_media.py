"""Voices, pictures and documents to Telegram, each uploaded once; it never knows where files are kept."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from bot.channels.port import Part
from bot.channels.provider_ids import PatientIds, ProviderIds
from bot.channels.telegram_http import TelegramCalls, TelegramError
from bot.channels.telegram_receipts import stale_file
from bot.later import Later

if TYPE_CHECKING:
    from bot.channels.telegram_bot import FilesByBot

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

    def __init__(self, files: Later["FilesByBot"], account: str, ids: ProviderIds, media: Media) -> None:
        self._files = files
        self._ids = PatientIds(ids)
        self._media = media
        self._account = account

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
        return await self._post(shape, chat, (file.name, file.data), fields, kept)

    async def _post(
        self, shape: Shape, chat: str | int, file: str | tuple[str, bytes], fields: dict[str, Any], name: str
    ) -> str:
        number, file_id = await (await self._files.get()).send(shape, chat, file, fields)
        if name and file_id not in ("", file):
            await self._ids.put(name, file_id)
        return number


def files_of(calls: TelegramCalls, base: str, token: str) -> Later["FilesByBot"]:
    """Return what sends files, loaded with the first of them."""

    def load() -> "FilesByBot":
        from bot.channels.telegram_bot import FilesByBot  # noqa: PLC0415

        return FilesByBot(calls, base, token)

    return Later(load)


def shape_of(part: Part) -> tuple[Shape, str]:
    """Return the kind of a part's file and its media id, "" where it has none."""
    if part.voice:
        return "voice", part.voice
    return ("photo", part.picture) if part.picture else ("document", part.document)
