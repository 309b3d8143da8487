"""A backup's file: a zip archive of members and a manifest that says what they are; it never knows what they mean.

It is written beside its place under a passing name, made durable and renamed: a name always means a whole archive.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from storage.copies import Copy, RestoreRefused

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1024 * 1024
STORED = frozenset({"media", "voices"})
"""Folders of members that are small already: voices and photos."""


@dataclass(frozen=True, slots=True)
class Member:
    """The size in bytes and the SHA-256 of a member."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds: made when, by which version of Drom, of what database, and its members."""

    made_at: datetime
    version: str
    copy: Copy
    members: Mapping[str, Member] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return it as people and programs read it."""
        members = {name: asdict(one) for name, one in self.members.items()}
        head = {"format": FORMAT, "made_at": self.made_at.isoformat(), "version": self.version}
        return head | {"copy": asdict(self.copy), "members": members}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Manifest":
        """Read it; raises RestoreRefused."""
        if value.get("format") != FORMAT:
            raise RestoreRefused(f"the backup has format {value.get('format')}; this version of Drom reads {FORMAT}")
        copy = Copy(**{**value["copy"], "files": tuple(value["copy"]["files"])})
        members = {name: Member(**one) for name, one in value["members"].items()}
        return cls(datetime.fromisoformat(value["made_at"]), value["version"], copy, members)


def write(file: Path, manifest: Manifest, members: Iterable[tuple[str, Path]]) -> Manifest:
    """Write an archive, readable by its owner alone, in place of an earlier one; return its whole manifest.

    A member whose file is gone by now is left out: its owner was erased meanwhile. Raises OSError.
    """
    part = file.with_name(f"{file.name}.part")
    found = {}
    try:
        with open(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                for name, path in members:
                    if (member := _add(archive, name, path)) is not None:
                        found[name] = member
                whole = Manifest(manifest.made_at, manifest.version, manifest.copy, found)
                archive.writestr(MANIFEST, json.dumps(whole.to_json(), indent=1))
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return whole


def manifest(file: Path) -> Manifest:
    """Return an archive's manifest; raises RestoreRefused for a file that is no backup, OSError."""
    try:
        return Manifest.from_json(json.loads(member(file, MANIFEST)))
    except (ValueError, KeyError, TypeError) as error:
        raise (
            error if isinstance(error, RestoreRefused) else RestoreRefused(f"the file {file} is no backup of Drom's")
        ) from error


def member(file: Path, name: str) -> bytes:
    """Return one member; raises KeyError where there is none, RestoreRefused for a damaged archive, OSError."""
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.read(name)
    except zipfile.BadZipFile as error:
        raise RestoreRefused(f"the file {file} is no whole backup: it is cut short or something else") from error


def unpack(file: Path, whole: Manifest, folder: Path) -> None:
    """Unpack every member that the manifest names, and check it; raises RestoreRefused, OSError."""
    try:
        with zipfile.ZipFile(file) as archive:
            for name, wanted in whole.members.items():
                _unpack(archive, name, wanted, folder)
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError) as error:
        raise RestoreRefused(f"the backup {file} is damaged: {error}") from error


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> Member | None:
    kind = zipfile.ZIP_STORED if name.partition("/")[0] in STORED else zipfile.ZIP_DEFLATED
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return None
    info = zipfile.ZipInfo(name)
    info.compress_type = kind
    info.external_attr = 0o600 << 16
    seal, size = hashlib.sha256(), 0
    with source, archive.open(info, "w", force_zip64=True) as target:
        while chunk := source.read(CHUNK):
            seal.update(chunk)
            size += len(chunk)
            target.write(chunk)
    return Member(size, seal.hexdigest())


def _unpack(archive: zipfile.ZipFile, name: str, wanted: Member, folder: Path) -> None:
    parts = PurePosixPath(name).parts
    if name.startswith("/") or "\\" in name or ".." in parts or not parts:
        raise RestoreRefused(f"the backup has a member of the name {name!r}")
    path = folder.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    seal, size = hashlib.sha256(), 0
    owned = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(owned, "wb") as target, archive.open(name) as source:
        while chunk := source.read(CHUNK):
            seal.update(chunk)
            size += len(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    if (size, seal.hexdigest()) != (wanted.size, wanted.sha256):
        raise RestoreRefused(f"{name} in the backup is damaged: its checksum is another one")
