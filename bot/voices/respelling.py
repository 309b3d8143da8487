"""Words as the synthetic voices must see them to sound nearly right; pure, it never makes a sound.

Romani is said by the Serbian voice: a stopgap until people record it.

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
_PLAIN = str.maketrans({"ѐ": "е", "è": "е", "Ѐ": "Е", "ѝ": "и", "Ѝ": "И"})
"""Macedonian's marks, which its voice does not know and says as "e grave", in English."""
_LETTERS = re.compile("|".join(sorted(map(re.escape, _TABLE), key=len, reverse=True)))
_BEFORE_H = re.compile(r"c(?=h)")


def respelled(words: str, language: str) -> str:
    """Return words as the voice for their language must see them: all of Romani, of Macedonian è and ѝ alone."""
    if language == "mk":
        return words.translate(_PLAIN)
    if language != "rom":
        return words
    return _BEFORE_H.sub("č", _LETTERS.sub(lambda found: _TABLE[found[0]], words.lower())).replace("čh", "č")
