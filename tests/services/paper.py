"""Reads the text layer of a PDF that Drom made, as a reader's copy and search would; it reads no other PDF."""

import re
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_LETTER = re.compile(rb"^<([0-9A-F]{4})> <([0-9A-F]{4,})>$", re.MULTILINE)
_SHOWN = re.compile(rb"/F(\d+) |\(((?:\\.|[^\\)])*)\) Tj", re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)


def text_of(paper: bytes) -> str:
    """Return the lines of all pages, by each font's own table of letters."""
    streams = list(_streams(paper))
    fonts = [_letters(stream) for stream in streams if b"beginbfchar" in stream]
    return "\n".join(line for stream in streams if b" Tj" in stream for line in _lines(stream, fonts))


def _streams(paper: bytes) -> Iterator[bytes]:
    for found in _STREAM.finditer(paper):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            yield found[1]


def _letters(table: bytes) -> dict[int, str]:
    found = _LETTER.findall(table)
    return {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in found}


def _lines(page: bytes, fonts: list[dict[int, str]]) -> Iterator[str]:
    font: dict[int, str] = {}
    for found in _SHOWN.finditer(page):
        if found[1]:
            font = fonts[int(found[1]) - 1]
        else:
            raw = _ESCAPED.sub(lambda one: {b"r": b"\r", b"n": b"\n"}.get(one[1], one[1]), found[2])
            yield "".join(font[int.from_bytes(raw[at : at + 2], "big")] for at in range(0, len(raw), 2))
