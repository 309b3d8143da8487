"""Voices ahead of need: every screen's note made before it is asked for, and how far that is; it sends nothing."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from itertools import chain

from bot.aloud import HEARD
from bot.bell import Bell
from bot.prompts import READERS, Prompt, prompts
from bot.repertoire import Contents
from bot.script import Script
from bot.services.speech import Speech
from bot.services.voice_first import first
from bot.services.voices import NOBODY, Voices
from bot.voices.length import seconds_of
from bot.voices.maker import CannotMake
from bot.voices.orders import Order

SHORT, LONG = (20.0, 60_000), (60.0, 150_000)
"""Seconds and bytes that the note of a prompt, and of a list or a lesson, may have at most (conversations.md, 2)."""

ORGANISATION = "organisation"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A note that can be made ahead, and for whom."""

    prompt: Prompt
    language: str
    country: str
    order: Order


@dataclass(slots=True)
class Coverage:
    """How one language is heard: numbers of screens and of texts of content, and notes with their seconds and bytes.

    A screen is ``recorded`` where people recorded all its words that are known ahead, else ``synthetic`` where Drom has
    a voice, else it is not heard. ``over`` names each note over a limit, ``missing`` counts what is not made yet.
    """

    recorded: int = 0
    synthetic: int = 0
    silent: int = 0
    drafts: int = 0
    missing: int = 0
    seconds: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    over: list[str] = field(default_factory=list)

    @property
    def screens(self) -> int:
        """How many screens there are."""
        return self.recorded + self.synthetic + self.silent

    @property
    def percent(self) -> int:
        """Return how many of a hundred screens have a voice."""
        return 100 * (self.recorded + self.synthetic) // self.screens if self.screens else 0


Screens = Iterable[tuple[Prompt, str, str]]
"""Screens more than the flows': each with the language and the country of a reader."""


def jobs(speech: Speech, voices: Voices, more: Screens = ()) -> Iterator[Job]:
    """Yield each note that can be made ahead, once: those of the first minutes, language by language, then ``more``."""
    known: set[str] = set()
    others = ((prompt, *reader) for reader in READERS for prompt in prompts(speech.book))
    for prompt, language, country in chain(first(speech.book, speech.programme), others, more):
        for world in _worlds(speech, prompt, language, country):
            told = prompt.script(speech.words, language, country, world)
            order = None if told.personal else voices.order(told, NOBODY)
            if order is not None and order.name not in known:
                known.add(order.name)
                yield Job(prompt, HEARD[language], country, order)


def _worlds(speech: Speech, prompt: Prompt, language: str, country: str) -> Iterator[dict[str, str]]:
    """Yield the values under which a screen is known ahead: none it needs, or the name of each organisation."""
    if prompt.whole:
        yield {}
    elif prompt.variables == {ORGANISATION} and not prompt.open:
        for key, one in speech.programme.organisation.items():
            text = speech.words.text(f"programme.organisation.{key}", one.labels["en"], language, country)
            yield {ORGANISATION: text}


async def build(speech: Speech, voices: Voices, more: Screens = ()) -> AsyncGenerator[tuple[Job, str], None]:
    """Make every note that is not made yet; yield each with what went wrong, "" for nothing."""
    for job in jobs(speech, voices, more):
        await asyncio.sleep(0)  # to look at all that is made takes a moment: people are answered meanwhile
        if voices.ready(job.order.name):
            continue
        try:
            await voices.make(job.order.request)
        except CannotMake as error:
            yield job, str(error)
        else:
            yield job, ""


async def prepare(speech: Speech, voices: Voices, bell: Bell, more: Screens = ()) -> None:
    """Make every note that is not made yet while Drom runs; what somebody waits for goes before them."""
    wrong = 0
    async with aclosing(build(speech, voices, more)) as made:
        async for _, why in made:
            if not bell.closed:
                await voices.quiet.wait()
            if bell.closed:
                return
            wrong += bool(why)
    if wrong:
        _log.error("%s voice notes could not be made ahead; they are tried again when they are needed", wrong)


def coverage(
    speech: Speech,
    voices: Voices,
    drafts: Mapping[str, frozenset[str]],
    contents: Contents = (),
    more: Screens = (),
) -> dict[str, Coverage]:
    """Return how every language is heard; ``drafts`` are the keys that no native reader has confirmed, by language.

    A text of a tip or a lesson in ``contents`` counts as a screen.
    """
    found = {heard: Coverage() for heard in dict.fromkeys(HEARD.values())}
    readers = {HEARD[language]: (language, country) for language, country in reversed(READERS)}
    for heard, (language, country) in readers.items():
        for prompt in prompts(speech.book):
            _count(found[heard], prompt.script(speech.words, language, country), voices)
            found[heard].drafts += prompt.reply.key in drafts.get(language, ())
        for one in contents:
            _count(found[heard], one.script(speech.words, language, country), voices)
    for job in jobs(speech, voices, more):
        _measure(found[job.language], job, voices)
    return found


def _count(one: Coverage, told: Script, voices: Voices) -> None:
    keyed = [piece for piece in told.pieces if piece.key]
    if keyed and all(voices.recorded(piece) for piece in keyed):
        one.recorded += 1
    elif voices.maker.speaks and (not keyed or voices.order(told, NOBODY)):  # values alone are said as they come
        one.synthetic += 1
    else:
        one.silent += 1


def _measure(one: Coverage, job: Job, voices: Voices) -> None:
    if not voices.ready(job.order.name):
        one.missing += 1
        return
    path = voices.path(job.order.name)
    seconds, size = seconds_of(path), path.stat().st_size
    one.seconds.append(seconds)
    one.sizes.append(size)
    most_seconds, most_bytes = LONG if job.prompt.long else SHORT
    if seconds > most_seconds or size > most_bytes:
        where = f" ({job.country})" if job.country else ""
        one.over.append(f"{job.prompt.reply.key}{where}: {seconds:.1f} s, {size} bytes")
