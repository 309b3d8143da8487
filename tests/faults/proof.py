"""What a proof is: a promise, a trial that may break it, and how large it is run; it never knows which promise."""

import os
import platform
import sqlite3
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Size = int | float | bool | str
Run = Callable[..., Coroutine[Any, Any, dict[str, Any]]]
"""``run(folder, seed=..., **sizes)`` returns figures as ``trial.report`` makes them: ``defects`` and ``first``."""


@dataclass(frozen=True, slots=True)
class Proof:
    """One trial against the real thing.

    ``rows`` name the promises as ``docs/promises.md`` numbers them; ``full`` are the sizes the command runs, ``short``
    those that the tests run. Every size is an option of the command.
    """

    name: str
    rows: str
    promise: str
    run: Run
    full: Mapping[str, Size]
    short: Mapping[str, Size] = field(default_factory=dict)

    def sizes(self, *, short: bool, **asked: Size | None) -> dict[str, Size]:
        """Return the sizes of one run: the full or the short ones, and what was asked for instead."""
        found = {**self.full, **(self.short if short else {})}
        return found | {name: value for name, value in asked.items() if value is not None}


def machine() -> str:
    """Return what ran it: processors, system, Python and SQLite."""
    cores = f"{os.cpu_count()} x {_processor()}"
    return f"{cores}, {platform.system()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
