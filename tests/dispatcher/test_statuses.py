"""What a provider says later, in every order: a message never goes backwards, and failures follow the table."""

import itertools
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from storage import outbox
from storage.remedies import remedy
from storage.sqlite import sqlite_engine
from storage.store import Store
from tests.databases import sqlite_url
from tests.dispatcher.rows import CHANNEL, NOON, contacts, get, later, person, put, set_row, states

SID = "SM1"


def told(connection: Connection, state: str, code: str = "", sid: str = SID, reference: int = 0) -> str:
    """Apply one status a minute after noon."""
    return outbox.apply_status(connection, CHANNEL, sid, state, code, later(60), reference=reference)


def sent(connection: Connection, *texts: str) -> list[int]:
    """Put the parts of a message, the first of them sent."""
    [one] = contacts(connection, 1)
    ids = put(connection, one, *(texts or ("hello",)))
    set_row(connection, ids[0], state="sent", provider_id=SID, attempts=1)
    return ids


@pytest.mark.parametrize(
    ("statuses", "last", "state"),
    [
        (("queued", "sent", "delivered", "read"), "read", "sent"),
        (("queued", "sent", "delivered"), "delivered", "sent"),
        (("queued", "sent", "undelivered"), "undelivered", "never"),
        (("accepted", "queued", "failed"), "failed", "never"),
    ],
)
def test_in_whatever_order_statuses_come_the_end_is_the_same(
    tmp_path: Path, statuses: tuple[str, ...], last: str, state: str
) -> None:
    engine = sqlite_engine(Path(sqlite_url(tmp_path).removeprefix("sqlite:///")))
    for order in itertools.permutations(statuses):
        with engine.connect() as connection, connection.begin() as transaction:
            [row_id] = sent(connection)
            for each in [*order, *order]:
                told(connection, each, "30003" if each in ("failed", "undelivered") else "")
            row = get(connection, row_id)
            assert (row.status, row.state) == (last, state), order
            transaction.rollback()


async def test_delivered_is_not_taken_back(store: Store) -> None:
    def work(connection: Connection) -> None:
        [row_id] = sent(connection)
        assert told(connection, "delivered") == "noted"
        assert told(connection, "failed", "63016") == "known"
        assert get(connection, row_id).state == "sent"

    await store.run(work)


async def test_unknown_messages_channels_and_states_are_no_error(store: Store) -> None:
    def work(connection: Connection) -> None:
        sent(connection)
        assert told(connection, "delivered", sid="SM9") == "known"
        assert told(connection, "something new") == "known"
        assert told(connection, "delivered", reference=99) == "known"
        assert outbox.apply_status(connection, "telegram", SID, "read", "", NOON) == "known"
        assert states(connection) == ["sent"]

    await store.run(work)


@pytest.mark.parametrize(
    ("code", "effect", "state", "pause"),
    [
        ("63016", "parked", "parked 63016", None),
        ("21610", "stopped", "never 21610", None),
        ("63014", "unreachable", "never 63014", None),
        ("21211", "unreachable", "never 21211", None),
        ("63024", "unreachable", "never 63024", None),
        ("63003", "unreachable", "never 63003", None),
        ("63018", "again", "waiting 63018", 60),
        ("63017", "again", "waiting 63017", 3600),
        ("63010", "again", "waiting 63010", 60),
        ("63049", "again", "waiting 63049", 6 * 3600),
        ("63032", "never", "never 63032", None),
        ("63038", "alarm", "waiting 63038", 3600),
        ("63007", "alarm", "waiting 63007", 3600),
        ("30036", "expired", "expired 30036", None),
        ("63013", "never", "never 63013", None),
        ("", "never", "never failed", None),
    ],
)
async def test_each_code_has_its_remedy(store: Store, code: str, effect: str, state: str, pause: int | None) -> None:
    def work(connection: Connection) -> None:
        first, _ = sent(connection, "first", "second")
        assert told(connection, "failed", code) == effect
        row = get(connection, first)
        one = person(connection, row.contact_id)
        rest = {"parked": "parked window", "stopped": "never stopped", "unreachable": "never unreachable"}
        assert states(connection) == [state, rest.get(effect, "waiting")]
        assert (one.stopped_at is not None, one.unreachable_at is not None) == (
            effect == "stopped",
            effect == "unreachable",
        )
        if pause is not None:
            assert (row.next_at, row.provider_id, row.status) == (later(60 + pause), "", "")

    await store.run(work)


@pytest.mark.parametrize(("code", "copies"), [("63010", 5), ("63019", 2)])
async def test_a_fault_of_the_provider_costs_a_bounded_number_of_copies(store: Store, code: str, copies: int) -> None:
    def work(connection: Connection) -> None:
        [row_id] = sent(connection)
        set_row(connection, row_id, attempts=copies)
        assert told(connection, "undelivered", code) == "never"

    await store.run(work)


@pytest.mark.parametrize(
    ("copies", "address", "hours"), [(1, "+38970", 6), (3, "+38970", 24), (5, "+38970", 0), (1, "+1555", 0)]
)
def test_what_meta_withholds_waits_longer_each_time_and_never_goes_to_america(
    copies: int, address: str, hours: int
) -> None:
    found = remedy("63049", copies, address)
    assert (found.action, found.pause) == (("again" if hours else "never"), timedelta(hours=hours))


async def test_a_status_with_our_number_resolves_a_doubt(store: Store) -> None:
    def work(connection: Connection) -> None:
        [one] = contacts(connection, 1)
        doubted, lost, flying = put(connection, one, "a", "b", "c")
        set_row(connection, doubted, doubts=1)
        set_row(connection, lost, state="in_doubt", reason="timeout", doubts=3)
        set_row(connection, flying, state="sending", attempts=1)
        assert told(connection, "sent", sid="SMa", reference=doubted) == "arrived"
        assert told(connection, "delivered", sid="SMb", reference=lost) == "arrived"
        assert told(connection, "sent", sid="SMc", reference=flying) == "noted"
        assert states(connection) == ["sent", "sent", "sending"]
        assert get(connection, lost).sent_at == later(60)

    await store.run(work)


async def test_a_failure_told_before_our_own_outcome_is_written_stands(store: Store) -> None:
    def work(connection: Connection) -> None:
        [one] = contacts(connection, 1)
        first, again = put(connection, one, "a", "b")
        set_row(connection, first, state="sending", attempts=1)
        set_row(connection, again, state="sending", attempts=2, doubts=1)
        assert told(connection, "failed", "63016", sid="SMa", reference=first) == "parked"
        assert told(connection, "failed", "63013", sid="SMb", reference=again) == "known"
        assert states(connection) == ["parked 63016", "sending"]

    await store.run(work)


async def test_a_status_of_an_earlier_copy_does_not_touch_the_later_one(store: Store) -> None:
    def work(connection: Connection) -> None:
        [row_id] = sent(connection)
        assert told(connection, "failed", "63013", sid="SM0", reference=row_id) == "known"
        assert states(connection) == ["sent"]

    await store.run(work)
