"""What the demo's sample people get at once, without a messenger: rows of the outbox on their phones, as sent."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from storage import phones
from storage.phones import Phone
from storage.tables import outbox


def deliver(connection: Connection, phone: Phone, contact_id: int, now: datetime) -> None:
    """Show on a phone whatever waits for its contact."""
    waiting = (outbox.c.contact_id == contact_id) & (outbox.c.state == "waiting") & (outbox.c.next_at <= now)
    rows = connection.execute(select(outbox.c.id, outbox.c.payload).where(waiting).order_by(outbox.c.id)).all()
    for row in rows:
        shown = phones.write(
            connection, phone_id=phone.id, mine=False, kind="part", body=row.payload, now=now, reference=row.id
        )
        sent = {"state": "sent", "sent_at": now, "provider_id": str(shown.id)}
        connection.execute(update(outbox).where(outbox.c.id == row.id).values(sent))
