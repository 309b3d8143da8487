"""What every emulator has: knobs, a journal, control routes under ``/__/``, a ready line; no provider's rule."""

import argparse
import asyncio
import contextlib
import json
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qs

from tests.emulators.faults import Fault, Knobs, Trouble
from tests.emulators.journal import Entry, Journal
from tests.emulators.server import Answer, Answered, Request, Server

Effect = Callable[[Entry], Answer]
"""Lets a request take effect and returns its answer."""


class Emulator(ABC):
    """A provider on loopback. ``heard`` are called, in this process, with each request that took effect."""

    def __init__(self, knobs: Knobs | None = None) -> None:
        self.journal = Journal()
        self.trouble = Trouble(knobs or Knobs())
        self.server = Server(self.handle)
        self.heard: list[Callable[[Entry], None]] = []
        self._timers: set[asyncio.Task[None]] = set()

    @property
    def knobs(self) -> Knobs:
        """The knobs as they are turned now."""
        return self.trouble.knobs

    async def start(self, port: int = 0) -> None:
        """Listen; the system chooses a port where 0 is asked for."""
        await self.server.start(port)

    async def stop(self) -> None:
        """Stop listening, and close every connection."""
        await self.server.stop()

    def turn(self, knobs: Knobs) -> None:
        """Turn all knobs at once; counts and chance begin anew."""
        self.trouble = Trouble(knobs)

    @abstractmethod
    def serve(self, request: Request) -> Answered:
        """Answer a request to the provider."""

    @abstractmethod
    def control(self, name: str, request: Request) -> Any:
        """Answer a control route of this provider with JSON; raises ``KeyError`` for an unknown one."""

    @abstractmethod
    def refuse(self, status: int, pause: float = 0.0) -> Answer:
        """Return the provider's own words for a status that a fault asked for."""

    def handle(self, request: Request) -> Answered:
        """Answer any request."""
        if not request.path.startswith("/__/"):
            return self.serve(request)
        try:
            return Answer.of(self._control(request.path.removeprefix("/__/"), request))
        except (KeyError, TypeError, ValueError) as error:
            return Answer.of({"error": str(error)}, 400)

    def run(self, entry: Entry, effect: Effect) -> Answered:
        """Let a request take effect, or go wrong as the knobs say; the journal gets every step."""
        self.journal.add(entry)
        entry.early = self.trouble.early(entry.chat)
        fault = self.trouble.strike(entry.method) if self.knobs.faults else None
        if fault is not None:
            return self._spoil(entry, effect, fault)
        return self._finish(entry, effect(entry))

    def _spoil(self, entry: Entry, effect: Effect, fault: Fault) -> Answered:
        entry.fault = fault.kind
        if fault.kind == "slow":
            self.trouble.pause(entry.chat, fault.pause)
            return self._finish(entry, self.refuse(429, fault.pause))
        if fault.kind.endswith("_after") or fault.accepted:
            effect(entry)
        if fault.kind == "error":
            return self._finish(entry, self.refuse(fault.status))
        return None if fault.kind.startswith("drop") else self._hang()

    async def _hang(self) -> None:
        await asyncio.sleep(self.knobs.hold)

    def _finish(self, entry: Entry, answer: Answer) -> Answer | Awaitable[Answer]:
        if self.knobs.delay:
            return self._later(entry, answer)
        entry.answered, entry.status = time.monotonic(), answer.status
        return answer

    async def _later(self, entry: Entry, answer: Answer) -> Answer:
        await asyncio.sleep(self.knobs.delay)
        entry.answered, entry.status = time.monotonic(), answer.status
        return answer

    def _control(self, name: str, request: Request) -> Any:
        asked = {key: values[0] for key, values in parse_qs(request.query).items()}
        match name, request.method:
            case "journal", "GET":
                return self.journal.to_json(int(asked.get("since", 0)))
            case "journal", "DELETE":
                self.journal.clear()
            case "knobs", "PUT" | "POST":
                self.turn(Knobs.of(json.loads(request.body)))
            case "knobs", _:
                found = asdict(self.knobs)
                return {**found, "blocked": sorted(self.knobs.blocked), "missing": sorted(self.knobs.missing)}
            case "down", _:
                task = asyncio.ensure_future(self.go_down(float(asked["seconds"])))
                self._timers.add(task)
                task.add_done_callback(self._timers.discard)
            case _:
                return self.control(name, request)
        return {"ok": True}

    async def go_down(self, seconds: float) -> None:
        """Refuse every connection for a while, then listen again at the same port."""
        port = self.server.port
        await self.server.stop()
        await asyncio.sleep(seconds)
        await self.server.start(port)


def arguments(description: str) -> argparse.ArgumentParser:
    """Return the arguments that every emulator takes."""
    found = argparse.ArgumentParser(description=description)
    found.add_argument("--port", type=int, default=0, help="0: the system chooses")
    found.add_argument("--delay-ms", type=float, default=0.0, help="pause before every answer")
    found.add_argument("--knobs", default="{}", help="more knobs, as JSON")
    return found


async def listen(emulator: Emulator, asked: argparse.Namespace) -> None:
    """Serve until the process is told to stop; prints one ready line with the address."""
    emulator.turn(Knobs.of({"delay": asked.delay_ms / 1000, **json.loads(asked.knobs)}))
    await emulator.start(asked.port)
    sys.stdout.write(f"ready {emulator.server.address}\n")
    sys.stdout.flush()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.Event().wait()
    await emulator.stop()
