"""An announcement while it is written: whom it is for, what it says in which language, when it goes; nothing goes yet.

A draft belongs to whoever began it, in chat and in the console alike; it never knows a screen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.channels.limits import LIMITS, SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Limits, Part
from bot.languages import LANGUAGES
from bot.programme import HasProgramme
from bot.services import announced, announcements, audience
from bot.services.announcements import NoAnnouncement
from bot.services.audience import Audience, Count
from bot.services.proposals import ALONE, from_json, to_json
from bot.services.push import Push, Pushed, push, read_world
from bot.services.staff import Actor, Denied
from bot.services.wall import moment_of
from storage import announcements as rows
from storage import log, media, outbox
from storage.announcements import Announcement, Said
from storage.contacts import Contact

RIGHT = "announce"
LONGEST = 1000
"""How many signs the words of one language have at most: as many as a list on WhatsApp takes, and few read more."""
HEAVIEST = 16 * 1024 * 1024
"""Bytes of the largest file that both platforms take (Twilio's limit; Telegram's is 50 MB)."""
TRIAL = timedelta(hours=12)
"""How long a try on oneself is worth sending."""
PHONES = (SIM_TELEGRAM, SIM_WHATSAPP)
"""The two phones that a preview shows: each platform has its own limits."""
SLICES = timedelta(days=1)
"""For so long whatever somebody sent without a second yes counts as one; the same words count for ``TWICE``."""


@dataclass(frozen=True, slots=True)
class Readers:
    """So many people read one language and get words and a recording of these ("" for none)."""

    language: str
    people: int
    text: str
    voice: str


@dataclass(frozen=True, slots=True)
class Survey:
    """Whom a draft is for, what would become of it now, and who would get what in which language."""

    count: Count
    readers: tuple[Readers, ...]


def begin(connection: Connection, by: Actor, now: datetime) -> int:
    """Begin a draft and return its number; raises Denied for who may announce nowhere."""
    if not (by.operator or any(by.may(RIGHT, role.organisation, role.country) for role in by.roles)):
        raise Denied(RIGHT)
    number = rows.create(connection, texts={}, by=by.name, now=now)
    log.write(connection, at=now, actor=by.name, act="announcement_begun", subject=f"announcement:{number}")
    return number


def read(connection: Connection, by: Actor, number: int, *, lock: bool = False) -> Announcement:
    """Return a draft of one's own that is not asked about yet; raises NoAnnouncement."""
    found = rows.get(connection, number, lock=lock)
    if found is None or found.state != "draft" or found.created_by != by.name or found.asked_at is not None:
        raise NoAnnouncement(f"there is no draft {number}")
    return found


def mine(connection: Connection, by: Actor) -> list[Announcement]:
    """Return one's own drafts that are not asked about yet, the newest first."""
    return [one for one in rows.drafts(connection, by.name) if one.asked_at is None]


def choose(connection: Connection, by: Actor, number: int, meant: Audience, counted: Count | None = None) -> None:
    """Say whom a draft is for, and what was counted of them; raises NoAnnouncement."""
    read(connection, by, number, lock=True)
    rows.change(connection, number, audience=to_json(meant), readers=None if counted is None else _kept(counted))


def meant(found: Announcement) -> Audience:
    """Return whom a draft is for, nobody in particular where that was not chosen yet."""
    return Audience() if found.audience is None else from_json(found.audience)


def write(connection: Connection, by: Actor, number: int, language: str, words: str) -> None:
    """Set the words of a language, "" takes them away; raises NoAnnouncement, ValueError."""
    found, kept = read(connection, by, number, lock=True), words.strip()
    _known(language)
    if len(kept) > LONGEST:
        raise ValueError(f"{len(kept)} signs are too many: say it in {LONGEST}")
    rows.change(connection, number, texts=_with(found.texts, language, kept))


def record(connection: Connection, by: Actor, number: int, language: str, voice: str) -> None:
    """Set the recording of a language by its media id, "" takes it away; raises NoAnnouncement, ValueError."""
    found = read(connection, by, number, lock=True)
    _known(language)
    rows.change(connection, number, voices=_with(found.voices, language, voice))


def attach(connection: Connection, by: Actor, number: int, *, picture: str = "", document: str = "") -> None:
    """Set the picture or the paper by its media id, or none: one of them at a time; raises NoAnnouncement."""
    read(connection, by, number, lock=True)
    rows.change(connection, number, picture="" if document else picture, document=document)


def plan(connection: Connection, by: Actor, number: int, wall: datetime | None) -> None:
    """Let a draft go at each reader's own local time, None is at once; raises NoAnnouncement, ValueError."""
    read(connection, by, number, lock=True)
    if wall is not None and wall.tzinfo is not None:
        raise ValueError("a local time has no zone: it is each reader's own")
    rows.change(connection, number, wall="" if wall is None else wall.isoformat(timespec="minutes"))


def drop(connection: Connection, by: Actor, number: int, now: datetime) -> None:
    """Delete a draft; raises NoAnnouncement."""
    read(connection, by, number, lock=True)
    rows.drop(connection, [number])
    log.write(connection, at=now, actor=by.name, act="announcement_dropped", subject=f"announcement:{number}")


def survey(connection: Connection, by: Actor, speech: HasProgramme, found: Announcement, now: datetime) -> Survey:
    """Count whom a draft is for now, and tell who would get what."""
    counted = audience.count(connection, by, speech.programme, meant(found), now)
    if is_later(speech, found, now):
        counted = replace(counted, reasons=_waiting(counted.reasons))
    return Survey(counted, _gets(found.said, counted.readers))


def readers(
    connection: Connection, by: Actor, speech: HasProgramme, found: Announcement, now: datetime
) -> tuple[Readers, ...]:
    """Return who would get what, of those who were counted last: to count many for each word takes its time."""
    if found.readers is None:
        return survey(connection, by, speech, found, now).readers
    return _gets(found.said, {(language, country): number for language, country, number in found.readers})


def _gets(said: Said, people: Mapping[tuple[str, str], int]) -> tuple[Readers, ...]:
    """Return who would get what, the most first."""
    gets: dict[tuple[str, str, str], int] = {}
    for (language, country), number in people.items():
        text, voice = (of(said, language, country) for of in (announced.text_for, announced.voice_for))
        gets[language, text, voice] = gets.get((language, text, voice), 0) + number
    return tuple(sorted((Readers(language, n, text, voice) for (language, text, voice), n in gets.items()), key=_most))


def lacking(said: Said, found: Sequence[Readers]) -> list[Readers]:
    """Return those who would not get words, or a recording, in their own language though others do."""
    return [
        one for one in found if (said.texts and one.text != one.language) or (said.voices and one.voice != one.language)
    ]


def wall_of(found: Announcement) -> datetime | None:
    """Return at which local time it goes, None for at once."""
    return datetime.fromisoformat(found.wall) if found.wall else None


def is_later(speech: HasProgramme, found: Announcement, now: datetime) -> bool:
    """Tell whether it waits for its local time, on the clock of the programme's first country."""
    wall = wall_of(found)
    return wall is not None and moment_of(wall, speech.programme.zone("")) > now


def trouble(connection: Connection, said: Said) -> str:
    """Return what keeps a draft from going: ``empty``, ``files`` that are not there yet, ``heavy`` ones; "" nothing."""
    if not (said.texts or said.files):
        return "empty"
    files = [media.get(connection, int(one)) for one in said.files]
    if any(one is None or one.state != "kept" for one in files):
        return "files"
    return "heavy" if any(one.size > HEAVIEST for one in files if one) else ""


def languages(said: Said, own: str) -> tuple[str, ...]:
    """Return the languages that a draft is said in, ``own`` where it is but a picture or a paper."""
    return tuple(code for code in LANGUAGES if code in {*said.texts, *said.voices}) or (own,)


def shown(said: Said, language: str, country: str) -> Mapping[str, tuple[Part, ...]]:
    """Return what a reader's phone would show, message by message, by the name of each of ``PHONES``."""
    reader = Contact(0, "", "", language=language, country=country)
    phones = {name: announced.parts(LIMITS, reader._replace(channel=name), said) for name in PHONES}
    return {name: tuple(_apart(parts, LIMITS[name])) for name, parts in phones.items()}


def try_out(
    connection: Connection, speech: HasProgramme, contact: Contact, found: Announcement, now: datetime
) -> Pushed:
    """Send a draft to the contact of whoever writes it, as a reader would get it; return what becomes of it.

    They have just asked for it: no night keeps it, and outside WhatsApp's window they are knocked at first.
    """
    parts = announced.parts(LIMITS, contact, found.said)
    dedupe = f"trial:{found.id}:{contact.id}:{now:%Y%m%d%H%M%S%f}"
    message = Push("trial", outbox.REPLY, parts, now + TRIAL, dedupe, asked_for=True, urgent=True)
    return push(connection, contact, message, read_world(connection, speech.programme), now)


def _apart(parts: Iterable[Part], limits: Limits) -> Iterable[Part]:
    """Yield parts as a platform shows them: words that it does not take under a file stand below it."""
    for part in parts:
        file = part.voice or part.picture or part.document
        if not (file and part.text) or len(part.text) <= limits.under(part):
            yield part
        else:
            yield from (replace(part, text=""), Part(part.text))


def _with(old: Mapping[str, str], language: str, value: str) -> dict[str, str]:
    kept = {code: words for code, words in old.items() if code != language}
    return {**kept, language: value} if value else kept


def _known(language: str) -> None:
    if language not in LANGUAGES:
        raise ValueError(f"{language!r} is no language; choose of {', '.join(LANGUAGES)}")


def _kept(counted: Count) -> list[list[str | int]]:
    return [[language, country, number] for (language, country), number in sorted(counted.readers.items())]


def _waiting(reasons: Mapping[str, int]) -> dict[str, int]:
    """Return what becomes of people where nobody gets it now."""
    return {**reasons, "go": 0, "waits": reasons.get("go", 0) + reasons.get("waits", 0)}


def _most(one: Readers) -> tuple[int, str]:
    return -one.people, one.language


def alone(connection: Connection, found: Announcement, now: datetime) -> int:
    """Return for how many a draft's writer, or these words, went without a second yes."""
    hash = announced.hash_of(announced.checked(found.said))
    return rows.alone(connection, found.created_by, hash, now - SLICES, now - announcements.TWICE)


def slices(connection: Connection, found: Announcement, people: int, now: datetime) -> int:
    """Return what ``alone`` counts where that makes a second yes needed for so few ``people``, else 0."""
    if not 0 < people <= ALONE or trouble(connection, found.said):
        return 0
    before = alone(connection, found, now)
    return before if people + before > ALONE else 0
