"""How a trial and the launcher in another process speak with each other: names and files; nothing of Drom."""

from pathlib import Path

FOLDER, HURRY = "FAULTS_FOLDER", "FAULTS_HURRY"
GONE = 137
"""The exit code of a process that died at a point: what a shell shows for ``kill -9``."""


def whole(path: Path, words: str) -> None:
    """Write a file that another process reads at any moment."""
    path.with_suffix(".part").write_text(words)
    path.with_suffix(".part").replace(path)
