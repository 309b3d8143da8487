"""The search for traces finds what it must: only then does it prove something when it finds nothing."""

import base64
import json
import struct
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.services.traces import traces

MARKER = "Šaban Реџеп ليلى"
WRITTEN: dict[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "json": lambda text: json.dumps({"a": text}).encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 later": lambda text: base64.b64encode(b"x" + text.encode() + b"yz"),
    "base64 latest": lambda text: base64.b64encode(b"xy" + text.encode() + b"z"),
}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_a_marker_is_found(tmp_path: Path, form: str, written: Callable[[str], bytes]) -> None:
    (tmp_path / "deep").mkdir()
    text = unicodedata.normalize("NFC" if form == "NFC" else "NFD", MARKER)
    (tmp_path / "deep" / "file").write_bytes(b"before" + written(text) + b"after")
    assert traces(tmp_path, MARKER)
    assert not traces(tmp_path, "Ljiljana")


def test_numbers_and_names_of_files_are_found(tmp_path: Path) -> None:
    (tmp_path / "number").write_bytes(b"\x01" + struct.pack(">d", 41.331117))
    (tmp_path / "secret-name").write_bytes(b"")
    assert traces(tmp_path, 41.331117)
    assert traces(tmp_path, "secret-name")
    assert not traces(tmp_path, 41.331118)
