"""Twilio's messages, kept and checked (channels.md 2.3); it never posts to a webhook."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from tests.emulators.twilio_content import Template, check_variables
from tests.emulators.twilio_refusals import Refusal

BODY = 1600
_ADDRESS = re.compile(r"whatsapp:\+[1-9]\d{6,14}")
_DONE = {"delivered", "read", "failed", "undelivered", "received", "canceled"}


@dataclass(slots=True)
class Media:
    """One file of a message; ``content_type`` as its sender named it."""

    sid: str
    content_type: str
    data: bytes


@dataclass(slots=True)
class Message:
    """One message, in or out."""

    sid: str
    to: str
    sender: str
    body: str
    direction: str
    status: str
    service: str = ""
    callback: str = ""
    media_url: str = ""
    template: str = ""
    variables: dict[str, str] = field(default_factory=dict)
    media: list[Media] = field(default_factory=list)
    error: int = 0
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def to_json(self, account: str) -> dict[str, Any]:
        """Return the Message resource."""
        uri = f"/2010-04-01/Accounts/{account}/Messages/{self.sid}"
        moment = format_datetime(self.at, usegmt=False)
        return {
            "account_sid": account,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": moment,
            "date_sent": moment,
            "date_updated": moment,
            "direction": self.direction,
            "error_code": self.error or None,
            "error_message": None,
            "from": self.sender,
            "messaging_service_sid": self.service or None,
            "num_media": str(len(self.media) or bool(self.media_url) * 1),
            "num_segments": "1",
            "price": None,
            "price_unit": None,
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }

    @property
    def finished(self) -> bool:
        """Whether its status will not change any more, so that it may be deleted."""
        return self.status in _DONE


def new_message(sid: str, fields: Mapping[str, Any], templates: Mapping[str, Template]) -> Message:
    """Read a message that is to be sent; raises ``Refusal`` with Twilio's code for it."""
    to, sender, service = (str(fields.get(name, "")) for name in ("To", "From", "MessagingServiceSid"))
    if not _ADDRESS.fullmatch(to):
        raise Refusal(400, 21211, f"The 'To' number {to} is not a valid phone number.")
    if not service and not _ADDRESS.fullmatch(sender):
        raise Refusal(400, 21603, "A 'From' phone number is required.")
    body, media, content = (str(fields.get(name, "")) for name in ("Body", "MediaUrl", "ContentSid"))
    _check_content(body, media, content, templates)
    callback = str(fields.get("StatusCallback", ""))
    if "_" in (urlsplit(callback).hostname or ""):
        raise Refusal(400, 21609, "The StatusCallback URL is not valid.")
    variables = _variables(str(fields.get("ContentVariables", "")))
    status = "accepted" if service else "queued"
    found = Message(sid, to, sender, body, "outbound-api", status, service=service, callback=callback)
    found.media_url, found.template, found.variables = media, content, variables
    return found


def _check_content(body: str, media: str, content: str, templates: Mapping[str, Template]) -> None:
    if len(body) > BODY:
        raise Refusal(400, 21617, f"The concatenated message body exceeds the {BODY} character limit.")
    if content and content not in templates:
        raise Refusal(400, 21655, "The ContentSid is invalid.")
    if content and (body or media):
        raise Refusal(400, 21654, "Body and MediaUrl cannot be sent with a ContentSid.")
    if not (body.strip() or media or content):
        raise Refusal(400, 21619, "A text message body or media urls must be specified.")


def _variables(text: str) -> dict[str, str]:
    if not text:
        return {}
    try:
        return check_variables(json.loads(text))
    except ValueError:
        raise Refusal(400, 21656, "The ContentVariables parameter is invalid") from None


def matches(message: Message, asked: Mapping[str, str]) -> bool:
    """Tell whether a message is in a list that was asked for by ``To``, ``From`` and ``DateSent`` (also < and >)."""
    if asked.get("To", message.to) != message.to or asked.get("From", message.sender) != message.sender:
        return False
    for name, wanted in asked.items():
        if not name.startswith("DateSent"):
            continue
        day = "T" not in wanted
        bound = datetime.fromisoformat(wanted.replace("Z", "+00:00"))
        bound = bound if bound.tzinfo else bound.replace(tzinfo=UTC)
        sent = message.at.replace(hour=0, minute=0, second=0, microsecond=0) if day else message.at
        if (name == "DateSent>" and sent < bound) or (name == "DateSent<" and sent > bound):
            return False
        if name == "DateSent" and sent.date() != bound.date():
            return False
    return True
