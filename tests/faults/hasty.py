"""Drom with leases of seconds, so that a takeover can be waited for: ``python -m tests.faults.hasty SECONDS run``."""

import sys
from functools import partial

from bot import core
from bot.cli import main
from bot.services import duty
from bot.services.dispatch import SendSettings


def hasten(seconds: float) -> None:
    """Make every lease that short; ``DROM_HTTP_TIMEOUT`` must fit in three quarters of it."""
    vars(core)["SendSettings"] = partial(SendSettings, lease=seconds)
    duty.LEASE_SECONDS = seconds


if __name__ == "__main__":
    hasten(float(sys.argv.pop(1)))
    main()
