"""Every transcript in this folder, replayed against the whole Drom and compared word for word.

``x.txt`` was saved from the simulator or written by hand; ``x.twin.txt`` is what its people see on the other
messenger. ``pytest tests/transcripts --update`` writes both anew (read the difference before you commit it).
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.transcript import Transcript, dump, load
from tests.transcripts.playhouse import playhouse
from tests.transcripts.replay import replay, swapped
from tests.transcripts.staff import DOINGS, Doing

HERE = Path(__file__).parent
SCRIPTS = sorted(path for path in HERE.glob("*.txt") if not path.name.endswith(".twin.txt"))


def _played(script: Transcript, folder: Path, doings: Sequence[Doing]) -> str:
    async def play() -> str:
        async with playhouse(folder, script.start, doings, speaks=bool(script.speaks)) as house:
            return dump(await replay(script, house))

    folder.mkdir()
    return asyncio.run(play())


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_transcript_is_what_happens(path: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    script = load(path.read_text(encoding="utf-8"))
    twin = path.with_suffix(".twin.txt")
    doings = DOINGS.get(path.stem, ())
    played = _played(script, tmp_path / "as-saved", doings)
    other = _played(swapped(load(played)), tmp_path / "other", doings)
    if request.config.getoption("--update", False):
        path.write_text(played, encoding="utf-8", newline="\n")
        twin.write_text(other, encoding="utf-8", newline="\n")
    assert played.splitlines() == path.read_text(encoding="utf-8").splitlines()
    assert twin.exists(), "run: pytest tests/transcripts --update"
    assert other.splitlines() == twin.read_text(encoding="utf-8").splitlines()


def test_no_twin_is_alone() -> None:
    stems = {path.stem for path in SCRIPTS}
    assert stems
    assert {path.name.removesuffix(".twin.txt") for path in HERE.glob("*.twin.txt")} == stems
