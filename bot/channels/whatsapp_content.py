"""Buttons and lists on WhatsApp: one generic template for each number of choices; it never knows what they say.

In a conversation every text field of a template may be a variable, so nothing has to be approved (Content API).
"""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from typing import Any, Literal

from bot.channels.limits import WHATSAPP_LIMITS
from bot.channels.port import Button
from bot.channels.provider_ids import PatientIds, ProviderIds
from bot.channels.wire import MayBeSent, NotSent, Wire

_log = logging.getLogger(__name__)

Shape = Literal["quick", "list"]

_VERSION = 1
_REST_SECONDS = 300.0
"""How long choices go as text after Twilio would not make a template, so that no answer waits for it again."""
_PAGE, _MOST_PAGES = 100, 50


class ContentRefused(Exception):
    """Twilio did not make or list templates; the text is a cause."""


class Contents:
    """Finds a template, or makes it the first time it is needed."""

    def __init__(
        self, wire: Wire, content_url: str, authorization: str, ids: ProviderIds, monotonic: Callable[[], float]
    ) -> None:
        self._wire = wire
        self._url = f"{content_url.rstrip('/')}/v1/Content"
        self._headers = {"Authorization": authorization, "Content-Type": "application/json"}
        self._ids = PatientIds(ids)
        self._monotonic = monotonic
        self._known: dict[str, str] = {}
        self._resting: dict[str, float] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def sid(self, shape: Shape, count: int) -> str:
        """Return the id of the template for so many choices; raises ContentRefused."""
        name = f"drom_{shape}_{count}_v{_VERSION}"
        if name in self._known:
            return self._known[name]
        async with self._locks.setdefault(name, asyncio.Lock()):
            if name not in self._known:
                self._known[name] = await self._ids.get(name) or await self._make(name, shape, count)
        return self._known[name]

    async def forget(self, content_sid: str) -> None:
        """Forget a template that Twilio does not know any more; the next use makes it again."""
        for name in [name for name, sid in self._known.items() if sid == content_sid]:
            del self._known[name]
            await self._ids.put(name, "")

    async def _make(self, name: str, shape: Shape, count: int) -> str:
        if self._monotonic() < self._resting.get(name, 0.0):
            raise ContentRefused("templates could not be made a moment ago")
        try:
            sid = await self._find(name) or _text(
                await self._ask("POST", self._url, template(name, shape, count)), "sid"
            )
            if not sid:
                raise ContentRefused("the new template has no id")
        except ContentRefused as error:
            self._resting[name] = self._monotonic() + _REST_SECONDS
            _log.warning("whatsapp: template %s could not be made: %s", name, error)
            raise
        await self._ids.put(name, sid)
        return sid

    async def _find(self, name: str) -> str:
        """Return a template that was made before this memory began (a restored or second installation)."""
        url = f"{self._url}?PageSize={_PAGE}"
        for _ in range(_MOST_PAGES):
            found = await self._ask("GET", url, None)
            for content in found.get("contents") or ():
                if isinstance(content, dict) and content.get("friendly_name") == name:
                    return _text(content, "sid")
            meta = found.get("meta")
            url = _text(meta, "next_page_url") if isinstance(meta, dict) else ""
            # The credentials go with it, so it must be the same place.
            if not url.startswith(f"{self._url}?"):
                return ""
        return ""

    async def _ask(self, method: str, url: str, body: dict[str, Any] | None) -> dict[str, Any]:
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


def shape_for(text: str, buttons: Sequence[Button], style: str, opener: str) -> Shape | None:
    """Return how choices can go on WhatsApp, None where only as text: every length is checked here again."""
    limits = WHATSAPP_LIMITS
    if not buttons or not 0 < len(text) <= limits.body_with_choices:
        return None
    longest = max(len(button.label) for button in buttons)
    if style != "list" and len(buttons) <= limits.buttons and longest <= limits.button_label:
        return "quick"
    fits = len(buttons) <= limits.rows and longest <= limits.row_label and 0 < len(opener) <= limits.button_label
    return "list" if fits else None


def variables(shape: Shape, text: str, buttons: Sequence[Button], opener: str) -> str:
    """Return the filled fields of a template: a JSON object of strings (W8)."""
    filled = [text, opener] if shape == "list" else [text]
    for button in buttons:
        filled += [button.label, button.payload]
    return json.dumps({str(place): value for place, value in enumerate(filled, 1)}, ensure_ascii=False)


def template(name: str, shape: Shape, count: int) -> dict[str, Any]:
    """Return the template of one number of choices, as the Content API takes it."""
    first = 3 if shape == "list" else 2
    places = [(f"{{{{{first + 2 * n}}}}}", f"{{{{{first + 2 * n + 1}}}}}") for n in range(count)]
    if shape == "list":
        items = [{"item": label, "id": payload} for label, payload in places]
        types: dict[str, Any] = {"twilio/list-picker": {"body": "{{1}}", "button": "{{2}}", "items": items}}
    else:
        actions = [{"title": label, "id": payload} for label, payload in places]
        types = {"twilio/quick-reply": {"body": "{{1}}", "actions": actions}}
    samples = {str(place): f"text {place}" for place in range(1, first + 2 * count)}
    return {"friendly_name": name, "language": "en", "variables": samples, "types": types}


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""
