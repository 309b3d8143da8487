"""Twilio's Content API: templates found, made and put before WhatsApp; it never knows who they are for."""

import json
from collections.abc import Mapping
from typing import Any

from bot.channels.port import ContentRefused
from bot.channels.wire import MayBeSent, NotSent, Wire

_PAGE, _MOST_PAGES = 100, 50


class ContentApi:
    """Every request ends in an answer or ContentRefused. The SDK's own JSON posts are broken (twilio-python #932)."""

    def __init__(self, wire: Wire, content_url: str, authorization: str) -> None:
        self._wire = wire
        self._url = f"{content_url.rstrip('/')}/v1/Content"
        self._headers = {"Authorization": authorization, "Content-Type": "application/json"}

    async def make(self, content: Mapping[str, Any]) -> str:
        """Make a template and return its id; raises ContentRefused."""
        sid = text_of(await self._ask("POST", self._url, content), "sid")
        if not sid:
            raise ContentRefused("the new template has no id")
        return sid

    async def find(self, name: str) -> str:
        """Return the id of the template with a name, "" where there is none; raises ContentRefused."""
        url = f"{self._url}?PageSize={_PAGE}"
        for _ in range(_MOST_PAGES):
            found = await self._ask("GET", url, None)
            for content in found.get("contents") or ():
                if isinstance(content, dict) and content.get("friendly_name") == name:
                    return text_of(content, "sid")
            meta = found.get("meta")
            url = text_of(meta, "next_page_url") if isinstance(meta, dict) else ""
            # The credentials go with it, so it must be the same place.
            if not url.startswith(f"{self._url}?"):
                return ""
        return ""

    async def submit(self, sid: str, name: str, category: str) -> None:
        """Put a template before WhatsApp; raises ContentRefused."""
        await self._ask("POST", f"{self._url}/{sid}/ApprovalRequests/whatsapp", {"name": name, "category": category})

    async def approval(self, sid: str) -> tuple[str, str]:
        """Return WhatsApp's word on a template and why it was rejected; "" where Twilio does not know the template.

        The words are Twilio's: unsubmitted, received, pending, approved, rejected, paused, disabled. Raises
        ContentRefused.
        """
        try:
            found = await self._ask("GET", f"{self._url}/{sid}/ApprovalRequests", None)
        except ContentRefused as refused:
            if str(refused).startswith("404"):
                return "", ""
            raise
        word = found.get("whatsapp")
        if not isinstance(word, dict):
            return "unsubmitted", ""
        return text_of(word, "status").lower() or "unsubmitted", text_of(word, "rejection_reason")

    async def _ask(self, method: str, url: str, body: Mapping[str, Any] | None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        try:
            answer = await self._wire.ask(method, url, data, self._headers)
            found = json.loads(answer.body)
        except (NotSent, MayBeSent, ValueError, RecursionError) as error:
            raise ContentRefused(type(error).__name__) from None
        if not 200 <= answer.status < 300 or not isinstance(found, dict):
            code = found.get("code", "") if isinstance(found, dict) else ""
            raise ContentRefused(f"{answer.status} {code}".strip())
        return found


def text_of(fields: Mapping[str, Any], name: str) -> str:
    """Return a field that should be a text, "" where it is none."""
    value = fields.get(name)
    return value if isinstance(value, str) else ""
