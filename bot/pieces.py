"""A long text in pieces that fit, cut where a reader would pause; it never knows what the text says."""

import re
import unicodedata

_SENTENCE = re.compile(r"[.!?…։؟।][\"'»”’)\]]*\s+")
_JOINER = "\u200d"


def pieces(text: str, longest: int) -> list[str]:
    """Return a text in pieces of at most ``longest`` characters (at least 1); only white space between them is lost.

    A piece ends at a line's end or a sentence's end in its second half, else at a space, else where it must.
    """
    found = []
    rest = text.strip()
    while len(rest) > longest:
        end = _end(rest, longest)
        found.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [piece for piece in (*found, rest) if piece]


def _end(text: str, longest: int) -> int:
    """Return where the first piece ends: after 1 to ``longest`` characters."""
    window, half = text[: longest + 1], longest // 2
    for end in (window.rfind("\n"), _sentence_end(window), window.rfind(" ")):
        if end > half:
            return end
    spaces = [at for at, char in enumerate(window) if at and char.isspace()]
    return spaces[-1] if spaces else _between_signs(text, longest)


def _sentence_end(window: str) -> int:
    return max((found.end() - 1 for found in _SENTENCE.finditer(window)), default=-1)


def _between_signs(text: str, end: int) -> int:
    """Step back from the middle of a sign that is made of several characters, unless all the piece is one."""
    start = end
    while start > 0 and (_continues(text[start]) or text[start - 1] == _JOINER):
        start -= 1
    return start or end


def _continues(char: str) -> bool:
    return char == _JOINER or unicodedata.category(char)[0] == "M" or "\U0001f3fb" <= char <= "\U0001f3ff"
