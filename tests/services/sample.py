"""The sample programme and the words of all languages, loaded once."""

from copy import copy
from dataclasses import replace
from functools import cache
from pathlib import Path

from bot import catalog
from bot.catalog import Words
from bot.core import speech_of
from bot.programme import Programme, load
from bot.services.conversation import Speech
from bot.settings import SAMPLE, Settings

_SPEECHES: dict[bytes, Speech] = {}


@cache
def programme() -> Programme:
    """Return the programme that Drom comes with."""
    return load(SAMPLE)


@cache
def words() -> Words:
    """Return the catalogues with the programme's labels."""
    return catalog.load().with_overlay(programme().overlay())


def speech(path: Path) -> Speech:
    """Return the flows and the words of a programme's file, read once, in whatever folders tests have put it."""
    content = path.read_bytes()
    if content not in _SPEECHES:
        _SPEECHES[content] = speech_of(Settings(_env_file=None, programme=path))  # type: ignore[call-arg]
    found = _SPEECHES[content]
    return replace(found, words=copy(found.words))  # who corrects words corrects them in one house alone
