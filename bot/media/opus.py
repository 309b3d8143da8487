"""OGG/Opus voice: its pages are read, its comments thrown away, and new pages written; it never decodes sound.

Pages: RFC 3533 6. Headers, granule positions and lengths: RFC 7845 3-5. Packet lengths: RFC 6716 3.1.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from bot.media.kinds import Checked, MediaLimits
from bot.media.refused import MediaRefused

_HEADER = struct.Struct("<4sBBqIIIB")
_CONTINUED, _FIRST, _LAST = 1, 2, 4
_RATE = 48_000
_TAGS = b"OpusTags" + struct.pack("<I", 4) + b"Drom" + struct.pack("<I", 0)
_SERIAL = 1
"""Every file gets the same stream number: the recorder's own is random or tells of the recorder."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: ``granule`` counts samples at 48 kHz to its end, -1 where no packet ends on it."""

    flags: int
    granule: int
    serial: int
    lacing: bytes
    body: bytes


_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def checksum(data: bytes) -> int:
    """Return a page's CRC-32 (RFC 3533 6: polynomial 0x04C11DB7, most significant bit first, starting from 0).

    zlib counts the same polynomial from the other end of each byte, and inverts the register before and after.
    """
    mirrored = zlib.crc32(data.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)


def write_page(page: Page, number: int) -> bytes:
    """Return the bytes of a page with its number and checksum."""
    head = _HEADER.pack(b"OggS", 0, page.flags, page.granule, page.serial, number, 0, len(page.lacing))
    whole = head + page.lacing + page.body
    return whole[:22] + struct.pack("<I", checksum(whole)) + whole[26:]


def read_pages(data: bytes) -> Iterator[Page]:
    """Yield the pages of a file in which nothing stands between, before or after them; else ``broken``."""
    place = 0
    while place < len(data):
        if len(data) - place < _HEADER.size:
            raise MediaRefused("broken")
        magic, version, flags, granule, serial, _, crc, segments = _HEADER.unpack_from(data, place)
        start = place + _HEADER.size
        lacing = data[start : start + segments]
        end = start + segments + sum(lacing)
        if magic != b"OggS" or version != 0 or len(lacing) < segments or end > len(data):
            raise MediaRefused("broken")
        if checksum(data[place : place + 22] + bytes(4) + data[place + 26 : end]) != crc:
            raise MediaRefused("broken")
        yield Page(flags, granule, serial, lacing, data[start + segments : end])
        place = end


def _ends(page: Page) -> int:
    """Return how many packets end on a page: a segment under 255 bytes ends one."""
    return sum(size < 255 for size in page.lacing)


def _packets(pages: list[Page]) -> Iterator[bytes]:
    """Yield the packets of pages that follow each other; a packet that never ends is ``broken``."""
    parts: list[bytes] = []
    for page in pages:
        if bool(page.flags & _CONTINUED) != bool(parts):
            raise MediaRefused("broken")
        place = 0
        for size in page.lacing:
            parts.append(page.body[place : place + size])
            place += size
            if size < 255:
                yield b"".join(parts)
                parts = []
    if parts:
        raise MediaRefused("broken")


def packet_samples(packet: bytes) -> int:
    """Return a packet's length in samples at 48 kHz from its first bytes; longer than 120 ms is ``broken``."""
    if not packet:
        return 0
    config, code = packet[0] >> 3, packet[0] & 3
    if config < 12:
        frame = (480, 960, 1920, 2880)[config & 3]
    elif config < 16:
        frame = (480, 960)[config & 1]
    else:
        frame = (120, 240, 480, 960)[config & 3]
    if code == 3 and len(packet) < 2:
        raise MediaRefused("broken")
    samples = frame * (1, 2, 2, packet[1] & 63 if code == 3 else 0)[code]
    if samples > 5760:
        raise MediaRefused("broken")
    return samples


def _head(page: Page) -> bytes:
    """Return the 19 bytes of an Opus head of one or two channels; other codecs are not taken."""
    head = page.body
    if head[:8] != b"OpusHead":
        raise MediaRefused("type")
    if len(head) != 19 or len(page.lacing) != 1 or head[8] >> 4 or head[9] not in (1, 2) or head[18] != 0:
        raise MediaRefused("broken")
    return head


def _split(data: bytes) -> tuple[bytes, list[Page]]:
    """Return the head and the pages of sound of the one stream; comments and pictures end here."""
    pages = list(read_pages(data))
    if len(pages) < 3 or not pages[0].flags & _FIRST:
        raise MediaRefused("broken")
    head = _head(pages[0])
    if any(page.serial != pages[0].serial or page.flags & _FIRST for page in pages[1:]):
        raise MediaRefused("type")
    ends = (number for number, page in enumerate(pages) if number and _ends(page))
    last = next(ends, len(pages) - 1)
    comments = list(_packets(pages[1 : last + 1]))
    if len(comments) != 1 or not comments[0].startswith(b"OpusTags") or len(pages) == last + 1:
        raise MediaRefused("broken")
    return head, pages[last + 1 :]


def clean(data: bytes, limits: MediaLimits) -> Checked:
    """Return the voice with an empty comment header, under a stream number of ours."""
    head, sound = _split(data)
    lengths = [packet_samples(packet) for packet in _packets(sound)]
    if not sum(lengths):
        raise MediaRefused("broken")
    told = max(page.granule for page in sound) - _start(sound, lengths)
    seconds = max(sum(lengths), told) / _RATE
    (skipped,) = struct.unpack_from("<H", head, 10)
    if seconds > limits.voice_seconds:
        raise MediaRefused("long")
    pages = [Page(_FIRST, 0, _SERIAL, bytes([19]), head), Page(0, 0, _SERIAL, bytes([len(_TAGS)]), _TAGS)]
    for number, page in enumerate(sound, 1):
        flags = page.flags & _CONTINUED | (_LAST if number == len(sound) else 0)
        pages.append(Page(flags, page.granule, _SERIAL, page.lacing, page.body))
    written = b"".join(write_page(page, number) for number, page in enumerate(pages))
    return Checked("voice", "audio/ogg", written, round(max(seconds - skipped / _RATE, 0.0), 2))


def _start(sound: list[Page], lengths: list[int]) -> int:
    """Return the sample the recording begins at: a page cut from a longer stream need not begin at 0 (RFC 7845 4.3)."""
    for page in sound:
        if ended := _ends(page):
            return max(page.granule - sum(lengths[:ended]), 0)
    return 0
