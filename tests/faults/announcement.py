"""Kills while announcements go out: everybody gets each one, nobody twice without an excuse; it never asks the bot."""

import asyncio
import random
import time
from pathlib import Path
from typing import Any

from tests.bench import audience
from tests.bench.crowd import Strange
from tests.emulators.journal import Entry
from tests.faults.judge import judge
from tests.faults.kills import kill_often
from tests.faults.proof import Proof
from tests.faults.trial import KNOBS, LAST_RESEND, Trial, fresh_server, report

PATIENCE = 720.0
"""Seconds; what was on its way at several kills waits for minutes before it is sent again."""
SLOTS = 16
"""The slots for all that is pushed: so many messages may be under way at a kill."""
OPEN = "SELECT count(*) FROM delivery WHERE state = 'waiting'"
UNSETTLED = "state IN ('waiting', 'sending')"
INVITED = "SELECT count(*) FROM delivery"
OVER = """
SELECT count(*) FROM delivery d LEFT JOIN outbox o ON o.id = d.outbox_id
WHERE d.state <> 'put' OR o.state NOT IN ('sent', 'in_doubt') OR o.state IS NULL
"""
"""Deliveries that came to anything but an end that an announcement may have here."""


class Announcing:
    """Announcements one after another, each to people of its own, while Drom is killed."""

    def __init__(self, trial: Trial, recipients: int) -> None:
        self.trial, self.recipients = trial, recipients
        self.chats: list[int] = []
        self.left: set[str] = set()
        trial.stage.telegram.heard.append(self._hear)

    def _hear(self, entry: Entry) -> None:
        if entry.method.startswith("send"):
            self.left.discard(entry.chat)

    async def open(self) -> None:
        """Start everything, with a platform that takes its time and writes all down."""
        stage = self.trial.stage
        await stage.open()
        await stage.first_reply()
        stage.telegram.journal.clear()
        stage.telegram.journal.keep = True
        stage.telegram.turn(KNOBS)

    async def announce(self) -> None:
        """Begin the next announcement."""
        first = audience.FIRST + len(self.chats)
        chats = range(first, first + self.recipients)
        bot = self.trial.stage.bot
        contacts = await audience.seat(audience.database(bot), chats)
        self.chats += chats
        self.left = {str(chat) for chat in chats}
        await audience.send(bot, contacts)

    async def begin(self) -> bool:
        """See to it that an announcement is on its way; tell whether one has just begun."""
        if self.left:
            return False
        await self.announce()
        return True

    async def finish(self, seconds: float) -> None:
        """Wait until everything has gone; raises ``Strange`` where something is stuck."""
        deadline = time.monotonic() + seconds
        while await asyncio.to_thread(self._open):
            await asyncio.sleep(0.2)
            if time.monotonic() > deadline:
                raise Strange(f"{self._open()} messages are not sent after {seconds} s; {len(self.left)} wait")

    def _open(self) -> int:
        ledger = self.trial.ledger
        return int(ledger.rows(OPEN)[0][0]) + ledger.count("outbox", UNSETTLED)

    def judge(self) -> tuple[int, list[str]]:
        """Return how many repeats were excused, and every defect at the platform and in the database."""
        trial, copies, excused = self.trial, self.trial.copies(), 0
        doubtful = {str(chat) for (chat,) in trial.ledger.rows("SELECT address FROM outbox WHERE state = 'in_doubt'")}
        defects: list[str] = []
        for chat in map(str, self.chats):
            verdict = judge(copies[chat], [] if chat in doubtful and not copies[chat] else [audience.TEXT], trial.kills)
            excused += verdict.excused
            defects += [f"chat {chat}: {defect}" for defect in verdict.defects]
        invited, astray = (int(trial.ledger.rows(question)[0][0]) for question in (INVITED, OVER))
        defects += [f"{invited} deliveries for {len(self.chats)} invited"] if invited != len(self.chats) else []
        defects += [f"{astray} deliveries have another end"] if astray else []
        return excused, defects


async def run(folder: Path, *, seed: int, kills: int, recipients: int, postgres: bool = False) -> dict[str, Any]:
    """Do the whole trial; return figures and defects. ``recipients`` is how many each announcement is for."""
    trial = Trial(folder, url=await fresh_server(postgres=postgres))
    announcing = Announcing(trial, recipients)
    code, strange = 0, []
    try:
        await announcing.open()
        await announcing.announce()
        strange += await kill_often(trial, kills, random.Random(seed), announcing.begin)
        await trial.until_ready()
        await announcing.finish(LAST_RESEND)
    except Strange as error:
        strange.append(str(error))
    finally:
        code = await trial.close()
    excused, defects = announcing.judge()
    defects = strange + defects + trial.ledger.unsent() + ([f"exit code {code}"] if code else [])
    if excused > kills * SLOTS:
        defects.append(f"{excused} repeats after {kills} kills are more than the slots had under way")
    figures = {"seed": seed, "kills": kills, "announcements": len(announcing.chats) // recipients}
    figures |= {"invited": len(announcing.chats), "excused_repeats": excused}
    return report(**figures, in_doubt=trial.ledger.count("outbox", "state = 'in_doubt'"), defects=defects)


PROOF = Proof(
    "announcement",
    "D1b",
    "kill -9 during announcements loses nobody, and repeats nothing without an excuse",
    run,
    full={"kills": 200, "recipients": 5000, "postgres": False},
    short={"kills": 3, "recipients": 200},
)
