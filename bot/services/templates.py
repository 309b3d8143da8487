"""Brings the templates that the house describes to WhatsApp, and keeps in mind which may be used; no vendor."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from sqlalchemy import Connection

from bot.bell import Bell, wait_for_event
from bot.channels.port import ContentRefused
from bot.clock import Clock
from bot.templates import KNOCKS, Template
from storage import parked, templates
from storage.down import StorageDown
from storage.store import Store
from storage.templates import APPROVED

REFRESH_SECONDS = 3600.0
"""How often WhatsApp's word is asked for: a template may be paused or disabled at any time."""
LOST = frozenset({"rejected", "paused", "disabled"})
"""States in which a template cannot be used and staff must do something."""

_log = logging.getLogger(__name__)


class Approvals(Protocol):
    """The platform's side of templates; every method may raise ContentRefused."""

    async def find(self, name: str) -> str:
        """Return the id of the template with a name, "" where there is none."""

    async def make(self, content: Mapping[str, Any]) -> str:
        """Make a template and return its id."""

    async def submit(self, sid: str, name: str, category: str) -> None:
        """Put a template before WhatsApp."""

    async def approval(self, sid: str) -> tuple[str, str]:
        """Return WhatsApp's word on a template and why it was rejected; "" where nobody knows the template."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a template stands. ``trouble``: why that could not be asked just now."""

    template: Template
    state: str
    reason: str = ""
    trouble: str = ""


async def sync(store: Store, api: Approvals, clock: Clock) -> list[Standing]:
    """Make and submit what is missing; doing it again changes nothing. Raises StorageDown."""
    return [await _try(store, api, clock, template, partial(_bring, api)) for template in KNOCKS.values()]


async def refresh(store: Store, api: Approvals, clock: Clock) -> list[Standing]:
    """Ask how every template stands that was made; raises StorageDown."""
    return [await _try(store, api, clock, template, partial(_ask, api)) for template in KNOCKS.values()]


def standing(connection: Connection) -> list[Standing]:
    """Return how every template stood when it was asked last."""
    known = templates.every(connection)
    found = [(one, known.get(one.name)) for one in KNOCKS.values()]
    return [Standing(one, row.state if row else "", row.reason if row else "") for one, row in found]


async def watch(bell: Bell, store: Store, api: Approvals, clock: Clock) -> None:
    """Refresh now and every hour; say loudly what cannot be used."""
    with bell.listen() as rung:
        due = clock.monotonic()
        while not bell.closed:
            rung.clear()
            if clock.monotonic() >= due:
                due = clock.monotonic() + REFRESH_SECONDS
                try:
                    tell(await refresh(store, api, clock))
                except StorageDown as down:
                    _log.warning("templates were not looked after: %s", down)
            await wait_for_event(rung, max(0.1, due - clock.monotonic()))


def tell(found: Iterable[Standing]) -> None:
    """Log every template that cannot be used."""
    for one in found:
        if one.trouble:
            _log.warning("template %s: its state could not be asked: %s", one.template.name, one.trouble)
        elif one.state in LOST:
            _log.error("template %s is %s: see `drom templates status`; people go on the call list", *_named(one))
        elif one.state != APPROVED:
            _log.warning("template %s is not approved (%s): see `drom templates status`", *_named(one))


class _Step(Protocol):
    async def __call__(self, template: Template, sid: str) -> tuple[str, str, str]:
        """Return a template's id, its state and the reason; raises ContentRefused."""


async def _try(store: Store, api: Approvals, clock: Clock, template: Template, step: _Step) -> Standing:
    row = (await store.read(templates.every)).get(template.name)
    try:
        sid, state, reason = await step(template, row.provider_id if row else "")
    except ContentRefused as refused:
        return Standing(template, row.state if row else "", row.reason if row else "", trouble=str(refused))
    if sid or row:
        now = clock.now()
        await store.run(partial(_keep, found=templates.Template(template.name, sid, state, reason, now)))
    return Standing(template, state, reason)


async def _ask(api: Approvals, template: Template, sid: str) -> tuple[str, str, str]:
    state, reason = await api.approval(sid) if sid else ("", "")
    return (sid if state else ""), state, reason


async def _bring(api: Approvals, template: Template, sid: str) -> tuple[str, str, str]:
    sid, state, reason = await _ask(api, template, sid)
    if not sid:
        sid = await api.find(template.name) or await api.make(template.content())
        state, reason = await api.approval(sid)
    if state == "unsubmitted":
        await api.submit(sid, template.name, template.category)
        state, reason = await api.approval(sid)
    return sid, state, reason


def _keep(connection: Connection, found: templates.Template) -> None:
    before = templates.every(connection).get(found.name)
    templates.put(connection, found)
    if found.state == APPROVED and (before is None or before.state != APPROVED):
        parked.reopen(connection)


def _named(one: Standing) -> tuple[str, str]:
    return one.template.name, one.state or "not made"
