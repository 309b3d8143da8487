"""Ids that providers gave to our files and templates, kept as facts in the database; losing one costs an upload."""

import hashlib
from dataclasses import dataclass

from storage import facts
from storage.store import Store


@dataclass(frozen=True, slots=True)
class FactIds:
    """A ``ProviderIds`` in the database. Names are hashed: they may hold our own media ids."""

    store: Store

    async def get(self, name: str) -> str:
        """Return the id under a name, "" where there is none."""
        found = await self.store.read(lambda connection: facts.get(connection, _key(name), ""))
        return str(found or "")

    async def put(self, name: str, provider_id: str) -> None:
        """Remember an id in place of an older one; "" forgets it."""
        await self.store.run(lambda connection: facts.put(connection, _key(name), provider_id))


def _key(name: str) -> str:
    return f"provider_id:{hashlib.sha256(name.encode()).hexdigest()[:40]}"
