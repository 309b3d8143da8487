"""What carried a message is gone when it is settled, without the garbage collector, which comes by rarely."""

import asyncio
import gc
import weakref

from bot.channels.port import Delivery, Receipt
from bot.clock import SetClock
from bot.services.courier import Courier
from bot.services.desk import Desk
from bot.services.rates import Rate
from bot.services.tenure import Tenure
from storage.leases import Lease
from storage.sending import Due, Taken
from tests.dispatcher.rows import NOON

HELD = Lease("send:telegram", "one", 1, NOON)


class Always:
    """A channel that everything goes through."""

    async def send(self, delivery: Delivery) -> Receipt:
        """Send it."""
        return Receipt("sent", provider_id=str(delivery.reference))


async def test_the_task_that_carried_a_message_holds_itself_no_longer() -> None:
    clock = SetClock(NOON)
    desk = Desk("telegram", Rate(), (4, 4), clock.monotonic())
    desk.hold(Tenure(HELD, frozenset(), 0, new=True), clock.monotonic() + 60.0, clock.monotonic())
    due = Due(1, 1, 0, NOON, None, 0, head=True, silent="")
    desk.sort([due], (4, 4), (12, 12), clock.monotonic(), NOON)
    courier = Courier(Always(), desk, clock, 30.0)
    gc.disable()
    try:
        task = asyncio.create_task(courier.carry(HELD, Taken(1, 1, 0, "a", {"text": "hello"}, 1, 0, None)))
        carrying = weakref.ref(task)
        outcome, _ = await task
        del task
        await asyncio.sleep(0)  # the loop itself lets go of it
        assert outcome.receipt.result == "sent"
        assert carrying() is None
    finally:
        gc.enable()
