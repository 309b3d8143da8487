"""Twilio's form posts read into Inbound and Status; it never raises and never keeps a name or a telephone id."""

import re
from collections.abc import Mapping

from bot.channels.port import STARTED, STOPPED, File, Inbound, Status
from bot.channels.telegram_updates import plain
from flows.core.values import MediaKind

CHANNEL = "whatsapp"
PREFIX = "whatsapp:"

Form = Mapping[str, str]

_ADDRESS = re.compile(r"whatsapp:(\+?[A-Za-z0-9._-]{1,100})")
_SID = re.compile(r"[A-Za-z]{2}[0-9A-Za-z]{1,62}")
_START = re.compile(r"\s*(?:drom|join)[ :]\s*([A-Za-z0-9_-]{1,64})\s*", re.IGNORECASE)
_WIRE = re.compile(r"[\x21-\x7e]{1,64}")
_WORD = re.compile(r"[a-z_]{1,32}")
_OPT_OUT = {"STOP": STOPPED, "START": STARTED, "HELP": ""}
"""The words of Twilio's ``OptOutType``, with the payload of those that changed what it lets through."""
_MOST_MEDIA = 10
_KINDS: tuple[tuple[str, MediaKind], ...] = (
    ("audio/", "voice"),
    ("image/webp", "sticker"),
    ("image/", "photo"),
    ("video/", "video"),
    ("text/vcard", "contact"),
    ("text/x-vcard", "contact"),
)


def read_form(form: Form) -> tuple[Inbound, ...]:
    """Return what a person sent: one message, and one more for each further file; none for what is not WhatsApp's.

    None for a reaction either: it hangs on a message that may be long past, and would answer the open question.
    """
    sid, sender = form.get("MessageSid", ""), _ADDRESS.fullmatch(form.get("From", ""))
    if not _SID.fullmatch(sid) or sender is None or form.get("MessageType") == "reaction":
        return ()
    address = sender[1]
    first = _choice(sid, address, form) or _place(sid, address, form)
    if first is not None:
        return (first,)
    text = plain(form.get("Body", ""))
    files = _files(form)
    if files:
        return tuple(
            Inbound(
                CHANNEL, f"{sid}:{place}" if place else sid, 0, address, file.kind, "" if place else text, file=file
            )
            for place, file in enumerate(files)
        )
    return (_text(sid, address, text, form),)


def read_status(form: Form, reference: str) -> Status | None:
    """Return what became of a message; ``reference`` is the outbox id that its callback address bears."""
    sid = form.get("MessageSid", "")
    state = (form.get("MessageStatus") or form.get("SmsStatus") or "").lower()
    if not _SID.fullmatch(sid) or not _WORD.fullmatch(state):
        return None
    code = form.get("ErrorCode", "")
    number = int(reference) if reference.isascii() and reference.isdigit() and len(reference) < 19 else 0
    return Status(CHANNEL, sid, state, code if code.isascii() and code.isdigit() and len(code) < 9 else "", number)


def _choice(sid: str, address: str, form: Form) -> Inbound | None:
    """Read a tapped button or list item: its identity is ours, its title what the person saw."""
    payload = form.get("ButtonPayload") or form.get("ListId") or ""
    if not payload:
        return None
    wire = payload if _WIRE.fullmatch(payload) else ""
    text = plain(form.get("Body") or form.get("ButtonText") or form.get("ListTitle") or "")
    return Inbound(CHANNEL, sid, 0, address, "tap", text=text, payload=wire)


def _place(sid: str, address: str, form: Form) -> Inbound | None:
    if not form.get("Latitude") or not form.get("Longitude"):
        return None
    try:
        latitude, longitude = float(form["Latitude"]), float(form["Longitude"])
    except ValueError:
        return Inbound(CHANNEL, sid, 0, address, "location")
    on_globe = -90 <= latitude <= 90 and -180 <= longitude <= 180
    return Inbound(CHANNEL, sid, 0, address, "location", location=(latitude, longitude) if on_globe else None)


def _files(form: Form) -> list[File]:
    count = form.get("NumMedia", "")
    number = min(int(count), _MOST_MEDIA) if count.isascii() and count.isdigit() and len(count) < 4 else 0
    found = [(form.get(f"MediaUrl{place}", ""), form.get(f"MediaContentType{place}", "")) for place in range(number)]
    return [File(kind_of(content_type), url, plain(content_type)[:100]) for url, content_type in found if url]


def kind_of(content_type: str) -> MediaKind:
    """Return the kind of message behind a content type as WhatsApp names it; stickers are WEBP."""
    lower = content_type.lower()
    return next((kind for start, kind in _KINDS if lower.startswith(start)), "document")


def _text(sid: str, address: str, text: str, form: Form) -> Inbound:
    word = form.get("OptOutType", "").upper()
    if word in _OPT_OUT:
        return Inbound(CHANNEL, sid, 0, address, "text", text=word, payload=_OPT_OUT[word])
    if not text.strip():
        return Inbound(CHANNEL, sid, 0, address, "other")
    start = _START.fullmatch(text)
    return Inbound(CHANNEL, sid, 0, address, "text", text=text, start=start[1] if start else "")
