"""Letters of both scripts: Serbian Cyrillic to Latin, and what people type folded to plain ASCII; it knows no words."""

import re
import unicodedata

_LATIN = {
    **dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš", strict=True)),
    **{"љ": "lj", "њ": "nj", "џ": "dž"},
}

_KEPT = re.compile(r"(\{[^{}]*\}|https?://\S+|www\.\S+)")
"""What no transliteration may touch: variables and links."""

_MARKLESS: dict[str, str] = {
    **dict(zip("абвгдежзийјклмнопрстћуфхцчш", "abvgdezzijjklmnoprstcufhccs", strict=True)),
    **{"ђ": "dj", "љ": "lj", "њ": "nj", "џ": "dz", "ѕ": "dz", "ќ": "kj", "ѓ": "gj", "ъ": "", "ь": ""},
    **{"ѐ": "e", "ѝ": "i"},
    **{"đ": "dj", "ı": "i", "ł": "l", "ø": "o", "’": "'", "‘": "'", "`": "'", "´": "'"},
}
_ASCII = str.maketrans(_MARKLESS)

_SPELLINGS: tuple[dict[str, str], ...] = (
    {},
    {"đ": "d", "ђ": "d", "ѓ": "g", "ќ": "k"},
    {"š": "sh", "ш": "sh", "č": "ch", "ч": "ch", "ć": "ch", "ћ": "ch", "ž": "zh", "ж": "zh", "ç": "ch"},
)
"""How people write a letter they have no key for: without its mark, without its j, or as English does."""

_SCHEMES = tuple(str.maketrans(scheme) for scheme in _SPELLINGS)


def to_latin(text: str) -> str:
    """Return Serbian Cyrillic in Latin letters; Latin letters, ``{variables}`` and links stay as they are.

    The second letter of lj, nj and dž is upper case where the first is and a neighbouring letter is too.
    """
    return "".join(part if _KEPT.fullmatch(part) else _letters_to_latin(part) for part in _KEPT.split(text))


def _letters_to_latin(text: str) -> str:
    return "".join(_letter(char, text[max(at - 1, 0) : at] + text[at + 1 : at + 2]) for at, char in enumerate(text))


def _letter(char: str, neighbours: str) -> str:
    latin = _LATIN.get(char.lower())
    if latin is None:
        return char
    if not char.isupper():
        return latin
    return latin.upper() if any(near.isupper() for near in neighbours) else latin.capitalize()


def fold(text: str) -> str:
    """Return what two spellings of the same words have in common: lower case, Latin, no marks, single spaces.

    Any digit becomes 0-9. Pictograms and scripts other than Latin and Cyrillic stay; of pictograms only
    variation selectors go.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    # Composed first: й, ѓ and ќ are letters of their own and would lose their marks.
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_ASCII)
    signs = unicodedata.normalize("NFKD", plain)
    kept = (_digit(char) for char in signs if unicodedata.category(char)[0] != "M")
    return " ".join("".join(kept).split())


def _digit(char: str) -> str:
    return str(unicodedata.decimal(char)) if char.isdecimal() else char


def spellings(text: str) -> frozenset[str]:
    """Return the folded forms in which people may type ``text`` ("Šuma": suma, shuma; "ѓ": gj, g)."""
    lower = unicodedata.normalize("NFC", text).lower()
    return frozenset(fold(lower.translate(scheme)) for scheme in _SCHEMES)
