"""How what staff answered or tapped goes out, as pages tell it; it never sends."""

from sqlalchemy import Connection

from bot.services.push import State
from bot.web.console.frame import Sitting
from storage import contacts


def goes(connection: Connection, sitting: Sitting, contact_id: int, state: State) -> str:
    """Return the ``state`` of what goes to somebody, or "silent" where their messenger answers nothing now."""
    contact = contacts.get(connection, contact_id) if state == "go" else None
    messenger = sitting.office.states().get(contact.channel) if contact else None
    return "silent" if messenger is not None and messenger.open else state


def tapped(connection: Connection, sitting: Sitting, contact_id: int, state: State) -> str:
    """Return the key of the sentence that tells how the next screen goes after a tap."""
    how = goes(connection, sitting, contact_id, state)
    return "stuck.tapped" if how == "go" else f"stuck.tapped_{how}"
