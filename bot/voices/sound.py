"""Samples and files of sound: recordings are read, pieces joined, OGG/Opus written; it never knows what is said."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy
import soundfile
import soxr

RATE = 24_000
"""Samples a second of every note: all that Opus keeps of a voice at this size."""
_COMPRESSION = 0.95
"""Of libsndfile's scale from 0 to 1: about 18 kbit/s. Its own choice makes files half as large again."""
_GAP = 0.15
"""Seconds between two pieces: people pause between the parts of a sentence that were recorded one by one."""
_LOUD = 0.135
"""How loud (root mean square) a piece becomes where it is loudest, so that recordings and synthetic voices do not jump.

The loudest moments of a voice are two to five times that.
"""
_MOMENT, _MOMENTS = 0.02, 5
"""Seconds that loudness is taken over, and how many louder ones do not count: a finger on the microphone, a knock."""
_TOP = 0.95
"""Where a knock is cut off that is louder than the voice beside it."""
_SILENT = 0.001
_HUSH, _FROM_LOUD = 0.02, 4.0
"""Of a recording's loudest moment: what is quieter at its ends is nobody speaking, but a thumb on its way.

That moment is at most so many times as loud as the voice is (``_LOUD``): what is louder is a knock.
"""
_REST = 0.3
"""Seconds of silence that a note ends with at most: the synthetic voices make half a second after each sentence."""
_BREATH = 0.1
"""Seconds that are left before the first sound and after the last one: the ends of words are quiet."""


def read(path: Path) -> Any:
    """Return a recording's samples without the silence at its ends, one channel at ``RATE``.

    Raises OSError, RuntimeError for what is no sound.
    """
    samples, rate = soundfile.read(str(path), dtype="float32", always_2d=True)
    return _spoken(at_rate(samples.mean(axis=1), rate))


def at_rate(samples: Any, rate: int) -> Any:
    """Return samples at ``RATE``."""
    return samples if rate == RATE or not len(samples) else soxr.resample(samples, rate, RATE)


def joined(pieces: Sequence[Any]) -> Any:
    """Return pieces as one, with a pause between, all about equally loud."""
    gap: Any = numpy.zeros(int(_GAP * RATE), dtype=numpy.float32)
    parts: list[Any] = []
    for piece in pieces:
        parts += [gap, _even(piece)] if parts else [_even(piece)]
    return _ended(numpy.concatenate(parts)) if parts else gap


def write(samples: Any, path: Path) -> float:
    """Write samples as OGG/Opus; returns the seconds that it lasts."""
    soundfile.write(str(path), samples, RATE, format="OGG", subtype="OPUS", compression_level=_COMPRESSION)
    return len(samples) / RATE


def _spoken(samples: Any) -> Any:
    """Return samples from the first sound to the last; all of them where nothing is heard."""
    loud = numpy.abs(samples)
    if not len(samples) or loud.max() <= _SILENT:
        return samples
    heard = numpy.flatnonzero(loud > max(_HUSH * min(loud.max(), _FROM_LOUD * _loudness(samples)), _SILENT))
    left = int(_BREATH * RATE)
    return samples[max(0, heard[0] - left) : heard[-1] + left]


def _ended(samples: Any) -> Any:
    """Return samples without what a voice keeps silent behind its last word, but for a moment."""
    heard = numpy.flatnonzero(numpy.abs(samples) > _SILENT)
    return samples[: heard[-1] + int(_REST * RATE)] if len(heard) else samples


def _even(samples: Any) -> Any:
    loudness = _loudness(samples)
    return numpy.clip(samples * (_LOUD / loudness), -_TOP, _TOP) if loudness > _SILENT else samples


def _loudness(samples: Any) -> float:
    """Return how loud the loudest tenth of a second is in all, wherever its moments are; 0 where there is nothing."""
    size = int(_MOMENT * RATE)
    whole = samples[: len(samples) // size * size].reshape(-1, size) if len(samples) >= size else samples[None, :]
    if not whole.size:
        return 0.0
    moments = numpy.sort(numpy.sqrt(numpy.square(whole).mean(axis=1)))
    return float(moments[-min(_MOMENTS + 1, len(moments))])
