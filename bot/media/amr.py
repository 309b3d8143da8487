"""AMR voice of older phones: frames of 20 ms without any place for words, so it is checked and kept as it is.

File format and frame sizes: RFC 4867 5 and table 1; 3GPP TS 26.201 for wide band.
"""

from bot.media.kinds import Checked, MediaLimits
from bot.media.refused import MediaRefused

_NARROW = (12, 13, 15, 17, 19, 20, 26, 31, 5)
_WIDE = (17, 23, 32, 36, 40, 46, 50, 58, 60, 5)
_NO_DATA = 15
_FRAME_SECONDS = 0.02


def clean(data: bytes, limits: MediaLimits) -> Checked:
    """Return the voice unchanged; a frame of no known size, or a cut one, is ``broken``."""
    start, sizes, content_type = _kind(data)
    place, frames = start, 0
    while place < len(data):
        mode = data[place] >> 3 & 15
        if data[place] & 0x83:
            raise MediaRefused("broken")
        if mode < len(sizes):
            place += 1 + sizes[mode]
        elif mode == _NO_DATA:
            place += 1
        else:
            raise MediaRefused("broken")
        frames += 1
    if place > len(data) or not frames:
        raise MediaRefused("broken")
    seconds = frames * _FRAME_SECONDS
    if seconds > limits.voice_seconds:
        raise MediaRefused("long")
    return Checked("voice", content_type, data, round(seconds, 2))


def _kind(data: bytes) -> tuple[int, tuple[int, ...], str]:
    """Return where the frames begin, their sizes and the type; several channels are not taken."""
    for start, sizes, content_type in ((b"#!AMR\n", _NARROW, "audio/amr"), (b"#!AMR-WB\n", _WIDE, "audio/amr-wb")):
        if data.startswith(start):
            return len(start), sizes, content_type
    raise MediaRefused("type")
