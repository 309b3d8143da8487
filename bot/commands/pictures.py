"""The command about picture cards: draw them all before anybody meets them."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile

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

EVERY = 25
"""After how many cards it is told how far it is: drawing all of them takes minutes."""


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
    answers = _pressed(folder, [card for card, _ in cards.values()])
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


def _pressed(folder: Path, cards: list[PictureCard]) -> list[str]:
    """Have cards drawn by the program for that, telling how far it is; return what it says of each, in their order."""
    command = [sys.executable, "-m", "bot.picture_press", str(folder)]
    with TemporaryFile() as orders:  # a pipe would fill up while its answers are not read
        orders.writelines(f"{json.dumps(card.cells, ensure_ascii=False)}\n".encode() for card in cards)
        orders.seek(0)
        with subprocess.Popen(command, stdin=orders, stdout=subprocess.PIPE) as press:  # noqa: S603
            return list(_counted(press.stdout or (), len(cards)))


def _counted(answers: Iterable[bytes], whole: int) -> Iterator[str]:
    """Yield what is said of each card, and tell now and then how many of the whole are done."""
    for done, answer in enumerate(answers, 1):
        if done % EVERY == 0 and done < whole:
            print(f"{done} of {whole} …", flush=True)
        yield answer.decode().rstrip("\r\n")
