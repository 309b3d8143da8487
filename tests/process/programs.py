"""Drom as a real process: started, asked over HTTP, told to stop; it never looks inside."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from tests.emulators.caller import Caller, NoAnswer, Reply
from tests.faults.ledger import Ledger

ROOT = Path(__file__).resolve().parents[2]
READY = "Drom is ready: "
PATIENCE = 90.0
"""How long anything may take on a machine that is busy with other things; only a hang comes near it."""
LOOK = 0.02

T = TypeVar("T")


async def until(look: Callable[[], T], what: str, seconds: float = PATIENCE) -> T:
    """Wait until something is true and return it; fails with ``what`` after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        await asyncio.sleep(LOOK)
    return found


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a command: ours without any setting of Drom, and the given ones.

    It writes only, and nothing is drawn behind it, unless they say so: what is sent would depend on how long it has
    been running, and on who has installed the voices. Python keeps what it has compiled: there are many starts.
    """
    left_out = ("DROM_", "PYTHONDONTWRITEBYTECODE")
    ours = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return {**ours, "DROM_VOICE": "off", "DROM_PICTURES": "off", **settings}


def database(settings: Mapping[str, str]) -> Path:
    """Return the file that the settings lead to."""
    return Path(settings["DROM_DATA_DIR"]) / "drom.db"


def ledger(settings: Mapping[str, str]) -> Ledger:
    """Return what there is to read in the database that the settings lead to."""
    return Ledger(database(settings))


class Drom:
    """One run of ``python -m bot WORDS``, in a folder of its own so that no ``.env`` is near."""

    def __init__(self, folder: Path, settings: Mapping[str, str], *words: str, module: str = "bot") -> None:
        """Start it; ``module`` is another program that is Drom too."""
        folder.mkdir(parents=True, exist_ok=True)
        self.out, self.err = folder / "stdout.log", folder / "stderr.log"
        with self.out.open("wb") as out, self.err.open("wb") as err:
            self.running = subprocess.Popen(
                [sys.executable, "-m", module, *(words or ("run",))],
                cwd=folder,
                env=environment({"PYTHONPATH": str(ROOT), **settings}),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )
        self.began = time.monotonic()
        self.seconds = self.ready_after = 0.0
        self.url = ""
        self._caller = Caller()

    async def __aenter__(self) -> Self:
        """Return the process, which need not be ready."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process, whatever it does."""
        self.close()

    def close(self) -> None:
        """End the process at once and let go of connections."""
        if self.running.poll() is None:
            self.running.kill()
        self.running.wait()
        self._caller.close()

    @property
    def said(self) -> str:
        """What it has written to standard output."""
        return self.out.read_text(errors="replace")

    @property
    def logged(self) -> str:
        """What it has written to standard error."""
        return self.err.read_text(errors="replace")

    @property
    def log(self) -> list[dict[str, Any]]:
        """The lines of its log, each of which must be a JSON object."""
        return [json.loads(line) for line in self.logged.splitlines()]

    async def ready(self, seconds: float = PATIENCE) -> Self:
        """Wait for the ready line; fails with its last words where it ends instead."""

        def look() -> bool:
            if self.running.poll() is not None and READY not in self.said:
                raise AssertionError(f"ended with {self.running.returncode}: {self.said[-500:]}{self.logged[-2000:]}")
            return self.said.startswith(READY) and self.said.endswith("\n")

        await until(look, f"the ready line; {self.logged[-1000:]}", seconds)
        self.ready_after = time.monotonic() - self.began
        self.url = self.said.removeprefix(READY).split()[0]
        return self

    async def ended(self, seconds: float = PATIENCE) -> int:
        """Wait for the end and return the exit code."""
        await until(lambda: self.running.poll() is not None, f"the end; {self.logged[-1000:]}", seconds)
        self.seconds = time.monotonic() - self.began
        return self.running.returncode

    async def stopped(self, number: int = signal.SIGTERM, seconds: float = 40.0) -> tuple[int, float]:
        """Send a signal; return the exit code and how many seconds the stop took."""
        began = time.monotonic()
        self.running.send_signal(number)
        return await self.ended(seconds), time.monotonic() - began

    async def ask(
        self,
        path: str,
        *,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        method: str = "",
        seconds: float = 30,
    ) -> Reply:
        """Make a request; raises ``NoAnswer``."""
        verb = method or ("POST" if body else "GET")
        return await self._caller.call(verb, self.url + path, body, headers, seconds)

    async def post(self, path: str, value: Any, headers: Mapping[str, str]) -> Reply:
        """Post JSON, as Telegram does."""
        return await self.ask(
            path, body=json.dumps(value).encode(), headers={"Content-Type": "application/json", **headers}
        )

    async def status(self, path: str) -> int:
        """Return the status of a page, 0 for no answer."""
        try:
            return (await self.ask(path)).status
        except NoAnswer:
            return 0

    async def until_status(self, path: str, wanted: int, seconds: float) -> float:
        """Wait until a page answers with a status; return how many seconds that took."""
        began = time.monotonic()
        while (found := await self.status(path)) != wanted:
            assert time.monotonic() - began < seconds, f"{path} is {found}, not {wanted}, after {seconds:g} s"
            await asyncio.sleep(LOOK)
        return time.monotonic() - began

    async def until_log(self, words: str) -> None:
        """Wait until the log says something."""
        await until(lambda: words in self.logged, f"{words!r} in the log")

    async def metric(self, name: str) -> float:
        """Return a number of ``/metrics`` by its name with labels, 0 where it is not there."""
        lines = (await self.ask("/metrics")).body.decode().splitlines()
        return next((float(line.rpartition(" ")[2]) for line in lines if line.rpartition(" ")[0] == name), 0.0)

    async def until_metric(self, name: str, wanted: float) -> None:
        """Wait until a number of ``/metrics`` is as wanted."""
        deadline = time.monotonic() + PATIENCE
        while (found := await self.metric(name)) != wanted:
            assert time.monotonic() < deadline, f"{name} is {found:g}, not {wanted:g}"
            await asyncio.sleep(LOOK)


def command(folder: Path, settings: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end and return it, with what it wrote."""
    folder.mkdir(parents=True, exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env=environment({"PYTHONPATH": str(ROOT), **settings}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


class Teller:
    """Runs commands one after another in a process beside Drom's; see ``teller.py``."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        """Where the next command runs."""
        self._running = subprocess.Popen(
            [sys.executable, "-m", "tests.process.teller"],
            cwd=folder,
            env=environment({"PYTHONPATH": str(ROOT)}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, settings: Mapping[str, str], *words: str) -> Done:
        """Run a command to its end."""
        assert self._running.stdin is not None
        assert self._running.stdout is not None
        asked = {"words": words, "settings": dict(settings), "folder": str(self.folder)}
        self._running.stdin.write(json.dumps(asked) + "\n")
        self._running.stdin.flush()
        return Done(**json.loads(self._running.stdout.readline()))

    def close(self) -> None:
        """End the process."""
        self._running.communicate(timeout=PATIENCE)
