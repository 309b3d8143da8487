"""What people recorded, as far as making voice notes needs it: a port; it never knows where recordings are kept."""

import hashlib
from pathlib import Path
from typing import Protocol


class Recordings(Protocol):
    """Recordings of words, each of one language, key and text. Asked in every turn: it must answer from memory."""

    def of(self, language: str, key: str, text_hash: str) -> str:
        """Return the id of the recording of a key whose words are still these, "" where there is none.

        ``language`` is a voice's (``bot.aloud.HEARD``), ``text_hash`` what ``hash_of`` gives of the words.
        """

    def file(self, recording: str) -> Path | None:
        """Return where a recording lies, None where it is gone."""


class NoRecordings:
    """Nobody has recorded anything."""

    def of(self, language: str, key: str, text_hash: str) -> str:
        """Return nothing."""
        return ""

    def file(self, recording: str) -> Path | None:
        """Return nothing."""
        return None


def hash_of(words: str) -> str:
    """Return by what a recording knows its words: 32 letters and digits, the same for what sounds the same.

    A capital letter is not heard: "Monday" begins a sentence, and stands within another.
    """
    return hashlib.sha256(" ".join(words.casefold().split()).encode()).hexdigest()[:32]
