"""What somebody reads of themselves on paper: what Drom knows in plain words, then what was said, with dates.

It leaves out what only a machine needs; all of it is in ``privacy.gather``, which staff hand over as a file.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.catalog import Words
from bot.languages import LANGUAGES, told
from bot.programme import Programme
from bot.sections import Section
from bot.services import meeting_cards, question_cards
from bot.services.onboarding import counted, profile
from bot.services.places import home_as_shown
from bot.services.wall import wall_of
from flows.core.asides import ASIDES
from flows.core.asides import key as aside_key
from flows.core.values import Value
from flows.welcome import WELCOME
from storage import courses, meetings, people, tips
from storage.contacts import Contact

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""A person's rows by table (``privacy.gather``)."""
LONGEST = 300
"""How much of one message stands on paper; what is longer ends with three dots."""
SCREENS = ("reply", "voice", "knock")
"""Kinds of messages that are Drom's own screens; all others are what people sent, or news."""
WENT = ("sent", "in_doubt")
"""States of a message that has reached somebody, or may have: of all others they have heard nothing."""
_MESSENGERS = {"telegram": "Telegram", "whatsapp": "WhatsApp"}
_ANSWERS = {
    "yes": ("meeting.card.yes", "👍 I come"),
    "no": ("meeting.card.no", "👎 No"),
    "maybe": ("meeting.card.maybe", "🤔 Maybe"),
}
_AGREED = {True: ("welcome.push.yes", "👍 Yes"), False: ("welcome.push.no", "👎 No")}
_LABELS = {
    "name": ("registration.change.name", "👤 Name"),
    "town": ("registration.change.town", "📍 Town"),
    "trade": ("registration.change.trade", "🛠️ Work"),
    "language": ("registration.change.language", "🗣️ Language"),
    "meetings": ("menu.member.meetings", "📅 Meetings"),
    "tip": ("menu.member.tip", "🌱 Green tip"),
    "course": ("menu.member.course", "🎓 Short course"),
    "ask": ("menu.member.ask", "❓ Ask a mentor"),
}


def sections(connection: Connection, words: Words, programme: Programme, contact: Contact, rows: Rows) -> list[Section]:
    """Return a contact's paper in the language that they read; parts of which nothing is known are left out."""
    reader = _Reader(connection, words, programme, contact)
    known = [
        Section(reader.aside("paper_known"), list(reader.facts(rows))),
        Section(reader.aside("paper_agreed"), list(reader.consents(rows.get("consent", ())))),
        Section(reader.label("meetings"), list(reader.meetings(rows.get("response", ())))),
        Section(reader.label("tip"), list(reader.tips(rows))),
        Section(reader.label("course"), list(reader.courses(rows.get("study", ())))),
        Section(reader.label("ask"), list(reader.questions(rows.get("question", ())))),
        Section(reader.aside("paper_said"), list(reader.said(rows)), apart=True),
    ]
    return [*(one for one in known if one.lines), Section("", [reader.aside("paper_whole")])]


def plain(text: str) -> str:
    """Return a label without the pictogram before it: no paper can draw one."""
    first, _, rest = text.partition(" ")
    return rest if rest and not any(sign.isalnum() for sign in first) else text


@dataclass(frozen=True, slots=True)
class _Reader:
    """Says things on paper to one reader."""

    connection: Connection
    words: Words
    programme: Programme
    contact: Contact

    def facts(self, rows: Rows) -> Iterator[str]:
        """Yield who somebody is, as far as they told, and where they are reached."""
        contact, number = self.contact, self.contact.person_id
        person = people.get(self.connection, number) if number else None
        if person is not None:
            for name, value in profile(self.programme, person).items():
                yield f"{self.label(name)}: {self.value(value)}"
        if (country := home_as_shown(self.programme, contact.country)) is not None:
            name = self.text(f"programme.country.{contact.country.lower()}", country.label)
            yield f"{self.aside('paper_country')}: {name}"
        yield f"{self.label('language')}: {LANGUAGES[contact.language].name}"
        yield from (self.value(one) for one in (counted(person).values() if person is not None else ()) if one)
        for row in rows.get("contact", ()):
            name = row["channel"].removeprefix("sim-")
            yield f"{_MESSENGERS.get(name, name)}: {row['address']}"

    def consents(self, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        """Yield what somebody said yes or no to, and when."""
        asked = {"keep": "consent", "message": "push"}
        for row in rows:
            state = asked.get(row["kind"], "")
            question = self.text(f"welcome.{state}", _said_by(state)).splitlines()[0] if state else row["kind"]
            yield f"{self.day(row['at'])} {question} {plain(self.text(*_AGREED[bool(row['given'])]))}"

    def meetings(self, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        """Yield the meetings to which somebody was invited and answered."""
        for row in rows:
            found = meetings.get(self.connection, row["meeting_id"])
            if found is not None:
                name = meeting_cards.title(found, self.contact) or self.value(meeting_cards.kind(found.kind))
                yield f"{self.day(found.starts_at)} {name}: {self.answer(row['answer'])}"

    def tips(self, rows: Rows) -> Iterator[str]:
        """Yield each tip that somebody was shown, once, and what they told of it."""
        spoken = {row["tip_id"]: row["told"] for row in rows.get("pledge", ())}
        days = {row["tip_id"]: row["changed_at"] for row in rows.get("pledge", ())}
        days |= {row["tip_id"]: row["at"] for row in rows.get("showing", ())}
        for number, at in sorted(days.items(), key=lambda one: one[1]):
            found = tips.get(self.connection, number)
            if found is not None:
                yield f"{self.day(at)} {self.content(found.words)}"
                yield from filter(None, (spoken.get(number, ""),))

    def courses(self, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        """Yield each course with the days on which somebody began and finished it."""
        for row in rows:
            found = courses.get(self.connection, row["course_id"])
            if found is not None:
                days = [self.day(at) for at in (row["started_at"], row["finished_at"]) if at is not None]
                yield f"{self.content(found.title)} {' – '.join(days)}".strip()

    def questions(self, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        """Yield what somebody asked mentors."""
        for row in rows:
            said = short(row["text"]) or plain(self.aside("spoken"))
            yield f"{self.day(row['asked_at'])} {self.value(question_cards.topic(row['topic']))}: {said}"

    def said(self, rows: Rows) -> Iterator[str]:
        """Yield what somebody wrote or spoke and what people sent them, the oldest first."""
        mine = [(row["received_at"], self.aside("paper_you"), self.sent(row)) for row in rows.get("inbox", ())]
        theirs = [
            (row["created_at"], "Drom", short(str((row["payload"] or {}).get("text", ""))))
            for row in rows.get("outbox", ())
            if row["kind"] not in SCREENS and row["state"] in WENT
        ]
        for at, who, what in sorted((*mine, *theirs), key=lambda one: one[0]):
            if what:
                yield f"{self.minute(at)} {who}: {what}"

    def sent(self, row: Mapping[str, Any]) -> str:
        """Return what somebody sent as it is read: their words, or that they spoke."""
        words = short(str((row["payload"] or {}).get("text", "")))
        return words or (plain(self.aside("spoken")) if row["kind"] == "voice" else "")

    def text(self, key: str, english: str) -> str:
        return self.words.text(key, english, self.contact.language, self.contact.country)

    def aside(self, name: str) -> str:
        return self.text(aside_key(name), ASIDES[name])

    def label(self, name: str) -> str:
        return plain(self.text(*_LABELS[name]))

    def answer(self, value: str) -> str:
        return plain(self.text(*_ANSWERS[value]))

    def value(self, value: Value) -> str:
        if isinstance(value, str):
            return plain(value)
        return plain(self.text(value.key, value.label) if value.key else value.label)

    def content(self, texts: Mapping[str, str]) -> str:
        return told(texts, self.contact.language, self.contact.country)

    def day(self, at: datetime) -> str:
        return f"{wall_of(at, self.programme.zone(self.contact.country)):%d.%m.%Y}"

    def minute(self, at: datetime) -> str:
        return f"{wall_of(at, self.programme.zone(self.contact.country)):%d.%m.%Y %H:%M}"


def short(text: str) -> str:
    """Return words on one line, with three dots where there were more."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _said_by(state: str) -> str:
    """Return the English of a screen that asks for consent."""
    return str(getattr(WELCOME.by_name[state], "say", ""))
