"""A memory for ids that a provider gave to files and templates; it never knows where they are kept.

Losing it costs an upload or a request, never a message: so a store that fails is logged and passed over.
"""

import logging
from typing import Protocol

_log = logging.getLogger(__name__)


class ProviderIds(Protocol):
    """Ids by name. A name has at most 160 characters and says nothing of a person."""

    async def get(self, name: str) -> str:
        """Return the id under a name, "" where there is none."""

    async def put(self, name: str, provider_id: str) -> None:
        """Remember an id in place of an older one; "" forgets it."""


class NoProviderIds:
    """Remembers nothing."""

    async def get(self, name: str) -> str:
        """Return ""."""
        return ""

    async def put(self, name: str, provider_id: str) -> None:
        """Forget it."""


class PatientIds:
    """Asks another memory, and makes do without it while it fails."""

    def __init__(self, ids: ProviderIds) -> None:
        self._ids = ids

    async def get(self, name: str) -> str:
        """Return the id under a name, "" where there is none or it cannot be read."""
        try:
            return await self._ids.get(name)
        except Exception as error:
            _log.warning("ids of the provider cannot be read: %s", type(error).__name__)
            return ""

    async def put(self, name: str, provider_id: str) -> None:
        """Remember an id if that is possible."""
        try:
            await self._ids.put(name, provider_id)
        except Exception as error:
            _log.warning("an id of the provider cannot be kept: %s", type(error).__name__)
