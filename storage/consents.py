"""What people agreed to and took back: rows that stay under a pseudonym; it never changes one.

Triggers of revision 0001 refuse changes; only the reference to an erased contact is emptied.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from storage import rows
from storage.prepared import Prepared
from storage.tables import consent


@dataclass(frozen=True, slots=True)
class Consent:
    """One yes or no to ``kind``, under the version ``notice`` of our words, in that language, on that channel."""

    id: int
    contact_id: int | None
    pseudonym: str
    kind: str
    notice: int
    given: bool
    language: str
    channel: str
    at: datetime


_CONSENT = rows.columns(consent, Consent)


def add(
    connection: Connection,
    *,
    contact_id: int,
    pseudonym: str,
    kind: str,
    notice: int,
    given: bool,
    language: str,
    channel: str,
    at: datetime,
) -> int:
    """Keep a yes or a no and return its number."""
    values = {
        "contact_id": contact_id,
        "pseudonym": pseudonym,
        "kind": kind,
        "notice": notice,
        "given": given,
        "language": language,
        "channel": channel,
        "at": at,
    }
    return rows.add(connection, consent, values)


def newest(connection: Connection, contact_id: int, kind: str) -> Consent | None:
    """Return the last word of a contact on something, None where it never said any."""
    found = _NEWEST.rows(connection, {"whose": contact_id, "what": kind})
    return Consent(*found[0]) if found else None


_NEWEST = Prepared(
    select(*_CONSENT)
    .where(consent.c.contact_id == bindparam("whose"), consent.c.kind == bindparam("what"))
    .order_by(consent.c.id.desc())
    .limit(1)
)


def of_contact(connection: Connection, contact_id: int) -> list[Consent]:
    """Return all that a contact said, the oldest first."""
    query = select(*_CONSENT).where(consent.c.contact_id == contact_id).order_by(consent.c.id)
    return [Consent(*row) for row in connection.execute(query)]
