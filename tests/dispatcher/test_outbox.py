"""The outbox's rows: put, cancelled, parked, erased, decided about by staff; on both databases."""

from sqlalchemy import Connection, insert, select

from bot.channels.port import Button, Part
from storage import deadletters, outbox, stuck_letters
from storage.figures import figures
from storage.outbox import ANNOUNCEMENT, NOTICE, REPLY
from storage.scope import EVERYTHING
from storage.store import Store
from storage.tables import attempt, status
from tests.dispatcher.rows import CHANNEL, NOON, contacts, get, later, person, put, rows, set_row, states


async def test_parts_are_put_in_order_with_a_deadline_by_lane(store: Store) -> None:
    def work(connection: Connection) -> None:
        [one] = contacts(connection, 1)
        ids = put(connection, one, "a", "b") + put(connection, one, "c", lane=ANNOUNCEMENT)
        assert ids == sorted(set(ids))
        found = rows(connection)
        assert [row.id for row in found] == ids
        assert [row.deadline for row in found] == [later(24 * 3600)] * 2 + [later(72 * 3600)]
        assert [row.next_at for row in found] == [NOON] * 3
        assert put(connection, one) == []
        [last] = put(connection, one, "d", deadline=later(5), next_at=later(3), state="parked")
        row = get(connection, last)
        assert (row.deadline, row.next_at, row.state) == (later(5), later(3), "parked")

    await store.run(work)


async def test_a_part_comes_back_as_it_was(store: Store) -> None:
    part = Part("Здраво «you»", "buttons", (Button("menu.root.tips@1", "💡 Tips"),), voice="12")

    def work(connection: Connection) -> None:
        [one] = contacts(connection, 1)
        [row_id] = outbox.put(
            connection,
            channel=CHANNEL,
            contact_id=one,
            address="a1",
            lane=REPLY,
            kind="reply",
            parts=[part],
            now=NOON,
        )
        assert Part.from_json(get(connection, row_id).payload) == part

    await store.run(work)


async def test_a_key_that_was_used_changes_nothing_and_returns_what_is_there(store: Store) -> None:
    def work(connection: Connection) -> None:
        one, two = contacts(connection, 2)
        first = put(connection, one, "a", "b", dedupe="meeting:7:1")
        assert put(connection, one, "x", "y", dedupe="meeting:7:1") == first
        assert put(connection, two, "c", dedupe="meeting:7:2")[0] not in first
        assert [row.payload["text"] for row in rows(connection)] == ["a", "b", "c"]

    await store.run(work)


async def test_the_sender_is_told_before_the_commit_that_something_was_put(store: Store) -> None:
    def work(connection: Connection) -> None:
        [one] = contacts(connection, 1)
        assert not outbox.marked(connection)
        put(connection, one, "a")
        assert outbox.marked(connection)
        assert not outbox.marked(connection)

    await store.run(work)


async def test_cancelling_takes_what_waits_in_some_lanes_only(store: Store) -> None:
    def work(connection: Connection) -> None:
        one, two = contacts(connection, 2)
        for each in (one, two):
            for lane in (REPLY, NOTICE, ANNOUNCEMENT):
                put(connection, each, "a", lane=lane)
        [flying] = put(connection, one, "b", lane=NOTICE)
        set_row(connection, flying, state="sending")
        [parked] = put(connection, one, "c", lane=NOTICE, state="parked")
        assert outbox.cancel_for(connection, one, (NOTICE, ANNOUNCEMENT), "stopped") == 3
        assert states(connection) == [
            *("waiting", "cancelled stopped", "cancelled stopped"),
            *["waiting"] * 3,
            *("sending", "cancelled stopped"),
        ]
        assert get(connection, parked).state == "cancelled"

    await store.run(work)


async def test_silencing_flags_once_and_ends_what_waits(store: Store) -> None:
    def work(connection: Connection) -> None:
        one, two = contacts(connection, 2)
        put(connection, one, "a")
        put(connection, two, "a")
        outbox.silence(connection, one, "unreachable", NOON)
        outbox.silence(connection, one, "unreachable", later(9))
        outbox.silence(connection, two, "stopped", later(9))
        assert states(connection) == ["never unreachable", "never stopped"]
        assert person(connection, one).unreachable_at == NOON
        assert (person(connection, two).stopped_at, person(connection, two).unreachable_at) == (later(9), None)

    await store.run(work)


async def test_parking_and_releasing_keep_the_order(store: Store) -> None:
    def work(connection: Connection) -> None:
        one, two = contacts(connection, 2)
        put(connection, one, "a", "b")
        put(connection, two, "c")
        assert outbox.park(connection, one) == 2
        assert states(connection) == ["parked window", "parked window", "waiting"]
        assert outbox.release(connection, one, later(60)) == 2
        assert [(row.state, row.reason, row.next_at) for row in rows(connection)][:2] == [
            ("waiting", "", later(60))
        ] * 2

    await store.run(work)


async def test_erasing_leaves_no_row_attempt_or_status(store: Store) -> None:
    def work(connection: Connection) -> None:
        one, two = contacts(connection, 2)
        for each in (one, two):
            [row_id] = put(connection, each, "a")
            set_row(connection, row_id, provider_id=f"SM{each}", state="sent")
            connection.execute(insert(attempt).values(outbox_id=row_id, n=1, started_at=NOON, result="sent"))
            heard = {"channel": CHANNEL, "provider_id": f"SM{each}", "state": "delivered", "at": NOON}
            connection.execute(insert(status).values(heard))
        put(connection, one, "b")
        assert outbox.erase_for(connection, one) == 2
        assert [row.contact_id for row in rows(connection)] == [two]
        assert connection.scalars(select(status.c.provider_id)).all() == [f"SM{two}"]
        assert len(connection.scalars(select(attempt.c.id)).all()) == 1

    await store.run(work)


async def test_old_texts_are_forgotten_and_open_ones_kept(store: Store) -> None:
    def work(connection: Connection) -> None:
        [one] = contacts(connection, 1)
        old, waits, new = put(connection, one, "a", "b", "c")
        set_row(connection, old, state="sent")
        set_row(connection, new, state="sent", created_at=later(100))
        assert outbox.forget_texts(connection, later(50)) == 1
        assert [get(connection, each).payload is None for each in (old, waits, new)] == [True, False, False]

    await store.run(work)


async def test_staff_see_dead_letters_and_retry_or_discard_them(store: Store) -> None:
    def work(connection: Connection) -> None:
        [one] = contacts(connection, 1)
        dead, doubt, sent = put(connection, one, "a", "b", "c")
        set_row(connection, dead, state="never", reason="refused", attempts=1)
        set_row(connection, doubt, state="in_doubt", reason="timeout", doubts=3, deadline=later(-1))
        set_row(connection, sent, state="sent")
        for n, detail in enumerate(("500 first", "400 last"), 1):
            values = {"outbox_id": dead, "n": n, "started_at": NOON, "result": "refused", "detail": detail}
            connection.execute(insert(attempt).values(values))
        found = deadletters.deadletters(connection)
        assert [(each.id, each.state, each.reason, each.detail) for each in found] == [
            (dead, "never", "refused", "400 last"),
            (doubt, "in_doubt", "timeout", ""),
        ]
        assert [each.id for each in deadletters.deadletters(connection, after=dead)] == [doubt]
        assert not deadletters.retry(connection, sent, NOON)
        assert deadletters.retry(connection, doubt, NOON)
        row = get(connection, doubt)
        assert (row.state, row.reason, row.doubts, row.deadline) == ("waiting", "", 3, later(24 * 3600))
        assert deadletters.discard(connection, dead)
        assert not deadletters.discard(connection, dead)
        assert deadletters.deadletters(connection) == []

    await store.run(work)


async def test_a_voice_note_that_followed_is_never_work_for_staff(store: Store) -> None:
    def work(connection: Connection) -> None:
        [one] = contacts(connection, 1)
        for state in deadletters.DEAD:
            for kind in ("test", outbox.FOLLOWING):
                [row] = put(connection, one, "a", kind=kind)
                set_row(connection, row, state=state)
        assert [row.kind for row in deadletters.deadletters(connection)] == ["test"] * 3
        assert stuck_letters.count(connection, EVERYTHING) == 3
        assert figures(connection, NOON).dead == dict.fromkeys(deadletters.DEAD, 1)
        assert [each.number for each in deadletters.counts(connection)] == [1]

    await store.run(work)


async def test_what_is_open_is_counted(store: Store) -> None:
    def work(connection: Connection) -> None:
        one, two = contacts(connection, 2)
        put(connection, one, "a", now=later(-50))
        put(connection, one, "b")
        [doubt] = put(connection, two, "c", lane=NOTICE)
        set_row(connection, doubt, state="in_doubt")
        [sent] = put(connection, two, "d")
        set_row(connection, sent, state="sent")
        found = {(each.lane, each.state): (each.number, each.oldest) for each in deadletters.counts(connection)}
        assert found == {(REPLY, "waiting"): (2, later(-50)), (NOTICE, "in_doubt"): (1, NOON)}

    await store.run(work)
