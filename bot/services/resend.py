"""What becomes of a message after an attempt, as pure policy (promises.md 2.1); it never knows a row or a channel.

An attempt is in doubt when the provider may have taken the message and we do not know: the process died
(``crashed``), the answer did not come in time (``timeout``), or the provider failed (``server``).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal

from bot.channels.port import Receipt, Result

Cause = Literal["crashed", "timeout", "server"]
State = Literal["waiting", "parked", "sent", "in_doubt", "never"]

RESENDS: Mapping[Cause, int] = {"crashed": 5, "timeout": 2}
"""How often a message is sent again after a doubt; after a provider's own failure until its deadline."""
PAUSES = (2.0, 10.0, 60.0, 300.0)
"""Seconds before the first, second, third and every later time a doubtful message is sent again."""
SAFE_BASE = 1.0
SAFE_CAP = 300.0
"""Seconds: where the pause after a safe failure begins, and where it stops growing."""
_SERVER = re.compile(r"\b5\d\d\b")
_ANSWERED = re.compile(r"\b4\d\d\b")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state a message is in now, why, and in how many seconds it may be tried again (``waiting`` alone)."""

    state: State
    reason: str = ""
    pause: float = 0.0


def cause(receipt: Receipt) -> Cause:
    """Return why a receipt is in doubt: ``server`` where its detail names a status of 500 to 599."""
    return "server" if _SERVER.search(receipt.detail) else "timeout"


def reached(receipt: Receipt) -> bool:
    """Say whether the provider answered like one that works, whatever it thought of this message."""
    if receipt.result == "safe":
        return bool(receipt.moved_to or _ANSWERED.search(receipt.detail))
    return receipt.result not in ("doubt", "alarm")


_FIXED: Mapping[Result, Verdict] = {
    "sent": Verdict("sent"),
    "gone": Verdict("never", "unreachable"),
    "stopped": Verdict("never", "stopped"),
    "refused": Verdict("never", "refused"),
    "window": Verdict("parked", "window"),
    "alarm": Verdict("waiting", "alarm"),
}


def judge(receipt: Receipt, tries: int, chance: Random) -> Verdict:
    """Return the verdict on an attempt that is not in doubt; ``tries`` counts the attempts, this one included."""
    if receipt.result == "safe":
        return Verdict("waiting", "safe", 0.0 if receipt.moved_to else _jitter(tries, chance))
    if receipt.result == "slow":
        return Verdict("waiting", "slow", receipt.retry_after or _jitter(tries, chance))
    return _FIXED[receipt.result]


def doubted(why: Cause, doubts: Mapping[str, int], seconds_left: float) -> Verdict:
    """Return the verdict on an attempt in doubt.

    ``doubts`` counts the doubtful attempts by cause, this one included; ``seconds_left`` is until the deadline.
    """
    pause = PAUSES[min(sum(doubts.values()), len(PAUSES)) - 1]
    spent = why in RESENDS and doubts[why] > RESENDS[why]
    if spent or pause > seconds_left:
        return Verdict("in_doubt", why)
    return Verdict("waiting", why, pause)


def _jitter(tries: int, chance: Random) -> float:
    """Return a pause between nothing and a ceiling that doubles (full jitter, promises.md 3.5)."""
    return chance.uniform(0.0, min(SAFE_CAP, SAFE_BASE * 2.0 ** min(tries - 1, 16)))
