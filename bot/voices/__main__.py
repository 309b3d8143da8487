"""The program that makes voice notes: one JSON line in for each, one JSON line out; it never knows what they are for.

In: ``{"items": [["t", language, words] | ["r", path], ...], "to": path}``. Out: ``{"seconds": s, "bytes": n}``, or
``{"wrong": what}``. It ends when nobody will ask any more. It never tells what was said.
"""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.voices import sound
from bot.voices.orders import RECORDING

try:
    from bot.voices.espeak import Speaker
except ImportError:  # recordings can be joined without it
    Speaker = None  # type: ignore[assignment, misc]


def main() -> None:
    """Answer until the input ends."""
    with suppress(AttributeError, OSError):
        os.nice(10)  # people who wait for an answer come first
    speaker = Speaker() if Speaker is not None else None
    for line in sys.stdin.buffer:
        sys.stdout.write(json.dumps(_answer(line, speaker)) + "\n")
        sys.stdout.flush()


def _answer(line: bytes, speaker: Any) -> dict[str, object]:
    try:
        asked = json.loads(line)
        path = Path(asked["to"])
        seconds = sound.write(sound.joined([_piece(item, speaker) for item in asked["items"]]), path)
        return {"seconds": round(seconds, 2), "bytes": path.stat().st_size}
    except Exception as error:  # whatever is wrong with one note, the next one may be right
        return {"wrong": type(error).__name__}


def _piece(item: list[str], speaker: Any) -> Any:
    if item[0] == RECORDING:
        return sound.read(Path(item[1]))
    if speaker is None:
        raise LookupError("no synthetic voice")
    return sound.at_rate(speaker.say(item[2], item[1]), speaker.rate)


if __name__ == "__main__":
    main()
