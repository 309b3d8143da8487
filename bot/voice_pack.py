"""A voice pack's file: a zip archive of recordings and a manifest that says what they are; it never opens a sound.

``manifest.json`` lists for each recording its language, dialect, key, words, seconds and the SHA-256 under which it
lies in ``voices/``. A stranger's pack is believed in nothing: sizes are bounded and sums compared, the rest is checked
by whoever reads it.
"""

import hashlib
import json
import lzma
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import Any

FORMAT = 1
MANIFEST = "manifest.json"
FOLDER = "voices/"
LARGEST = 2 * 1024 * 1024
"""Bytes of the largest recording: 20 seconds are 60 KB as Drom makes them, and 2 MB as the largest WAV."""
LARGEST_MANIFEST = 32 * 1024 * 1024
LONGEST = 2_400
"""How many characters the words of a recording have at most, as a voice note has."""
KEYS = re.compile(r"[A-Za-z0-9_.#-]{1,96}")
SEALS = re.compile(r"[0-9a-f]{64}")
MOST = 50_000
"""How many recordings a pack holds at most: ten times all that Drom says in every language and dialect."""


class PackRefused(ValueError):
    """A file is no voice pack, or a damaged one."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A recording in a pack: words of a key as somebody says them; ``row`` is its place in the manifest, from 1."""

    language: str
    dialect: str
    key: str
    words: str
    seconds: float
    sha256: str = ""
    row: int = 0

    @property
    def named(self) -> str:
        """Return how somebody finds it in the manifest: of a stranger's pack only what has been checked."""
        return f"row {self.row} ({self.language} {self.key})"


PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How a member may be packed: other ways take far more memory to unpack than they hold."""
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError),
    UnicodeDecodeError,
)
"""What the archive's reader raises for a file that is none."""
_TOLD = ("language", "dialect", "key", "words", "seconds", "sha256")
"""What the manifest tells of a recording."""


def write(file: Path, found: Iterable[tuple[Packed, Path]]) -> int:
    """Write a pack, readable by its owner alone, in place of an earlier one; return how many recordings it holds.

    A recording whose file is gone by now is left out: its speaker was erased meanwhile. Raises OSError.
    """
    descriptor, name = mkstemp(
        ".part", f"{file.name}.", file.parent
    )  # its owner's alone; nobody lays a link there before
    part, known = Path(name), set[str]()
    told: list[dict[str, Any]] = []
    try:
        with open(descriptor, "w+b") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED) as archive:
                for one, path in found:
                    if not path.is_file():
                        continue
                    data = path.read_bytes()
                    seal = hashlib.sha256(data).hexdigest()
                    told.append({**{name: getattr(one, name) for name in _TOLD}, "sha256": seal})
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


def check(file: Path) -> None:
    """Read a pack from end to end, so that a damaged one changes nothing; raises PackRefused, OSError."""
    for _ in read(file):
        pass


def read(file: Path) -> Iterator[tuple[Packed, bytes]]:
    """Yield the recordings of a pack; raises PackRefused for what is none or damaged, OSError."""
    try:
        with zipfile.ZipFile(file) as archive:
            for one in _listed(archive):
                data = _member(archive, FOLDER + one.sha256, LARGEST, one.named)
                if hashlib.sha256(data).hexdigest() != one.sha256:
                    raise PackRefused(f"{one.named} of the pack is damaged: its checksum is another one")
                yield one, data
    except _DAMAGED as error:
        raise PackRefused(f"the file {file} is no whole voice pack: it is cut short or something else") from error


def _listed(archive: zipfile.ZipFile) -> list[Packed]:
    try:
        told = json.loads(_member(archive, MANIFEST, LARGEST_MANIFEST, "the manifest"))
        if told["format"] != FORMAT:
            raise PackRefused("the pack has a format that this version of Drom does not read")
        rows = list(told["recordings"])
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        if isinstance(error, PackRefused):
            raise
        raise PackRefused("the file is no voice pack of Drom's") from error
    if len(rows) > MOST:
        raise PackRefused(f"the pack holds {len(rows)} recordings; {MOST} are the most")
    return [_packed(number, row) for number, row in enumerate(rows, 1)]


def _packed(number: int, told: Any) -> Packed:
    """Read one row of the manifest; raises PackRefused, which names it."""
    try:
        values = {name: told[name] for name in _TOLD}
        seconds = float(values.pop("seconds"))
        if not all(isinstance(word, str) for word in values.values()):
            raise TypeError("what a recording is called is text")
        values["words"].encode()
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise PackRefused(f"row {number} of the pack's manifest does not tell what a recording is") from error
    defect = _defect(values)
    if defect:
        raise PackRefused(f"row {number} of the pack's manifest has {defect}")
    return Packed(**values, seconds=seconds, row=number)


def _defect(told: dict[str, str]) -> str:
    """Say what a row has that none of Drom's has, "" for nothing; it repeats none of it."""
    if not all(KEYS.fullmatch(told[name] or "-") for name in ("language", "dialect", "key")) or not told["key"]:
        return "a strange name"
    if not SEALS.fullmatch(told["sha256"]):
        return "a strange checksum"
    words = told["words"]
    return "no words" if not words.strip() or "\0" in words else "too many words" if len(words) > LONGEST else ""


def _member(archive: zipfile.ZipFile, name: str, most: int, named: str) -> bytes:
    """Return a member of at most so many bytes; raises PackRefused."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        raise PackRefused(f"{named} of the pack has no file") from None
    if info.compress_type not in PACKINGS:
        raise PackRefused(f"{named} of the pack is packed in a way that Drom does not read")
    with archive.open(info) as source:
        data = source.read(most + 1)
    if len(data) > most:
        raise PackRefused(f"{named} of the pack is larger than {most} bytes")
    return data


def _info(name: str) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name)
    found.external_attr = 0o600 << 16
    return found
