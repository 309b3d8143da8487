"""What Drom says in each language: what is missing or a draft, and one text, to be corrected."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from bot.aloud import HEARD
from bot.catalog import Source, Words, sources
from bot.console_words import PREFIX
from bot.languages import LANGUAGES, SOURCE
from bot.messages import EDITED
from bot.services import wording
from bot.services.recordings import RIGHT as RECORD
from bot.services.recordings import Tongue, may_hear
from bot.services.signing import has
from bot.services.wording import CORRECT, READ, Change, NotSaid, NoWord
from bot.web.console.frame import Act, Done, Entry, NotThere, Page, Sitting, Wrong, paged
from storage import corrections, recordings
from storage.corrections import Correction
from storage.recordings import Recording

LENGTH = 100
STATES = ("missing", "chain", "draft", "stale", "corrected", "every")
"""What the list may be of; "" is all that somebody must look at."""
MOST = 1_000
"""How many characters a field takes; the checks know what fits."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one language: what is said ("" where that is another language's), and what is to be done about it."""

    source: Source
    text: str
    state: str
    corrected: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How the texts of a language stand."""

    language: str
    total: int
    draft: int
    confirmed: int
    chained: int
    corrected: int


@dataclass(frozen=True, slots=True)
class Suggested:
    """Other words that somebody suggests; ``is_text``: what they recorded is a text of this page.

    ``may_hear``: whoever looks may hear them where they were spoken.
    """

    found: Recording
    tongue: Tongue
    is_text: bool
    may_hear: bool


Standing = Mapping[str, Mapping[str, Correction]]
"""Corrections that count, by language and key."""


def _standing(connection: Connection) -> Standing:
    found: dict[str, dict[str, Correction]] = {}
    for one in corrections.standing(connection):
        found.setdefault(one.language, {})[one.context] = one
        if one.language == "sr_Cyrl":
            found.setdefault("sr_Latn", {})[one.context] = one
    return found


def _text(words: Words, language: str, source: Source, own: Mapping[str, Correction]) -> Text:
    found = own.get(source.key)
    if found and found.english == source.english:
        said = found.text if language == found.language else words.of(language).get(source.key, "")
        return Text(source, said, "" if found.confirmed else "draft", corrected=True)
    given = words.given(source.key, language)
    return Text(source, given, words.mark(source.key, language) or ("" if given else "missing"), corrected=False)


def _count(language: str, texts: list[Text]) -> Count:
    return Count(
        language,
        total=len(texts),
        draft=sum(one.state == "draft" for one in texts),
        confirmed=sum(not one.state for one in texts),
        chained=sum(one.state == "chain" for one in texts),
        corrected=sum(one.corrected for one in texts),
    )


def _list(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    speech, standing = sitting.office.speech, _standing(connection)
    every = sources(speech.book)
    texts = {
        code: [_text(speech.words, code, source, standing.get(code, {})) for source in every]
        for code in LANGUAGES
        if code != SOURCE
    }
    language = sitting.sought("language")
    language = language if language in texts else next(iter(texts))
    asked = _asked(sitting)
    rows = [one for one in texts[language] if _meant(one, **asked)]
    return {
        "counts": [_count(code, own) for code, own in texts.items()],
        "chosen": language,
        "asked": asked,
        "states": STATES,
        **paged(rows, sitting.page_number, LENGTH),
        "tag_of": LANGUAGES[language].tag,
        **beside(connection, sitting, HEARD[language]),
    }


def _asked(sitting: Sitting) -> dict[str, str]:
    """Return which texts are looked for; who looks for words means texts in every state."""
    asked = {name: sitting.sought(name) for name in ("state", "of", "q")}
    return {**asked, "state": asked["state"] if asked["state"] in STATES else "every" if asked["q"] else ""}


def beside(connection: Connection, sitting: Sitting, heard: str) -> Mapping[str, Any]:
    """Return what stands beside texts and beside recordings: other words that people suggest who record a language."""
    reads, texts = has(sitting.by, READ), {source.key for source in sources(sitting.office.speech.book)}
    hears, me = has(sitting.by, RECORD), sitting.person_id
    mine = [one for one in recordings.suggested(connection) if reads and one.language == heard]
    return {
        "suggested": [
            Suggested(one, Tongue(heard, one.dialect), one.key in texts, hears and may_hear(sitting.by, me, one))
            for one in mine
        ],
        "may_read": reads,
        "may_correct": sitting.by.may(CORRECT),
        "may_record": hears,
    }


def _meant(one: Text, state: str, of: str, q: str) -> bool:
    staff = one.source.key.startswith(PREFIX)
    mine = staff if of == "staff" else not staff if of == "people" else True
    if not mine or (q and not any(q.lower() in said.lower() for said in (one.text, *_named(one.source)))):
        return False
    match state:
        case "corrected":
            return one.corrected
        case "":
            return bool(one.state)
        case "every":
            return True
        case _:
            return one.state == state


def _named(source: Source) -> tuple[str, str]:
    return source.english, source.key


def _one(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    speech, language, source = sitting.office.speech, sitting.path["language"], _source(sitting)
    text = _text(speech.words, language, source, _standing(connection).get(language, {}))
    written = "sr_Cyrl" if language == "sr_Latn" else language
    before = corrections.history(connection, written, source.key)
    return {
        "one": text,
        "language": language,
        "written": written,
        "tag_of": LANGUAGES[language].tag,
        "given": speech.words.given(source.key, language),
        "said_in": speech.words.find(source.key, language, sitting.country),
        "others": wording.same(speech, language, source),
        "before": before,
        "seen": before[0].id if before else 0,
        "may_correct": language in EDITED and sitting.by.may(CORRECT),
        "most": MOST,
        "tags": {code: LANGUAGES[code].tag for code in LANGUAGES},
    }


def _source(sitting: Sitting) -> Source:
    if sitting.path["language"] not in LANGUAGES or sitting.path["language"] == SOURCE:
        raise NotThere("language")
    try:
        return wording.source_of(sitting.office.speech, sitting.path["word"])
    except NoWord:
        raise NotThere("word") from None


def _change(sitting: Sitting) -> Change:
    text = sitting.word("text")
    if len(text) > MOST:
        raise Wrong("words.wrong_long", "text", most=str(MOST))
    confirmed, seen = sitting.word("confirmed") == "yes", sitting.whole("seen") or 0
    return Change(sitting.path["language"], sitting.path["word"], text, confirmed, seen)


def _correct(connection: Connection, sitting: Sitting) -> Done:
    return _changed(connection, sitting, wording.correct, "words.is_corrected")


def _take_back(connection: Connection, sitting: Sitting) -> Done:
    return _changed(connection, sitting, wording.take_back, "words.is_taken_back")


def _changed(connection: Connection, sitting: Sitting, do: wording.Do, said: str) -> Done:
    change, office = _change(sitting), sitting.office
    try:
        do(connection, sitting.by, office.speech, change, sitting.now)
    except NoWord:
        raise NotThere("word") from None
    except NotSaid as refused:
        defect = refused.defect
        if defect is None:
            raise Wrong("words.wrong_late") from None
        raise Wrong(f"words.wrong_{defect.reason}", "text", most=str(defect.most)) from None
    return Done(f"/words/{change.language}/{change.key}", said, then=office.reworded)


ENTRIES: tuple[Entry, ...] = (
    Page("words", "/words", READ, _list, place=80),
    Page("word", "/words/{language}/{word}", READ, _one, under="words"),
    Act("/words/{language}/{word}/correct", CORRECT, "word", _correct),
    Act("/words/{language}/{word}/take-back", CORRECT, "word", _take_back),
)
