"""Looks at synthetic notes as sound, in a process of its own: ``python -m tests.voices.sounds``; nobody listens here.

Makes some notes in every language as Drom does, reads them back, and prints one JSON line for each. It loads eSpeak NG,
which the bot itself and its tests must not.
"""

import ctypes
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy
import soundfile

from bot.services import voice_work
from bot.services.voice_work import Job
from bot.services.voices import Voices
from bot.settings import SAMPLE
from bot.voices import sound
from bot.voices.espeak import Speaker
from bot.voices.orders import items
from bot.voices.respelling import VOICES, respelled
from tests.services.sample import speech
from tests.voices.mouth import Mouth

NOTES = 30
"""How many notes of each language are looked at, from all over the conversations."""
_HUSH = 0.02
"""Of the loudest moment: what is quieter is silence."""
_CLIPPED = 0.999


def main(number: int) -> None:
    """Print what each note is like."""
    with TemporaryDirectory() as folder:
        speaker, path = Speaker(), Path(folder) / "note.ogg"
        for job in chosen(Path(folder), number):
            said = items(job.order.request)
            pieces = [sound.at_rate(speaker.say(words, language), speaker.rate) for _, language, words in said]
            sound.write(sound.joined(pieces), path)
            spelled = [phonemes(speaker, words, language) for _, language, words in said]
            words = sum(len(one.split()) for _, _, one in said)
            letters = sum(len(one) for _, _, one in said)
            about = {"language": job.language, "key": job.prompt.reply.key, "words": words, "letters": letters}
            print(json.dumps({**about, "phonemes": min(map(len, spelled)), **looked_at(path)}))


def chosen(folder: Path, number: int) -> Iterator[Job]:
    """Yield so many notes of each language, evenly from all of them."""
    every = list(voice_work.jobs(speech(SAMPLE), Voices(folder, Mouth())))
    for language in dict.fromkeys(job.language for job in every):
        own = [job for job in every if job.language == language]
        yield from own[:: max(1, len(own) // number)][:number]


def looked_at(path: Path) -> dict[str, float]:
    """Return the figures of a note: seconds, how loud, how much is clipped, silence at both ends, bytes."""
    samples, rate = soundfile.read(str(path))
    loud: Any = numpy.abs(samples)
    peak = float(loud.max())
    heard = numpy.flatnonzero(loud > _HUSH * peak)
    return {
        "seconds": len(samples) / rate,
        "peak": peak,
        "mean": float(numpy.sqrt(numpy.square(samples).mean())),
        "clipped": float((loud >= _CLIPPED).mean()),
        "before": float(heard[0]) / rate,
        "after": float(len(samples) - 1 - heard[-1]) / rate,
        "bytes": path.stat().st_size,
    }


def phonemes(speaker: Speaker, words: str, language: str) -> str:
    """Return the sounds that a voice makes of words, as eSpeak NG writes them."""
    library = speaker._library
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_SetVoiceByName(VOICES[language].encode())
    text = ctypes.c_void_p(0)
    buffer = ctypes.create_string_buffer(respelled(words, language).encode())
    text.value = ctypes.addressof(buffer)
    found = ""
    while text.value:
        found += (library.espeak_TextToPhonemes(ctypes.byref(text), 1, 0) or b"").decode()
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else NOTES)
