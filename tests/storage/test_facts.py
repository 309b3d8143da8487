"""Facts, secrets and counters."""

import asyncio

import pytest

from storage import facts
from storage.store import Store


async def test_a_fact_is_the_last_one_put(store: Store) -> None:
    assert await store.read(lambda c: facts.get(c, "hour", 9)) == 9
    await store.run(lambda c: facts.put(c, "hour", {"a": 1}))
    await store.run(lambda c: facts.put(c, "hour", {"a": [2, "ж"]}))
    assert await store.read(lambda c: facts.get(c, "hour")) == {"a": [2, "ж"]}


async def test_a_secret_is_made_once(store: Store) -> None:
    assert await store.run(lambda c: facts.secret(c, "pseudonyms", b"a" * 32)) == b"a" * 32
    assert await store.run(lambda c: facts.secret(c, "pseudonyms", b"b" * 32)) == b"a" * 32
    assert await store.run(lambda c: facts.secret(c, "cookies", b"c" * 32)) == b"c" * 32


async def test_a_short_secret_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="32"):
        await store.run(lambda c: facts.secret(c, "pseudonyms", b"short"))


async def test_a_counter_gives_each_number_once(store: Store) -> None:
    found = await asyncio.gather(*(store.run(lambda c: facts.count_on(c, "member_number")) for _ in range(20)))
    assert sorted(found) == list(range(1, 21))
