"""People who have blocked the bot among many: each is asked once, and not again until they come back."""

from collections import Counter
from pathlib import Path
from typing import Any

from tests.bench.crowd import Strange
from tests.emulators.faults import Knobs
from tests.emulators.telegram_people import message
from tests.faults.proof import Proof
from tests.faults.sending import FIRST, Sending
from tests.faults.trial import report
from tests.process.programs import until

EXTRA = 0.01
"""The share of requests that may be more than one a person."""


async def run(folder: Path, *, seed: int, people: int, blocked: int, shy: int) -> dict[str, Any]:
    """Announce twice: ``blocked`` have blocked the bot, ``shy`` cannot be written to the first time."""
    sending, strange = Sending(folder, {"DROM_SEND_SLOTS": "8,16"}), []
    gone = {str(FIRST + number) for number in range(blocked)}
    later = {str(FIRST + blocked + number) for number in range(shy)}
    try:
        await sending.open(people)
        knobs = Knobs(delay=0.005, blocked=gone, extra={"shy": set(later)}, seed=seed)
        sending.stage.telegram.turn(knobs)
        await sending.announce("first")
        await sending.until_sent(600)
        asked = Counter(one.chat for one in sending.sends())
        await sending.announce("second")
        await sending.until_sent(600)
        strange += await _come_back(sending, min(gone))
    except (Strange, AssertionError) as error:
        strange.append(str(error))
    finally:
        code = await sending.close()
    again = Counter(one.chat for one in sending.sends()) - asked
    defects = strange + _defects(sending, gone, later, asked, again) + ([f"exit code {code}"] if code else [])
    figures = {"people": people, "blocked": blocked, "requests": asked.total()}
    figures |= {"most_to_a_blocked": max(asked[one] for one in gone), "retried": sum(asked[one] > 1 for one in later)}
    return report(seed=seed, **figures, defects=defects)


def _defects(sending: Sending, gone: set[str], later: set[str], asked: Counter[str], again: Counter[str]) -> list[str]:
    """Return what is wrong after the first announcement, and after the second."""
    silent = {one for (one,) in sending.ledger.rows("SELECT address FROM contact WHERE unreachable_at IS NOT NULL")}
    returned = min(gone)
    found = [f"{one} was asked {asked[one]} times although they had blocked the bot" for one in gone if asked[one] != 1]
    found += [f"{one} was asked again although they had blocked the bot" for one in gone - {returned} if again[one]]
    found += [f"{one} is not marked as unreachable" for one in gone - silent - {returned}]
    found += [f"{one} is marked as unreachable" for one in silent - gone]
    arrived = {one.chat for one in sending.sends() if one.accepted}
    found += [f"{address} got nothing" for _, address in sending.readers if address not in gone | arrived]
    most = (len(sending.readers) + len(later)) * (1 + EXTRA)
    return found + ([f"{asked.total()} requests, not {most:.0f} at most"] if asked.total() > most else [])


async def _come_back(sending: Sending, address: str) -> list[str]:
    """Let one of those who had blocked the bot write again; they must be answered and reachable."""
    sending.stage.telegram.knobs.blocked.discard(address)
    sending.stage.telegram.push(message(int(address), 1, {"text": "hello"}))
    await until(lambda: [one for one in sending.sends() if one.chat == address and one.accepted], "an answer")
    away = sending.ledger.count("contact", f"address = '{address}' AND unreachable_at IS NOT NULL")
    return [f"{address} came back and is still unreachable"] if away else []


PROOF = Proof(
    "blocked",
    "D7",
    "who has blocked the bot is asked once and left alone until they write; a passing refusal blocks nobody",
    run,
    full={"people": 5000, "blocked": 500, "shy": 50},
    short={"people": 200, "blocked": 20, "shy": 5},
)
