"""Every file that Drom gives out: people's media from the shelf, and papers and calendars made when they are sent."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from sqlalchemy import Connection

from bot.catalog import Words
from bot.media.links import Served
from bot.programme import Programme
from bot.services import door, meeting_cards, privacy
from flows.core.values import Value
from storage import contacts, meetings
from storage.contacts import Contact
from storage.meetings import Day, Meeting
from storage.store import Store

PDF, CALENDAR = "application/pdf", "text/calendar"
"""What papers and calendars are."""

MakePaper = Callable[[str, Mapping[str, Sequence[Mapping[str, Any]]]], bytes]
"""From a title and rows by table to a PDF."""

MakeCalendar = Callable[[Meeting, Sequence[Day], str, str], bytes]
"""From a meeting with its days, what it is called and where it is, to a calendar file."""

MakeDoor = Callable[[int, str, str], bytes]
"""From the picture's number, its word and the payload of the door's link to a PDF."""

Find = Callable[[str], Awaitable[Served | None]]
"""From the name of a kept file to where it lies."""


@dataclass(frozen=True, slots=True)
class Library:
    """Opens files by the names that parts bear; ``folder`` holds what is made until it is a day old."""

    store: Store
    words: Words
    programme: Programme
    folder: Path
    kept: Find
    make_paper: MakePaper
    make_calendar: MakeCalendar
    make_door: MakeDoor

    async def find(self, name: str) -> Served | None:
        """Return where a file lies, made first if it is a paper or a calendar; None where there is none (any more)."""
        if name.startswith(privacy.EXPORT):
            return await self._paper(name, name.removeprefix(privacy.EXPORT))
        if name.startswith(meeting_cards.CALENDAR):
            return await self._calendar(name, name.removeprefix(meeting_cards.CALENDAR))
        if name.startswith(door.PAPER):
            return await self._door(name, name.removeprefix(door.PAPER))
        return await self.kept(name)

    async def _paper(self, name: str, number: str) -> Served | None:
        if not _is_number(number):
            return None
        data = await self.store.read(lambda connection: _gather(connection, int(number)))
        return Served(await asyncio.to_thread(self._lay, name, data), PDF) if data else None

    async def _calendar(self, name: str, numbers: str) -> Served | None:
        whose, _, which = numbers.partition("-")
        if not (_is_number(whose) and _is_number(which)):
            return None
        found = await self.store.read(lambda connection: _dates(connection, self.programme, int(whose), int(which)))
        return Served(await asyncio.to_thread(self._lay_calendar, name, found), CALENDAR) if found else None

    async def _door(self, name: str, numbers: str) -> Served | None:
        whose, _, which = numbers.partition("-")
        if not (_is_number(whose) and _is_number(which)):
            return None
        found = await self.store.read(lambda connection: _dates(connection, self.programme, int(whose), int(which)))
        return Served(await asyncio.to_thread(self._lay_door, name, found), PDF) if found else None

    def sweep(self, before: datetime) -> int:
        """Delete papers made before a moment; returns how many."""
        swept = 0
        for path in self.folder.glob("*"):
            with suppress(FileNotFoundError):  # its owner was erased just now
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    swept += 1
        return swept

    def drop(self, contact_ids: Collection[int]) -> None:
        """Delete the papers of contacts."""
        for number in contact_ids:
            for path in self.folder.glob(f"{_hash(f'{privacy.EXPORT}{number}')}-*"):
                path.unlink(missing_ok=True)

    def _lay(self, name: str, data: "Gathered") -> Path:
        """Lay out a paper, unless the same one is there: whoever is reading it must not see it change."""
        content = json.dumps([data.language, data.country, data.tables], default=str, sort_keys=True)
        path = self.folder / f"{_hash(name)}-{_hash(content)}.pdf"
        if path.is_file():
            return path
        title = self.words.text("settings.all.data", "My data", data.language, data.country).partition(" ")[2]
        return self._put(name, path, self.make_paper(title, data.tables))

    def _lay_calendar(self, name: str, found: "Dates") -> Path:
        """Lay out a calendar file, in the words of its reader."""
        title, place = (self._said(value, found) for value in (found.title, found.place))
        file = self.make_calendar(found.meeting, found.days, title, place)
        path = self.folder / f"{_hash(name)}-{hashlib.sha256(file).hexdigest()[:32]}.ics"
        return path if path.is_file() else self._put(name, path, file)

    def _lay_door(self, name: str, found: "Dates") -> Path:
        """Lay out the paper for a door, with the picture's word as its reader says it."""
        picture, payload = door.picture(found.meeting), door.link(found.meeting)
        word = self._said(picture, found).partition(" ")[2]
        path = self.folder / f"{_hash(name)}-{_hash(f'{picture.value} {word} {payload}')}.pdf"
        return path if path.is_file() else self._put(name, path, self.make_door(found.meeting.door, word, payload))

    def _said(self, value: Value, found: "Dates") -> str:
        if isinstance(value, str):
            return value
        return self.words.text(value.key, value.label, found.contact.language, found.contact.country)

    def _put(self, name: str, path: Path, data: bytes) -> Path:
        """Put a file in its place whole."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with NamedTemporaryFile(dir=self.folder, prefix=f"{_hash(name)}-", suffix=".part", delete=False) as part:
            part.write(data)
        return Path(part.name).replace(path)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Gathered:
    """A person's rows by table, and the language they read."""

    language: str
    country: str
    tables: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Dates:
    """A meeting as a reader's calendar shows it."""

    contact: Contact
    meeting: Meeting
    days: Sequence[Day]
    title: Value
    place: Value


def _dates(connection: Connection, programme: Programme, contact_id: int, meeting_id: int) -> Dates | None:
    contact, meeting = contacts.get(connection, contact_id), meetings.get(connection, meeting_id)
    if contact is None or contact.erased_at is not None or meeting is None or meeting.state == "draft":
        return None
    title = meeting_cards.title(meeting, contact) or meeting_cards.kind(meeting.kind)
    place = meeting_cards.place(meeting, contact, programme)
    return Dates(contact, meeting, meetings.days(connection, meeting_id), title, place)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _gather(connection: Connection, contact_id: int) -> Gathered | None:
    contact = contacts.get(connection, contact_id)
    if contact is None or contact.erased_at is not None:
        return None
    return Gathered(contact.language, contact.country, privacy.gather(connection, contact))
