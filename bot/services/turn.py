"""What one turn gives to its actions: the connection, the contact as it will be, and what to do after the commit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.channels.port import Inbound, Part
from bot.programme import Programme
from flows.core.values import Outcome, Todo
from storage.contacts import Contact


@dataclass(slots=True)
class Turn:
    """One turn of one contact, inside its transaction.

    ``contact`` shows the changes made so far; they are written once, at the end. ``token`` gives 64 random signs.
    ``knocked``: this answers a knock; ``released`` is how many rows that were parked go out now.
    ``extra`` parts go out before the last reply; ``awaited`` are the files among them, by media id, that are still
    being fetched; ``later`` is a voice note that follows the last reply when it is made. ``known`` is what one action
    has found out for the next one. ``after`` is called when the commit is on disk. ``erased`` tells that nothing of
    the person may stay; ``outcome`` is what the inbox notes of the message.
    """

    connection: Connection
    now: datetime
    contact: Contact
    inbound: Inbound
    programme: Programme
    token: Callable[[], str]
    media_id: int | None = None
    erased: bool = False
    outcome: str = ""
    knocked: bool = False
    released: int = 0
    changes: dict[str, Any] = field(default_factory=dict)
    extra: list[Part] = field(default_factory=list)
    awaited: set[str] = field(default_factory=set)
    later: str = ""
    known: dict[str, Any] = field(default_factory=dict)
    after: list[Callable[[], None]] = field(default_factory=list)

    def change(self, **fields: Any) -> None:
        """Change columns of the contact at the end of the turn."""
        self.changes |= fields
        self.contact = self.contact._replace(**fields)


@dataclass(frozen=True, slots=True)
class Action:
    """What a ``Do`` names: a function of the world with a closed list of outcomes."""

    outcomes: tuple[str, ...]
    run: Callable[[Turn, Todo], Outcome]


Actions = Mapping[str, Action]
"""Every action by the name that flows call it."""
