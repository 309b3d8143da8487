"""A port for what recognises speech, with nothing behind it: what it understands is a guess for whoever listens.

No step of a conversation waits for it or depends on it: a person hears what was said, and decides.
"""

from pathlib import Path
from typing import Protocol


class Recognises(Protocol):
    """Understands recordings behind everything else. ``able`` tells whether it ever does.

    What it understood of a file goes with the file.
    """

    able: bool

    def take(self, path: Path, language: str) -> None:
        """Take a checked recording of somebody who reads ``language``, at once; it is worked on elsewhere."""

    def words(self, path: Path) -> str:
        """Return what was understood of a recording, "" for nothing yet or ever; at once."""


class NoRecogniser:
    """Understands nothing: there is no model for Romani, and none that is good enough for the other languages."""

    able = False

    def take(self, path: Path, language: str) -> None:
        """Leave it."""

    def words(self, path: Path) -> str:
        """Return ""."""
        return ""
