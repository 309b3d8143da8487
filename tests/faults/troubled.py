"""A provider of whose answers a third are faults, while many are announced to and some talk."""

from pathlib import Path
from typing import Any

from tests.bench.crowd import Strange
from tests.emulators.faults import Fault, Knobs
from tests.faults.proof import Proof
from tests.faults.sending import FIRST, Sending
from tests.faults.trial import report

PAUSES = (1, 2, 3, 4, 5)
DOUBTFUL = 0.003
"""The share of messages that may end on the list of what did not surely arrive."""


def faults(share: float) -> list[Fault]:
    """Return a third each of 429 with its pause, of 5xx, and of silence; half of the last two took effect."""
    third = share / 3
    slow = [Fault("slow", share=third / len(PAUSES), pause=float(pause)) for pause in PAUSES]
    errors = [Fault("error", share=third / 2, status=500), Fault("error", share=third / 2, status=502, accepted=True)]
    return [*slow, *errors, Fault("hang_before", share=third / 2), Fault("hang_after", share=third / 2)]


async def run(
    folder: Path, *, seed: int, people: int, chats: int, share: float, wait: int, hurry: float
) -> dict[str, Any]:
    """Announce to everybody through the faults; ``wait`` is how long Drom waits for an answer, in seconds."""
    settings = {"DROM_SEND_SLOTS": "8,16", "DROM_HTTP_TIMEOUT": str(wait)}
    sending, strange = Sending(folder, settings, hurry=hurry), []
    try:
        await sending.open(people)
        knobs = Knobs(delay=0.02, hold=wait + 5, seed=seed, faults=faults(share), retry=0.02)
        sending.stage.telegram.turn(knobs)
        sending.talk(chats)
        await sending.announce("news")
        await sending.until_announced(2400)
        sending.hush()  # through so many faults they write faster than they can be answered
        await sending.until_sent(1200)
    except Strange as error:
        strange.append(str(error))
    finally:
        code = await sending.close()
    found = _figures(sending)
    early = sum(one.early for one in sending.sends())
    defects = strange + sending.lost() + sending.unexcused() + sending.out_of_order() + sending.ledger.unworked()
    defects += [f"{early} requests came inside a pause that was asked for"] if early else []
    most = max(1, round(DOUBTFUL * found["messages"]))
    defects += [f"{found['in_doubt']} messages are in doubt, not {most} at most"] if found["in_doubt"] > most else []
    defects += [f"exit code {code}"] if code else []
    return report(seed=seed, **found, inside_a_pause=early, defects=defects)


def _figures(sending: Sending) -> dict[str, Any]:
    sends, ledger = sending.sends(), sending.ledger
    spoiled = sum(1 for one in sends if one.fault)
    again = sum(len(copies) - 1 for (chat, _), copies in sending.copies().items() if int(chat) >= FIRST)
    found = {"messages": ledger.count("outbox"), "announced": ledger.count("outbox", "lane = 2")}
    found |= {"replies": ledger.count("outbox", "lane = 0"), "requests": len(sends), "faults": spoiled}
    return found | {"in_doubt": ledger.count("outbox", "state = 'in_doubt'"), "announced_twice": again}


PROOF = Proof(
    "troubled",
    "D6",
    "a third of faults loses nothing silently, keeps each chat's order, and no pause asked for is broken",
    run,
    full={"people": 5000, "chats": 40, "share": 0.3, "wait": 2, "hurry": 1.0},
    short={"people": 150, "chats": 5, "wait": 1, "hurry": 20.0},
)
