"""A choice in a course that is a promise: the tip that it names is tried, and asked about like any other."""

from bot.services import tips
from bot.services.turn import Turn
from storage import people
from storage import tips as rows


def promise(turn: Turn, person_id: int | None, key: str) -> None:
    """Let somebody try a tip, by its key; nothing where they are a guest, have tried it, or there is no such tip."""
    person = people.get(turn.connection, person_id) if person_id else None
    tip = next((one for one in rows.every(turn.connection) if key and one.key == key and one.status == "live"), None)
    if person is not None and tip is not None:
        tips.make(turn.connection, turn.programme, turn.contact, person, tip.id, "trying", turn.now)
