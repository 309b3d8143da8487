"""Which papers there are, what is read for each and in whose words; it draws none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.catalog import Words
from bot.languages import LANGUAGES, told
from bot.paper_signs import SIGNS
from bot.programme import Programme
from bot.sections import Section
from bot.services import certificates, door, meeting_cards, own_paper, privacy
from bot.services.certificates import BROCHURE, CERTIFICATE, SIGN
from bot.services.library import ICS, PDF, PNG, Paper, numbers
from bot.services.meeting_cards import CALENDAR
from bot.services.wall import wall_of
from flows.core.asides import ASIDES
from flows.core.asides import key as aside_key
from flows.core.values import Value
from storage import contacts, courses, meetings
from storage.contacts import Contact
from storage.meetings import Day, Meeting

EXPORT = privacy.EXPORT.rstrip(":")


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a person reads of themselves, and the title, in the language they read."""

    title: str
    sections: Sequence[Section]


@dataclass(frozen=True, slots=True)
class Diploma:
    """A certificate in the words of its reader. ``number`` is what staff check."""

    heading: str
    name: str
    sentence: str
    course: str
    organisation: str
    date: str
    number: str


@dataclass(frozen=True, slots=True)
class Leaflet:
    """A course as one page: a title, and each lesson's picture with what it says and why."""

    title: str
    lessons: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Sign:
    """A lesson's picture, by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Dates:
    """A meeting as a reader's calendar shows it."""

    meeting: Meeting
    days: Sequence[Day]
    title: str
    place: str


@dataclass(frozen=True, slots=True)
class Door:
    """What hangs at the door of a meeting: the number of its picture, the picture's word, what its QR code opens."""

    picture: int
    word: str
    payload: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What draws papers; nothing of it is loaded before the first one."""

    data: Callable[[str, Sequence[Section]], bytes]
    certificate: Callable[[Diploma], bytes]
    picture: Callable[[Diploma], bytes]
    brochure: Callable[[Leaflet], bytes]
    sign: Callable[[Sign], bytes]
    calendar: Callable[[Meeting, Sequence[Day], str, str], bytes]
    door: Callable[[Door], bytes]


def papers(words: Words, programme: Programme, drawing: Drawing) -> dict[str, Paper]:
    """Return every kind of paper by how its name begins."""
    prints = Prints(words, programme, drawing)
    return {
        EXPORT: Paper(prints.data, lambda found, _: drawing.data(found.title, found.sections), lambda _: PDF),
        CERTIFICATE: Paper(prints.diploma, prints.draw_diploma, lambda rest: PNG if rest.endswith("png") else PDF),
        BROCHURE: Paper(prints.leaflet, lambda found, _: drawing.brochure(found), lambda _: PDF, lasting=True),
        SIGN: Paper(lambda _, rest: read_sign(rest), lambda found, _: drawing.sign(found), lambda _: PNG, lasting=True),
        CALENDAR: Paper(prints.dates, prints.draw_dates, lambda _: ICS),
        door.PAPER: Paper(prints.door, lambda found, _: drawing.door(found), lambda _: PDF),
    }


@dataclass(frozen=True, slots=True)
class Prints:
    """Reads what stands on papers."""

    words: Words
    programme: Programme
    drawing: Drawing

    def data(self, connection: Connection, rest: str) -> Gathered | None:
        """Return what somebody reads of themselves, by the number of their contact."""
        found = numbers(rest)
        contact = contacts.get(connection, found[0]) if found and len(found) == 1 else None
        if contact is None or contact.erased_at is not None:
            return None
        title = self.words.text("settings.all.data", "My data", contact.language, contact.country).partition(" ")[2]
        rows = privacy.gather(connection, contact)
        return Gathered(title, own_paper.sections(connection, self.words, self.programme, contact, rows))

    def diploma(self, connection: Connection, rest: str) -> Diploma | None:
        """Return a certificate, by its owner's contact and its row."""
        whose, _, ending = rest.rpartition(":")
        found = numbers(whose) if ending in {"png", "pdf"} else None
        sheet = certificates.sheet(connection, *found) if found and len(found) == 2 else None
        if sheet is None:
            return None
        reader, day = (sheet.language, sheet.country), wall_of(sheet.finished_at, self.programme.zone(sheet.country))
        return Diploma(
            heading=self._word("paper_certificate", *reader),
            name=sheet.name,
            sentence=self._word("paper_finished", *reader),
            course=told(sheet.title, *reader),
            organisation=certificates.organisation(self.programme, sheet.organisation, sheet.language),
            date=f"{self._word('paper_date', *reader)}: {day:%d.%m.%Y}",
            number=f"{self._word('paper_number', *reader)}: {sheet.number}",
        )

    def draw_diploma(self, found: Diploma, rest: str) -> bytes:
        """Draw a certificate as a picture or as a paper."""
        return self.drawing.picture(found) if rest.endswith("png") else self.drawing.certificate(found)

    def leaflet(self, connection: Connection, rest: str) -> Leaflet | None:
        """Return a course's page; its version in the name tells old pages from new ones."""
        number, language, country, *_ = (*rest.split(":"), "", "")
        found = numbers(number)
        course = courses.get(connection, found[0]) if found else None
        if course is None or language not in LANGUAGES:
            return None
        reader = (language, country)
        lessons = []
        for one in courses.lessons(connection, course.id):
            words = told(one.texts["words"] or one.texts["question"], *reader)
            lessons.append((one.picture, words, told(one.texts["reason"], *reader)))
        return Leaflet(told(course.title, *reader), lessons)

    def dates(self, connection: Connection, rest: str) -> Dates | None:
        """Return a meeting for somebody's calendar, by the numbers of their contact and of the meeting."""
        found = _meeting(connection, rest)
        if found is None:
            return None
        contact, meeting = found
        title = meeting_cards.title(meeting, contact) or meeting_cards.kind(meeting.kind)
        place = meeting_cards.place(meeting, contact, self.programme)
        days = meetings.days(connection, meeting.id)
        return Dates(meeting, days, self._shown(title, contact), self._shown(place, contact))

    def door(self, connection: Connection, rest: str) -> Door | None:
        """Return what hangs at a meeting's door, with the picture's word as its reader says it."""
        found = _meeting(connection, rest)
        if found is None:
            return None
        contact, meeting = found
        word = self._shown(door.picture(meeting), contact).partition(" ")[2]
        return Door(meeting.door, word, door.link(meeting))

    def draw_dates(self, found: Dates, _rest: str) -> bytes:
        """Make a calendar file."""
        return self.drawing.calendar(found.meeting, found.days, found.title, found.place)

    def _shown(self, value: Value, contact: Contact) -> str:
        return (
            value
            if isinstance(value, str)
            else self.words.text(value.key, value.label, contact.language, contact.country)
        )

    def _word(self, name: str, language: str, country: str) -> str:
        return self.words.text(aside_key(name), ASIDES[name], language, country)


def read_sign(name: str) -> Sign | None:
    """Return a lesson's picture, None where none is called so."""
    return Sign(name) if name in SIGNS else None


def _meeting(connection: Connection, rest: str) -> tuple[Contact, Meeting] | None:
    """Return a reader and a meeting that is no draft, by their numbers."""
    found = numbers(rest)
    if found is None or len(found) != 2:
        return None
    contact, meeting = contacts.get(connection, found[0]), meetings.get(connection, found[1])
    if contact is None or contact.erased_at is not None or meeting is None or meeting.state == "draft":
        return None
    return contact, meeting
