"""What people recorded for Drom to say: how far each language is; heard, recorded in the browser, deleted."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bot.fragments import sentence
from bot.repertoire import Saying
from bot.services import recordings
from bot.services.library import OGG
from bot.services.recordings import DELETE, LANGUAGES, LONGEST, RIGHT, NoRecording, Progress, Speaker, Survey, Tongue
from bot.services.uploads import Laid
from bot.voices.maker import CannotMake
from bot.web.console import files, said, words
from bot.web.console.frame import Act, Done, Entry, Given, NotThere, Page, Paper, Sitting, Wrong, paged
from storage import media
from storage import recordings as rows
from storage.media import Media
from storage.recordings import Recording

LENGTH = 50
WHICH = ("missing", "recorded", "stale")
"""What the list may be of; "" is all that is said."""
READ_IN = {"sr": "sr_Cyrl", "en": ""}
"""In which letters the words of a language are corrected, where that is not the language; "" for nowhere here."""
VOICE = "voice"
"""The field of a file."""


@dataclass(frozen=True, slots=True)
class Row:
    """Words, and their recording where there is one; ``saying`` is None where nobody says them any more."""

    saying: Saying | None
    found: Recording | None

    @property
    def words(self) -> str:
        """Return the words."""
        if self.saying is not None:
            return self.saying.words
        return self.found.words if self.found is not None else ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a language and dialect is."""

    tongue: Tongue
    language: str
    progress: Progress


async def _prepare(sitting: Sitting) -> None:
    """Work out what is said before a connection is taken: it takes a moment the first time."""
    await asyncio.to_thread(recordings.prepare, sitting.office.speech)


def _standing(found: Survey) -> Standing:
    return Standing(found.tongue, LANGUAGES[found.tongue.language], found.progress)


def _list(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    return {
        "standings": [_standing(one) for one in recordings.surveys(connection, sitting.office.speech)],
        "stays": recordings.may_stay(connection, sitting.person_id),
    }


def _one(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    meant = _tongue(sitting)
    which, q = sitting.sought("which"), sitting.sought("q").lower()
    found = recordings.survey(connection, sitting.office.speech, meant)
    every = [row for row in _rows(found) if _meant(row, which, q)]
    stays = recordings.may_stay(connection, sitting.person_id)
    told = sitting.sought("stay")
    return {
        "standing": _standing(found),
        "sentence": lambda saying: sentence(saying, sitting.office.speech.words, meant.language),
        **paged(every, sitting.page_number, LENGTH),
        "which": which,
        "choices": WHICH,
        "stay": told if stays is None and told in {"yes", "no"} else "",
        "asks_stay": stays is None and told not in {"yes", "no"},
        "may_delete": sitting.by.may(DELETE),
        "speaks": sitting.office.speech.voices is not None and sitting.office.speech.voices.there,
        "read_in": READ_IN.get(meant.language, meant.language),
        **words.beside(connection, sitting, meant.language),
    }


def _rows(found: Survey) -> list[Row]:
    """Return all that is said, the most heard first, and behind it recordings of what is said no more."""
    said_today = {saying.hash for saying in found.sayings}
    old = [Row(None, one) for hash, one in found.recorded.items() if hash not in said_today]
    return [*(Row(saying, found.recorded.get(saying.hash)) for saying in found.sayings), *old]


def _meant(row: Row, which: str, q: str) -> bool:
    if q and q not in row.words.lower():
        return False
    match which:
        case "missing":
            return row.found is None
        case "recorded":
            return row.saying is not None and row.found is not None
        case "stale":
            return row.saying is None
    return True


def _tongue(sitting: Sitting) -> Tongue:
    try:
        return recordings.tongue(sitting.path["tongue"])
    except NoRecording:
        raise NotThere("tongue") from None


async def _find(sitting: Sitting) -> tuple[Saying, Mapping[str, Laid]]:
    """Find the words, and check what was sent, before anything is written: others write meanwhile."""
    office, language = sitting.office, _tongue(sitting).language
    await _prepare(sitting)
    laid = await said.lay(sitting)
    try:
        words = partial(recordings.saying, speech=office.speech, language=language, hash=sitting.path["hash"])
        return await office.store.read(words), laid
    except NoRecording:
        raise Wrong("voices.changed") from None


def _keep(connection: Connection, sitting: Sitting) -> Done:
    """Keep a recording that the browser made, or a file."""
    meant, (found, laid) = _tongue(sitting), sitting.asked
    if VOICE not in laid:
        raise Wrong("voices.nothing", VOICE)
    number = int(said.kept(connection, sitting, laid[VOICE]))
    if why := recordings.trouble(media.get(connection, number)):
        raise Wrong(f"voices.{'long' if why == 'long' else 'kind'}", VOICE, seconds=f"{LONGEST:.0f}")
    known = recordings.may_stay(connection, sitting.person_id)
    stays = sitting.sought("stay") == "yes" if known is None else known
    who = Speaker(sitting.by, sitting.person_id, stays)
    recordings.keep(connection, who, meant, found, number, sitting.now)
    return Done(f"/voices/{meant.code}", "voices.kept", then=sitting.office.reworded)


def _stay(connection: Connection, sitting: Sitting) -> Done:
    """Keep what somebody says of their voice for the time when they leave."""
    recordings.let_stay(connection, sitting.by, sitting.person_id, sitting.word("stay") == "yes", sitting.now)
    return Done("/voices", "voices.stay_kept")


def _delete(connection: Connection, sitting: Sitting) -> Done:
    meant, office = _tongue(sitting), sitting.office
    try:
        gone = recordings.delete(connection, sitting.by, sitting.person_id, sitting.number("recording"), sitting.now)
    except NoRecording:
        raise NotThere("recording") from None

    def then() -> None:
        office.delete_files(gone)
        office.reworded()

    return Done(f"/voices/{meant.code}", "voices.deleted", then=then)


def _seen(connection: Connection, sitting: Sitting) -> Done:
    try:
        recordings.settle(connection, sitting.by, sitting.number("recording"), sitting.now)
    except NoRecording:
        raise NotThere("recording") from None
    return Done("/words", "words.suggestion_seen")


def _saying(connection: Connection, sitting: Sitting) -> Saying:
    """Find words that are said today."""
    try:
        return recordings.saying(connection, sitting.office.speech, _tongue(sitting).language, sitting.path["hash"])
    except NoRecording:
        raise NotThere("words") from None


async def _by_machine(sitting: Sitting, found: Saying) -> Given:
    """Return words as a machine says them, made now unless they are there."""
    speech, meant = sitting.office.speech, _tongue(sitting)
    order = recordings.by_machine(speech, meant, found)
    if order is None or speech.voices is None:
        raise NotThere("voice")
    try:
        path = speech.voices.path(await speech.voices.make(order.request))
        data = await asyncio.to_thread(path.read_bytes)
    except (CannotMake, OSError):
        raise NotThere("voice") from None
    return Given(data, OGG, f"{meant.code}-{found.hash}.ogg", inline=True)


def _file(connection: Connection, sitting: Sitting) -> Media:
    """Find a recording, or other words that somebody spoke and this member of staff may hear."""
    found = rows.get(connection, sitting.number("recording"))
    if found is None or found.media_id is None or not recordings.may_hear(sitting.by, sitting.person_id, found):
        raise NotThere("recording")
    return files.kept(connection, found.media_id)


ENTRIES: tuple[Entry, ...] = (
    Page("voices", "/voices", RIGHT, _list, place=82, before=_prepare),
    Page("voice", "/voices/{tongue}", RIGHT, _one, under="voices", before=_prepare),
    Act("/voices/stay", RIGHT, "voices", _stay),
    Act("/voices/{tongue}/keep/{hash}", RIGHT, "voice", _keep, before=_find, upload=True),
    Act("/voices/{tongue}/delete/{recording:int}", RIGHT, "voice", _delete),
    Act("/voices/suggested/{recording:int}/seen", DELETE, "words", _seen),
    Paper("/voices/{tongue}/machine/{hash}", RIGHT, _saying, _by_machine),
    Paper("/voices/files/{recording:int}", RIGHT, _file, files.fetch),
)
