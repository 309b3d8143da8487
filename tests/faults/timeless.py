"""Drom without the timers by which it finds what nobody told it of: ``python -m tests.faults.timeless run``.

So whatever is overlooked stays overlooked, however fast the machine is.
"""

from functools import partial

from bot import core
from bot.cli import main
from bot.services import reception
from bot.services.dispatch import SendSettings

NEVER = 86_400.0


def stop_timers() -> None:
    """Look at the outbox and the inbox, and tend the lease, after a day; what was set aside comes with that too."""
    vars(core)["SendSettings"] = partial(SendSettings, lease=NEVER, idle=NEVER)
    reception.TICK = NEVER


if __name__ == "__main__":
    stop_timers()
    main()
