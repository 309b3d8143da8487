"""What people write on WhatsApp while Drom is down longer than Twilio tries: fetched at the next start, once."""

import asyncio
from pathlib import Path
from typing import Any

from tests.bench.crowd import Strange
from tests.faults.progress import Progress
from tests.faults.proof import Proof
from tests.faults.scene import Scene
from tests.faults.trial import report
from tests.process.phones import WhatsAppPhone


async def run(folder: Path, *, seed: int, people: int, each: int, seconds: int) -> dict[str, Any]:
    """Let ``people`` write ``each`` messages evenly over so many seconds without Drom, then start it twice."""
    scene, strange = Scene(folder, "whatsapp"), []
    phones = [WhatsAppPhone(scene.twilio, f"whatsapp:+3556920{seed % 10}{number:04}") for number in range(people)]
    codes, posted = [], 0
    try:
        await scene.open()
        await scene.through(_write(phones, 1, 0.0))
        codes.append((await scene.drom.stopped())[0])
        before = set(scene.twilio.account.messages)
        await _write(phones, each, seconds / (each * people))
        posted = len([one for one in scene.twilio.hooks.posts if one.status == 0])
        down = [sid for sid in scene.twilio.account.messages if sid not in before]
        for _ in range(2):
            scene.start()
            await scene.drom.ready()
            await _until_received(scene, people * (each + 1))
            await scene.through(asyncio.sleep(0))
            codes.append((await scene.drom.stopped())[0])
    except (Strange, AssertionError) as error:
        strange.append(str(error))
    finally:
        await scene.close()
    defects = strange + [f"exit code {code}" for code in codes if code] + _judged(scene, down)
    figures = {"people": people, "written_while_down": len(down), "posts_refused": posted, "seconds_down": seconds}
    return report(seed=seed, **figures, defects=defects)


async def _write(phones: list[WhatsAppPhone], each: int, pause: float) -> None:
    progress = Progress("messages of each", each)
    for number in range(each):
        progress.at(number)
        for phone in phones:
            phone.write(f"hello {number}")
            await asyncio.sleep(pause)


async def _until_received(scene: Scene, count: int, seconds: float = 120.0) -> None:
    for _ in range(int(seconds / 0.1)):
        if scene.ledger.count("inbox") >= count:
            return
        await asyncio.sleep(0.1)
    raise Strange(f"{scene.ledger.count('inbox')} of {count} messages were received in {seconds:g} s")


def _judged(scene: Scene, down: list[str]) -> list[str]:
    """Return what is wrong: a message that is missing, out of order or unanswered, an answer that came twice."""
    ledger = scene.ledger
    stored = [key for (key,) in ledger.rows("SELECT key FROM inbox ORDER BY id")]
    defects = [f"message {sid} is missing" for sid in set(down) - set(stored)]
    defects += [f"message {sid} is stored twice" for sid in down if stored.count(sid) > 1]
    messages = scene.twilio.account.messages
    for sender in {messages[sid].sender for sid in down}:
        mine = [sid for sid in down if messages[sid].sender == sender]
        if [sid for sid in stored if sid in set(mine)] != mine:
            defects.append(f"the messages of {sender} are out of order")
    sent = [one for one in scene.twilio.journal.entries if one.method == "sendmessage" and one.accepted]
    if len(sent) != (rows := ledger.count("outbox", "state = 'sent'")):
        defects.append(f"{len(sent)} messages went out for {rows} rows")
    return defects + ledger.unworked() + ledger.unsent()


PROOF = Proof(
    "missed",
    "D17",
    "what was written on WhatsApp during an outage is fetched at the next start, in order and once",
    run,
    full={"people": 50, "each": 20, "seconds": 1200},
    short={"people": 5, "each": 4, "seconds": 1},
)
