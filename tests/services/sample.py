"""The sample programme, loaded once."""

from functools import cache

from bot.programme import Programme, load
from bot.settings import SAMPLE


@cache
def programme() -> Programme:
    """Return the programme that Drom comes with."""
    return load(SAMPLE)
