"""Voice packs: recordings that may leave this Drom, and those of another one, checked like what people send.

A pack cannot be called back. So it holds only recordings whose speakers said that they may stay when they leave.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from bot.media.refused import MediaRefused
from bot.services import recordings
from bot.services.recordings import LANGUAGES, LONGEST, PLAYED, NoRecording, Tongue, tongue
from bot.services.speech import Speech
from bot.services.staff import Actor
from bot.services.uploads import Laid, Uploads
from bot.voice_pack import Packed
from bot.voices.recordings import hash_of
from storage import log, media
from storage import recordings as rows
from storage.recordings import Recording
from storage.store import Store

RIGHT = "correct_words"

Known = set[tuple[str, str, str]]
"""Languages, dialects and hashes of words."""


@dataclass(frozen=True, slots=True)
class ToExport:
    """Recordings with the names of their files on the shelf.

    ``kept_back`` is how many must not leave, ``stale`` how many say words that nobody says any more.
    """

    found: list[tuple[Packed, str]]
    kept_back: int
    stale: int


@dataclass(slots=True)
class Brought:
    """What became of a pack: how many recordings came, how many are here already, and which were refused, and why.

    ``stale`` is how many recordings say words that nobody says here: they wait until somebody does.
    """

    came: int = 0
    stale: int = 0
    there: int = 0
    refused: list[str] = field(default_factory=list)


def to_export(connection: Connection, speech: Speech) -> ToExport:
    """Return every recording of words that are said today and whose speaker lets it stay."""
    every = [one for code in LANGUAGES for one in rows.of_language(connection, code)]
    said = recordings.said_today(connection, speech, every)
    kept = [one for one in every if one.id in said]
    found = [(_packed(one), name) for one in kept if one.stays and (name := _name(connection, one))]
    return ToExport(found, sum(not one.stays for one in kept), len(every) - len(kept))


async def bring_in(
    store: Store, uploads: Uploads, speech: Speech, by: Actor, found: Iterable[tuple[Packed, bytes]], now: datetime
) -> Brought:
    """Keep the recordings of a pack; those that are here stay as they are. Raises Denied, PackRefused, StorageDown."""
    by.check(RIGHT)
    brought, known = Brought(), await store.read(_known)
    for one, data in found:
        about = (one.language, one.dialect, hash_of(one.words))
        if about in known:
            brought.there += 1
            continue
        laid, why = await _laid(uploads, one, data)
        if laid is None:
            brought.refused.append(f"{one.named}: {why}")
            continue
        await store.run(partial(_keep, uploads, one, laid, now))
        known.add(about)
        brought.came += 1
    brought.stale = await store.run(partial(_settle, by, speech, brought.came, now))
    return brought


def _settle(by: Actor, speech: Speech, came: int, now: datetime, connection: Connection) -> int:
    """Note in the log how many came, and return how many recordings say words that nobody says here."""
    log.write(connection, at=now, actor=by.name, act="voices_imported", subject="voices", detail={"recordings": came})
    every = [one for code in LANGUAGES for one in rows.of_language(connection, code)]
    return len(every) - len(recordings.said_today(connection, speech, every))


async def _laid(uploads: Uploads, one: Packed, data: bytes) -> tuple[Laid | None, str]:
    """Check a recording and lay it on the shelf, or say what is wrong with it."""
    try:
        tongue(Tongue(one.language, one.dialect).code)
        laid = await uploads.lay(data)
    except NoRecording:
        return None, "no such language or dialect"
    except MediaRefused as refused:
        return None, refused.reason
    if laid.file.content_type not in PLAYED:
        return None, "no sound that can be joined"
    return (None, "longer than 20 seconds") if laid.file.seconds > LONGEST else (laid, "")


def _keep(uploads: Uploads, one: Packed, laid: Laid, now: datetime, connection: Connection) -> int:
    """Keep a file and its row; return the row's number."""
    number = int(uploads.keep(connection, laid, None))
    about = {"language": one.language, "dialect": one.dialect, "key": one.key, "words": one.words}
    more = {"hash": hash_of(one.words), "media_id": number, "seconds": laid.file.seconds, "stays": True}
    return rows.add(connection, made_at=now, **about, **more)


def _known(connection: Connection) -> Known:
    every = (one for code in LANGUAGES for one in rows.of_language(connection, code))
    return {(one.language, one.dialect, one.hash) for one in every if one.media_id is not None}


def _packed(one: Recording) -> Packed:
    return Packed(one.language, one.dialect, one.key, one.words, one.seconds)


def _name(connection: Connection, one: Recording) -> str:
    found = media.get(connection, one.media_id) if one.media_id is not None else None
    return found.name if found is not None and found.state == "kept" else ""
