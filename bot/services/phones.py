"""What a person can do on a simulated phone of the demo; it never knows a page or how Drom answers.

Each act is written on the phone first and then given to Drom, as a message of the messenger would be. What Drom
could not take stays on the phone and goes with the next act, or at the next start.
"""

import asyncio
import hashlib
import io
import wave
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bot.bell import Bell
from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Part
from bot.clock import Clock
from bot.media.kinds import Format, sniff
from storage import phones
from storage.phones import Bubble, Phone
from storage.store import Store

Give = Callable[[Sequence[tuple[Phone, Bubble]]], Awaitable[None]]
"""Hands over to Drom what people did on their phones, in order; raises when it cannot be kept."""
SAMPLES = ((SIM_TELEGRAM, "Ana", "sq"), (SIM_WHATSAPP, "Besim", "+355"))
"""The phones of a fresh demo."""

TEXT_LIMIT = 4096
"""What both messengers let a person write in one message, in characters (channels.md 1.5)."""
FILE_LIMIT = 20 * 1024 * 1024
"""What a phone of the demo sends at most, in bytes; Drom's own limits come after it."""

TOO_LARGE = f"This file is too large. Choose one of at most {FILE_LIMIT // 1024 // 1024} MB."
TOO_LONG = f"A message has at most {TEXT_LIMIT} characters. Write a shorter one."

TYPES: Mapping[Format, str] = {
    "ogg": "audio/ogg",
    "mp3": "audio/mpeg",
    "aac": "audio/aac",
    "m4a": "audio/mp4",
    "amr": "audio/amr",
    "wav": "audio/wav",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
}
"""What a phone calls a file; any other is a document."""


class NotOnPhone(Exception):
    """An act needs something that this phone does not show; the message is for the person at the simulator."""


class Phones:
    """The hands of all simulated people."""

    def __init__(self, store: Store, clock: Clock, bell: Bell, folder: Path, give: Give) -> None:
        """``folder`` holds the files that people send; ``give`` is Drom's door."""
        self._store = store
        self._clock = clock
        self._bell = bell
        self._folder = folder
        self._give = give

    async def open(self) -> None:
        """Give Drom what was written on the phones and never taken; lay out ``SAMPLES`` where there is no phone."""
        if not await self._store.read(phones.everyone):
            for sample in SAMPLES:
                await self.add(*sample)
        await self._hand_over(None)

    async def add(self, channel: str, name: str, hint: str = "") -> Phone:
        """Make a new person with a phone. ``hint`` is a language tag, or a calling code such as ``+355``."""
        prefix = f"{hint}000" if hint.startswith("+") else ""
        now = self._clock.now()
        return await self._store.run(
            lambda connection: phones.add(connection, channel=channel, name=name, now=now, prefix=prefix, hint=hint)
        )

    async def write(self, phone_id: int, text: str) -> None:
        """Send a text; raises NotOnPhone where it is empty or too long for a messenger."""
        if not text.strip():
            raise NotOnPhone("Write something first.")
        if len(text) > TEXT_LIMIT:
            raise NotOnPhone(TOO_LONG)
        await self._act(phone_id, "text", {"text": text.replace("\0", "\ufffd")})

    async def press(self, phone_id: int, bubble_id: int, payload: str) -> None:
        """Press a button or pick a row of a message; raises NotOnPhone where the message has no such choice."""
        found = await self._store.read(lambda connection: phones.one(connection, phone_id, bubble_id))
        labels = choices(found) if found else {}
        if payload not in labels:
            raise NotOnPhone("This message has no such button.")
        await self._act(phone_id, "tap", {"payload": payload, "text": labels[payload], "on": bubble_id})

    async def send_file(self, phone_id: int, data: bytes, text: str = "") -> None:
        """Send a voice note, a photo or another file, by its content; raises NotOnPhone where it is empty or big."""
        if not data:
            raise NotOnPhone("Choose a file first.")
        if len(data) > FILE_LIMIT:
            raise NotOnPhone(TOO_LARGE)
        content_type = TYPES.get(sniff(data) or "pdf", "application/octet-stream")
        kind = {"audio": "voice", "image": "photo"}.get(content_type.partition("/")[0], "document")
        await self._act(phone_id, kind, {"text": text, **await self._kept(data, content_type)})

    async def locate(self, phone_id: int, latitude: float, longitude: float) -> None:
        """Send a place, in degrees; raises NotOnPhone where it is not on the earth."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise NotOnPhone("This place is not on the earth.")
        await self._act(phone_id, "location", {"latitude": latitude, "longitude": longitude})

    async def share_contact(self, phone_id: int) -> None:
        """Send the phone's own number as a contact, and as the card (RFC 6350) that WhatsApp makes of it."""
        found = await self._store.read(lambda connection: phones.get(connection, phone_id))
        number = own_number(found) if found else ""
        card = f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Sample\r\nTEL:{number}\r\nEND:VCARD\r\n".encode()
        await self._act(phone_id, "contact", {"text": number, **await self._kept(card, "text/vcard")})

    async def block(self, phone_id: int, *, blocked: bool) -> None:
        """Block Drom, or let it write again."""
        await self._act(phone_id, "blocked" if blocked else "unblocked", {})

    async def _kept(self, data: bytes, content_type: str) -> dict[str, Any]:
        """Keep a file under the hash of its content and return what a message says of it."""
        name = hashlib.sha256(data).hexdigest()
        await asyncio.to_thread(_keep, self._folder / name, data)
        return {"file": name, "type": content_type, "size": len(data), "seconds": _seconds(data)}

    async def _act(self, phone_id: int, kind: str, body: Mapping[str, Any]) -> None:
        def work(connection: Connection) -> None:
            now, found = self._clock.now(), phones.get(connection, phone_id)
            if found is None:
                raise NotOnPhone("There is no such phone.")
            if found.blocked_at is not None and kind != "unblocked":
                raise NotOnPhone(f"{found.name} blocked Drom. Unblock it first.")
            if kind in {"blocked", "unblocked"}:
                phones.set_blocked(connection, phone_id, now if kind == "blocked" else None)
            phones.write(connection, phone_id=phone_id, mine=True, kind=kind, body=body, now=now)

        await self._store.run(work)
        await self._hand_over(phone_id)

    async def _hand_over(self, phone_id: int | None) -> None:
        def waiting(connection: Connection) -> list[tuple[Phone, Bubble]]:
            owners = {each.id: each for each in phones.everyone(connection)}
            return [(owners[bubble.phone_id], bubble) for bubble in phones.untaken(connection, phone_id)]

        found = await self._store.read(waiting)
        try:
            await self._give(found)
            now = self._clock.now()
            await self._store.run(lambda connection: phones.take(connection, [bubble.id for _, bubble in found], now))
        finally:
            self._bell.ring()


def own_number(owner: Phone) -> str:
    """Return the number of a phone; those of a messenger without numbers get one that nobody can have."""
    return owner.address if owner.channel == SIM_WHATSAPP else f"+000{owner.address}"


def choices(bubble: Bubble) -> dict[str, str]:
    """Return what can be pressed on a message of Drom: payload -> label, in order."""
    if bubble.mine:
        return {}
    part = Part.from_json(bubble.body)
    return {button.payload: button.label for button in part.buttons} if part.style != "text" else {}


def _keep(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _seconds(data: bytes) -> float:
    """Return how long a WAV file plays; 0 for what else is sent, as messengers tell no more."""
    try:
        with wave.open(io.BytesIO(data)) as sound:
            frames, rate = sound.getnframes(), sound.getframerate()
            return float(frames / rate)
    except (wave.Error, EOFError, ZeroDivisionError):
        return 0.0
