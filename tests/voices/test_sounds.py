"""Synthetic notes as sound: each is spelled into sounds, heard, not clipped, without long silence, at a human pace."""

import json
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from bot.aloud import HEARD
from bot.services.voice_work import LONG
from bot.voices.maker import SPEAKS, there

NOTES = 30
SILENCE = 0.5
PACE = (50.0, 190.0)
"""Words a minute, pauses among them: slower nobody follows a sentence, faster nobody follows a machine."""


@pytest.mark.trial
@pytest.mark.skipif(not there(SPEAKS), reason="the extra `voice` is not installed; `.ci/run` installs it")
def test_notes_of_every_language_are_whole(capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-m", "tests.voices.sounds", str(NOTES)]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
    notes = [json.loads(line) for line in done.stdout.splitlines()]
    assert {note["language"] for note in notes} == set(HEARD.values())
    table = ["| language | notes | words a minute | loudest | silence before | after | bytes a second |"]
    for language in dict.fromkeys(note["language"] for note in notes):
        own = [note for note in notes if note["language"] == language]
        assert len(own) == NOTES
        pace = 60 * sum(note["words"] for note in own) / sum(note["seconds"] for note in own)
        assert PACE[0] < pace < PACE[1], language
        ends = [f"{max(note[end] for note in own):.2f} s at most" for end in ("before", "after")]
        loud = f"{min(note['peak'] for note in own):.2f} to {max(note['peak'] for note in own):.2f}"
        rate = statistics.median(note["bytes"] / note["seconds"] for note in own)
        table.append(f"| {language} | {len(own)} | {pace:.0f} | {loud} | {' | '.join(ends)} | {rate:.0f} |")
    with capsys.disabled():
        print("", *table, sep="\n")
    for note in notes:
        assert note["phonemes"] > 0, note
        assert note["peak"] > 0.1, note
        assert note["mean"] > 0.01, note
        assert note["clipped"] == 0, note
        assert max(note["before"], note["after"]) < SILENCE, note
        assert note["seconds"] <= LONG[0], note
        assert note["bytes"] <= LONG[1], note
