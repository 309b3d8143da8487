"""WAV, as the phone simulator records it: plain PCM sound is kept, every other chunk falls away.

Chunks: Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0", WAVE.
"""

import struct
from collections.abc import Iterator

from bot.media.kinds import Checked, MediaLimits
from bot.media.refused import MediaRefused

_FORMAT = struct.Struct("<HHIIHH")
_PCM = 1


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield names and bodies; a chunk that ends after the file is ``broken``."""
    place = 12
    while place + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, place)
        if place + 8 + size > len(data):
            raise MediaRefused("broken")
        yield name, data[place + 8 : place + 8 + size]
        place += 8 + size + (size & 1)


def clean(data: bytes, limits: MediaLimits) -> Checked:
    """Return the sound alone: uncompressed, one or two channels, 8 to 48 kHz, 8 or 16 bits."""
    found: dict[bytes, bytes] = {}
    for name, body in _chunks(data):
        if name in (b"fmt ", b"data"):
            if name in found:
                raise MediaRefused("broken")
            found[name] = body
    if len(found.get(b"fmt ", b"")) < _FORMAT.size or not found.get(b"data"):
        raise MediaRefused("broken")
    coding, channels, rate, _, _, bits = _FORMAT.unpack_from(found[b"fmt "])
    if coding != _PCM or channels not in (1, 2) or not 8_000 <= rate <= 48_000 or bits not in (8, 16):
        raise MediaRefused("type")
    frame = channels * bits // 8
    sound = found[b"data"]
    sound = sound[: len(sound) // frame * frame]
    seconds = len(sound) / frame / rate
    if seconds > limits.voice_seconds:
        raise MediaRefused("long")
    fmt = _FORMAT.pack(_PCM, channels, rate, rate * frame, frame, bits)
    padding = bytes(len(sound) & 1)
    body = b"WAVEfmt " + struct.pack("<I", len(fmt)) + fmt + b"data" + struct.pack("<I", len(sound)) + sound + padding
    return Checked("voice", "audio/wav", b"RIFF" + struct.pack("<I", len(body)) + body, round(seconds, 2))
