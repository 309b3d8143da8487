"""Makes picture cards, in a process of its own: ``python -m bot.picture_press FOLDER``; it never opens a database.

Reads one JSON list of cells a line and answers each with one line: the name of the card that lies in the folder now,
``-`` and why it cannot be drawn, or ``!`` and why it cannot be kept now. Ends with its input. What draws takes 30 MB,
and one core for a moment: here it is in nobody's way.
"""

import json
import os
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, TextIO

from bot.picture_cards import PictureCard
from bot.picture_drawing import drawn
from bot.picture_files import path_of

LOWEST = 19
"""How far behind all other work this one stands."""


def serve(folder: Path, lines: TextIO, answers: TextIO) -> None:
    """Make a card for each line."""
    for line in lines:
        try:
            answer = _made(folder, _card(line))
        except OSError as error:
            answer = f"! {type(error).__name__} {error.errno}"
        except (ValueError, TypeError) as error:
            answer = f"- {error}".replace("\n", " ")
        answers.write(f"{answer}\n")
        answers.flush()


def _card(line: str) -> PictureCard:
    cells: list[list[Any]] = json.loads(line)
    return PictureCard(tuple((int(number), str(sign), str(words)) for number, sign, words in cells))


def _made(folder: Path, card: PictureCard) -> str:
    """Draw a card unless it is there, and return its name; nobody ever sees half a one."""
    path = path_of(folder, card.name)
    if not path.is_file():
        data = drawn(card)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as part:
            half = Path(part.name)
        try:
            half.write_bytes(data)
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)
    return card.name


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(LOWEST)
    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    serve(Path(sys.argv[1]), sys.stdin, sys.stdout)
