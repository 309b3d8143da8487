"""A voice pack's file: a zip archive of recordings and a manifest that says what they are; it never opens a sound.

``manifest.json`` lists for each recording its language, dialect, key, words, seconds and the SHA-256 under which it
lies in ``voices/``. A stranger's pack is believed in nothing: sizes are bounded and sums compared, the rest is checked
by whoever reads it.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

FORMAT = 1
MANIFEST = "manifest.json"
FOLDER = "voices/"
LARGEST = 2 * 1024 * 1024
"""Bytes of the largest recording: 20 seconds are 60 KB as Drom makes them, and 2 MB as the largest WAV."""
LARGEST_MANIFEST = 32 * 1024 * 1024
MOST = 50_000
"""How many recordings a pack holds at most: ten times all that Drom says in every language and dialect."""


class PackRefused(ValueError):
    """A file is no voice pack, or a damaged one."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A recording in a pack: words of a key as somebody says them."""

    language: str
    dialect: str
    key: str
    words: str
    seconds: float
    sha256: str = ""


def write(file: Path, found: Iterable[tuple[Packed, Path]]) -> int:
    """Write a pack, readable by its owner alone, in place of an earlier one; return how many recordings it holds.

    A recording whose file is gone by now is left out: its speaker was erased meanwhile. Raises OSError.
    """
    part, known = file.with_name(f"{file.name}.part"), set[str]()
    told: list[dict[str, Any]] = []
    try:
        with open(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED) as archive:
                for one, path in found:
                    if not path.is_file():
                        continue
                    data = path.read_bytes()
                    seal = hashlib.sha256(data).hexdigest()
                    told.append({**asdict(one), "sha256": seal})
                    if seal not in known:
                        archive.writestr(_info(FOLDER + seal), data)
                        known.add(seal)
                manifest = {"format": FORMAT, "recordings": told}
                archive.writestr(_info(MANIFEST), json.dumps(manifest, ensure_ascii=False, indent=1))
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return len(told)


def read(file: Path) -> Iterator[tuple[Packed, bytes]]:
    """Yield the recordings of a pack; raises PackRefused for what is none or damaged, OSError."""
    try:
        with zipfile.ZipFile(file) as archive:
            for one in _listed(archive):
                data = _member(archive, FOLDER + one.sha256, LARGEST)
                if hashlib.sha256(data).hexdigest() != one.sha256:
                    raise PackRefused(f"{one.key} in the pack is damaged: its checksum is another one")
                yield one, data
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise PackRefused(f"the file {file} is no whole voice pack: it is cut short or something else") from error


def _listed(archive: zipfile.ZipFile) -> list[Packed]:
    try:
        told = json.loads(_member(archive, MANIFEST, LARGEST_MANIFEST))
        if told["format"] != FORMAT:
            raise PackRefused(f"the pack has format {told['format']}; this version of Drom reads {FORMAT}")
        found = [_packed(one) for one in told["recordings"]]
    except (KeyError, TypeError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise PackRefused("the file is no voice pack of Drom's") from error
    if len(found) > MOST:
        raise PackRefused(f"the pack holds {len(found)} recordings; {MOST} are the most")
    return found


def _packed(told: dict[str, Any]) -> Packed:
    """Read one line of the manifest; raises KeyError, TypeError."""
    values = {field.name: told[field.name] for field in fields(Packed)}
    words = (values[name] for name in ("language", "dialect", "key", "words", "sha256"))
    if not all(isinstance(word, str) for word in words):
        raise TypeError("what a recording is called is text")
    return Packed(**{**values, "seconds": float(values["seconds"])})


def _member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return a member of at most so many bytes; raises PackRefused, KeyError."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        raise PackRefused(f"the pack has no {name}") from None
    with archive.open(info) as source:
        data = source.read(most + 1)
    if len(data) > most:
        raise PackRefused(f"{name} in the pack is larger than {most} bytes")
    return data


def _info(name: str) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name)
    found.external_attr = 0o600 << 16
    return found
