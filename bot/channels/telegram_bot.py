"""Files through python-telegram-bot's ``Bot`` over our own connections; it never knows where files are kept.

It is loaded with the first file that goes out: the library is 11 MB and a tenth of a second (run).
"""

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, cast

from telegram import Bot, InputFile
from telegram.error import TelegramError as LibraryError
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram_http import JSON, TelegramCalls, TelegramError, Unknown, result_of

_UPLOAD_SECONDS = 60.0


class FilesByBot:
    """Sends files for one account; ``base`` is the address of the Bot API."""

    def __init__(self, calls: TelegramCalls, base: str, token: str) -> None:
        request = _Request(calls)
        self._bot = Bot(token, f"{base}/bot", f"{base}/file/bot", request=request, get_updates_request=request)

    async def send(
        self, shape: str, chat: str | int, file: str | tuple[str, bytes], fields: Mapping[str, Any]
    ) -> tuple[str, str]:
        """Send a voice, photo or document: one known by its id, or a name with bytes.

        Return the ids of the message and of the file, "" where there is none; raises TelegramError.
        """
        given = file if isinstance(file, str) else InputFile(file[1], filename=file[0])
        send = {"voice": self._bot.send_voice, "photo": self._bot.send_photo}.get(shape, self._bot.send_document)
        try:
            message = await send(chat, given, api_kwargs=dict(fields))  # type: ignore[operator]
        except LibraryError as error:
            if isinstance(error.__cause__, TelegramError):
                raise error.__cause__ from None
            raise Unknown(type(error).__name__) from None
        sent = message.photo[-1:] if shape == "photo" else [getattr(message, shape)]
        return str(message.message_id), next((one.file_id for one in sent if one is not None), "")


class _Request(BaseRequest):
    """What ``Bot`` sends with. The library wraps our errors, which hold no address; ``send`` unwraps them."""

    __slots__ = ("_calls",)

    def __init__(self, calls: TelegramCalls) -> None:
        self._calls = calls

    @property
    def read_timeout(self) -> float:
        return self._calls.seconds

    async def initialize(self) -> None:
        """Need nothing: connections are made when they are needed."""

    async def shutdown(self) -> None:
        """Leave the connections to their owner."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        if request_data is None or not request_data.contains_files:
            fields = request_data.parameters if request_data else {}
            return 200, await self._calls.post(url, json.dumps(fields).encode(), JSON)
        files = cast("dict[str, tuple[str, bytes, str]]", request_data.multipart_data)  # whole files are all we give
        body, kind = multipart(request_data.json_parameters, files)
        return 200, await self._calls.post(url, body, {"Content-Type": kind}, _UPLOAD_SECONDS)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return a good answer; the library's own would log one that quotes people."""
        return {"ok": True, "result": result_of(payload)}


def multipart(fields: Mapping[str, str], files: Mapping[str, tuple[str, bytes, str]]) -> tuple[bytes, str]:
    """Return a form with files (name, bytes, content type) as a body, and its own content type (RFC 7578)."""
    # No file can hold the hash of all that is sent with it, so it ends none of them.
    boundary = blake2b(b"".join(content for _, content, _ in files.values()), digest_size=16).hexdigest()
    pieces: list[bytes] = []
    for name, value in fields.items():
        pieces += [_head(boundary, f'name="{_quoted(name)}"'), value.encode()]
    for name, (file, content, kind) in files.items():
        about = f'name="{_quoted(name)}"; filename="{_quoted(file)}"\r\nContent-Type: {kind}'
        pieces += [_head(boundary, about), content]
    return b"".join([*pieces, f"\r\n--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"


def _head(boundary: str, about: str) -> bytes:
    return f"\r\n--{boundary}\r\nContent-Disposition: form-data; {about}\r\n\r\n".encode()


def _quoted(name: str) -> str:
    """Return a name for between quotes, as browsers write it (html.spec.whatwg.org, multipart/form-data)."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
