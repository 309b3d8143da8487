"""Pictograms as people send them: tones, genders and variants taken off; it never knows what one means."""

import re

_VARIANTS = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]|\u200d[\u2640\u2642]|[\U000e0020-\U000e007f]")
"""Variation selectors, skin tones, the woman and man signs joined to a person, and tags of regional flags."""

_SIGN = "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u245f\u2500-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_PICTURE = re.compile(f"{_FLAG}|{_SIGN}(?:\u200d{_SIGN})*")


def take_apart(text: str) -> tuple[tuple[str, ...], str]:
    """Return the different pictograms of a text, plain and in order, and the text with a space for each."""
    if text.isascii():
        return (), text
    plain = _VARIANTS.sub("", text)
    return tuple(dict.fromkeys(_PICTURE.findall(plain))), _PICTURE.sub(" ", plain)


_NEWER = re.compile(
    "[\U0001f6d5-\U0001f6df\U0001f6fa-\U0001f6ff\U0001f7d9-\U0001f7ff\U0001f90c-\U0001f90f\U0001f93f\U0001f971\U0001f972"
    "\U0001f977-\U0001f979\U0001f97b\U0001f9a3-\U0001f9af\U0001f9ba-\U0001f9bf\U0001f9c3-\U0001f9cf\U0001fa00-\U0001faff]"
    "|\U0001f9d1\u200d|[\u2764\U0001f441]\ufe0f\u200d[\U0001f525\U0001fa79]"
)
"""What Unicode has had since version 12 (``DerivedAge.txt``), and persons of no gender with a trade, joined since then.

Telephones of 2018 and before draw a box in its place.
"""


def is_newer(text: str) -> bool:
    """Tell whether a text has a pictogram that Unicode 11 (June 2018) did not have."""
    return _NEWER.search(text) is not None
