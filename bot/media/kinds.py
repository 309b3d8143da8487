"""What a file is by its content, and how much of it we take; it never believes a name or a claimed type."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["voice", "photo", "document", "contact"]
"""Those of ``flows.core.values.MediaKind`` that can be kept; spelt out here, so that the process which opens
strangers' files loads nothing of Drom but this folder.
"""

Format = Literal["ogg", "mp3", "aac", "m4a", "amr", "wav", "jpeg", "png", "webp", "gif", "pdf", "vcard"]


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """How much is taken (promise S9): bytes, pixels, seconds; ``day_bytes`` is for one person in 24 hours.

    ``side`` is the longer side a photo keeps: enough to read a form, and far below what the platforms refuse.
    ``work_seconds`` and ``work_bytes`` are the time and the memory the decoding process may use.
    """

    file_bytes: int = 20 * 1024 * 1024
    pixels: int = 40_000_000
    side: int = 2560
    voice_seconds: float = 600.0
    day_bytes: int = 100 * 1024 * 1024
    work_seconds: float = 20.0
    work_bytes: int = 640 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept: decoded, written anew, without a word of whoever made it."""

    kind: Kind
    content_type: str
    data: bytes
    seconds: float = 0.0


CONTENT_TYPES: dict[str, Kind] = {
    "audio/ogg": "voice",
    "audio/mpeg": "voice",
    "audio/aac": "voice",
    "audio/mp4": "voice",
    "audio/amr": "voice",
    "audio/amr-wb": "voice",
    "audio/wav": "voice",
    "image/jpeg": "photo",
    "image/png": "photo",
    "application/pdf": "document",
    "text/vcard": "contact",
}
"""Every type that is ever kept or served, and the kind of message it is."""

ENDINGS: dict[str, str] = {
    "audio/ogg": ".ogg",
    "audio/mpeg": ".mp3",
    "audio/aac": ".aac",
    "audio/mp4": ".m4a",
    "audio/amr": ".amr",
    "audio/amr-wb": ".awb",
    "audio/wav": ".wav",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "application/pdf": ".pdf",
    "text/vcard": ".vcf",
}
"""How the name of a file of each type ends, so that a desk knows what opens it."""

_STARTS: tuple[tuple[bytes, Format], ...] = (
    (b"OggS\x00", "ogg"),
    (b"ID3", "mp3"),
    (b"#!AMR", "amr"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"%PDF-1.", "pdf"),
    (b"%PDF-2.", "pdf"),
)
_M4A_BRANDS = frozenset({b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"3gp4", b"3gp5", b"3gp6"})
_MARKUP = re.compile(
    rb"<(?:html|script|iframe|body|!doctype html)[\s/>]|<\?php\s"
    rb"|<(?:svg|img|video|audio|object|embed|meta|link|form)[\s/]+[a-z:_-]{2,20}\s*="
)
_ZIP_END = b"PK\x05\x06"
_ZIP_TAIL = 65_557
"""A ZIP file ends with 22 bytes and a comment of at most 65,535 (PKWARE APPNOTE 4.3.16)."""


def sniff(data: bytes) -> Format | None:
    """Return what the first bytes say, None for anything we do not take (video, HEIC, SVG, HTML, ZIP, programs)."""
    for start, found in _STARTS:
        if data.startswith(start):
            return found
    if len(data) > 1 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0:
        return "aac" if data[1] & 0xF6 == 0xF0 else "mp3"
    if data[:16].upper().startswith(b"BEGIN:VCARD"):
        return "vcard"
    return _inner_start(data)


def _inner_start(data: bytes) -> Format | None:
    """Return the kind of a container that names its content after its own length."""
    match data[:4], data[4:8], data[8:12]:
        case b"RIFF", _, b"WEBP":
            return "webp"
        case b"RIFF", _, b"WAVE":
            return "wav"
        case _, b"ftyp", brand if brand in _M4A_BRANDS:
            return "m4a"
    return None


def two_faced(data: bytes, found: Format) -> bool:
    """Say whether another program would see something else in it: a web page, an archive or a PDF.

    A false alarm is one in more than a million photos: the patterns are long enough not to occur by chance.
    """
    if _ZIP_END in data[-_ZIP_TAIL:]:
        return True
    if found != "pdf" and b"%PDF-" in data[:1024]:
        return True
    return _MARKUP.search(data.lower()) is not None
