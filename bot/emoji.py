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
