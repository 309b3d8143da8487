"""The parent's side of the program that makes voice notes: starts it, asks for one at a time, outlives its deaths."""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

_ROOT = Path(__file__).resolve().parents[2]
_KEPT = ("SYSTEMROOT", "PATH", "HOME", "PYTHONPATH", "TMPDIR", "TEMP", "TMP", "LANG")
"""What the program gets of our environment: no setting and no token."""

JOINS = ("numpy", "soundfile", "soxr")
"""What joining recordings needs."""
SPEAKS = (*JOINS, "espeakng_loader")
"""What a synthetic voice needs besides."""

SECONDS = 20.0
"""How long one note may take; the longest takes some 5 on a slow machine."""
IDLE = 60.0
"""After how long without work the program is ended: it holds 40 MB."""


@dataclass(frozen=True, slots=True)
class Made:
    """A note that was made."""

    seconds: float
    size: int


class CannotMake(Exception):
    """A note was not made; the text names a cause and holds nothing of what was to be said."""


class Makes(Protocol):
    """Whatever makes voice notes."""

    speaks: bool
    """Whether it has a synthetic voice."""
    joins: bool
    """Whether it can join recordings."""

    async def make(self, items: Sequence[Sequence[str]], to: Path) -> Made:
        """Write a note; a recording is named by its path. Raises CannotMake."""

    async def close(self) -> None:
        """Let go of what it holds."""


def there(names: Sequence[str]) -> bool:
    """Tell whether packages are installed, without loading any."""
    return all(find_spec(name) is not None for name in names)


@dataclass(slots=True)
class Maker:
    """Makes notes in a program of its own, one at a time."""

    speaks: bool = field(default_factory=lambda: there(SPEAKS))
    joins: bool = field(default_factory=lambda: there(JOINS))
    seconds: float = SECONDS
    program: Sequence[str] = (sys.executable, "-m", "bot.voices")
    _hand: asyncio.Lock = field(default_factory=asyncio.Lock)
    _child: asyncio.subprocess.Process | None = None
    _rest: asyncio.TimerHandle | None = None

    async def make(self, items: Sequence[Sequence[str]], to: Path) -> Made:
        """Write a note; raises CannotMake. A program that dies is asked anew once; one that hangs costs this note."""
        async with self._hand:
            self._woken()
            try:
                async with asyncio.timeout(self.seconds):
                    line = await self._answered(json.dumps({"items": items, "to": str(to)}).encode() + b"\n")
            except (TimeoutError, OSError) as error:
                await self._end()
                raise CannotMake(f"the program that makes voices gives no answer: {type(error).__name__}") from None
            except asyncio.CancelledError:
                await self._end()
                raise
            self._rest = asyncio.get_running_loop().call_later(IDLE, self._ended(self._child))
            return _read(line)

    async def close(self) -> None:
        """End the program."""
        self._woken()
        await self._end()

    async def _answered(self, line: bytes) -> bytes:
        """Ask, and once more where the program dies: what the system killed it for need not be this note."""
        try:
            return await self._asked(line)
        except ConnectionError:
            await self._end()
            return await self._asked(line)

    async def _asked(self, line: bytes) -> bytes:
        if self._child is None or self._child.returncode is not None:
            self._child = await _start(self.program)
        child = self._child
        assert child.stdin is not None and child.stdout is not None  # noqa: S101, PT018 - both are pipes
        child.stdin.write(line)
        await child.stdin.drain()
        if not (answer := await child.stdout.readline()).endswith(b"\n"):
            raise ConnectionError("it died")
        return answer

    def _woken(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None

    def _ended(self, child: asyncio.subprocess.Process | None) -> Callable[[], None]:
        """Return what ends a program by closing what it reads."""

        def end() -> None:
            if child is not None and child.stdin is not None:
                child.stdin.close()
            if self._child is child:
                self._child = None

        return end

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()


async def _start(program: Sequence[str]) -> asyncio.subprocess.Process:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return await asyncio.create_subprocess_exec(
        *program,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=kept,
        cwd=_ROOT,
    )


def _read(line: bytes) -> Made:
    """Read the program's answer; raises CannotMake for one that tells of no note."""
    try:
        told = json.loads(line)
        if wrong := told.get("wrong"):
            raise CannotMake(f"a voice note was not made: {wrong}")
        return Made(float(told["seconds"]), int(told["bytes"]))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise CannotMake("the program that makes voices says nothing that makes sense") from None
