"""A contact's card: names and numbers are kept, pictures, places, notes and the rest are not.

Lines and folding: RFC 6350 3.2; phones still write version 2.1 and 3.0 (RFC 2426).
"""

import re

from bot.media.kinds import Checked, MediaLimits
from bot.media.refused import MediaRefused

_MOST_BYTES = 64 * 1024
_KEPT = frozenset({"BEGIN", "VERSION", "N", "FN", "ORG", "TEL", "EMAIL", "END"})
_LINE = re.compile(r"(?:[\w-]+\.)?(?P<name>[A-Za-z-]+)(?P<rest>(?:;[^:\r\n]*)?:.*)")


def clean(data: bytes, limits: MediaLimits) -> Checked:
    """Return one card with the lines that name and reach somebody; anything but text is ``broken``."""
    if len(data) > min(_MOST_BYTES, limits.file_bytes):
        raise MediaRefused("big")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise MediaRefused("broken") from None
    lines = re.sub(r"\r?\n[ \t]", "", text).splitlines()
    kept = [line for line in map(_kept, lines) if line]
    names = [line.partition(":")[0].upper() for line in kept]
    if names[:1] != ["BEGIN"] or names.count("BEGIN") != 1 or names.count("END") != 1 or names[-1] != "END":
        raise MediaRefused("broken")
    return Checked("contact", "text/vcard", "".join(f"{line}\r\n" for line in kept).encode())


def _kept(line: str) -> str:
    """Return a line of ours without its group, empty for any other."""
    found = _LINE.fullmatch(line)
    if found is None or found["name"].upper() not in _KEPT or "\0" in line:
        return ""
    return found["name"].upper() + found["rest"]
