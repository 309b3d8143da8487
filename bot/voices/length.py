"""How long an OGG/Opus file of ours lasts, read from its end; it never decodes sound (RFC 3533 6, RFC 7845 4)."""

import struct
from pathlib import Path

_RATE = 48_000
_TAIL = 70_000
"""A page is at most 65,307 bytes, so so many at the end hold the beginning of the last one."""
_SKIPPED = struct.Struct("<H")
_GRANULE = struct.Struct("<q")


def seconds_of(path: Path) -> float:
    """Return the seconds of a file, 0 for what is none; raises OSError."""
    with path.open("rb") as file:
        head = file.read(128)
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    opus, last = head.find(b"OpusHead"), tail.rfind(b"OggS")
    if opus < 0 or last < 0 or len(tail) < last + 14 or len(head) < opus + 12:
        return 0.0
    (skipped,), (granule,) = _SKIPPED.unpack_from(head, opus + 10), _GRANULE.unpack_from(tail, last + 6)
    return float(max(0.0, round((granule - skipped) / _RATE, 2)))
