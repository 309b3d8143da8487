"""Two processes on PostgreSQL: one polls and one sends, whichever; the other goes on at once where that one stops."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.databases import postgres_url
from tests.emulators.telegram import Telegram
from tests.faults.beside import answered
from tests.faults.workers_stage import FOREVER, WorkersTrial
from tests.process.conftest import Start
from tests.process.phones import TelegramPhone
from tests.process.programs import until

pytestmark = [pytest.mark.process, pytest.mark.postgres, pytest.mark.trial]

IDLE_MS = 5000.0
"""How often a sender looks at the outbox by itself: an answer that comes sooner was hailed."""
LEASE_SECONDS = 40.0
TURNS, PEOPLE = 2000, 50
SILENCE = 15.0
"""How long nobody is answered at most, in seconds, while 50 people wait."""


async def test_one_polls_and_the_other_after_it(
    start: Start, polling: dict[str, str], telegram: Telegram, tmp_path: Path
) -> None:
    settings = {**polling, "DROM_DATABASE_URL": await asyncio.to_thread(postgres_url)}
    first = await start(settings).ready()
    await first.until_log("this process does: poll:telegram")
    second = await start(settings).ready()
    ana = TelegramPhone(telegram)
    await ana.register()
    asked = [entry.status for entry in telegram.journal.entries if entry.method == "getupdates"]
    assert 409 not in asked  # what Telegram answers where two poll
    assert "poll:telegram" not in second.logged
    began = time.monotonic()
    assert (await first.stopped())[0] == 0
    await second.until_log("this process does: poll:telegram")
    assert time.monotonic() - began < LEASE_SECONDS / 2
    ana.write("menu")
    await ana.sees("What do you want?", times=2)
    assert (await second.stopped())[0] == 0
    assert [line for line in second.log if line["level"] == "error"] == []


async def test_what_is_worked_beside_the_sender_is_answered_at_once(tmp_path: Path) -> None:
    trial = WorkersTrial(tmp_path, await asyncio.to_thread(postgres_url), lease=0)
    try:
        await trial.open()
        waits = await answered(trial.workers, 10)
    finally:
        code = await trial.close()
    assert max(waits) * 1000 < IDLE_MS
    assert code == 0
    await until(lambda: all(not worker.alive for worker in trial.workers.workers), "the end of both")


async def test_two_workers_overlook_nothing_that_no_timer_would_find(tmp_path: Path) -> None:
    """2,000 turns, each by an event alone: what one worker overlooks, or does not tell the other, waits for ever."""
    trial = WorkersTrial(tmp_path, await asyncio.to_thread(postgres_url), lease=FOREVER)
    try:
        await trial.open()
        trial.talk(PEOPLE)
        while trial.crowd.turns < TURNS:
            before = trial.crowd.turns
            await asyncio.sleep(SILENCE)
            assert trial.crowd.turns > before, trial.crowd.open
        await trial.finish(4 * SILENCE)
    finally:
        code = await trial.close()
    assert trial.judge() == (0, [])
    assert trial.inspect() == []
    assert code == 0
