"""Recording what Drom says: what is next, what is kept, how far it is, other words; it never knows a screen.

What somebody keeps is a recording of words, not of a key. It goes with its speaker unless they said that it may stay.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.repertoire import Contents, Saying
from bot.script import Piece, Script
from bot.services import contents
from bot.services.speech import Speech
from bot.services.spoken import NAMES
from bot.services.staff import Actor, Denied
from bot.services.voices import NOBODY
from bot.voices.orders import Order
from storage import log, media
from storage import recordings as rows
from storage.media import Media
from storage.recordings import Recording

RIGHT, DELETE = "record_voices", "correct_words"
"""The rights to record and hear what Drom says, and to delete what others recorded."""
LANGUAGES: Mapping[str, str] = NAMES
"""The languages that are heard, by the names that they give themselves: both scripts of Serbian sound alike."""
DIALECTS: Mapping[str, tuple[str, ...]] = {"rom": ("arli", "gurbet", "other")}
"""The dialects of a language, in the order in which they are heard where nothing else is known; others have none."""
LONGEST = 20.0
"""How many seconds a recording lasts at most: so long a prompt may be (conversations.md, rule 2)."""
PLAYED = ("audio/ogg", "audio/mpeg", "audio/wav")
"""What the program that joins recordings can read."""


class NoRecording(LookupError):
    """There is no such recording, or no such words."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language and, where it has several, a dialect that somebody records."""

    language: str
    dialect: str = ""

    @property
    def code(self) -> str:
        """Return it as addresses name it: ``sq``, ``rom.arli``."""
        return f"{self.language}.{self.dialect}" if self.dialect else self.language


TONGUES = tuple(Tongue(code, dialect) for code in LANGUAGES for dialect in DIALECTS.get(code, ("",)))
"""Every language and dialect that is recorded."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whoever records: ``stays`` is what they said of the time when they leave, False where they said nothing."""

    by: Actor
    person_id: int
    stays: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a language is: words recorded, of how many; and words heard on screens, counted screen by screen."""

    done: int
    total: int
    heard: int
    screens: int

    @property
    def percent(self) -> int:
        """Return how much of what is heard is recorded."""
        return 100 * self.heard // self.screens if self.screens else 0


@dataclass(frozen=True, slots=True)
class Survey:
    """What is said in a language, the most heard first, and what of it is ``recorded`` in a dialect, by its hash.

    Recordings of words that nobody says any more are among ``recorded`` too.
    """

    tongue: Tongue
    sayings: tuple[Saying, ...]
    recorded: Mapping[str, Recording]

    @property
    def missing(self) -> list[Saying]:
        """Return what is not recorded yet, or no more."""
        return [one for one in self.sayings if one.hash not in self.recorded]

    @property
    def progress(self) -> Progress:
        """Return how far it is."""
        known = [one for one in self.sayings if one.hash in self.recorded]
        counted = (sum(one.screens for one in some) for some in (known, self.sayings))
        return Progress(len(known), len(self.sayings), *counted)


def tongue(code: str) -> Tongue:
    """Return a language and dialect by its code; raises NoRecording."""
    found = next((one for one in TONGUES if one.code == code), None)
    if found is None:
        raise NoRecording(code)
    return found


def prepare(speech: Speech, content: Contents = ()) -> None:
    """Work out what screens and ``content`` say in every language; what was worked out already takes no time."""
    for language in LANGUAGES:
        _sayings(speech, language, content)


def saying(connection: Connection, speech: Speech, language: str, hash: str) -> Saying:
    """Return words that are said today; raises NoRecording. What tips and courses say is read only where need be."""
    found = _of(_sayings(speech, language), hash) or _of(_sayings(speech, language, contents.read(connection)), hash)
    if found is None:
        raise NoRecording(hash)
    return found


def survey(connection: Connection, speech: Speech, meant: Tongue) -> Survey:
    """Return how far a language and dialect is."""
    return surveys(connection, speech, (meant,))[0]


def surveys(connection: Connection, speech: Speech, meant: Sequence[Tongue] = TONGUES) -> list[Survey]:
    """Return how far each of some languages and dialects is; tips and courses are read once for all."""
    content, found = contents.read(connection), []
    for one in meant:
        every = rows.of_language(connection, one.language, one.dialect)
        own = {each.hash: each for each in every if each.media_id is not None}
        found.append(Survey(one, _sayings(speech, one.language, content), own))
    return found


def _sayings(speech: Speech, language: str, content: Contents = ()) -> tuple[Saying, ...]:
    return speech.repertoire.sayings(speech.book, speech.words, language, content)


def _of(sayings: Iterable[Saying], hash: str) -> Saying | None:
    return next((one for one in sayings if one.hash == hash), None)


def heard(connection: Connection, meant: Tongue, hash: str) -> Recording | None:
    """Return how words are said now: in this dialect, else in another; None where nobody recorded them."""
    found = [one for one in rows.of_words(connection, meant.language, hash) if one.media_id is not None]
    own = [one for one in found if one.dialect == meant.dialect]
    return next(reversed(own or found), None)


def by_machine(speech: Speech, meant: Tongue, said: Saying) -> Order | None:
    """Return the note that says words as they are said where nobody recorded them; None where Drom has no voice."""
    if speech.voices is None:
        return None
    return speech.voices.order(Script((Piece(said.key, said.words, meant.language),)), NOBODY)


def may_stay(connection: Connection, person_id: int) -> bool | None:
    """Return whether somebody said that their voice may stay when they leave, None where they were not asked."""
    mine = rows.of_person(connection, person_id)
    return mine[-1].stays if mine else None


def let_stay(connection: Connection, by: Actor, person_id: int, stays: bool, now: datetime) -> None:
    """Keep what somebody says of their voice for the time when they leave; raises Denied."""
    _check(by)
    mine = rows.of_person(connection, person_id)
    rows.change(connection, [one.id for one in mine], stays=stays)
    if mine:
        log.write(connection, at=now, actor=by.name, act="voice_stays", subject="voices", detail={"stays": stays})


def trouble(found: Media | None) -> str:
    """Return what keeps a file from being a recording: ``waiting``, ``no_file``, ``long``; "" for nothing."""
    if found is not None and found.state == "waiting":
        return "waiting"
    if found is None or found.state != "kept" or found.content_type not in PLAYED:
        return "no_file"
    return "long" if found.seconds > LONGEST else ""


def keep(connection: Connection, who: Speaker, meant: Tongue, said: Saying, media_id: int, now: datetime) -> int:
    """Let a file be heard wherever words are said from now on, as ``saying`` found them; return the recording's number.

    Raises Denied, ValueError for a file that cannot be heard.
    """
    _check(who.by)
    file = media.get(connection, media_id)
    if file is None or trouble(file):
        raise ValueError(f"the file cannot be heard: {trouble(file)}")
    media.disown(connection, media_id)
    number = _add(connection, who, meant, said, now, media_id=media_id, seconds=file.seconds)
    rows.replace_others(connection, number, meant.language, meant.dialect, said.hash)
    _log(connection, who.by, "voice_recorded", meant, said.key, now)
    return number


def suggest(
    connection: Connection, who: Speaker, meant: Tongue, said: Saying, words: str, media_id: int | None, now: datetime
) -> int:
    """Keep other words, written or spoken, for staff to look at; return their number. Raises Denied."""
    _check(who.by)
    number = _add(connection, who, meant, said, now, state="suggested", suggestion=words.strip(), media_id=media_id)
    _log(connection, who.by, "words_suggested", meant, said.key, now)
    return number


def settle(connection: Connection, by: Actor, number: int, now: datetime) -> None:
    """Say that staff have seen other words; raises Denied, NoRecording."""
    by.check(DELETE)
    found = rows.get(connection, number)
    if found is None or found.state != "suggested":
        raise NoRecording(number)
    rows.change(connection, [number], state="settled")
    _log(connection, by, "suggestion_settled", Tongue(found.language, found.dialect), found.key, now)


def delete(connection: Connection, by: Actor, person_id: int, number: int, now: datetime) -> list[str]:
    """Delete what one recorded or suggested, or as who may correct words a recording; return the files to delete.

    Raises Denied, NoRecording.
    """
    _check(by)
    found = rows.get(connection, number)
    if found is None or (found.person_id != person_id and found.state not in rows.OURS):
        raise NoRecording(number)
    if found.person_id != person_id:
        by.check(DELETE)
    _log(connection, by, "voice_deleted", Tongue(found.language, found.dialect), found.key, now)
    return rows.remove(connection, [number])


def forget(connection: Connection, person_id: int) -> list[str]:
    """Delete what somebody who leaves has recorded, or leave it as nobody's where they said that it may stay.

    Suggestions always go. Returns the names of the files to delete.
    """
    mine = rows.of_person(connection, person_id)
    stay = [one.id for one in mine if one.stays and one.state in rows.OURS]
    rows.change(connection, stay, person_id=None, made_by="")
    return rows.remove(connection, [one.id for one in mine if one.id not in stay])


def said_today(connection: Connection, speech: Speech, found: Collection[Recording]) -> set[int]:
    """Return the numbers of those of some recordings whose words this process says."""
    content = contents.read(connection)
    said = {code: {one.hash for one in _sayings(speech, code, content)} for code in {one.language for one in found}}
    return {one.id for one in found if one.hash in said[one.language]}


def gather(connection: Connection, person_ids: Collection[int]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the rows of files that people recorded, under their table: these are nobody's messages."""
    yield "media", rows.files(connection, person_ids)


def may_hear(by: Actor, person_id: int, found: Recording) -> bool:
    """Tell whether one may hear a file: recordings of Drom's words all who record; the rest as who looks after words.

    What somebody suggests, and what was replaced, is theirs.
    """
    return found.state in rows.OURS or found.person_id == person_id or by.may(DELETE)


def _check(by: Actor) -> None:
    """Raise Denied for who may record nowhere: words are everybody's, of no organisation and no country."""
    if not (by.operator or any(by.may(RIGHT, role.organisation, role.country) for role in by.roles)):
        raise Denied(RIGHT)


def _add(
    connection: Connection, who: Speaker, meant: Tongue, said: Saying, now: datetime, **given: str | float | int | None
) -> int:
    about = {"language": meant.language, "dialect": meant.dialect, "key": said.key, "hash": said.hash}
    whose = {"person_id": who.person_id, "made_by": who.by.name, "stays": who.stays}
    return rows.add(connection, words=said.words, made_at=now, **about, **whose, **given)


def _log(connection: Connection, by: Actor, act: str, meant: Tongue, key: str, now: datetime) -> None:
    log.write(connection, at=now, actor=by.name, act=act, subject=f"voices:{meant.code}", detail={"text": key})
