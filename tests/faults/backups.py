"""Backups of a Drom under load, each restored in a clean place: whole, and silent about what had waited."""

import asyncio
import json
import sys
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.bots import DROM, drom_settings
from tests.bench.crowd import Strange
from tests.bench.stage import STRANGER, Stage
from tests.emulators.faults import Knobs
from tests.emulators.telegram_people import message
from tests.faults.disorder import TURNS
from tests.faults.ledger import Ledger
from tests.faults.proof import Proof
from tests.faults.trial import SETTINGS, Trial, report
from tests.process.programs import ROOT, environment

SLOW = Knobs(delay=0.25, retry=0.02)
"""An API so slow that something always waits."""
LISTEN = 1.5
"""Seconds in which a restored Drom that would send what had waited does so."""
STOP_SECONDS = 30.0
OPEN = "state IN ('waiting', 'sending', 'parked')"
ORPHANS = "SELECT count(*) FROM outbox WHERE contact_id NOT IN (SELECT id FROM contact)"


@dataclass(slots=True)
class Tally:
    """What the backups came to: seconds that each took, seconds of each restore, and what was held in all."""

    defects: list[str] = field(default_factory=list)
    backups: list[float] = field(default_factory=list)
    restores: list[float] = field(default_factory=list)
    held: int = 0


async def command(trial: Trial, *words: str) -> tuple[float, str]:
    """Run a command with the settings of the Drom under load; return its seconds, and what went wrong."""
    began = time.monotonic()
    settings = {**drom_settings(trial.stage.bot), "PYTHONPATH": str(ROOT)}
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words),
        env=environment(settings),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await running.communicate()
    wrong = f"{words[0]} ended with {running.returncode}: {said.decode()[-300:]}" if running.returncode else ""
    return time.monotonic() - began, wrong


async def one(trial: Trial, folder: Path, tally: Tally) -> None:
    """Back up, restore and look at what has become of it."""
    await asyncio.to_thread(folder.mkdir)
    file, place = folder / "backup.zip", folder / "place"
    seconds, wrong = await command(trial, "backup", str(file))
    tally.backups.append(seconds)
    if not wrong:
        seconds, wrong = await command(trial, "restore", str(file), "--into", str(place / "data"))
        tally.restores.append(seconds)
    if wrong:
        tally.defects.append(wrong)
        return
    tally.defects += inspect(Ledger(place / "data" / "drom.db"), file)
    held = Ledger(place / "data" / "drom.db").count("outbox", "state = 'never' AND reason LIKE 'restored%'")
    tally.held += held
    tally.defects += await listen(place)


def inspect(ledger: Ledger, file: Path) -> list[str]:
    """Return what is wrong with a restored database."""
    found = [f"integrity: {said}" for said in [ledger.integrity()] if said != "ok"]
    manifest = json.loads(zipfile.ZipFile(file).read("manifest.json"))
    for table, wanted in manifest["copy"]["rows"].items():
        if table != "fact" and (there := ledger.count(table)) != wanted:
            found.append(f"{table} has {there} rows, its manifest says {wanted}")
    found += [f"{number} messages could still go" for number in [ledger.count("outbox", OPEN)] if number]
    found += [f"{wrong} contacts with a lost turn" for ((wrong,),) in [ledger.rows(TURNS)] if wrong]
    return found + [f"{wrong} messages to nobody" for ((wrong,),) in [ledger.rows(ORPHANS)] if wrong]


async def listen(place: Path) -> list[str]:
    """Start the restored Drom before a platform of its own: it must be silent, and answer who writes."""
    stage = Stage(DROM, place, buttons=True, settings=SETTINGS)
    await stage.open()
    try:
        stage.telegram.journal.keep = True
        stage.start()
        await until_ready(stage)
        await asyncio.sleep(LISTEN)
        said = [entry.chat for entry in stage.telegram.journal.entries if entry.method.startswith("send")]
        heard = asyncio.Event()
        stage.telegram.heard.append(lambda entry: heard.set() if entry.chat == str(STRANGER) else None)
        await stage.post({"update_id": 900_000_000, **message(STRANGER, 1, {"text": "/start"})})
        try:
            await asyncio.wait_for(heard.wait(), 30)
        except TimeoutError:
            return [f"a restored Drom answers nobody: {stage.process.last_words()[-300:]}"]
    finally:
        code = await stage.close()
    found = [f"{len(said)} messages that had waited went out"] if said else []
    return found + ([f"a restored Drom ended with {code}"] if code else [])


async def until_ready(stage: Stage) -> None:
    """Wait for a restored Drom; raises ``Strange``."""
    deadline = time.monotonic() + 60
    while not await stage.ready():
        await asyncio.sleep(0.05)
        if not stage.process.alive or time.monotonic() > deadline:
            raise Strange(f"a restored Drom is not ready: {stage.process.last_words()[-300:]}")


async def stop_beside_a_backup(trial: Trial, file: Path) -> list[str]:
    """Stop the Drom under load while a backup is written."""
    backup = asyncio.create_task(command(trial, "backup", str(file)))
    await asyncio.sleep(0.5)
    began = time.monotonic()
    code = await trial.close()
    took = time.monotonic() - began
    _, wrong = await backup
    found = [wrong] if wrong else []
    return found + ([f"the stop took {took:.1f} s and ended with {code}"] if code or took > STOP_SECONDS else [])


async def run(folder: Path, *, seed: int, backups: int, every: float, people: int) -> dict[str, Any]:
    """Back up again and again while people register, and restore each; then stop beside one more."""
    trial, tally = Trial(folder / "under load", press=True), Tally()
    await asyncio.to_thread((folder / "under load").mkdir)
    try:
        await trial.open()
        trial.stage.telegram.turn(SLOW)
        trial.talk(people)
        for number in range(backups):
            began = time.monotonic()
            await one(trial, folder / f"{number}", tally)
            await asyncio.sleep(max(0.0, every - (time.monotonic() - began)))
        await trial.finish(180)
    except Strange as strange:
        tally.defects.append(str(strange))
    finally:
        tally.defects += await stop_beside_a_backup(trial, folder / "last.zip")
    _, seen = trial.judge()
    tally.defects += seen + trial.inspect()
    if not tally.held:
        tally.defects.append("nothing ever waited: the trial shows nothing")
    return report(**_figures(trial, tally, seed), defects=tally.defects)


def _figures(trial: Trial, tally: Tally, seed: int) -> dict[str, Any]:
    slowest = {"slowest_backup": round(max(tally.backups), 1), "slowest_restore": round(max(tally.restores), 1)}
    figures = {"seed": seed, "backups": len(tally.backups), "restored": len(tally.restores), "held": tally.held}
    return {**figures, **slowest, "registered": len(trial.finished)}


PROOF = Proof(
    "backups",
    "D13 D18",
    "a backup under load is whole, and restored it sends nothing that had waited",
    run,
    full={"backups": 30, "every": 10.0, "people": 60},
    short={"backups": 1, "every": 0.0, "people": 12},
)
