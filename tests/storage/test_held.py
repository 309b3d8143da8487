"""What waited in a restored copy stays until somebody says so; what is new goes."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from storage import held, outbox
from storage.held import RESTORED, Held
from storage.store import Store
from storage.tables import announcement, delivery, inbox, knock, notice
from storage.tables import outbox as out
from tests.storage.people import NOON, a_contact

LATER = NOON + timedelta(hours=3)
STATES = ("waiting", "parked", "sending", "sent", "in_doubt", "never")


def add(connection: Connection, table: Table, **values: Any) -> int:
    """Add a row and return its number."""
    return int(connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one())


def message(connection: Connection, contact: int, state: str = "waiting", **more: Any) -> int:
    values = {"channel": "telegram", "address": "1", "lane": 0, "kind": "reply", "payload": {}, "next_at": NOON}
    return add(connection, out, contact_id=contact, state=state, created_at=NOON, **values | more)


def received(connection: Connection, contact: int, seq: int, state: str = "waiting") -> int:
    values = {"channel": "telegram", "key": f"{contact}-{seq}", "seq": seq, "kind": "text", "payload": {}}
    return add(connection, inbox, contact_id=contact, state=state, received_at=NOON, next_at=NOON, **values)


def due(connection: Connection, contact: int, occurrence: str, hours: int) -> int:
    at = NOON + timedelta(hours=hours)
    values = {"kind": "test", "subject": "test", "subject_id": 1, "occurrence": occurrence, "contact_id": contact}
    return add(connection, notice, due_at=at, next_at=at, latest=at + timedelta(days=1), created_at=NOON, **values)


def fill(connection: Connection) -> int:
    """Put something of everything; return the contact."""
    contact = a_contact(connection)
    for state in STATES:
        message(connection, contact, state, reason="window" if state == "parked" else "")
    last = message(connection, contact, next_at=NOON + timedelta(days=1))
    add(connection, knock, contact_id=contact, outbox_id=last, at=NOON)
    received(connection, contact, 1, "done")
    received(connection, contact, 2)
    due(connection, contact, "past", 1)
    due(connection, contact, "future", 5)
    for state in ("sending", "paused"):
        number = add(connection, announcement, kind="x", texts={}, state=state, created_at=NOON)
        add(connection, delivery, announcement_id=number, contact_id=contact, channel="telegram", due_at=NOON)
    return contact


def states(connection: Connection, table: Table, why: str = "reason") -> list[str]:
    found = connection.execute(select(table.c.state, table.c[why]).order_by(table.c.id))
    return [f"{state} {reason}".strip() for state, reason in found]


async def test_all_that_waited_is_held_and_nothing_else(store: Store) -> None:
    await store.run(fill)
    found = await store.run(lambda connection: held.hold(connection, LATER))
    assert found == Held(LATER, messages=4, received=1, notices=1, announcements=1)
    assert await store.read(held.held) == found
    assert await store.read(lambda c: states(c, out)) == [
        *("never restored", "never restored:window", "never restored", "sent", "in_doubt", "never", "never restored")
    ]
    assert await store.read(lambda c: states(c, inbox, "outcome")) == ["done", "failed restored"]
    assert await store.read(lambda c: states(c, notice)) == ["never restored", "waiting"]
    assert await store.read(lambda c: list(c.scalars(select(announcement.c.state).order_by(announcement.c.id)))) == [
        "paused",
        "paused",
    ]
    assert await store.read(lambda c: list(c.scalars(select(knock.c.ending)))) == [RESTORED]
    assert await store.read(lambda c: list(c.scalars(select(out.c.doubts).order_by(out.c.id)))) == [0, 0, 1, 0, 0, 0, 0]


async def test_what_is_new_is_not_held_and_a_person_s_return_frees_nothing(store: Store) -> None:
    contact = await store.run(fill)
    await store.run(lambda connection: held.hold(connection, LATER))
    await store.run(lambda connection: message(connection, contact))
    await store.run(lambda connection: outbox.release(connection, contact, LATER))
    assert (await store.read(lambda c: states(c, out)))[0::7] == ["never restored", "waiting"]
    found = await store.read(held.held)
    assert found is not None
    assert found.messages == 4


async def test_released_it_goes_on_as_it_was(store: Store) -> None:
    await store.run(fill)
    await store.run(lambda connection: held.hold(connection, LATER))
    found = await store.run(lambda connection: held.release(connection, LATER))
    assert found is not None
    assert found.number == 7
    assert await store.read(lambda c: states(c, out)) == [
        *("waiting", "parked window", "waiting", "sent", "in_doubt", "never", "waiting")
    ]
    moments = await store.read(lambda c: list(c.scalars(select(out.c.next_at).order_by(out.c.id))))
    assert moments[-1] == NOON + timedelta(days=1)
    assert await store.read(lambda c: states(c, inbox, "outcome")) == ["done", "waiting"]
    assert await store.read(lambda c: states(c, notice)) == ["waiting", "waiting"]
    assert await store.read(lambda c: list(c.scalars(select(announcement.c.state).order_by(announcement.c.id)))) == [
        "sending",
        "paused",
    ]
    assert await store.read(held.held) is None
    assert await store.run(lambda connection: held.release(connection, LATER)) is None


async def test_discarded_it_never_goes(store: Store) -> None:
    await store.run(fill)
    await store.run(lambda connection: held.hold(connection, LATER))
    await store.run(lambda connection: held.release(connection, LATER, discard=True))
    assert (await store.read(lambda c: states(c, out)))[0] == "cancelled discarded"
    assert await store.read(lambda c: states(c, inbox, "outcome")) == ["done", "failed discarded"]
    assert await store.read(lambda c: states(c, notice)) == ["cancelled discarded", "waiting"]
    assert await store.read(lambda c: list(c.scalars(select(announcement.c.state).order_by(announcement.c.id)))) == [
        "cancelled",
        "paused",
    ]
    assert await store.read(lambda c: states(c, delivery)) == ["over discarded", "waiting"]
    assert await store.read(held.held) is None


async def test_a_message_whose_person_has_written_since_is_not_worked_after_it(store: Store) -> None:
    contact = await store.run(fill)
    other = await store.run(a_contact)
    for number in (1, 2):
        await store.run(lambda connection, seq=number: received(connection, other, seq))  # type: ignore[misc]
    await store.run(lambda connection: held.hold(connection, LATER))
    await store.run(lambda connection: received(connection, contact, 3, "done"))
    await store.run(lambda connection: held.release(connection, LATER))
    assert await store.read(lambda c: states(c, inbox, "outcome")) == [
        *("done", "failed overtaken", "waiting", "waiting", "done")
    ]


async def test_a_copy_of_a_copy_still_holds_what_that_held(store: Store) -> None:
    await store.run(fill)
    first = await store.run(lambda connection: held.hold(connection, LATER))
    assert await store.run(lambda connection: held.hold(connection, LATER)) == first
