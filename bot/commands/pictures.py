"""The command about picture cards: draw them all before anybody meets them."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import typer

from bot import process
from bot.commands.database import chosen
from bot.commands.outcome import FAILED, end, guarded
from bot.core import pictures_of, speech_of
from bot.picture_cards import PictureCard
from bot.picture_files import missing, path_of
from bot.picture_list import every_card
from bot.services import courses

pictures = typer.Typer(help="Picture cards of screens.", no_args_is_help=True, rich_markup_mode=None)


@pictures.callback()
def _picture_cards() -> None:
    """Keep ``build`` a command of its own name: a single one would take the place of the group."""


@pictures.command()
@guarded
def build(context: typer.Context) -> None:
    """Draw every picture card that is known ahead, in every language; what is there stays."""
    found = chosen(context)
    if packages := missing():
        end(FAILED, f"Picture cards need {packages}, which requirements.lock names: install it.")
    process.make_folders(found)
    speech = speech_of(found)
    folder = pictures_of(found, speech).folder
    cards = every_card(speech.book, speech.words, speech.programme, courses.read_folder())
    before = sum(path_of(folder, name).is_file() for name in cards)
    answers = _pressed(folder, (card for card, _ in cards.values()))
    sizes = [path.stat().st_size for name in cards if (path := path_of(folder, name)).is_file()]
    largest = max(sizes, default=0) // 1000
    print(f"{len(sizes)} cards in {folder}, {len(sizes) - before} of them new; the largest has {largest} KB.")
    where = [screen for _, screen in cards.values()]
    told = [*answers, *["- nothing was drawn"] * (len(where) - len(answers))]
    if wrong := [
        f"{screen}: {answer[2:]}."
        for screen, answer in zip(where, told, strict=True)
        if answer.startswith(("- ", "! "))
    ]:
        end(FAILED, *wrong)


def _pressed(folder: Path, cards: Iterable[PictureCard]) -> list[str]:
    """Have cards drawn by the program for that; return what it says of each, in their order."""
    lines = "".join(f"{json.dumps(card.cells, ensure_ascii=False)}\n" for card in cards)
    command = [sys.executable, "-m", "bot.picture_press", str(folder)]
    done = subprocess.run(command, input=lines.encode(), stdout=subprocess.PIPE, check=False)  # noqa: S603
    return done.stdout.decode().splitlines()
