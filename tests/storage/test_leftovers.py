"""What providers still have is remembered from the moment a file waits no more, whatever becomes of its row."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from storage import inbox, leftovers, media
from storage.leftovers import Leftover
from storage.store import Store
from tests.storage.people import NOON, a_contact

SOURCE = {"channel": "whatsapp", "kind": "voice", "reference": "f1"}
SOON = NOON + timedelta(minutes=1)


def sent(connection: Connection, name: str = "a") -> int:
    contact_id = a_contact(connection)
    return media.put(connection, contact_id=contact_id, name=name, kind="voice", now=NOON, source=SOURCE)


def left(connection: Connection) -> list[Leftover]:
    return leftovers.due(connection, SOON)


ENDS: dict[str, Callable[[Connection, int], object]] = {
    "kept": lambda c, number: media.keep(c, number, content_type="audio/ogg", size=10),
    "refused": lambda c, number: media.refuse(c, number, "type"),
    "removed": media.remove,
    "erased": lambda c, number: media.erase_for(c, _contact(c, number)),
    "too old": lambda c, number: media.forget(c, SOON),
}


def _contact(connection: Connection, number: int) -> int:
    row = media.get(connection, number)
    assert row is not None
    assert row.contact_id is not None
    return row.contact_id


async def test_a_waiting_file_leaves_nothing_yet(store: Store) -> None:
    number = await store.run(sent)
    assert await store.run(lambda c: media.again(c, number, SOON))
    assert await store.read(left) == []


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
async def test_whatever_becomes_of_a_file_its_copy_is_to_go(
    store: Store, end: Callable[[Connection, int], object]
) -> None:
    number = await store.run(sent)
    assert await store.run(lambda c: end(c, number))
    await store.run(lambda c: end(c, number) if media.get(c, number) else None)
    assert [row.source for row in await store.read(left)] == [SOURCE]
    row = await store.read(lambda c: media.get(c, number))
    assert row is None or row.source is None


async def test_a_file_without_a_source_leaves_nothing(store: Store) -> None:
    number = await store.run(lambda c: media.put(c, contact_id=None, name="a", kind="voice", now=NOON))
    await store.run(lambda c: media.refuse(c, number, "broken"))
    assert await store.read(left) == []


async def test_an_end_that_is_rolled_back_leaves_nothing(store: Store) -> None:
    number = await store.run(sent)

    def fail(connection: Connection) -> None:
        media.keep(connection, number, content_type="audio/ogg", size=10)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await store.run(fail)
    assert await store.read(left) == []
    row = await store.read(lambda c: media.get(c, number))
    assert row is not None
    assert (row.state, row.source) == ("waiting", SOURCE)


async def test_others_files_are_left_alone(store: Store) -> None:
    one, other = await store.run(sent), await store.run(lambda c: sent(c, "b"))
    assert await store.run(lambda c: media.erase_for(c, _contact(c, one))) == ["a"]
    row = await store.read(lambda c: media.get(c, other))
    assert row is not None
    assert (row.state, row.source) == ("waiting", SOURCE)


async def test_a_copy_is_tried_again_until_it_is_gone(store: Store) -> None:
    number = await store.run(lambda c: leftovers.put(c, SOURCE, NOON))
    (row,) = await store.read(left)
    assert await store.run(lambda c: leftovers.again(c, row, SOON + timedelta(seconds=1)))
    assert await store.read(left) == []
    (row,) = await store.read(lambda c: leftovers.due(c, SOON + timedelta(seconds=1)))
    assert (row.id, row.attempts, row.created_at) == (number, 1, NOON)
    await store.run(lambda c: leftovers.remove(c, number))
    assert not await store.run(lambda c: leftovers.again(c, row, SOON))


async def test_only_the_words_of_one_contact_are_hastened(store: Store) -> None:
    def words(connection: Connection) -> list[int]:
        found = []
        for number, channel in enumerate(("whatsapp", "whatsapp", "telegram")):
            contact_id = a_contact(connection)
            about = {"channel": channel, "key": f"SM{number}", "contact_id": contact_id, "seq": 0, "kind": "text"}
            inbox.put(connection, {**about, "payload": {}, "received_at": NOON, "next_at": NOON})
            source = {"channel": "whatsapp", "kind": "other", "reference": f"SM{number}"}
            leftovers.put(connection, source, NOON, NOON + timedelta(days=1))
            found.append(contact_id)
        return found

    ana, _, strange = await store.run(words)
    await store.run(lambda c: leftovers.hasten(c, strange, NOON))
    assert await store.read(left) == []
    await store.run(lambda c: leftovers.hasten(c, ana, NOON))
    assert [row.source["reference"] for row in await store.read(left)] == ["SM0"]
