"""Looks for a marker in the raw bytes of every file of a folder, however it may be written; it knows no database."""

import base64
import json
import struct
import unicodedata
from collections.abc import Iterator
from pathlib import Path


def traces(folder: Path, *markers: str | float | bytes) -> list[str]:
    """Return where markers are found, as ``marker: file (form)``; names of files count too."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = str(path.relative_to(folder)).encode() + b"\x00" + path.read_bytes()
        for marker in markers:
            found += [f"{marker!r}: {path.name} ({form})" for form, raw in _forms(marker) if raw in data]
    return found


def _forms(marker: str | float | bytes) -> Iterator[tuple[str, bytes]]:
    match marker:
        case bytes():
            yield "bytes", marker
            yield from _base64(marker)
        case float():
            yield "double", struct.pack(">d", marker)
            yield from _forms(repr(marker))
        case str():
            for name in ("NFC", "NFD"):
                text = unicodedata.normalize(name, marker)
                yield f"{name} utf-8", text.encode()
                yield f"{name} utf-16-le", text.encode("utf-16-le")
                yield f"{name} utf-16-be", text.encode("utf-16-be")
                yield f"{name} escapes", json.dumps(text)[1:-1].encode()
                yield f"{name} ESCAPES", _upper(text)
                yield from _base64(text.encode())


def _upper(text: str) -> bytes:
    return "".join(char if char.isascii() else f"\\u{ord(char):04X}" for char in text).encode()


def _base64(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the middle of what base64 makes of the bytes, wherever in a longer text they stand."""
    for before in range(3):
        coded = base64.b64encode(b"\x00" * before + raw)
        yield f"base64+{before}", coded[4 if before else 0 : len(coded) - 4]
