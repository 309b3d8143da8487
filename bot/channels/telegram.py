"""Telegram as a channel: parts become messages with buttons, errors become receipts; it never knows the database."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bot.channels.half_sent import HalfSent
from bot.channels.limits import TELEGRAM_LIMITS
from bot.channels.port import Button, Delivery, File, Inbound, Limits, Part, Receipt
from bot.channels.provider_ids import NoProviderIds, ProviderIds
from bot.channels.telegram_http import Refused, TelegramCalls, TelegramError, Unknown
from bot.channels.telegram_media import Media, MediaMissing, TelegramMedia, files_of, shape_of
from bot.channels.telegram_receipts import receipt_of, words
from bot.channels.telegram_setup import Pause, Profile, TelegramSetup, Webhook
from bot.channels.telegram_updates import ALLOWED_UPDATES, CHANNEL
from bot.channels.wire import MayBeSent, NotSent, TooBig, Wire, pause
from bot.media.addresses import inner_path
from bot.media.refused import MediaRefused

_ROW_LETTERS = 24
_ROW_BUTTONS = 3
_POLL_SPARE = 10.0
_BATCH = 100


@dataclass(frozen=True, slots=True)
class TelegramAccount:
    """The bot's token and the address of the Bot API, without ``/bot`` and without a slash at its end."""

    token: str = field(repr=False)
    api_url: str


class TelegramChannel:
    """The Telegram side of Drom. Text goes plain, without a parse mode: what people wrote arrives unchanged."""

    name = CHANNEL
    limits: Limits = TELEGRAM_LIMITS

    def __init__(
        self,
        account: TelegramAccount,
        *,
        seconds: float = 30.0,
        webhook: Webhook | None = None,
        profiles: Sequence[Profile] = (),
        media: Media | None = None,
        file_ids: ProviderIds | None = None,
        pause: Pause = pause,
    ) -> None:
        """Wait ``seconds`` for an answer. Without a ``webhook`` Telegram is polled (see ``updates``)."""
        base = account.api_url.rstrip("/")
        self._methods = f"{base}/bot{account.token}/"
        self._files_url = f"{base}/file/bot{account.token}/"
        self._wire = Wire(seconds)
        self._calls = TelegramCalls(self._wire)
        self._half_sent = HalfSent()
        number, files = account.token.partition(":")[0], files_of(self._calls, base, account.token)
        self._media = TelegramMedia(files, number, file_ids or NoProviderIds(), media) if media else None
        self.setup = TelegramSetup(self._ask, webhook, profiles, pause)
        self._setting_up: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Begin to tell Telegram what it must know; this goes on in the background and may fail."""
        self._setting_up = asyncio.create_task(self.setup.run(), name="telegram-setup")

    async def close(self) -> None:
        """Let go of connections."""
        if self._setting_up is not None:
            self._setting_up.cancel()
            with suppress(asyncio.CancelledError):
                await self._setting_up
        await self._wire.close()

    async def send(self, delivery: Delivery) -> Receipt:
        """Try once and say how it ended. A file that cannot go leaves its words, and the receipt says so."""
        chat = _chat(delivery.address)
        try:
            if not shape_of(delivery.part)[1]:
                return await self._send_text(chat, delivery.part)
            if self._half_sent.take(delivery.reference):
                return await self._send_rest(chat, delivery)
            return await self._send_file(chat, delivery)
        except TelegramError as error:
            return receipt_of(error)

    async def acknowledge(self, inbound: Inbound) -> None:
        """Stop the waiting sign on a pressed button. A press that is too old, or no connection, is no harm."""
        if inbound.callback:
            with suppress(TelegramError):
                await self._ask("answerCallbackQuery", {"callback_query_id": inbound.callback})

    async def fetch(self, file: File, limit: int) -> bytes:
        """Return a file's bytes; raises MediaRefused ``big``, ``place``, ``broken`` or ``slow``."""
        if file.size > limit:
            raise MediaRefused("big")
        url = self._files_url + await self._path_of(file.reference)
        try:
            async with asyncio.timeout(self._wire.seconds):
                answer = await self._wire.ask("GET", url, limit=limit)
        except TooBig:
            raise MediaRefused("big") from None
        except (NotSent, MayBeSent, TimeoutError):
            raise MediaRefused("slow", again=True) from None
        if answer.status != 200:
            raise MediaRefused("broken", again=answer.status != 404)
        return answer.body

    async def forget(self, file: File) -> bool:
        """Do nothing: the Bot API deletes messages, not files, and this message is the person's, in their own chat."""
        return True

    async def updates(self, offset: int, seconds: int) -> list[object]:
        """Return what waits from ``offset`` on, or wait for it; all below ``offset`` is forgotten by Telegram.

        Raises TelegramError.
        """
        asked = {"offset": offset, "limit": _BATCH, "timeout": seconds, "allowed_updates": ALLOWED_UPDATES}
        found = await self._ask("getUpdates", asked, seconds + _POLL_SPARE)
        if not isinstance(found, list):
            raise Unknown("getUpdates gave no list")
        return found

    async def _ask(self, method: str, parameters: Mapping[str, object], seconds: float = 0.0) -> Any:
        return await self._calls.call(self._methods + method, parameters, seconds)

    async def _send_text(self, chat: str | int, part: Part, detail: str = "") -> Receipt:
        fields: dict[str, object] = {"chat_id": chat, "text": part.text}
        if part.buttons:
            fields["reply_markup"] = keyboard(part.buttons)
        message = await self._ask("sendMessage", fields)
        number = message.get("message_id", "") if isinstance(message, dict) else ""
        return Receipt("sent", provider_id=str(number), detail=detail)

    async def _send_file(self, chat: str | int, delivery: Delivery) -> Receipt:
        """Send a file with its words under it; words that are too many for that follow as their own message."""
        part = delivery.part
        shape = shape_of(part)[0]
        if self._media is None:
            return await self._words_only(chat, part, f"no {shape}: this channel has no media")
        under = part.spoken or len(part.text) <= self.limits.under(part)
        markup = keyboard(part.buttons) if part.buttons and under else None
        try:
            number = await self._media.send(chat, part, part.text if under and not part.spoken else "", markup)
        except MediaMissing:
            return await self._words_only(chat, part, f"no {shape}: the file is missing")
        except Refused as error:
            if error.status != 400 or receipt_of(error).result != "refused":
                raise
            return await self._words_only(chat, part, f"no {shape}: {words(error)}")
        if under:
            return Receipt("sent", provider_id=number)
        return await self._send_rest(chat, delivery)

    async def _send_rest(self, chat: str | int, delivery: Delivery) -> Receipt:
        """Send the words after a file; where they do not go, the next attempt is for them alone."""
        try:
            return await self._send_text(chat, delivery.part)
        except TelegramError:
            self._half_sent.put(delivery.reference, 1)
            raise

    async def _words_only(self, chat: str | int, part: Part, detail: str) -> Receipt:
        return await self._send_text(chat, part, detail) if part.text else Receipt("refused", detail=detail)

    async def _path_of(self, reference: str) -> str:
        try:
            found = await self._ask("getFile", {"file_id": reference})
        except Refused as error:
            if error.status == 400:
                raise MediaRefused("big" if "too big" in words(error) else "broken") from None
            raise MediaRefused("slow", again=True) from None
        except TelegramError:
            raise MediaRefused("slow", again=True) from None
        path = found.get("file_path") if isinstance(found, dict) else None
        return inner_path(path if isinstance(path, str) else "")


def keyboard(buttons: Sequence[Button]) -> dict[str, Any]:
    """Return an inline keyboard: a few short buttons in one row, otherwise one a row, as large as can be."""
    keys = [{"text": button.label, "callback_data": button.payload} for button in buttons]
    short = len(keys) <= _ROW_BUTTONS and sum(len(button.label) for button in buttons) <= _ROW_LETTERS
    return {"inline_keyboard": [keys] if short else [[key] for key in keys]}


def _chat(address: str) -> str | int:
    return int(address) if address.removeprefix("-").isdecimal() else address
