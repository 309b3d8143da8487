"""Death at every step of a migration: the old tables or the new, and the next try comes to the end."""

import asyncio
import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.faults.ledger import Ledger
from tests.faults.migration import build, copied, finish, lay, state, stuck
from tests.faults.orders import FOLDER, GONE, whole
from tests.faults.progress import Progress
from tests.process.programs import ROOT, environment

NAME = "migration"
PEOPLE = 50
PATIENCE = 600.0


class Migrating:
    """A migration again and again, each time with a death one step later: every statement is a step too."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.name = NAME
        self.folder, self.kept = folder, folder / "old.db"
        self.defects: list[str] = []
        self.steps: Counter[str] = Counter()
        self.excused = 0
        self._tables: tuple[object, object]

    async def run(self, only: int, chance: random.Random) -> None:
        """Die at every step, or at ``only`` so many of them where that is not 0."""
        await asyncio.to_thread(self._run, only, chance)

    def _run(self, only: int, chance: random.Random) -> None:
        build(self.kept, PEOPLE)
        (self.folder / "statements").touch()
        data = self.folder / "unharmed"
        lay(self.kept, data)
        old = state(Ledger(data / "drom.db"))
        code = self._migrate(data, 0)
        known = int((self.folder / "seen").read_text())
        if code or not known:
            self.defects.append(f"{NAME}: not done even unharmed: it ended with {code} after {known} steps")
            return
        self._tables = old, state(Ledger(data / "drom.db"))
        points, progress = range(1, known + 1), Progress(f"{NAME}, deaths", known)
        for point in sorted(chance.sample(points, min(only, known))) if only else points:
            progress.at(point)
            self._die_at(point)

    def _die_at(self, point: int) -> None:
        data = self.folder / "data"
        shutil.rmtree(data, ignore_errors=True)
        lay(self.kept, data)
        code = self._migrate(data, point)
        if code != GONE:
            self.defects.append(f"{NAME}, death {point} not met: it ended with {code}")
            return
        step = (self.folder / "died").read_text().partition(" ")[2]
        self.steps[step] += 1
        where, ledger = f"{NAME}, death {point} {step}", Ledger(data / "drom.db")
        left, said = state(ledger), ledger.integrity()
        if left not in self._tables or said != "ok":
            self.defects.append(f"{where}: half a migration, at revision {left[0]}; integrity: {said}")
        _, wrong = finish(data)
        wrongs = ([wrong] if wrong else []) + stuck(ledger) + copied(data)
        wrongs += [] if state(ledger) == self._tables[1] else ["the second try left other tables"]
        self.defects += [f"{where}: {one}" for one in wrongs]

    def _migrate(self, data: Path, point: int) -> int:
        """Migrate with a death at a step, 0 for none; return the exit code."""
        whole(self.folder / "point", f"{point} {point}")
        settings = {"DROM_DATA_DIR": str(data), "PYTHONPATH": str(ROOT), FOLDER: str(self.folder)}
        command = [sys.executable, "-m", "tests.faults.launcher", "migrate"]
        done = subprocess.run(command, env=environment(settings), capture_output=True, timeout=PATIENCE, check=False)
        return done.returncode
