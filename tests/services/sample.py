"""The sample programme and the words of all languages, loaded once."""

from functools import cache

from bot import catalog
from bot.catalog import Words
from bot.programme import Programme, load
from bot.settings import SAMPLE


@cache
def programme() -> Programme:
    """Return the programme that Drom comes with."""
    return load(SAMPLE)


@cache
def words() -> Words:
    """Return the catalogues with the programme's labels."""
    return catalog.load().with_overlay(programme().overlay())
