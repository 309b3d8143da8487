"""What Telegram must know before people write: where updates go, and the bot's own texts; it never sends."""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeGuard

from bot.channels.telegram_http import Refused, TelegramError
from bot.channels.telegram_updates import ALLOWED_UPDATES

_log = logging.getLogger(__name__)

Pause = Callable[[float], Awaitable[None]]
Ask = Callable[[str, Mapping[str, object]], Awaitable[object]]
"""Calls a method of the Bot API; raises TelegramError."""

TRIES = 3
LONGEST_PAUSE = 60.0
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


@dataclass(frozen=True, slots=True)
class Profile:
    """What Telegram shows of the bot to people with one ``language`` (ISO 639-1, two letters; "" for all others).

    ``commands`` are names with what they do. Raises ValueError for what Telegram would refuse (Bot API limits).
    """

    language: str
    description: str
    short_description: str
    commands: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        name = self.language or "default"
        if not _LANGUAGE.fullmatch(self.language):
            raise ValueError(f"Telegram profile {name!r}: the language must have two letters")
        if len(self.description) > 512 or len(self.short_description) > 120:
            raise ValueError(f"Telegram profile {name!r}: a description is over 512 or a short one over 120 characters")
        for command, text in self.commands:
            if not _COMMAND.fullmatch(command) or not 1 <= len(text) <= 256:
                raise ValueError(f"Telegram profile {name!r}: command {command!r} or its text cannot be used")


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram posts updates, and the secret it shows each time. ``connections`` is 1 to 100."""

    url: str
    secret: str
    connections: int = 40


class TelegramSetup:
    """Sets the webhook (or removes it, for polling) until that works, then the texts; doing it again is harmless."""

    def __init__(self, ask: Ask, webhook: Webhook | None, profiles: Sequence[Profile], pause: Pause) -> None:
        self._ask = ask
        self._webhook = webhook
        self._profiles = profiles
        self._pause = pause
        self._is_refused = False

    def troubles(self) -> list[str]:
        """Return what keeps everybody on Telegram from being reached, in one sentence."""
        return ["Telegram refuses DROM_TELEGRAM_TOKEN: set the right one and start again."] if self._is_refused else []

    async def run(self) -> None:
        """Do it all. Failures are logged by their cause and stop nothing."""
        if not await self._until_done("the webhook", self._set_webhook, tries=0):
            return
        for profile in self._profiles:
            for what, act in self._acts(profile):
                await self._until_done(f"{what} ({profile.language or 'default'})", act, TRIES)

    async def _set_webhook(self) -> None:
        if self._webhook is None:
            await self._ask("deleteWebhook", {})
            return
        fields = {
            "url": self._webhook.url,
            "secret_token": self._webhook.secret,
            "max_connections": self._webhook.connections,
            "allowed_updates": ALLOWED_UPDATES,
        }
        await self._ask("setWebhook", fields)

    def _acts(self, profile: Profile) -> tuple[tuple[str, Callable[[], Awaitable[object]]], ...]:
        code = {"language_code": profile.language} if profile.language else {}
        commands = [{"command": name, "description": text} for name, text in profile.commands]
        texts = {"description": profile.description}, {"short_description": profile.short_description}
        return (
            ("commands", partial(self._ask, "setMyCommands", {"commands": commands, **code})),
            ("description", partial(self._ask, "setMyDescription", {**texts[0], **code})),
            ("short description", partial(self._ask, "setMyShortDescription", {**texts[1], **code})),
        )

    async def _until_done(self, what: str, act: Callable[[], Awaitable[object]], tries: int) -> bool:
        """Try until it is done, refused, or tried ``tries`` times (0: for ever); return whether it is done."""
        failures = 0
        while True:
            try:
                await act()
                return True
            except TelegramError as error:
                failures += 1
                _log.warning("telegram: %s could not be set: %s", what, reason(error))
                self._is_refused = self._is_refused or is_unknown(error)
                if hopeless(error) or failures == tries:
                    return False
                await self._pause(pause_after(error, failures))


def hopeless(error: TelegramError) -> bool:
    """Tell whether trying again cannot help."""
    return isinstance(error, Refused) and error.status in (400, 401, 403, 404)


def pause_after(error: TelegramError, failures: int) -> float:
    """Return the seconds to wait before the next try: what Telegram asks for, or 1, 2, 4 ... 60."""
    if isinstance(error, Refused) and error.retry_after:
        return error.retry_after
    return float(min(LONGEST_PAUSE, 2.0 ** min(failures - 1, 10)))


def reason(error: TelegramError) -> str:
    """Return a cause for the log, without an address, a token or a person."""
    if is_unknown(error):
        return f"{error.status}, check DROM_TELEGRAM_TOKEN"
    return f"{error.status} {error.description[:200]}" if isinstance(error, Refused) else str(error)


def is_unknown(error: TelegramError) -> TypeGuard[Refused]:
    """Tell whether Telegram does not know the token."""
    return isinstance(error, Refused) and error.status in (401, 404)
