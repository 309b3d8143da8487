"""What people speak, whatever letters they read; it never knows a person."""

from bot.languages import LANGUAGES

NAMES = {"sq": "Shqip", "rom": "Romanes", "sr": "Srpski", "mk": "Македонски", "en": "English"}
"""Every spoken language by its key, in its own words; Serbian is one, in both scripts."""


def spoken(language: str) -> str:
    """Return what somebody speaks who reads a language; raises ValueError for one that Drom does not know."""
    key = language.partition("_")[0]
    if language not in LANGUAGES and key not in NAMES:
        raise ValueError(f"language {language!r}: there are {', '.join(NAMES)}")
    return key
