"""The stuck radar: who does not get on, and a tap that helps them on; every act is checked and logged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.services import scopes, standing_in
from bot.services.acting import MovedOn
from bot.services.conversation import Conversation
from bot.services.push import State
from bot.services.staff import Actor, Denied
from bot.services.standing_in import Screen
from flows.interruptions import STUCK
from storage import contacts, stuck
from storage.contacts import Contact
from storage.scope import within
from storage.stuck import Reason, Stuck
from storage.tables import contact

MISSES = 2
"""How often in a row somebody was not understood before staff see it; the third time a person is called."""
RESTS = timedelta(hours=1)
"""After how long a silence somebody has stopped in the middle of joining."""
LATELY = timedelta(days=30)
"""How long ago somebody may have written last to be shown."""
MOST = 200
"""How many are shown for each reason."""


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody who is stuck, with every reason; ``at`` is what they stand at, also a sign that they have moved on."""

    who: Stuck
    reasons: tuple[Reason, ...]
    ticket_ids: tuple[int, ...] = ()

    @property
    def at(self) -> str:
        """Return flow and state of their screen."""
        return f"{self.who.flow}.{self.who.state}"


def cases(connection: Connection, by: Actor, conversation: Conversation, now: datetime) -> list[Case]:
    """Return who is stuck and may be seen by this member of staff; who wrote last comes first."""
    scope = scopes.by_programme(by, "read_tickets", conversation.speech.programme)
    mine = within(scope, contact.c.programme, contact.c.country)
    rows = [
        *stuck.missed(connection, mine, now - LATELY, MISSES, [STUCK.name], MOST),
        *stuck.joining(connection, mine, now - LATELY, now - RESTS, MOST),
        *stuck.unheard(connection, mine, MOST),
    ]
    return _together(rows)


def screens(
    connection: Connection, by: Actor, conversation: Conversation, contact_id: int
) -> tuple[str, Sequence[Screen]]:
    """Return what somebody stands at and the screens that are open for them; raises Denied."""
    found = _contact(connection, by, conversation, contact_id, "read_tickets")
    return standing_in.at(found), standing_in.open_screens(conversation, found)


def tap(
    connection: Connection, by: Actor, conversation: Conversation, contact_id: int, at: str, value: str, now: datetime
) -> State:
    """Choose for somebody on the screen that staff saw; return how the next one goes out.

    Raises Denied, MovedOn, ValueError for no such choice.
    """
    found = _contact(connection, by, conversation, contact_id, "answer_tickets")
    if standing_in.at(found) != at:
        raise MovedOn("this screen is not open any more")
    return standing_in.tap(connection, by, conversation, found, value, now)


def _together(rows: Sequence[Stuck]) -> list[Case]:
    """Return one case a contact, with all of its reasons, the newest first."""
    by_contact: dict[int, list[Stuck]] = {}
    for row in rows:
        by_contact.setdefault(row.contact_id, []).append(row)
    found = [
        Case(
            max(mine, key=lambda row: row.since),
            tuple(dict.fromkeys(row.reason for row in mine)),
            tuple(sorted({row.ticket_id for row in mine if row.ticket_id is not None})),
        )
        for mine in by_contact.values()
    ]
    return sorted(found, key=lambda case: (case.who.since, case.who.contact_id), reverse=True)


def _contact(connection: Connection, by: Actor, conversation: Conversation, contact_id: int, act: str) -> Contact:
    found = contacts.get(connection, contact_id, lock=act == "answer_tickets")
    if found is None or found.erased_at is not None:
        raise Denied(act)
    by.check(act, conversation.speech.programme.organisation_of(found.programme), found.country)
    return found
