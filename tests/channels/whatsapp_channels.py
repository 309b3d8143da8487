"""WhatsApp channels for tests, over a Twilio on loopback; nothing here waits."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from bot.channels.port import Delivery, Part
from bot.channels.whatsapp import TwilioAccount, WhatsAppChannel
from bot.clock import SetClock
from tests.channels.provider import Asked, Provider, Script, Told, told

ACCOUNT = "AC" + "0" * 32
SENDER = "whatsapp:+15550001111"
BESIM = "+38344000009"
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
SID = "SM" + "a" * 32


def account(url: str, **given: str) -> TwilioAccount:
    """Return an account that is reached at ``url``."""
    fields = {
        "sid": ACCOUNT,
        "user": "SK" + "0" * 32,
        "secret": "emulated-secret",
        "sender": SENDER,
        "service": "",
        "api_url": url,
        "content_url": url,
        "public_url": "https://drom.example.test",
    }
    return TwilioAccount(**(fields | given))


def usual(asked: Asked) -> Script:
    """Answer as Twilio does where nothing is wrong."""
    if asked.path == MESSAGES and asked.method == "POST":
        return told(201, {"sid": SID, "status": "queued"})
    if asked.path == MESSAGES:
        return told(200, {"messages": [], "next_page_uri": None})
    if asked.method == "GET":
        return told(200, {"contents": [], "meta": {"next_page_url": None}})
    return told(201, {"sid": "HX" + "b" * 32})


def no(status: int, code: int, **headers: str) -> Told:
    """Return Twilio's refusal."""
    return told(status, {"code": code, "message": "refused", "status": status}, **headers)


def listed(body: str, *, ago: int = 0, **fields: Any) -> dict[str, Any]:
    """Return a message as Twilio lists it, ``ago`` seconds old."""
    at = format_datetime(NOW - timedelta(seconds=ago))
    found = {"sid": SID, "body": body, "num_media": "0", "direction": "outbound-api", "date_created": at}
    return found | {"date_sent": None, "to": f"whatsapp:{BESIM}", "from": SENDER} | fields


async def without_waiting(seconds: float) -> None:
    """Wait for nothing."""


@asynccontextmanager
async def whatsapp(
    clock: SetClock | None = None, given: dict[str, str] | None = None, **options: Any
) -> AsyncIterator[tuple[Provider, WhatsAppChannel]]:
    """Give a provider and a channel that reaches it."""
    async with Provider(usual) as provider:
        usually: dict[str, Any] = {"seconds": 5.0, "pause": without_waiting}
        channel = WhatsAppChannel(account(provider.url, **(given or {})), clock or SetClock(NOW), **usually | options)
        try:
            yield provider, channel
        finally:
            await channel.close()


def delivery(text: str = "Zdravo", *, attempt: int = 1, since: datetime | None = None, **part: Any) -> Delivery:
    """Return a part on its way."""
    return Delivery(BESIM, Part(text, **part), 42, attempt, since)
