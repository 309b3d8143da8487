"""Contacts in hand: who waits for them and who does not."""

import pytest
from sqlalchemy.dialects import postgresql

from storage import contacts


@pytest.mark.parametrize("name", ["_REACH", "_LOCKED", "_CLAIM", "_CLAIM_FREE", "_FREE"])
def test_who_has_contacts_in_hand_holds_up_nobody_who_stores_a_message_of_theirs(name: str) -> None:
    """A row that refers to a contact takes FOR KEY SHARE on it (manual 13.3.2), which a whole FOR UPDATE refuses."""
    said = str(getattr(contacts, name).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
    assert " FOR NO KEY UPDATE" in said
