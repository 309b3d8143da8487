"""The program that opens people's files: a process of its own without secrets, network use or a place to write.

It reads one line of JSON (the limits) and the file from standard input, and writes one line of JSON (kind, type,
seconds, or the reason of a refusal) and the file made anew to standard output. It must never know whose file it is.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import partial

from bot.media import amr, m4a, mpeg, opus, pdf, picture, vcard, wav
from bot.media.kinds import Checked, Format, MediaLimits, sniff, two_faced
from bot.media.refused import MediaRefused

if sys.platform != "win32":
    import resource

_LINE = 4096


_CLEAN: dict[Format, Callable[[bytes, MediaLimits], Checked]] = {
    "ogg": opus.clean,
    "mp3": mpeg.clean_mp3,
    "aac": mpeg.clean_aac,
    "m4a": m4a.clean,
    "amr": amr.clean,
    "wav": wav.clean,
    "pdf": pdf.clean,
    "vcard": vcard.clean,
    "jpeg": partial(picture.clean, found="jpeg"),
    "png": partial(picture.clean, found="png"),
    "webp": partial(picture.clean, found="webp"),
    "gif": partial(picture.clean, found="gif"),
}


def check(data: bytes, limits: MediaLimits) -> Checked:
    """Return the file made anew; raises ``MediaRefused``, or whatever a decoder raises for a file that is not whole."""
    if len(data) > limits.file_bytes:
        raise MediaRefused("big")
    found = sniff(data)
    if found is None or two_faced(data, found):
        raise MediaRefused("type")
    return _CLEAN[found](data, limits)


def answer(data: bytes, limits: MediaLimits) -> tuple[dict[str, object], bytes]:
    """Return what is written: the line, and the bytes that follow it."""
    try:
        checked = check(data, limits)
    except MediaRefused as refused:
        return {"reason": refused.reason}, b""
    except MemoryError:
        return {"reason": "big"}, b""
    except Exception:  # decoders raise many kinds for a broken file, and say no more than that it is broken
        return {"reason": "broken"}, b""
    if len(checked.data) > limits.file_bytes:
        return {"reason": "big"}, b""
    line = asdict(checked)
    del line["data"]
    return line, checked.data


def restrict(limits: MediaLimits) -> None:
    """Bound memory and time and forbid opening files; Windows cannot, there only the parent's clock does."""
    if sys.platform == "win32":
        return
    seconds = int(limits.work_seconds) + 1
    wanted = {
        "RLIMIT_AS": limits.work_bytes,
        "RLIMIT_CPU": seconds,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CORE": 0,
        "RLIMIT_NOFILE": 0,
    }
    for name, most in wanted.items():
        resource.setrlimit(getattr(resource, name), (most, most))


def main() -> int:
    """Read, decide, write; returns 0 also for a refusal."""
    limits = MediaLimits(**json.loads(sys.stdin.buffer.readline(_LINE)))
    picture.prepare()
    restrict(limits)
    line, data = answer(sys.stdin.buffer.read(limits.file_bytes + 1), limits)
    sys.stdout.buffer.write(json.dumps(line).encode() + b"\n" + data)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
