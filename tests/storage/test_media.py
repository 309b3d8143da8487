"""A file waits, and is kept or refused, once."""

from datetime import timedelta
from functools import partial

from sqlalchemy import Connection, delete

from storage import media
from storage.store import Store
from storage.tables import contact
from tests.storage.people import NOON, a_contact

SOON = NOON + timedelta(minutes=1)


def sent(connection: Connection, contact_id: int, name: str) -> int:
    return media.put(connection, contact_id=contact_id, name=name, kind="voice", now=NOON, source={"file": "f1"})


async def test_a_file_waits_until_it_is_kept(store: Store) -> None:
    reached = await store.run(a_contact)
    made = await store.run(lambda c: sent(c, reached, "a.ogg"))
    assert [one.id for one in await store.read(lambda c: media.due(c, NOON))] == [made]
    assert await store.run(lambda c: media.again(c, made, SOON))
    assert await store.read(lambda c: media.due(c, NOON)) == []
    assert [(one.attempts, one.source) for one in await store.read(lambda c: media.due(c, SOON))] == [
        (1, {"file": "f1"})
    ]
    assert await store.run(lambda c: media.keep(c, made, content_type="audio/ogg", size=4000, seconds=2.5))
    assert not await store.run(lambda c: media.refuse(c, made, "too late"))
    assert not await store.run(lambda c: media.again(c, made, SOON))
    found = await store.read(lambda c: media.get(c, made))
    assert found is not None
    assert (found.state, found.size, found.seconds, found.content_type) == ("kept", 4000, 2.5, "audio/ogg")
    assert await store.read(lambda c: media.named(c, "a.ogg")) == found


async def test_a_refused_file_says_why(store: Store) -> None:
    reached = await store.run(a_contact)
    made = await store.run(lambda c: sent(c, reached, "a.ogg"))
    assert await store.run(lambda c: media.refuse(c, made, "too long"))
    assert await store.read(lambda c: media.due(c, SOON)) == []
    assert [(one.state, one.reason) for one in await store.read(lambda c: media.of_contact(c, reached))] == [
        ("refused", "too long")
    ]


async def test_bytes_are_counted_since_a_moment(store: Store) -> None:
    reached = await store.run(a_contact)
    for name in ("a", "b"):
        made = await store.run(partial(sent, contact_id=reached, name=name))
        await store.run(partial(media.keep, media_id=made, content_type="x", size=10))
    assert await store.read(lambda c: media.used(c, reached, NOON)) == 20
    assert await store.read(lambda c: media.used(c, reached, SOON)) == 0


async def test_a_removed_row_names_its_file(store: Store) -> None:
    reached = await store.run(a_contact)
    made = await store.run(lambda c: sent(c, reached, "a.ogg"))
    assert await store.run(lambda c: media.remove(c, made)) == "a.ogg"
    assert await store.run(lambda c: media.remove(c, made)) is None


async def test_files_go_with_their_contact(store: Store) -> None:
    reached = await store.run(a_contact)
    made = await store.run(lambda c: sent(c, reached, "a.ogg"))
    await store.run(lambda c: c.execute(delete(contact)))
    assert await store.read(lambda c: media.get(c, made)) is None
