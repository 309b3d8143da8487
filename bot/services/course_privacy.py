"""What courses forget of people who leave; counts stay, it never knows a lesson."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection

from bot.services import ledger
from storage import certificates, merges, studies


def forget(connection: Connection, person_id: int) -> None:
    """Leave of somebody only what is counted. Their certificates have no name and no number any more.

    Of who was found to be somebody else nothing is left: what they still have the other has too, and counts once. A
    course that they had finished and the other has not becomes the other's, with its certificate.
    """
    if (kept := merges.kept_of(connection, person_id)) is not None:
        studies.hand_finished(connection, person_id, kept)
        studies.remove_for(connection, person_id)
        return
    certificates.erase_for(connection, person_id)
    studies.erase_for(connection, person_id)


def gather(connection: Connection, contact_ids: Collection[int]) -> dict[str, list[dict[str, Any]]]:
    """Return what was begun as a guest from some contacts and is nobody's yet: no number of a person leads to it."""
    return studies.of_guests(connection, [ledger.pseudonym(connection, "contact", one) for one in contact_ids])


def forget_contact(connection: Connection, contact_id: int) -> None:
    """Let nobody go on with what was begun as a guest from a contact."""
    studies.erase_guest(connection, ledger.pseudonym(connection, "contact", contact_id))
