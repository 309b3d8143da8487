"""Telegram's updates as they come, read into Inbound; it never raises and never knows a token or a person."""

import re
from collections.abc import Mapping
from typing import Any

from bot.channels.port import File, Inbound
from flows.core.values import MediaKind

CHANNEL = "telegram"
ALLOWED_UPDATES = ("message", "callback_query", "my_chat_member")
"""What Drom asks for. Unset, Telegram keeps what an earlier program set (Bot API, ``setWebhook``)."""

Fields = Mapping[str, Any]

_START = re.compile(r"/start(?:@\w{1,64})?(?:\s+(?P<payload>[\s\S]*))?")
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_WIRE = re.compile(r"[\x21-\x7e]{1,64}")
_LAST_ID = 2**63 - 1
_NOTHING: Fields = {}
_FILES: tuple[tuple[str, MediaKind], ...] = (
    ("voice", "voice"),
    ("audio", "voice"),
    ("sticker", "sticker"),
    ("video", "video"),
    ("video_note", "video"),
    ("animation", "video"),
    ("document", "document"),
)
"""Kinds of message with one file. An animation also names itself as a document, so it comes first."""

_NOTICES = frozenset(
    {
        "boost_added",
        "chat_background_set",
        "chat_shared",
        "checklist_tasks_added",
        "checklist_tasks_done",
        "connected_website",
        "direct_message_price_changed",
        "gift",
        "giveaway_created",
        "message_auto_delete_timer_changed",
        "paid_message_price_changed",
        "pinned_message",
        "proximity_alert_triggered",
        "refunded_payment",
        "successful_payment",
        "unique_gift",
        "users_shared",
        "write_access_allowed",
    }
)
"""What Telegram writes into a private chat by itself (Bot API, ``Message``); nobody waits for an answer."""

_UNREADABLE = "\ufffd"


def read_update(update: object) -> Inbound | None:
    """Return what a person did, or None for what needs no answer: other kinds, groups, bots, notices, no update."""
    if not isinstance(update, dict):
        return None
    number = update.get("update_id")
    if type(number) is not int or not 0 <= number <= _LAST_ID:
        return None
    if isinstance(message := update.get("message"), dict):
        return _message(number, message)
    if isinstance(query := update.get("callback_query"), dict):
        return _press(number, query)
    if isinstance(change := update.get("my_chat_member"), dict):
        return _member(number, change)
    return None


def update_id(update: object) -> int | None:
    """Return an update's number, from which the next offset follows; None where there is none."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if type(number) is int and 0 <= number <= _LAST_ID else None


def plain(value: object) -> str:
    """Return a text as every database can keep it: no NUL, no half of a surrogate pair; "" for anything else."""
    if not isinstance(value, str):
        return ""
    if value.isascii():
        return value.replace("\0", _UNREADABLE)
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", _UNREADABLE)


def _message(number: int, message: Fields) -> Inbound | None:
    sender, address = _dict(message, "from"), _private(message)
    if not address or sender.get("is_bot"):
        return None
    hint = plain(sender.get("language_code"))[:35]
    key = f"u:{number}"
    if text := plain(message.get("text")):
        start = _START.fullmatch(text)
        if start is None:
            return Inbound(CHANNEL, key, number, address, "text", text=text, hint=hint)
        payload = start["payload"] or ""
        payload = payload if _PAYLOAD.fullmatch(payload) else ""
        return Inbound(CHANNEL, key, number, address, "text", text="/start", start=payload, hint=hint)
    found = _media(message)
    if found is None:
        return None
    kind, said, file, location = found
    return Inbound(CHANNEL, key, number, address, kind, text=said, file=file, location=location, hint=hint)


def _media(message: Fields) -> tuple[MediaKind, str, File | None, tuple[float, float] | None] | None:
    """Return the kind, the words, the file and the place of a message without text; None for a notice."""
    if isinstance(place := message.get("location"), dict):
        return "location", "", None, _place(place)
    if isinstance(card := message.get("contact"), dict):
        sender = _dict(message, "from").get("id")
        own = sender is not None and card.get("user_id") == sender
        return "contact", plain(card.get("phone_number")) if own else "", None, None
    said = plain(message.get("caption"))
    if isinstance(sizes := message.get("photo"), list):
        shapes = [size for size in sizes if isinstance(size, dict)]
        largest = max(shapes, key=lambda size: _count(size, "width") * _count(size, "height"), default=_NOTHING)
        return "photo", said, _file("photo", largest), None
    for name, kind in _FILES:
        if isinstance(named := message.get(name), dict):
            return kind, said or plain(named.get("emoji")), _file(kind, named), None
    return ("other", said, None, None) if _NOTICES.isdisjoint(message) else None


def _press(number: int, query: Fields) -> Inbound | None:
    """Read a pressed button. Its message may be missing or too old to be shown; a press lives in a private chat."""
    sender, message = _dict(query, "from"), query.get("message")
    address = _private(message) if isinstance(message, dict) else _whole(sender.get("id"))
    if not address or sender.get("is_bot"):
        return None
    data = query.get("data")
    payload = data if isinstance(data, str) and _WIRE.fullmatch(data) else ""
    hint, callback = plain(sender.get("language_code"))[:35], plain(query.get("id"))[:64]
    return Inbound(CHANNEL, f"u:{number}", number, address, "tap", payload=payload, callback=callback, hint=hint)


def _member(number: int, change: Fields) -> Inbound | None:
    """Read that a person blocked the bot or let it in again; in private chats there is nothing else."""
    address, status = _private(change), _dict(change, "new_chat_member").get("status")
    if not address or status not in ("kicked", "member"):
        return None
    return Inbound(CHANNEL, f"u:{number}", number, address, "blocked" if status == "kicked" else "unblocked")


def _private(message: Fields) -> str:
    chat = _dict(message, "chat")
    return _whole(chat.get("id")) if chat.get("type") == "private" else ""


def _whole(value: object) -> str:
    return str(value) if type(value) is int and 0 < value <= _LAST_ID else ""


def _dict(fields: Fields, name: str) -> Fields:
    value = fields.get(name)
    return value if isinstance(value, dict) else _NOTHING


def _count(fields: Fields, name: str) -> int:
    value = fields.get(name)
    return value if type(value) is int and 0 <= value <= _LAST_ID else 0


def _file(kind: MediaKind, named: Fields) -> File | None:
    reference = plain(named.get("file_id"))
    if not reference or len(reference) > 512:
        return None
    content_type = plain(named.get("mime_type"))[:100]
    return File(kind, reference, content_type, _count(named, "file_size"), _count(named, "duration"))


def _place(place: Fields) -> tuple[float, float] | None:
    """Return latitude and longitude in degrees, None where they are not on the globe."""
    latitude, longitude = place.get("latitude"), place.get("longitude")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None
    # Compared before they are converted: a whole number may be too large for a float.
    on_globe = -90 <= latitude <= 90 and -180 <= longitude <= 180
    return (float(latitude), float(longitude)) if on_globe else None
