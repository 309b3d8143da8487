"""Buttons and lists on WhatsApp: one generic template for each number of choices; it never knows what they say.

In a conversation every text field of a template may be a variable, so nothing has to be approved (Content API).
"""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from typing import Any, Literal

from bot.channels.content_api import ContentApi
from bot.channels.limits import WHATSAPP_LIMITS
from bot.channels.port import Button, ContentRefused
from bot.channels.provider_ids import PatientIds, ProviderIds
from bot.channels.wire import Wire

_log = logging.getLogger(__name__)

Shape = Literal["quick", "list"]

_VERSION = 1
_REST_SECONDS = 300.0
"""How long choices go as text after Twilio would not make a template, so that no answer waits for it again."""


class Contents:
    """Finds a template, or makes it the first time it is needed."""

    def __init__(
        self, wire: Wire, content_url: str, authorization: str, ids: ProviderIds, monotonic: Callable[[], float]
    ) -> None:
        self._wire = wire
        self._api = ContentApi(wire, content_url, authorization)
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
            # One may be there from before this memory began (a restored or second installation).
            sid = await self._api.find(name) or await self._api.make(template(name, shape, count))
        except ContentRefused as error:
            self._resting[name] = self._monotonic() + _REST_SECONDS
            _log.warning("whatsapp: template %s could not be made: %s", name, error)
            raise
        await self._ids.put(name, sid)
        return sid


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
