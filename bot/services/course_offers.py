"""The bigger course that staff help into: who asked, is enrolled, has finished; it never knows what is taught there."""

from datetime import datetime

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import ledger
from bot.services.staff import Actor
from storage import contacts, log, studies

ASKED = ("asked", "enrolled", "finished")
"""How somebody may stand who has asked, in order."""
TOLD = ASKED[1:]
"""What staff tell of it."""


def stands(connection: Connection, person_id: int) -> str:
    """Return how far somebody has come with the bigger course, "" where they have not asked for it."""
    found = {one.offer for one in studies.of_person(connection, person_id)}
    return next((one for one in reversed(ASKED) if one in found), "")


def note(connection: Connection, by: Actor, programme: Programme, contact_id: int, stands: str, now: datetime) -> int:
    """Note how somebody stands with the bigger course; return for how many courses. Raises Denied, LookupError."""
    contact = contacts.get(connection, contact_id)
    if contact is None or contact.person_id is None:
        raise LookupError(f"there is no contact {contact_id} of a member")
    by.check("read_people", programme.organisation_of(contact.programme), contact.country)
    asked = [one for one in studies.of_person(connection, contact.person_id) if one.offer in ASKED]
    if not asked:
        raise LookupError(f"contact {contact_id} has not asked for the bigger course")
    for one in asked:
        studies.change(connection, one.id, offer=stands)
    who = ledger.pseudonym(connection, "contact", contact_id)
    log.write(connection, at=now, actor=by.name, act="bigger_course", subject=who, detail={"stands": stands})
    return len(asked)
