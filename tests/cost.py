"""What a test may cost: seconds of processor time, its own and its processes'; waiting costs nothing, so load does not.

What is dearer is a trial. A machine that is slower than the one where this was measured gets more by as much.
"""

import os
import time
from functools import cache

MOST = 12.0
"""The most seconds, four times what a test should take: only what is far out of bounds may fail a run."""
YARDSTICK = 0.006
"""The seconds that ``_yardstick`` takes where ``MOST`` was found."""


def spent() -> float:
    """Return the seconds of processor time until now, those of ended processes of ours among them."""
    return sum(os.times()[:4])


@cache
def most() -> float:
    """Return how many seconds a test may take on this machine."""
    return MOST * max(1.0, min(_yardstick() for _ in range(3)) / YARDSTICK)


def _yardstick() -> float:
    began = time.process_time()
    found: dict[int, str] = {}
    for number in range(60_000):
        found[number % 1000] = f"{number}"
    return time.process_time() - began
