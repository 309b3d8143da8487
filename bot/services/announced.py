"""What a reader gets of an announcement: the nearest words, the nearest recording, a picture or a paper.

It never knows who may get it, nor when it goes.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.channels.port import Limits, Part
from bot.languages import LANGUAGES, chain
from bot.pieces import pieces
from bot.services.conversation import Speech
from bot.services.push import Push
from storage import deliveries, outbox
from storage.announcements import Said
from storage.contacts import Contact


def message(speech: Speech, contact: Contact, number: int, said: Said, deadline: datetime, round: int = 0) -> Push:
    """Return an announcement as it is pushed to a contact."""
    return Push(
        kind=deliveries.kind_of(number),
        lane=outbox.ANNOUNCEMENT,
        parts=parts(speech.limits, contact, said),
        deadline=deadline,
        dedupe=f"{deliveries.kind_of(number)}:{contact.id}:{round}",
        asked_for=False,
    )


def parts(limits: Mapping[str, Limits], contact: Contact, said: Said) -> Sequence[Part]:
    """Return what a contact gets, as they wish to be talked to: what is heard first, then what is seen.

    Words that are not in their own language are named. Whoever wants no voice gets none where there are words, and
    whoever wants only voice gets no words where they hear their own language.
    """
    voice = said.voices.get(voice_for(said, contact.language, contact.country), "")
    text = text_for(said, contact.language, contact.country)
    heard = voice and contact.talk == "voice" and contact.language in said.voices
    words = "" if heard else _named(said, contact.language, text)
    if text and contact.talk == "text":
        voice = ""
    return laid_out(words, voice, said, limits[contact.channel])


def laid_out(words: str, voice: str, said: Said, limits: Limits) -> tuple[Part, ...]:
    """Return words and files as messages: the voice bears the words where nothing is to be seen."""
    first, *more = pieces(words, limits.text) if words else [""]
    if not said.picture and not said.document:
        return tuple(part for part in (Part(first, voice=voice), *map(Part, more)) if part.text or part.voice)
    shown = Part(first, picture=said.picture, document="" if said.picture else said.document)
    other = [Part("", document=said.document)] if said.picture and said.document else []
    return (*([Part("", voice=voice)] if voice else []), shown, *map(Part, more), *other)


def text_for(said: Said, language: str, country: str) -> str:
    """Return the language whose words a reader gets, "" where there are none."""
    return _nearest(said.texts, language, country, anything=True)


def voice_for(said: Said, language: str, country: str) -> str:
    """Return the language whose recording a reader gets, "" for none: another's sound helps only where no word is."""
    return _nearest(said.voices, language, country, anything=not said.texts)


def key_of_last(push: Push) -> str:
    """Return the dedupe key of a push's last part, as the outbox makes it."""
    return push.dedupe if len(push.parts) == 1 else f"{push.dedupe}.{len(push.parts)}"


def keys(contact: Contact, number: int, rounds: int, parts: int) -> list[str]:
    """Return the dedupe keys of the first rounds of an announcement to a contact, as the outbox makes them."""
    begun = [f"{deliveries.kind_of(number)}:{contact.id}:{one}" for one in range(rounds)]
    return [*begun, *(f"{key}.{n}" for key in begun for n in range(2, parts + 1))]


def without(push: Push, gone: Sequence[Part]) -> Push:
    """Return a push without what arrived already; what arrived whole is sent whole."""
    left = list(push.parts)
    for part in gone:
        if part in left:
            left.remove(part)
    return replace(push, parts=tuple(left)) if left else push


def checked(said: Said) -> Said:
    """Return an announcement as it is kept; raises ValueError for an unknown language and where it says nothing."""
    texts = {language: words.strip() for language, words in said.texts.items()}
    if unknown := sorted({*texts, *said.voices} - set(LANGUAGES)):
        raise ValueError(f"{unknown[0]!r} is no language; choose of {', '.join(LANGUAGES)}")
    if not (texts or said.files) or not all(texts.values()):
        raise ValueError("an announcement needs words in at least one language, and none may be empty")
    return Said(texts, dict(said.voices), said.picture, said.document)


def hash_of(said: Said) -> str:
    """Return the SHA-256 of what is said, the same for the same words and files."""
    whole = [dict(said.texts), dict(said.voices), said.picture, said.document]
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _named(said: Said, language: str, text: str) -> str:
    """Return the words of a language, under its name where it is another one than the reader's."""
    if not text:
        return ""
    return said.texts[text] if text == language else f"{LANGUAGES[text].name}\n{said.texts[text]}"


def _nearest(of: Mapping[str, str], language: str, country: str, *, anything: bool) -> str:
    known = (*chain(language, country), *(of if anything else ()))
    return next((code for code in known if code in of), "")
