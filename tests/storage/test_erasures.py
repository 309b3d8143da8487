"""What was erased is known for 72 hours, and only as a keyed hash."""

from datetime import timedelta

from storage import erasures
from storage.store import Store
from tests.storage.people import NOON

HASH = erasures.keyed(b"k" * 32, "telegram", "4711")


def test_the_hash_depends_on_the_key_and_on_each_part() -> None:
    others = [
        erasures.keyed(b"l" * 32, "telegram", "4711"),
        erasures.keyed(b"k" * 32, "telegram4711"),
        erasures.keyed(b"k" * 32, "telegram4", "711"),
    ]
    assert len({HASH, *others}) == 4
    assert len(HASH) == 64
    assert "4711" not in HASH


async def test_an_erasure_is_known_for_72_hours(store: Store) -> None:
    await store.run(lambda c: erasures.add(c, HASH, NOON))
    assert await store.read(lambda c: erasures.has(c, HASH))
    assert not await store.read(lambda c: erasures.has(c, "0" * 64))
    almost = NOON + timedelta(hours=72) - timedelta(seconds=1)
    assert await store.run(lambda c: erasures.sweep(c, almost)) == 0
    assert await store.run(lambda c: erasures.sweep(c, NOON + timedelta(hours=72))) == 1
    assert not await store.read(lambda c: erasures.has(c, HASH))


async def test_a_second_erasure_counts_from_now(store: Store) -> None:
    await store.run(lambda c: erasures.add(c, HASH, NOON))
    await store.run(lambda c: erasures.add(c, HASH, NOON + timedelta(hours=5)))
    assert await store.run(lambda c: erasures.sweep(c, NOON + timedelta(hours=73))) == 0
