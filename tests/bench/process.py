"""A program under test as a real process: started, measured, stopped or killed; it never knows what runs in it."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]


class Process:
    """One run of ``python -m MODULE``; its output goes to ``log``."""

    def __init__(self, module: str, arguments: Sequence[str], settings: Mapping[str, str], log: Path) -> None:
        # As where it is installed: Python keeps what it has compiled. Without, a start takes half as long again.
        left_out = ("DROM_", "PYTHONDONTWRITEBYTECODE")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
        self.log = log
        with log.open("ab") as output:
            self._running = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                env={**kept, **settings},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._seen = psutil.Process(self._running.pid)

    @property
    def pid(self) -> int:
        """Its number."""
        return self._running.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._running.poll() is None

    def cpu(self) -> float:
        """Return the seconds of processor time it and its children have used."""
        used = [one.cpu_times() for one in (self._seen, *self._seen.children(recursive=True))]
        return float(sum(times.user + times.system for times in used))

    def memory(self) -> float:
        """Return the megabytes it holds in memory now."""
        return float(sum(one.memory_info().rss for one in (self._seen, *self._seen.children(recursive=True)))) / 1e6

    def peak(self) -> float:
        """Return the most megabytes it has held, where the system tells, else what it holds now."""
        status = Path(f"/proc/{self._running.pid}/status")
        if not status.exists():
            return self.memory()
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6

    def kill(self) -> None:
        """End it at once, as ``kill -9`` does."""
        self._running.kill()
        self._running.wait()

    def stop(self, patience: float = 30.0) -> int:
        """Ask it to stop and return its exit code; kills it after ``patience`` seconds."""
        if self.alive:
            self._running.terminate()
        try:
            return self._running.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            return -9

    def last_words(self) -> str:
        """Return the end of its output."""
        return self.log.read_text(errors="replace")[-3000:]
