"""Roles are given and ended; a link to one works once."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import exc

from storage import links, people, roles
from storage.store import Store
from tests.storage.people import NOON

LATER = NOON + timedelta(minutes=10)


async def test_a_role_is_bound_to_one_person(store: Store) -> None:
    role = await store.run(lambda c: roles.give(c, name="mentor", now=NOON, label="M.", country="AL"))
    anna, bora = [await store.run(lambda c: people.create(c, NOON)) for _ in range(2)]
    assert await store.run(lambda c: roles.bind(c, role, anna))
    assert not await store.run(lambda c: roles.bind(c, role, bora))
    found = await store.read(lambda c: roles.of_person(c, anna))
    assert [(one.id, one.name, one.country, one.organisation) for one in found] == [(role, "mentor", "AL", "")]


async def test_an_ended_role_is_held_no_more(store: Store) -> None:
    anna = await store.run(lambda c: people.create(c, NOON))
    ended, kept = [
        await store.run(lambda c: roles.give(c, name="coordinator", now=NOON, person_id=anna)) for _ in range(2)
    ]
    assert await store.run(lambda c: roles.end(c, ended, LATER))
    assert not await store.run(lambda c: roles.end(c, ended, LATER + timedelta(days=1)))
    assert [one.id for one in await store.read(lambda c: roles.of_person(c, anna))] == [kept]
    assert [one.id for one in await store.read(roles.held)] == [kept]
    role = await store.read(lambda c: roles.get(c, ended))
    assert role is not None
    assert role.ended_at == LATER
    assert not await store.run(lambda c: roles.bind(c, ended, anna))


async def test_an_unknown_role_is_refused(store: Store) -> None:
    with pytest.raises(exc.IntegrityError):
        await store.run(lambda c: roles.give(c, name="king", now=NOON))


async def test_a_link_works_once_whoever_is_faster(store: Store) -> None:
    role = await store.run(lambda c: roles.give(c, name="mentor", now=NOON))
    await store.run(
        lambda c: links.create(c, hash="a" * 64, purpose="staff", now=NOON, expires=LATER, role_id=role),
    )
    found = await asyncio.gather(*(store.run(lambda c: links.use(c, "a" * 64, NOON, "staff")) for _ in range(8)))
    used = [one for one in found if one]
    assert [(one.role_id, one.purpose, one.used_at) for one in used] == [(role, "staff", NOON)]


@pytest.mark.parametrize(
    ("hash", "seconds", "purpose"), [("b" * 64, 0, "staff"), ("a" * 64, 600, "staff"), ("a" * 64, 0, "console")]
)
async def test_a_wrong_link_does_nothing(store: Store, hash: str, seconds: int, purpose: str) -> None:
    await store.run(lambda c: links.create(c, hash="a" * 64, purpose="staff", now=NOON, expires=LATER))
    assert await store.run(lambda c: links.use(c, hash, NOON + timedelta(seconds=seconds), purpose)) is None
    assert await store.run(lambda c: links.use(c, "a" * 64, NOON, "staff")) is not None


async def test_old_links_are_forgotten(store: Store) -> None:
    await store.run(lambda c: links.create(c, hash="a" * 64, purpose="staff", now=NOON, expires=LATER))
    assert await store.run(lambda c: links.sweep(c, LATER)) == 0
    assert await store.run(lambda c: links.sweep(c, LATER + timedelta(seconds=1))) == 1
