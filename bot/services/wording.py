"""Words that staff correct while Drom runs: checked, kept, and put over the catalogues; it never knows a page.

A correction is a row; every process looks for new ones every few seconds and at its start, never within a turn.
"""

import asyncio
import logging
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.alert import Alert
from bot.bell import Bell, repeat
from bot.catalog import Source, sources
from bot.languages import to_latin
from bot.lint import Defect
from bot.messages import EDITED
from bot.services.conversation import Speech
from bot.services.staff import Actor
from bot.word_checks import defects_of_change
from bot.word_patch import Correction as Exported
from storage import corrections, log
from storage.corrections import Correction, Version
from storage.store import Store

READ, CORRECT = "read_words", "correct_words"
"""The rights to see what is said in each language and to correct it."""
LOOK_SECONDS = 5.0
"""How often a process looks for corrections that another has made."""

_log = logging.getLogger(__name__)


class NoWord(LookupError):
    """There is no such text, or none that can be corrected."""


class NotSaid(ValueError):
    """A text cannot be said: ``defect`` tells why; or somebody else has just changed it (None)."""

    def __init__(self, defect: Defect | None) -> None:
        super().__init__(str(defect or "somebody else has just changed it"))
        self.defect = defect


@dataclass(frozen=True, slots=True)
class Change:
    """What staff write for a text: ``seen`` is the newest correction that stood on their page, 0 for none.

    ``confirmed``: a native reader stands by it.
    """

    language: str
    key: str
    text: str
    confirmed: bool = False
    seen: int = 0


Do = Callable[[Connection, Actor, Speech, Change, datetime], int]
"""``correct`` or ``take_back``."""


class Wording:
    """Keeps the words of one process as staff have corrected them."""

    def __init__(self, store: Store, speech: Speech) -> None:
        self._store, self._speech = store, speech
        self._version: Version = (0, 0)
        self._alert = Alert(_log, "corrections of words wait")

    @property
    def version(self) -> Version:
        """Return what changes with every correction that this process says."""
        return self._version

    async def run(self, bell: Bell) -> None:
        """Look for corrections until the bell is closed."""
        await repeat(self.load, LOOK_SECONDS, bell, self._alert)

    async def load(self) -> bool:
        """Say what has been corrected, from now on; False where nothing is new."""
        version = await self._store.read(corrections.version)
        if version == self._version:
            return False
        found = await self._store.read(corrections.standing)
        await asyncio.to_thread(self._say, found)
        self._version = version
        return True

    def _say(self, found: list[Correction]) -> None:
        over = overlay(self._speech, found)
        self._speech.words.correct(over)
        self._speech.vocabulary.learn(self._speech.words)


def overlay(speech: Speech, found: list[Correction]) -> Mapping[str, Mapping[str, str]]:
    """Return texts by language and key; what corrects an English that has changed since is not said any more."""
    english = {one.key: one.english for one in sources(speech.book)}
    texts: dict[str, dict[str, str]] = {}
    for one in found:
        if english.get(one.context) == one.english:
            texts.setdefault(one.language, {})[one.context] = one.text
    cyrillic = texts.get("sr_Cyrl", {})
    if cyrillic:
        texts["sr_Latn"] = {key: text if text == english[key] else to_latin(text) for key, text in cyrillic.items()}
    return texts


def to_export(connection: Connection, speech: Speech) -> tuple[list[Exported], list[str]]:
    """Return the corrections that may go into the catalogues, and the names of those whose English has changed."""
    said = overlay(speech, found := corrections.standing(connection))
    good = [one for one in found if one.context in said.get(one.language, {})]
    old = [f"{one.language} {one.context}" for one in found if one not in good]
    return [_exported(one) for one in good], old


def _exported(one: Correction) -> Exported:
    day = one.made_at.date().isoformat() if one.confirmed else ""
    return Exported(one.language, one.context, one.text, day)


def source_of(speech: Speech, key: str) -> Source:
    """Return the English of a text; raises NoWord."""
    found = next((one for one in sources(speech.book) if one.key == key), None)
    if found is None:
        raise NoWord(key)
    return found


def same(speech: Speech, language: str, source: Source) -> tuple[str, ...]:
    """Return the other texts that say the same English with the same words: they are corrected together."""
    own = speech.words.of(language)
    said = own.get(source.key)
    if not said or source.kind == "words":
        return ()
    alike = (one for one in sources(speech.book) if one.english == source.english and one.kind == source.kind)
    return tuple(one.key for one in alike if one.key != source.key and own.get(one.key) == said)


def correct(connection: Connection, by: Actor, speech: Speech, change: Change, now: datetime) -> int:
    """Keep a correction of a text and of all that say the same; return how many that are.

    Raises Denied, NoWord, NotSaid.
    """
    by.check(CORRECT)
    source = _found(speech, change)
    text = unicodedata.normalize("NFC", change.text.replace("\r\n", "\n").strip())
    if not text:
        raise NotSaid(Defect("empty", "has no words"))
    others = same(speech, change.language, source)
    _refuse_late(connection, change)
    for defect in defects_of_change(speech.book, speech.words, change.language, source, text, others):
        raise NotSaid(defect)
    _keep(connection, by, change, source, (source.key, *others), text, now)
    return 1 + len(others)


def take_back(connection: Connection, by: Actor, speech: Speech, change: Change, now: datetime) -> int:
    """Let a text, and all that say the same, be said again as it came with Drom; return how many that are.

    Raises Denied, NoWord, NotSaid.
    """
    by.check(CORRECT)
    source = _found(speech, change)
    _refuse_late(connection, change)
    alike = (source.key, *same(speech, change.language, source))
    mine = {one.context for one in corrections.standing(connection) if one.language == change.language}
    keys = tuple(key for key in alike if key in mine)
    if source.key not in keys:
        raise NoWord(source.key)
    _keep(connection, by, change, source, keys, "", now)
    return len(keys)


def _found(speech: Speech, change: Change) -> Source:
    if change.language not in EDITED:
        raise NoWord(change.language)
    return source_of(speech, change.key)


def _refuse_late(connection: Connection, change: Change) -> None:
    """Refuse what was written before somebody else's correction, one that is being written now among them."""
    corrections.wait(connection)
    newest = corrections.history(connection, change.language, change.key)
    if newest and newest[0].id != change.seen:
        raise NotSaid(None)


def _keep(
    connection: Connection,
    by: Actor,
    change: Change,
    source: Source,
    keys: tuple[str, ...],
    text: str,
    now: datetime,
) -> None:
    for key in keys:
        corrections.add(
            connection,
            language=change.language,
            context=key,
            english=source.english,
            text=text,
            confirmed=change.confirmed and bool(text),
            by=by.name,
            now=now,
        )
    act = "words_corrected" if text else "words_taken_back"
    detail = {"text": change.key, "texts": len(keys)}
    log.write(connection, at=now, actor=by.name, act=act, subject=f"words:{change.language}", detail=detail)
