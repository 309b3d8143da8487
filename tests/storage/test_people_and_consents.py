"""People and what they agreed to; a consent outlives the person as a pseudonym."""

import asyncio

import pytest
from sqlalchemy import Connection, delete, exc, select, text, update

from storage import consents, people, roles
from storage.store import Store
from storage.tables import consent, contact
from tests.storage.people import NOON, a_contact


async def test_a_person_is_made_changed_and_erased(store: Store) -> None:
    anna = await store.run(lambda c: people.create(c, NOON, name="Anna", country="AL"))
    assert await store.run(lambda c: people.change(c, anna, town="tirana", may_push=True, registered_at=NOON))
    found = await store.read(lambda c: people.get(c, anna))
    assert found is not None
    assert (found.name, found.country, found.town, found.may_push) == ("Anna", "AL", "tirana", True)
    assert (found.trade, found.name_pending, found.registered_at, found.created_at) == ("", False, NOON, NOON)
    assert await store.run(lambda c: people.erase(c, anna))
    assert await store.read(lambda c: people.get(c, anna)) is None
    assert not await store.run(lambda c: people.change(c, anna, name="x"))
    assert not await store.run(lambda c: people.change(c, anna))
    assert not await store.run(lambda c: people.erase(c, anna))


async def test_erasing_a_person_takes_the_roles_and_leaves_the_contact(store: Store) -> None:
    def work(connection: Connection) -> tuple[int, int]:
        anna = people.create(connection, NOON)
        roles.give(connection, name="helper", now=NOON, person_id=anna)
        reached = a_contact(connection)
        connection.execute(update(contact).where(contact.c.id == reached).values(person_id=anna))
        return anna, reached

    anna, reached = await store.run(work)
    await store.run(lambda c: people.erase(c, anna))
    assert await store.read(roles.held) == []
    assert await store.read(lambda c: c.execute(text("SELECT id, person_id FROM contact")).all()) == [(reached, None)]


async def test_a_number_is_never_given_twice(store: Store) -> None:
    first = await store.run(lambda c: people.create(c, NOON))
    await store.run(lambda c: people.erase(c, first))
    assert await store.run(lambda c: people.create(c, NOON)) > first
    numbers = await asyncio.gather(*(store.run(people.next_member_number) for _ in range(5)))
    assert sorted(numbers) == [1, 2, 3, 4, 5]


def agree(connection: Connection, contact_id: int, *, given: bool) -> int:
    return consents.add(
        connection,
        contact_id=contact_id,
        pseudonym="p1",
        kind="keep",
        notice=3,
        given=given,
        language="sq",
        channel="telegram",
        at=NOON,
    )


async def test_the_last_word_counts_and_all_are_kept(store: Store) -> None:
    reached = await store.run(a_contact)
    assert await store.read(lambda c: consents.newest(c, reached, "keep")) is None
    await store.run(lambda c: agree(c, reached, given=True))
    last = await store.run(lambda c: agree(c, reached, given=False))
    found = await store.read(lambda c: consents.newest(c, reached, "keep"))
    assert found is not None
    assert (found.id, found.given, found.notice, found.language) == (last, False, 3, "sq")
    assert [one.given for one in await store.read(lambda c: consents.of_contact(c, reached))] == [True, False]


async def test_a_consent_outlives_its_contact(store: Store) -> None:
    reached = await store.run(a_contact)
    await store.run(lambda c: agree(c, reached, given=True))
    await store.run(lambda c: c.execute(delete(contact)))
    found = await store.read(lambda c: c.execute(select(consent.c.contact_id, consent.c.given)).all())
    assert [tuple(row) for row in found] == [(None, True)]


@pytest.mark.parametrize("doing", ["UPDATE consent SET given = false", "DELETE FROM consent"])
async def test_a_consent_cannot_be_changed(store: Store, doing: str) -> None:
    reached = await store.run(a_contact)
    await store.run(lambda c: agree(c, reached, given=True))
    with pytest.raises(exc.DBAPIError, match="append-only"):
        await store.run(lambda c: c.execute(text(doing)))
