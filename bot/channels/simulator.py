"""The two simulated messengers of the demo: what Drom sends becomes bubbles on phones; no network, no vendor."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from bot.bell import Bell
from bot.channels.limits import LIMITS, SIM_WHATSAPP
from bot.channels.port import Delivery, File, Inbound, Limits, Receipt
from bot.clock import Clock
from bot.media.refused import MediaRefused
from storage import phones
from storage.store import StorageDown, Store

WINDOW = timedelta(hours=24)
"""How long after a person's last message WhatsApp takes anything but a template (channels.md 2.3)."""

_FILE_NAME = re.compile(r"[0-9a-f]{64}")


class SimulatorChannel:
    """A messenger whose phones are rows; a phone that was sent a message twice shows it once (by ``reference``)."""

    def __init__(self, name: str, store: Store, clock: Clock, bell: Bell, folder: Path) -> None:
        """Serve ``sim-telegram`` or ``sim-whatsapp``; ``folder`` holds the files that people sent from the phones."""
        self.name = name
        self.limits: Limits = LIMITS[name]
        self._store = store
        self._clock = clock
        self._bell = bell
        self._folder = folder

    async def open(self) -> None:
        """Need nothing: there is nobody to tell."""

    async def close(self) -> None:
        """Let whoever watches the phones go."""
        self._bell.close()

    async def send(self, delivery: Delivery) -> Receipt:
        """Show the part on the phone.

        ``gone`` where no phone has the address or its owner blocked Drom; ``window`` where a WhatsApp-like phone's
        owner has not written for 24 hours (Twilio 63016) and the part is no approved template.
        """
        try:
            receipt = await self._store.run(lambda connection: self._show(connection, delivery))
        except StorageDown as down:
            return Receipt("safe", detail=f"the phones cannot be written: {down.reason}")
        self._bell.ring()
        return receipt

    async def acknowledge(self, inbound: Inbound) -> None:
        """Do nothing: a press is seen on the phone already."""

    async def fetch(self, file: File, limit: int) -> bytes:
        """Return what was sent from a phone; raises MediaRefused over ``limit`` bytes or for no such file."""
        return await asyncio.to_thread(read_file, self._folder, file.reference, limit)

    async def forget(self, file: File) -> bool:
        """Do nothing: the file is the person's own, on their phone; no provider stands between."""
        return True

    def _show(self, connection: Connection, delivery: Delivery) -> Receipt:
        found = phones.at_address(connection, self.name, delivery.address)
        if found is None:
            return Receipt("gone", detail="no phone has this address")
        if found.blocked_at is not None:
            return Receipt("gone", detail="the phone's owner blocked Drom")
        templated = bool(delivery.part.template)
        if self.name == SIM_WHATSAPP and not templated and not self._in_window(connection, found.id):
            return Receipt("window", detail="the person has not written for 24 hours")
        shown = phones.write(
            connection,
            phone_id=found.id,
            mine=False,
            kind="part",
            body=delivery.part.to_json(),
            now=self._clock.now(),
            reference=delivery.reference,
        )
        return Receipt("sent", provider_id=str(shown.id))

    def _in_window(self, connection: Connection, phone_id: int) -> bool:
        wrote = phones.last_mine(connection, phone_id)
        return wrote is not None and self._clock.now() - wrote <= WINDOW


def read_file(folder: Path, name: str, limit: int) -> bytes:
    """Return a file that was sent from a phone; raises MediaRefused for a strange name or over ``limit`` bytes."""
    if not _FILE_NAME.fullmatch(name):
        raise MediaRefused("place")
    path = folder / name
    if not path.is_file():
        raise MediaRefused("broken")
    if path.stat().st_size > limit:
        raise MediaRefused("big")
    return path.read_bytes()
