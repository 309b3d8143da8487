"""M4A voice of phones' recorders: the sound is taken out of its file and put into a new one with nothing else in it.

Dates, places, titles, covers and unused bytes stay behind because nothing but the tables of the sound is read.
ISO/IEC 14496-12 8 (tables), 14496-14 5.6 (mp4a). Video, several tracks, fragments and other codecs are not taken.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from bot.media import boxes
from bot.media.kinds import Checked, MediaLimits
from bot.media.refused import MediaRefused

_STBL = (b"mdia", b"minf", b"stbl")
_FRAME = 1024
"""Samples in a frame of AAC."""
_MOST_SETUP = 64
_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


@dataclass(frozen=True, slots=True)
class Track:
    """The sound: ``setup`` is its decoder's own box (esds), ``times`` rows of (frames, ticks each)."""

    scale: int
    channels: int
    rate: int
    setup: bytes
    times: list[tuple[int, ...]]
    frames: list[bytes]

    @property
    def ticks(self) -> int:
        """How long it is, in ``scale`` a second."""
        return sum(count * each for count, each in self.times)


def _coding(description: bytes) -> tuple[int, int, bytes]:
    """Return channels, rate and the decoder's set-up of the only sample entry."""
    entries = list(boxes.read(description[8:]))
    if len(entries) != 1 or entries[0][0] != b"mp4a" or len(entries[0][1]) < 28:
        raise MediaRefused("type")
    body = entries[0][1]
    version, channels, rate = struct.unpack_from(">8xH6xH6xI", body)
    setup = boxes.only(body[28:], b"esds") if version == 0 else b""
    if channels not in (1, 2) or not 8_000 <= rate >> 16 <= 48_000 or not 0 < len(setup) <= _MOST_SETUP:
        raise MediaRefused("type")
    return channels, rate >> 16, setup


def _sizes(body: bytes) -> list[int]:
    """Return the frames' sizes; sound of one fixed size is no AAC."""
    if body[4:8] != bytes(4):
        raise MediaRefused("type")
    return [row[0] for row in boxes.numbers(body, start=8)]


def _per_chunk(rows: list[tuple[int, ...]], chunks: int) -> Iterator[int]:
    """Yield how many frames each chunk has; a row holds until the next one begins."""
    starts = [row[0] for row in rows] + [chunks + 1]
    if starts[0] != 1 or starts != sorted(starts):
        raise MediaRefused("broken")
    for (_, frames, _), start, end in zip(rows, starts, starts[1:], strict=False):
        yield from [frames] * (end - start)


def _frames(data: bytes, tables: bytes) -> list[bytes]:
    """Return the frames in order, each from where the tables say it is."""
    sizes = _sizes(boxes.only(tables, b"stsz"))
    chunks = [row[0] for row in boxes.numbers(boxes.only(tables, b"stco"))]
    counts = list(_per_chunk(boxes.numbers(boxes.only(tables, b"stsc"), 3), len(chunks)))
    if sum(counts) != len(sizes) or not sizes or sum(sizes) > len(data):
        raise MediaRefused("broken")
    found, number = [], 0
    for start, count in zip(chunks, counts, strict=True):
        place = start
        for size in sizes[number : number + count]:
            found.append(data[place : place + size])
            place += size
        if place > len(data):
            raise MediaRefused("broken")
        number += count
    return found


def _track(data: bytes) -> Track:
    track = boxes.only(data, b"moov", b"trak")
    if boxes.only(track, b"mdia", b"hdlr")[8:12] != b"soun" or any(name == b"moof" for name, _ in boxes.read(data)):
        raise MediaRefused("type")
    header, tables = boxes.only(track, b"mdia", b"mdhd"), boxes.only(track, *_STBL)
    (scale,) = struct.unpack_from(">I", header, 20 if header[:1] == b"\1" else 12)
    channels, rate, setup = _coding(boxes.only(tables, b"stsd"))
    times, frames = boxes.numbers(boxes.only(tables, b"stts"), 2), _frames(data, tables)
    if not scale or sum(count for count, _ in times) != len(frames):
        raise MediaRefused("broken")
    return Track(scale, channels, rate, setup, times, frames)


def _movie(track: Track, place: int) -> bytes:
    """Return the tables of a file whose sound begins at ``place``, all of it in one chunk."""
    entry = struct.pack(">6xH8xHHII", 1, track.channels, 16, 0, track.rate << 16)
    tables = boxes.write(
        b"stbl",
        boxes.write(b"stsd", struct.pack(">II", 0, 1), boxes.write(b"mp4a", entry, boxes.write(b"esds", track.setup))),
        boxes.table(b"stts", track.times),
        boxes.table(b"stsc", [(1, len(track.frames), 1)]),
        boxes.table(b"stsz", [(len(frame),) for frame in track.frames], before=(0,)),
        boxes.table(b"stco", [(place,)]),
    )
    source = boxes.write(b"dinf", boxes.write(b"dref", struct.pack(">II", 0, 1), boxes.write(b"url ", b"\0\0\0\1")))
    media = boxes.write(
        b"mdia",
        boxes.write(b"mdhd", struct.pack(">IIIIIHH", 0, 0, 0, track.scale, track.ticks, 0x55C4, 0)),
        boxes.write(b"hdlr", struct.pack(">II4s13x", 0, 0, b"soun")),
        boxes.write(b"minf", boxes.write(b"smhd", bytes(8)), source, tables),
    )
    head = struct.pack(">IIIIIIH10x", 0, 0, 0, track.scale, track.ticks, 0x10000, 0x100) + _MATRIX
    shown = struct.pack(">IIIIII8xHHHH", 7, 0, 0, 1, 0, track.ticks, 0, 0, 0x100, 0) + _MATRIX + bytes(8)
    return boxes.write(
        b"moov",
        boxes.write(b"mvhd", head, bytes(24), struct.pack(">I", 2)),
        boxes.write(b"trak", boxes.write(b"tkhd", shown), media),
    )


def clean(data: bytes, limits: MediaLimits) -> Checked:
    """Return a new file with the sound alone."""
    track = _track(data)
    seconds = max(track.ticks / track.scale, len(track.frames) * _FRAME / track.rate)
    if seconds > limits.voice_seconds:
        raise MediaRefused("long")
    start = boxes.write(b"ftyp", b"M4A ", bytes(4), b"M4A mp42isom")
    place = len(start) + len(_movie(track, 0)) + 8
    written = start + _movie(track, place) + boxes.write(b"mdat", *track.frames)
    return Checked("voice", "audio/mp4", written, round(track.ticks / track.scale, 2))
