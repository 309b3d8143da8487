"""eSpeak NG behind one function: words in, samples out; only the program that makes voice notes loads it.

It keeps one state for the whole process, so one thing is said at a time. Constants: ``espeak-ng/speak_lib.h``, 1.52.
"""

import ctypes
from collections.abc import Sequence
from typing import Any

import espeakng_loader
import numpy

from bot.voices.respelling import VOICES, respelled

_SYNCHRONOUS, _OK = 2, 0
_UTF8, _END_PAUSE = 1, 0x1000
_BY_CHARACTER = 1
_PACE, _WORDS_A_MINUTE = 1, 130
"""Slower than usual (175): people found synthetic voices too fast to follow (conversations.md, rule 2)."""
_GAP = 7, 2
"""The parameter of the pause between words, and its length in units of 10 ms at the usual pace."""

_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Speaker:
    """The synthetic voices; ``rate`` is how many samples a second they make."""

    def __init__(self) -> None:
        """Raise OSError where the library or its data cannot be used."""
        self._library = ctypes.CDLL(str(espeakng_loader.get_library_path()))
        self.rate: int = self._library.espeak_Initialize(
            _SYNCHRONOUS, 0, str(espeakng_loader.get_data_path()).encode(), 0
        )
        if self.rate <= 0:
            raise OSError("the synthetic voices cannot be loaded")
        self._samples: list[Any] = []
        self._keep = _CALLBACK(self._take)  # the library holds no reference to it
        self._library.espeak_SetSynthCallback(self._keep)

    def say(self, words: str, language: str) -> Any:
        """Return words as samples from -1 to 1; raises ValueError for a language without a voice, OSError."""
        if language not in VOICES:
            raise ValueError(f"no voice speaks {language!r}")
        self._samples.clear()
        self._checked(self._library.espeak_SetVoiceByName(VOICES[language].encode()))
        for parameter, value in ((_PACE, _WORDS_A_MINUTE), _GAP):
            self._checked(self._library.espeak_SetParameter(parameter, value, 0))
        told = respelled(words, language).encode() + b"\0"
        size, flags = ctypes.c_size_t(len(told)), ctypes.c_uint(_UTF8 | _END_PAUSE)
        self._checked(self._library.espeak_Synth(told, size, 0, _BY_CHARACTER, 0, flags, None, None))
        self._checked(self._library.espeak_Synchronize())
        return _joined(self._samples)

    def _take(self, wave: Any, count: int, _events: Any) -> int:
        if wave and count > 0:
            self._samples.append(numpy.ctypeslib.as_array(wave, (count,)).copy())
        return 0

    def _checked(self, result: int) -> None:
        if result != _OK:
            raise OSError(f"the synthetic voice failed with {result}")


def _joined(parts: Sequence[Any]) -> Any:
    whole = numpy.concatenate(parts) if parts else numpy.zeros(0, dtype=numpy.int16)
    return whole.astype(numpy.float32) / 32768
