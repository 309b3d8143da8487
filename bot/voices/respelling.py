"""Romani as the Serbian synthetic voice must see it to sound nearly right: a stopgap; pure, it never makes a sound.

Of the voices that there are, the Serbian one has č, š, ž, dž, ć, đ, nj and lj; aspirates come out as two sounds.
"""

import re

VOICES = {"en": "en", "sq": "sq", "sr": "sr", "mk": "mk", "rom": "sr"}
"""Which voice of the program speaks which language."""

_TABLE = {
    **{"dzh": "dž", "sh": "š", "zh": "ž", "ǩ": "ć", "kj": "ć", "ǧ": "đ", "gj": "đ"},
    **{
        "rr": "r",
        "ň": "nj",
        "ľ": "lj",
        "x": "h",
        "w": "v",
        "y": "j",
        "ć": "ć",
        "ś": "š",
        "ź": "ž",
        "θ": "t",
        "ʒ": "dž",
    },
}
_LETTERS = re.compile("|".join(sorted(map(re.escape, _TABLE), key=len, reverse=True)))
_BEFORE_H = re.compile(r"c(?=h)")


def respelled(words: str, language: str) -> str:
    """Return words as the voice for their language must see them; only Romani's are changed."""
    if language != "rom":
        return words
    return _BEFORE_H.sub("č", _LETTERS.sub(lambda found: _TABLE[found[0]], words.lower())).replace("čh", "č")
