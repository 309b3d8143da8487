"""``drom bench voice``: what a voice note and a picture card add to the making of a reply; no network, one table.

Every screen that members and mentors hear is said to every reader: in words alone, with a note and a card that are not
ready, and with both ready. Nothing is made and nothing is sent: a note that is not ready must cost its words nothing.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.channels.limits import SIM_TELEGRAM
from bot.picture_cards import card_of
from bot.picture_list import flows_with_cards
from bot.presentation import BOTH, TEXT
from bot.prompts import READERS, prompts
from bot.render import Rendered
from bot.services.speech import Speech, parts_for
from bot.services.voices import Voices
from bot.settings import SAMPLE
from bot.voices.orders import name_of
from flows.core.values import Reply
from storage.contacts import Contact
from tests.bench.turns import say
from tests.services.sample import speech
from tests.voices.mouth import Mouth

ROUNDS = 5
WITHIN = 20.0
"""Milliseconds that a ready note and card may add to a reply, and that one which is not ready may take."""
NOTE = b"OggS"
WAYS = ("in words alone", "not ready yet", "ready")


def measure(folder: Path, rounds: int = ROUNDS, most: int = 0) -> dict[str, dict[str, float]]:
    """Return by way the milliseconds of a reply: median, 95th percentile and worst; of ``most`` screens, 0 for all."""
    told = _spoken(folder)
    screens = [one.reply for one in prompts(told.book) if one.whole][: most or None]
    took: dict[str, list[float]] = {way: [] for way in WAYS}
    for _ in range(rounds):
        for language, country in READERS:
            reader = Contact(1, SIM_TELEGRAM, "1", language=language, country=country, talk=BOTH)
            for reply in screens:
                took[WAYS[0]].append(_timed(told, reader._replace(talk=TEXT), reply))
                took[WAYS[1]].append(_timed(told, reader, reply))
                path = _laid(told, reader, reply)
                took[WAYS[2]].append(_timed(told, reader, reply))
                if path is not None:
                    path.unlink()
    return {way: _figures(values) for way, values in took.items()}


def _spoken(folder: Path) -> Speech:
    """Return what speaks and draws, as far as a turn knows; cards are always ready."""
    plain = speech(SAMPLE)
    flows = flows_with_cards(plain.book)

    def picture(rendered: Rendered) -> str:
        card = card_of(rendered, flows)
        return card.name if card else ""

    return replace(plain, voices=Voices(folder, Mouth()), pictures=picture)


def _timed(told: Speech, reader: Contact, reply: Reply) -> float:
    began = time.perf_counter()
    parts_for(told, reader, reply)
    return (time.perf_counter() - began) * 1000


def _laid(told: Speech, reader: Contact, reply: Reply) -> Path | None:
    """Lay a note where the one of a reply would be; None where nothing in it can be said."""
    voices = told.voices
    later = next((part.later for part in parts_for(told, reader, reply) if part.later), "")
    if voices is None or not later:
        return None
    path = voices.path(name_of(later))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(NOTE)
    return path


def _figures(took: Sequence[float]) -> dict[str, float]:
    return {
        "replies": len(took),
        "median": statistics.median(took),
        "p95": statistics.quantiles(took, n=20)[-1],
        "worst": max(took),
    }


def added(found: dict[str, dict[str, float]], way: str) -> float:
    """Return how many milliseconds more than words alone a way takes at the 95th percentile."""
    return found[way]["p95"] - found[WAYS[0]]["p95"]


def table(found: dict[str, dict[str, float]]) -> str:
    """Return the figures in Markdown."""
    rows = ["| a reply with voice and card | replies | median ms | p95 ms | worst ms | added at p95 |"]
    rows.append("|---|---|---|---|---|---|")
    for way, one in found.items():
        figures = f"{one['median']:.2f} | {one['p95']:.2f} | {one['worst']:.1f} | {added(found, way):.2f}"
        rows.append(f"| {way} | {one['replies']:,} | {figures} |")
    return "\n".join([*rows, f"| must | | | | | <= {WITHIN:g} |"])


def main() -> int:
    """Measure and print; return 1 where voice and card add too much."""
    parser = argparse.ArgumentParser(prog="drom bench voice", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", type=Path, help="write every figure to this file")
    parser.add_argument("--folder", default="", help="where the notes are laid (the system's place for such)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder or None, prefix="drom-bench-") as made:
        found = measure(Path(made), asked.rounds)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1))
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    where = f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors{load}"
    say(f"{where}.\n\n{table(found)}", sys.stdout)
    return int(any(added(found, way) > WITHIN for way in WAYS))


if __name__ == "__main__":
    sys.exit(main())
