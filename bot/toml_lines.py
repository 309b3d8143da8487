"""A TOML file as values, and in which line each of them stands; it never knows what they mean."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_AT = re.compile(r" \(at line (\d+), column \d+\)")
_TABLE = re.compile(r"\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?")
_PAIR = re.compile(r"\s*([\w.-]+)\s*=")


class TomlDefect(Exception):
    """A file that is no TOML; the message is a sentence that names the line."""


def read(path: Path) -> tuple[dict[str, Any], Mapping[str, int]]:
    """Return what a file says, and the lines of its tables and keys as ``table.key``; raises TomlDefect, OSError."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
        return tomllib.loads(text), lines_of(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TomlDefect(f"{path}, line {line}: this is not UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        found = _AT.search(str(error))
        line = int(found[1]) if found else max(1, len(text.splitlines()))
        what = _AT.sub("", str(error)).removesuffix(" (at end of document)")
        raise TomlDefect(f"{path}, line {line}: {what}.") from error


def lines_of(text: str) -> dict[str, int]:
    """Return in which line each table and each key begins, counted from 1; what stands within a value is its line."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _TABLE.fullmatch(line):
            table = header[1]
            found.setdefault(table, number)
        elif pair := _PAIR.match(line):
            found.setdefault(f"{table}.{pair[1]}".removeprefix("."), number)
    return found


def line_of(place: str, lines: Mapping[str, int]) -> int:
    """Return the line of a place, or of the nearest thing around it; 0 where the file has none of them."""
    while place:
        if place in lines:
            return lines[place]
        place = place.rpartition(".")[0]
    return 0
