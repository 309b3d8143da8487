"""A matter is one ticket, nothing sent is lost, and one answer counts."""

from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from storage import media, tickets
from storage.store import Store
from storage.tickets import Ticket
from tests.storage.people import NOON, a_contact


def ask(
    connection: Connection, contact_id: int, text: str = "", *, state: str = "town", media_id: int | None = None
) -> Ticket:
    return tickets.open_once(
        connection,
        contact_id=contact_id,
        kind="stuck",
        flow="registration",
        state_name=state,
        now=NOON,
        text=text,
        media_id=media_id,
    )


async def test_the_same_matter_is_one_ticket(store: Store) -> None:
    reached, other = await store.run(a_contact), await store.run(a_contact)
    first = await store.run(lambda c: ask(c, reached, "hello"))
    again = await store.run(lambda c: ask(c, reached, "hello"))
    more = await store.run(lambda c: ask(c, reached, "are you there"))
    assert (first.id, first.text, first.status, first.opened_at) == (again.id, "hello", "open", NOON)
    assert (more.id, more.text) == (first.id, "hello\nare you there")
    assert (await store.run(lambda c: ask(c, other))).id != first.id
    assert (await store.run(lambda c: ask(c, reached, state="name"))).id != first.id


async def test_a_second_recording_is_a_second_row_of_the_same_matter(store: Store) -> None:
    reached = await store.run(a_contact)
    one, two = [
        await store.run(partial(media.put, contact_id=reached, name=name, kind="voice", now=NOON))
        for name in ("a", "b")
    ]
    first = await store.run(lambda c: ask(c, reached))
    heard = await store.run(lambda c: ask(c, reached, media_id=one))
    second = await store.run(lambda c: ask(c, reached, media_id=two))
    assert (heard.id, heard.media_id) == (first.id, one)
    assert (second.id != first.id, second.media_id) == (True, two)
    elsewhere = await store.run(lambda c: ask(c, reached, state="name"))
    assert await store.read(lambda c: tickets.matter(c, second)) == [heard, second]
    assert await store.read(tickets.waiting) == [heard, elsewhere]
    assert await store.run(lambda c: tickets.answer(c, second.id, by="staff:1", now=NOON))
    assert await store.read(tickets.waiting) == [elsewhere]


async def test_one_answer_counts(store: Store) -> None:
    reached = await store.run(a_contact)
    first = await store.run(lambda c: ask(c, reached))
    assert await store.run(lambda c: tickets.answer(c, first.id, by="staff:1", now=NOON))
    assert not await store.run(lambda c: tickets.answer(c, first.id, by="staff:2", now=NOON))
    found = await store.read(lambda c: tickets.get(c, first.id))
    assert found is not None
    assert (found.status, found.answered_by, found.answered_at) == ("answered", "staff:1", NOON)
    assert (await store.run(lambda c: ask(c, reached))).id != first.id
    assert await store.run(lambda c: tickets.close(c, first.id))
    assert not await store.run(lambda c: tickets.close(c, first.id))
    assert [one.status for one in await store.read(lambda c: tickets.of_contact(c, reached))] == ["closed", "open"]


async def test_open_ones_come_oldest_first_and_in_pages(store: Store) -> None:
    def work(connection: Connection) -> list[int]:
        reached = a_contact(connection)
        return [
            tickets.open_once(
                connection,
                contact_id=reached,
                kind=f"k{n}",
                flow="menu",
                state_name="menu",
                now=NOON - timedelta(hours=h),
            ).id
            for n, h in enumerate([1, 3, 3, 2])
        ]

    made = await store.run(work)
    await store.run(lambda c: tickets.answer(c, made[3], by="staff:1", now=NOON))
    page = await store.read(lambda c: tickets.waiting(c, limit=2))
    rest = await store.read(lambda c: tickets.waiting(c, limit=2, after=page[-1]))
    assert [one.id for one in page] == [made[1], made[2]]
    assert [one.id for one in rest] == [made[0]]


async def test_words_join_no_ticket_whose_own_are_soon_forgotten(store: Store) -> None:
    reached = await store.run(a_contact)
    put = partial(tickets.open_once, contact_id=reached, kind="help", flow="", state_name="")
    first = await store.run(lambda c: put(c, now=NOON, text="one"))
    joined = await store.run(lambda c: put(c, now=NOON + tickets.ADDED - timedelta(days=1), text="two"))
    later = await store.run(lambda c: put(c, now=NOON + tickets.ADDED, text="three"))
    assert (joined.id, later.id) == (first.id, first.id + 1)
    assert (joined.text, later.text) == ("one\ntwo", "three")
