"""Corrected words as a patch: git takes it, and the catalogues are then as if a translator had written them."""

import shutil
import subprocess
from pathlib import Path

import pytest

from bot import messages, pofile
from bot.catalog import LOCALES, path_of
from bot.word_patch import Correction, patch
from flows import BOOK


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a copy of Drom's source, as git knows it."""
    shutil.copytree(LOCALES, tmp_path / "locales")
    for words in (("init", "-q"), ("add", "."), ("-c", "user.name=x", "-c", "user.email=x", "commit", "-qm", "x")):
        git(tmp_path, *words)
    return tmp_path


def git(folder: Path, *words: str) -> str:
    git = shutil.which("git")
    if git is None:
        pytest.skip("there is no git here")
    return subprocess.run([git, *words], cwd=folder, check=True, capture_output=True, text=True).stdout


def applied(source: Path, *corrections: Correction) -> list[str]:
    """Apply the patch of some corrections and return the files that it changes."""
    (source / "words.patch").write_bytes(patch(BOOK, corrections).encode())
    git(source, "apply", "--whitespace=error", "words.patch")
    return git(source, "diff", "--name-only").split()


def test_git_takes_it_and_the_files_are_as_an_update_leaves_them(source: Path) -> None:
    changed = applied(
        source,
        Correction("sq", "welcome.why", "Ndihmoj biznese të vogla.", "2026-06-15"),
        Correction("sr_Cyrl", "welcome.why", "Помажем малим фирмама."),
        Correction("rom", "console.words.title", "Lava"),
    )
    files = [f"locales/{code}/LC_MESSAGES/messages.po" for code in ("rom", "sq", "sr_Cyrl", "sr_Latn")]
    assert changed == ["locales/REVIEW.md", *files]
    folder = source / "locales"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    messages.update(BOOK, folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert messages.report(BOOK, folder)[0] == 0
    said = {code: pofile.read(path_of(code, folder)) for code in ("sq", "sr_Cyrl", "sr_Latn", "rom")}
    assert said["sq"]["welcome.why"].text == "Ndihmoj biznese të vogla."
    assert said["sq"]["welcome.why"].comments == ("reviewed: 2026-06-15, in the console",)
    assert said["sr_Latn"]["welcome.why"].text == "Pomažem malim firmama."
    assert said["sr_Cyrl"]["welcome.why"].draft
    assert said["rom"]["console.words.title"].text == "Lava"
    assert not said["rom"]["console.words.title"].chained


def test_a_text_of_several_lines_and_with_quotes_comes_whole(source: Path) -> None:
    text = 'Një "fjalë" \\ e parë\ndy\ntre\nkatër'
    applied(source, Correction("sq", "welcome.consent", text))
    assert pofile.read(path_of("sq", source / "locales"))["welcome.consent"].text == text


def test_nothing_corrected_is_no_patch() -> None:
    assert patch(BOOK, []) == ""
