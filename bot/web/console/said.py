"""What an announcement says: words and a recording for each language, a picture or a paper, as both phones show it.

A file goes through the same checks as one that somebody sends to Drom.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from starlette.datastructures import UploadFile

from bot.channels.port import Part
from bot.languages import LANGUAGES
from bot.media.refused import MediaRefused
from bot.services import announcement_drafts as drafts
from bot.services import announcement_results
from bot.services.uploads import Laid
from bot.web.console import files
from bot.web.console.frame import Done, Entry, Paper, Sitting, Wrong
from storage import contacts
from storage.announcements import Announcement
from storage.media import Media

VOICE, TEXT, FILE = "voice.", "text.", "file"
"""What fields are called: with a language behind the first two."""
PLAYED = ("audio/ogg", "audio/mpeg", "audio/mp4")
"""Recordings that both messengers play: Telegram takes no other as a voice, and WhatsApp all of these."""
SEEN = ("photo", "document")


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language: how many read it, and what there is in it; ``voice`` is a media id."""

    code: str
    name: str
    people: int
    words: str
    voice: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What readers of a language see: messages by the name of the phone, one name where both show the same."""

    language: str
    people: int
    phones: Mapping[str, tuple[Part, ...]]


def show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    """Return what the page of words shows, the languages that most read first."""
    found = drafts.read(connection, sitting.by, sitting.number("draft"))
    readers = drafts.readers(connection, sitting.by, sitting.office.speech, found, sitting.now)
    people = {code: sum(one.people for one in readers if one.language == code) for code in LANGUAGES}
    tongues = [
        Tongue(code, one.name, people[code], found.texts.get(code, ""), found.voices.get(code, ""))
        for code, one in LANGUAGES.items()
    ]
    read = [one for one in tongues if one.people or one.words or one.voice]
    return {
        "one": found,
        "read": sorted(read, key=lambda one: -one.people),
        "rest": [one for one in tongues if one not in read],
        "lacking": drafts.lacking(found.said, readers),
        "longest": drafts.LONGEST,
        "most": drafts.HEAVIEST,
        "shown": found.picture or found.document,
    }


def previews(sitting: Sitting, found: Announcement) -> list[Preview]:
    """Return what each language's readers would see; readers of others get the nearest of these."""
    readers = found.readers or ()
    people = {code: sum(number for language, _, number in readers if language == code) for code in LANGUAGES}
    seen = []
    for language in drafts.languages(found.said, sitting.language):
        phones = dict(drafts.shown(found.said, language, sitting.country))
        same = len(set(phones.values())) == 1
        named = {", ".join(map(_channel, phones)): next(iter(phones.values()))} if same else _named(phones)
        seen.append(Preview(language, people[language], named))
    return sorted(seen, key=lambda one: -one.people)


def _named(phones: Mapping[str, tuple[Part, ...]]) -> Mapping[str, tuple[Part, ...]]:
    return {_channel(name): parts for name, parts in phones.items()}


def _channel(name: str) -> str:
    return {"telegram": "Telegram", "whatsapp": "WhatsApp"}[name.removeprefix("sim-")]


async def lay(sitting: Sitting) -> Mapping[str, Laid]:
    """Check every file of the form; raises Wrong for one that is not taken."""
    found = {}
    for name, sent in sitting.form.multi_items():
        if isinstance(sent, UploadFile) and (data := await sent.read()):
            found[name] = await _checked(sitting, name, data)
    return found


async def _checked(sitting: Sitting, name: str, data: bytes) -> Laid:
    if len(data) > drafts.HEAVIEST:
        raise Wrong("announcements.refused.big", name)
    try:
        laid = await sitting.office.uploads.lay(data)
    except MediaRefused as refused:
        raise Wrong(f"announcements.refused.{refused.reason}", name) from None
    if name == FILE and laid.file.kind not in SEEN:
        raise Wrong("announcements.refused.picture", name)
    if name != FILE and laid.file.content_type not in PLAYED:
        raise Wrong("announcements.refused.voice", name)
    return laid


def keep(connection: Connection, sitting: Sitting) -> Done:
    """Keep the words of the form and the files that were laid; what the form does not name stays."""
    number, laid = sitting.number("draft"), sitting.asked
    _write(connection, sitting, number)
    for code in LANGUAGES:
        if f"{VOICE}{code}" in laid:
            drafts.record(connection, sitting.by, number, code, kept(connection, sitting, laid[f"{VOICE}{code}"]))
    if FILE in laid:
        kind = "picture" if laid[FILE].file.kind == "photo" else "document"
        drafts.attach(connection, sitting.by, number, **{kind: kept(connection, sitting, laid[FILE])})
    step = "send" if sitting.word("then") == "send" else "words"
    return Done(f"/announcements/{number}/{step}", "" if step == "send" else "announcements.kept")


def _write(connection: Connection, sitting: Sitting, number: int) -> None:
    """Keep the words of every language that the form names."""
    drafts.read(connection, sitting.by, number)
    for code in (one for one in LANGUAGES if f"{TEXT}{one}" in sitting.form):
        words = sitting.word(f"{TEXT}{code}").replace("\r\n", "\n")
        if len(words) > drafts.LONGEST:
            raise Wrong("announcements.too_long", f"{TEXT}{code}", language=LANGUAGES[code].name, n=str(drafts.LONGEST))
        drafts.write(connection, sitting.by, number, code, words)


def kept(connection: Connection, sitting: Sitting, laid: Laid) -> str:
    """Keep a file as one that whoever writes has sent."""
    mine = contacts.last_of(connection, [sitting.person_id]).get(sitting.person_id)
    try:
        return sitting.office.uploads.keep(connection, laid, mine.id if mine else None)
    except MediaRefused as refused:
        raise Wrong(f"announcements.refused.{refused.reason}") from None


def take_out(connection: Connection, sitting: Sitting) -> Done:
    """Take a recording, the picture or the paper out again; the words of the form are kept."""
    number, what = sitting.number("draft"), sitting.word("what")
    _write(connection, sitting, number)
    if what.startswith(VOICE) and what.removeprefix(VOICE) in LANGUAGES:
        drafts.record(connection, sitting.by, number, what.removeprefix(VOICE), "")
    elif what == FILE:
        drafts.attach(connection, sitting.by, number)
    else:
        raise Wrong("common.not_done")
    return Done(f"/announcements/{number}/words", "announcements.taken_out")


def _file(connection: Connection, sitting: Sitting) -> Media:
    """Find a file of an announcement, for whoever wrote it, decides about it or sees it."""
    announcement, number = sitting.number("announcement"), sitting.number("file")
    about = (connection, sitting.by, sitting.office.speech)
    announcement_results.may_hear(*about, announcement, number, sitting.now)
    return files.kept(connection, number)


ENTRIES: tuple[Entry, ...] = (
    Paper("/announcements/{announcement:int}/files/{file:int}", drafts.RIGHT, _file, files.fetch),
)
