"""Recordings joined by the real program: a sentence with a day and a time, by people who press early and stop late.

What is heard must be all that was recorded, in order, without the silence that a thumb leaves at the ends.
"""

import json
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.aloud import every_atom
from bot.script import script
from bot.services.voices import Voices
from bot.settings import SAMPLE
from bot.voices.length import seconds_of
from bot.voices.maker import JOINS, Maker, there
from bot.voices.recordings import hash_of
from flows.core.values import Reply
from tests.services.sample import speech

pytestmark = pytest.mark.skipif(not there(JOINS), reason="the extra `voice` is not installed; `.ci/run` installs it")

RATE, SPOKEN, LATE = 24_000, 0.6, 0.8
"""Seconds of sound in each recording, and of silence before and after it."""
GAP = 0.5
"""Seconds that nobody speaks within a sentence, at most."""


class Shelf:
    """Whatever was recorded, by its words."""

    def __init__(self) -> None:
        self.files: dict[str, Path] = {}

    def of(self, language: str, key: str, text_hash: str) -> str:
        """Return its words' hash."""
        return text_hash if text_hash in self.files else ""

    def file(self, recording: str) -> Path | None:
        """Return where it lies."""
        return self.files.get(recording)


def record(path: Path) -> Path:
    """Write a recording as phones send it: silence, a hum, silence."""
    import numpy
    import soundfile

    hush = numpy.zeros(int(LATE * RATE))
    hum = 0.3 * numpy.sin(numpy.arange(int(SPOKEN * RATE)) * 2 * numpy.pi * 220 / RATE)
    soundfile.write(str(path), numpy.concatenate([hush, hum, hush]), RATE, format="OGG", subtype="OPUS")
    return path


def gaps(path: Path) -> Iterator[float]:
    """Yield how many seconds each silence of a note lasts."""
    import numpy
    import soundfile

    samples, rate = soundfile.read(str(path))
    loud = [numpy.abs(samples[at : at + rate // 100]).max() > 0.01 for at in range(0, len(samples), rate // 100)]
    silent = 0
    for one in [*loud, True]:
        if one and silent:
            yield silent / 100
        silent = 0 if one else silent + 1


async def test_a_sentence_with_a_day_and_a_time_is_joined_of_recordings(tmp_path: Path) -> None:
    words, shelf = speech(SAMPLE).words, Shelf()
    said = script(Reply("", "{day}, {time}", {"day": "E hënë 15 qershor", "time": "18:30"}), words, "sq", "AL", {})
    spoken = [piece for piece in said.pieces if piece.key]
    assert [piece.key.partition(".")[0] for piece in spoken] == ["weekday", "day", "month", "clock"]
    assert {piece.words.lower() for piece in spoken} <= {atom.words.lower() for atom in every_atom("sq")}
    for number, piece in enumerate(spoken):
        shelf.files[hash_of(piece.words)] = record(tmp_path / f"{number}.ogg")
    voices = Voices(tmp_path / "spoken", Maker(speaks=False), shelf)
    order = voices.order(said, 0)
    assert order is not None
    assert order.recorded, "no synthetic voice is needed"
    try:
        path = voices.path(await voices.make(order.request))
    finally:
        await voices.maker.close()
    data = path.read_bytes()
    assert (data[:4], data[28:36]) == (b"OggS", b"OpusHead")
    assert struct.unpack("<B", data[37:38]) == (1,), "one channel: the safe form for WhatsApp"
    found = seconds_of(path)
    most = len(spoken) * (SPOKEN + 2 * 0.1) + (len(spoken) - 1) * 0.15
    assert len(spoken) * SPOKEN <= found <= most + 0.1
    assert max(gaps(path)) <= GAP
    assert path.stat().st_size <= 60_000


@pytest.mark.parametrize("quiet", [1.0, 0.02])
def test_a_finger_on_the_microphone_does_not_make_a_voice_quiet(tmp_path: Path, quiet: float) -> None:
    import numpy

    from bot.voices import sound

    voice = quiet * 0.4 * numpy.sin(numpy.arange(RATE) * 2 * numpy.pi * 220 / RATE)
    knocked = voice.copy()
    knocked[RATE // 2 : RATE // 2 + RATE // 500] = 1.0
    even, beside = (sound.joined([one])[: RATE // 4] for one in (voice, knocked))
    assert numpy.sqrt(numpy.square(even).mean()) == pytest.approx(0.135, rel=0.1)
    assert numpy.sqrt(numpy.square(beside).mean()) == pytest.approx(0.135, rel=0.1)
    assert numpy.abs(sound.joined([knocked])).max() < 1
    assert not len(sound.joined([numpy.zeros(0)])) or not sound.joined([numpy.zeros(RATE)]).any()


async def test_a_recording_is_found_from_whatever_folder_drom_was_started_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf, words = Shelf(), "Mirë"
    record(tmp_path / "own.ogg")
    shelf.files[hash_of(words)] = Path("own.ogg")
    monkeypatch.chdir(tmp_path)
    voices = Voices(Path("voices"), Maker(speaks=False), shelf)
    try:
        name = await voices.make(json.dumps([["r", hash_of(words)]]))
    finally:
        await voices.maker.close()
    assert seconds_of(voices.path(name)) > SPOKEN
