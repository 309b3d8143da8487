"""People's messages, shuffled and many at once, to two workers: worked once, one at a time, lowest number first."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

from tests.databases import postgres_url
from tests.faults.disorder import TURNS, settle, shuffled
from tests.faults.judge import overlaps
from tests.faults.proof import Proof
from tests.faults.trial import report
from tests.faults.workers_stage import WORKERS, WorkersTrial

TOGETHER, AT_ONCE = 10, 50
"""How many people write at the same time, and how many posts are under way to each worker: ten of each person's."""
TRIES = 20
"""How often a post is repeated that is told to come later."""

NOTE_COMMITS = (
    "CREATE TABLE stored (id bigint, at timestamptz)",
    """CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO stored VALUES (NEW.id, clock_timestamp()); RETURN NULL; END $$""",
    """CREATE CONSTRAINT TRIGGER note AFTER INSERT ON inbox DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION note()""",
)
"""Lets the database write down when the commit of each message began: a transaction may be slow until then."""

OUT_OF_ORDER = """
SELECT count(*) FROM inbox a JOIN inbox b ON a.contact_id = b.contact_id JOIN stored ON stored.id = b.id
WHERE b.seq < a.seq AND stored.at + interval '1 second' < a.done_at AND a.done_at < b.done_at
"""
"""Messages that were taken although one of the same person with a lower number had been committed a second before."""


async def post_all(trial: WorkersTrial, updates: list[dict[str, Any]]) -> Counter[int]:
    """Post half of each person's updates to each worker, so many at once; return the last answers."""
    answers = Counter[int]()
    hands = [dealt(updates, worker) for worker in range(WORKERS)]

    async def lane(worker: int) -> None:
        webhook = f"http://127.0.0.1:{trial.workers.ports[worker]}/telegram/webhook"
        while hands[worker]:
            update = hands[worker].pop()
            for _ in range(TRIES):
                if (status := await trial.stage.post_to(webhook, update)) == 200:
                    break
            answers[status] += 1

    await asyncio.gather(*(lane(worker) for worker in range(WORKERS) for _ in range(AT_ONCE)))
    return answers


def dealt(updates: list[dict[str, Any]], worker: int) -> list[dict[str, Any]]:
    """Return the updates that a worker hears, those last that are posted first.

    Each worker hears the half of each person's. It hears of every other person before the other worker does, so that
    both have people in hand: who has one in hand goes on with whatever is stored of them, also by the other one.
    """
    heard = [one for one in updates if one["update_id"] % WORKERS == worker]
    return sorted(heard, key=lambda one: int(one["message"]["chat"]["id"]) % WORKERS == worker)


async def worked(trial: WorkersTrial) -> list[int]:
    """Return how many messages each worker has worked."""
    stage, found = trial.workers, []
    for port in stage.ports:
        reply = await stage.caller.call("GET", f"http://127.0.0.1:{port}/metrics")
        lines = [line for line in reply.body.decode().splitlines() if line.startswith("drom_turns_total")]
        found.append(int(float(lines[0].split()[-1])))
    return found


async def run(folder: Path, *, seed: int, people: int, each: int) -> dict[str, Any]:
    """Post everything to both, some people after others; return figures and defects."""
    trial = WorkersTrial(folder, await asyncio.to_thread(postgres_url), lease=0)
    answers, shares, code = Counter[int](), [0] * WORKERS, 0
    updates = shuffled(people, each, seed)
    try:
        await trial.begin()
        await trial.until_ready()  # the first reply came from one of them
        for statement in NOTE_COMMITS:
            await asyncio.to_thread(trial.ledger.rows, statement)
        trial.stage.telegram.journal.keep = True
        for first in range(0, people, TOGETHER):
            answers += await post_all(trial, _of(updates, first * each, (first + TOGETHER) * each))
        await settle(trial)
        shares = await worked(trial)
    finally:
        code = await trial.close()
    defects = [f"{times} answers were {status}" for status, times in answers.items() if status != 200]
    defects += _judged(trial, updates) + ([f"exit code {code}"] if code else [])
    defects += [f"a worker had nothing to do: {shares}"] if min(shares) < len(updates) / 10 else []
    return report(seed=seed, messages=len(updates), worked=shares, defects=defects)


def _of(updates: list[dict[str, Any]], first: int, end: int) -> list[dict[str, Any]]:
    """Return the updates of some people, in their order: numbers from ``first`` on and before ``end``."""
    return [one for one in updates if first < one["update_id"] - 1_000_000 <= end]


def _judged(trial: WorkersTrial, updates: list[dict[str, Any]]) -> list[str]:
    """Return what the database and the platform say that must not be."""
    ledger, received = trial.ledger, trial.ledger.received()
    lost = {update["update_id"] for update in updates} - set(received)
    found = [f"{len(lost)} messages are lost"] if lost else []
    found += [f"update {one} is stored {times} times" for one, times in received.items() if times > 1]
    found += [f"{wrong} messages out of order" for ((wrong,),) in [ledger.rows(OUT_OF_ORDER)] if wrong]
    found += [f"{wrong} contacts with a lost turn" for ((wrong,),) in [ledger.rows(TURNS)] if wrong]
    copies = trial.copies().items()
    found += [f"chat {chat}: {wrong} sends overlap" for chat, one in copies if (wrong := overlaps(one))]
    return found + ledger.unworked() + ledger.unsent()


PROOF = Proof(
    "workers_disorder",
    "D5",
    "two workers on PostgreSQL work one person's messages one at a time, the lowest number first, each once",
    run,
    full={"people": 200, "each": 50},
    short={"people": 10, "each": 20},
)
