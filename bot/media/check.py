"""The parent's side of decoding: starts a fresh process for each file, bounds it, and believes little of its answer."""

import asyncio
import contextlib
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol, get_args

from bot.media.kinds import CONTENT_TYPES, Checked, MediaLimits
from bot.media.refused import MediaRefused, Reason

_ROOT = Path(__file__).resolve().parents[2]
_START = "import runpy, sys; sys.path.insert(0, sys.argv[1]); runpy.run_module('bot.media.decode', run_name='__main__')"
"""``-I`` keeps the current folder, the user's packages and PYTHON* settings out; only Drom's own folder is let in."""

_LINE = 4096


class Checker(Protocol):
    """Whatever turns a stranger's bytes into a file that may be kept."""

    async def check(self, data: bytes) -> Checked:
        """Return the file made anew; raises ``MediaRefused``."""


class ProcessChecker:
    """Decodes in a child process, at most ``at_once`` of them, each without our environment."""

    def __init__(self, limits: MediaLimits, at_once: int = 2) -> None:
        self._limits = limits
        self._free = asyncio.Semaphore(at_once)

    async def check(self, data: bytes) -> Checked:
        """Return the file made anew; ``slow`` when the time is over, ``broken`` when the child died of the file."""
        if len(data) > self._limits.file_bytes:
            raise MediaRefused("big")
        async with self._free:
            return believed(await self._ask(data), self._limits)

    async def _ask(self, data: bytes) -> bytes:
        child = await _start()
        try:
            async with asyncio.timeout(self._limits.work_seconds):
                line = json.dumps(asdict(self._limits)).encode() + b"\n"
                said = await _talk(child, line + data, self._limits.file_bytes + _LINE)
                await child.wait()
                return said
        except TimeoutError:
            raise MediaRefused("slow") from None
        finally:
            await _end(child)


async def _start() -> asyncio.subprocess.Process:
    """Start the program; a system that cannot just now may tomorrow."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    try:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-c", _START, str(_ROOT)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=kept,
        )
    except OSError:
        raise MediaRefused("slow", again=True) from None


async def _talk(child: asyncio.subprocess.Process, sent: bytes, most: int) -> bytes:
    """Give the child its input and return what it says until it closes its output; over ``most`` bytes: ``broken``."""
    assert child.stdin is not None and child.stdout is not None  # noqa: S101, PT018 - both are pipes, see _start
    with contextlib.suppress(ConnectionError):  # it died before it had read everything; what it said still counts
        child.stdin.write(sent)
        await child.stdin.drain()
        child.stdin.close()
    found = bytearray()
    while piece := await child.stdout.read(65_536):
        found += piece
        if len(found) > most:
            raise MediaRefused("broken")
    return bytes(found)


async def _end(child: asyncio.subprocess.Process) -> None:
    """Leave no process behind, whatever happened; one that ended by itself has been waited for."""
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
    await child.wait()


def believed(said: bytes, limits: MediaLimits) -> Checked:
    """Read the child's answer; a child that says anything unexpected is taken for broken."""
    head, _, data = said.partition(b"\n")
    try:
        line: dict[str, Any] = json.loads(head)
        told = str(line.get("reason", "")), str(line.get("content_type", "")), float(line.get("seconds", 0))
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise MediaRefused("broken") from None
    reason, content_type, seconds = told
    if reason:
        raise MediaRefused(next((known for known in get_args(Reason) if known == reason), "broken"))
    if content_type not in CONTENT_TYPES or not 0 < len(data) <= limits.file_bytes:
        raise MediaRefused("broken")
    if not 0 <= seconds <= limits.voice_seconds:
        raise MediaRefused("broken")
    return Checked(CONTENT_TYPES[content_type], content_type, data, seconds)
