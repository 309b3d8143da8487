"""Boxes of ISO media files, read and written; it never knows what is in them.

ISO/IEC 14496-12 4.2: a size of 32 bits and a name; size 1 means that 64 bits follow, size 0 "to the end".
"""

import struct
from collections.abc import Iterator

from bot.media.refused import MediaRefused


def read(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield names and bodies; a box that does not fit its parent is ``broken``."""
    place = 0
    while place < len(data):
        if len(data) - place < 8:
            raise MediaRefused("broken")
        size, name = struct.unpack_from(">I4s", data, place)
        head = 8
        if size == 1 and len(data) - place >= 16:
            (size,) = struct.unpack_from(">Q", data, place + 8)
            head = 16
        elif size == 0:
            size = len(data) - place
        if size < head or place + size > len(data):
            raise MediaRefused("broken")
        yield name, data[place + head : place + size]
        place += size


def only(data: bytes, *path: bytes) -> bytes:
    """Return the body at the end of a path of names, each of which must stand there exactly once."""
    for wanted in path:
        bodies = [body for name, body in read(data) if name == wanted]
        if len(bodies) != 1:
            raise MediaRefused("broken" if not bodies else "type")
        data = bodies[0]
    return data


def numbers(body: bytes, width: int = 1, start: int = 4) -> list[tuple[int, ...]]:
    """Return the rows of a table of 32-bit numbers: version, count, then ``width`` numbers a row."""
    if len(body) < start + 4:
        raise MediaRefused("broken")
    (count,) = struct.unpack_from(">I", body, start)
    rows = body[start + 4 :]
    if len(rows) != count * width * 4:
        raise MediaRefused("broken")
    return list(struct.iter_unpack(f">{width}I", rows))


def write(name: bytes, *parts: bytes) -> bytes:
    """Return a box."""
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, name) + body


def table(name: bytes, rows: list[tuple[int, ...]], *, before: tuple[int, ...] = ()) -> bytes:
    """Return a box of version 0 with a table of 32-bit numbers; ``before`` stands between version and count."""
    flat = [number for row in rows for number in row]
    return write(name, struct.pack(f">{2 + len(before) + len(flat)}I", 0, *before, len(rows), *flat))
