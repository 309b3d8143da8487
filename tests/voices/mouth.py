"""A maker of voice notes without a voice: it writes down what is said, at once, and remembers it."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.voices.maker import CannotMake, Made


class Mouth:
    """Writes the items of each note into its file; ``fails`` is why it makes none, ``before`` is called first."""

    def __init__(self, *, speaks: bool = True, joins: bool = True) -> None:
        self.speaks, self.joins = speaks, joins
        self.said: list[list[list[str]]] = []
        self.fails = ""
        self.before: Callable[[], object] = lambda: None

    async def make(self, items: Sequence[Sequence[str]], to: Path) -> Made:
        """Write a note, or fail as told."""
        self.before()
        if self.fails:
            raise CannotMake(self.fails)
        self.said.append([list(item) for item in items])
        return Made(1.0, _written(to, json.dumps(self.said[-1])))

    async def close(self) -> None:
        """Need nothing."""

    def words(self) -> list[str]:
        """Return the words of all notes made so far, each as one line."""
        return [" ".join(item[-1] for item in items) for items in self.said]


def _written(path: Path, text: str) -> int:
    """Write a file and return its size."""
    path.write_text(text)
    return path.stat().st_size
