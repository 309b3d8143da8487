"""Acknowledged means on disk: by the system calls of the real process, between a request read and its 200 written.

``strace`` shows them; without it (or on another system) there is nothing to be seen, and the proof says so.
"""

import asyncio
import random
import re
import shutil
import signal
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.emulators.telegram_people import message
from tests.faults.proof import Proof
from tests.faults.trial import Trial, report

CALLS = "fdatasync,fsync,recvfrom,read,sendto,write"
_READ = re.compile(r"(?:recvfrom|read)(?:\(\d+| resumed>).*?update_id\\*\": (?P<number>\d+)")
_SYNCED = re.compile(r"(?:fdatasync|fsync)\(\d+<(?P<file>[^>]*)>\)\s*= 0")
_BEGUN = re.compile(r"^(?P<thread>\d+)\s.*?(?:fdatasync|fsync)\(\d+<(?P<file>[^>]*)> <unfinished")
_RESUMED = re.compile(r"^(?P<thread>\d+)\s.*?<\.\.\. (?:fdatasync|fsync) resumed>\)\s*= 0")
_ANSWERED = re.compile(r"(?:sendto|write)\(\d+.*?HTTP/1\.1 200")


@dataclass(slots=True)
class Acknowledged:
    """What the trace says of one update: that the write-ahead log was on disk before it was answered."""

    number: int
    synced: bool = False
    answered: bool = False

    @property
    def safe(self) -> bool:
        """Whether it was synced, and only then answered."""
        return self.synced and self.answered


def read(lines: Iterable[str]) -> list[Acknowledged]:
    """Read a trace in which one update came after the other."""
    found: list[Acknowledged] = []
    begun: dict[str, bool] = {}
    for line in lines:
        if match := _READ.search(line):
            found.append(Acknowledged(int(match["number"])))
            begun.clear()  # a sync that began before the update came says nothing of it
        elif not found or found[-1].answered:
            continue
        elif match := _SYNCED.search(line):
            found[-1].synced |= match["file"].endswith("-wal")
        elif match := _BEGUN.search(line):
            begun[match["thread"]] = match["file"].endswith("-wal")
        elif match := _RESUMED.search(line):
            found[-1].synced |= begun.pop(match["thread"], False)
        elif _ANSWERED.search(line):
            found[-1].answered = True
    return found


async def run(folder: Path, *, seed: int, count: int, synchronous: str) -> dict[str, Any]:
    """Trace the process while updates come one after another; return what the trace says."""
    if shutil.which("strace") is None:
        return report(seed=seed, updates=0, defects=["strace is not installed: nothing is proven"])
    trial = Trial(folder, settings={"DROM_SQLITE_SYNCHRONOUS": synchronous})
    numbers = random.Random(seed).sample(range(10**8, 10**9), count)
    try:
        await trial.stage.open()
        await trial.stage.first_reply()
        await _traced(trial, folder / "trace", numbers)
    finally:
        await trial.stage.close()
    found = {one.number: one for one in read((folder / "trace").read_text(errors="replace").splitlines())}
    defects = [f"update {one} is not in the trace" for one in numbers if one not in found]
    defects += [f"update {one.number} was answered before it was on disk" for one in found.values() if not one.safe]
    safe = sum(one.safe for one in found.values())
    return report(seed=seed, updates=count, on_disk_first=safe, synchronous=synchronous, by="strace", defects=defects)


async def _traced(trial: Trial, trace: Path, numbers: list[int]) -> None:
    """Post updates one after another, each of a person of its own, under a tracer."""
    words = [
        "strace",
        "-f",
        "-y",
        "-s",
        "400",
        "-e",
        f"trace={CALLS}",
        "-o",
        str(trace),
        "-p",
        str(trial.stage.process.pid),
    ]
    tracer = await asyncio.create_subprocess_exec(*words, stderr=asyncio.subprocess.PIPE)
    assert tracer.stderr is not None
    told = await tracer.stderr.readline()
    assert b"attached" in told, told
    try:
        for number in numbers:
            update = {"update_id": number, **message(number, 1, {"text": "hello"})}
            assert await trial.stage.post(update) == 200
    finally:
        tracer.send_signal(signal.SIGINT)
        await tracer.wait()


PROOF = Proof(
    "acknowledged",
    "D3",
    "what is acknowledged is on disk: a sync lies between each request read and its 200 written",
    run,
    full={"count": 100, "synchronous": "FULL"},
    short={"count": 20},
)
