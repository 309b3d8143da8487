"""What the sender of one channel keeps in mind: its lease, slots, busy chats, pace and breaker.

It never knows a database or a network. The writing thread and the event loop share it, so every method takes the lock
for as long as it runs, and none of them waits for anything. Times are monotonic seconds unless they are datetimes.
"""

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.channels.port import Receipt
from bot.services.breaker import Breaker
from bot.services.dispatch import ChannelState
from bot.services.flights import BULK, GIVEN_UP_SECONDS, REPLIES, UNSURE_SECONDS, Flight, Noted, Sorting, end_of
from bot.services.pauses import Pauses
from bot.services.rates import Pace, Rate
from bot.services.resend import reached
from bot.services.tenure import Tenure
from storage.leases import Lease
from storage.sending import ASIDE, Due

ROUNDING = 1e-6
"""A wait that is shorter is over: it comes from adding up moments."""
NEVER = float("inf")
Pair = tuple[int, int]


class Desk:
    """The sender's desk of one channel."""

    def __init__(self, name: str, rate: Rate, slots: tuple[int, int], now: float) -> None:
        self.name = name
        self.lease: Lease | None = None
        self.stalled: set[int] = set()
        self._stalled_since: set[int] = set()  # since the lease was tended; the database may not have told of them
        self.breaker = Breaker()
        self.pace = Pace(rate, now)
        self._lock = threading.Lock()
        self._slots = slots
        self._lease_ends = self._checked = now
        self._closing = False
        self._flights: dict[int, Flight] = {}
        self._busy: dict[int, int] = {}  # contact -> the row on its way to it
        self._used = [0, 0]
        self._pauses = Pauses(now)
        self._more = [True, True]  # pool -> something due may be there that was not looked at
        self.looks = 0  # grows whenever what is due was found out anew
        self._due = [NEVER, NEVER]  # pool -> when the next row is due

    # The lease

    def hold(self, tenure: Tenure, ends: float, now: float) -> None:
        """Send under a lease until ``ends``. A new one begins with an empty bucket and the pauses asked for."""
        with self._lock:
            self.lease, self._lease_ends = tenure.lease, ends
            self.stalled, self._stalled_since = {*tenure.stalled, *self._stalled_since}, set()
            if tenure.new or tenure.stalled or tenure.recovered:
                self._look()
            if tenure.new:
                self._pauses.inherit(tenure.blocked, tenure.paused, now)
                self.pace.empty(now)

    def lose(self) -> None:
        """Send nothing any more: somebody else holds the lease."""
        with self._lock:
            self.lease = None

    def close(self) -> None:
        """Take nothing new; what is on its way goes on."""
        with self._lock:
            self._closing = True

    def may_write(self, now: float, seconds: float) -> bool:
        """Say whether the lease lasts as long as a request that begins now."""
        with self._lock:
            return self.lease is not None and now + seconds <= self._lease_ends

    # Sorting

    def set_aside(self, contact_ids: set[int]) -> None:
        """Note of whom something was set aside, to be brought back when what is before it is settled."""
        with self._lock:
            self.stalled |= contact_ids
            self._stalled_since |= contact_ids

    def look(self) -> None:
        """Look at the outbox again: something may have changed there."""
        with self._lock:
            self._look()

    def _look(self) -> None:
        self._more = [True, True]
        self.looks += 1

    def room(self, now: float) -> Pair:
        """Return how many rows of each pool are worth looking for now: (replies, bulk)."""
        with self._lock:
            if self.lease is None or self._closing:
                return 0, 0
            self._check(now)
            if now < self._pauses.channel or self.breaker.wait(now) > 0:
                return 0, 0
            left = min(self.pace.left(now), 1 if self.breaker.opened else NEVER)
            found = [0, 0]
            for pool in (REPLIES, BULK):
                if now >= self._due[pool]:
                    self._more[pool] = True
                if self._more[pool] and not self.pace.wait(now, bulk=pool == BULK):
                    found[pool] = int(min(self._slots[pool] - self._used[pool], left))
            return found[REPLIES], found[BULK]

    def sort(
        self, rows: Sequence[Due], room: Pair, limits: Pair, now: float, utc: datetime, looks: int | None = None
    ) -> Sorting:
        """Decide about rows as ``sending.front`` returned them, and take slots and tokens for those that go.

        Nothing that was not asked for (a limit of 0) is judged; ``limits`` says how many rows a lane could show,
        ``looks`` what the desk's were before they were asked for: what came since then may not be among them.
        """
        sorting, seen = Sorting(), [0, 0, 0]
        with self._lock:
            if self._closing:
                return sorting
            # Between ``room`` and now another transaction may have taken slots (PostgreSQL runs several at once).
            left = [min(room[pool], self._slots[pool] - self._used[pool]) for pool in (REPLIES, BULK)]
            if looks in (None, self.looks):
                self.looks += 1
                for pool in (REPLIES, BULK):
                    if limits[pool]:
                        self._more[pool], self._due[pool] = False, NEVER
            for row in rows:
                pool = BULK if row.lane else REPLIES
                if row.next_at > utc:
                    self._later(pool, row.next_at, now, utc)
                else:
                    seen[row.lane] += 1
                    self._place(row, pool, left, sorting, now, utc)
            for lane, pool in enumerate((REPLIES, BULK, BULK)):
                if limits[pool] and seen[lane] == limits[pool]:
                    self._more[pool] = sorting.full = True
                    sorting.clogged = sorting.clogged or left[pool] > 0
        return sorting

    def _later(self, pool: int, moment: datetime, now: float, utc: datetime) -> None:
        if moment < ASIDE:
            self._due[pool] = min(self._due[pool], now + (moment - utc).total_seconds())

    def _place(self, row: Due, pool: int, left: list[int], sorting: Sorting, now: float, utc: datetime) -> None:
        """Let a row that is due go, end it, or say what it waits for."""
        flight = self._flights.get(row.id)
        if flight is not None:
            if not flight.begun and now - flight.since >= UNSURE_SECONDS:
                sorting.ids.append(row.id)  # its taking was rolled back; its slot and token are still good
        elif end := end_of(row, utc):
            sorting.closed.append(end)
            sorting.contacts.add(row.contact_id)
        elif not row.head or row.contact_id in self._busy:
            sorting.put_off.append((row.id, ASIDE))
            sorting.stalled.add(row.contact_id)
        elif (wait := self._wait(row.contact_id, now)) > ROUNDING:
            until = utc + timedelta(seconds=wait)
            sorting.put_off.append((row.id, until))
            self._later(pool, until, now, utc)
        elif left[pool] <= 0 or self.pace.wait(now, bulk=pool == BULK) > 0:
            self._more[pool] = True
            left[pool] = 0
        else:
            self._fly(row, pool, now)
            sorting.ids.append(row.id)
            left[pool] -= 1
            if self.breaker.opened:
                left[:] = [0, 0]

    def _wait(self, contact_id: int, now: float) -> float:
        return max(self._pauses.chat(contact_id, now), self.pace.wait_chat(contact_id, now))

    def _fly(self, row: Due, pool: int, now: float) -> None:
        stamp = self.pace.take(row.contact_id, now, bulk=pool == BULK)
        probe = self.breaker.opened
        self._flights[row.id] = Flight(row.id, row.contact_id, pool, stamp, now, probe)
        self._busy[row.contact_id] = row.id
        self._used[pool] += 1
        if probe:
            self.breaker.probe()

    # What is on its way

    def begin(self, row_id: int) -> bool:
        """Note that the taking of a row is committed; False where it was given up meanwhile."""
        with self._lock:
            flight = self._flights.get(row_id)
            if flight is None or flight.begun:
                return False
            flight.begun = True
            return True

    def write(self, row_id: int, now: float) -> None:
        """Note that the request of a row is written now."""
        with self._lock:
            self._flights[row_id].stamp.at = now

    def answer(self, row_id: int, receipt: Receipt, now: float) -> Noted:
        """Learn from a receipt about the provider and the chat."""
        with self._lock:
            flight = self._flights[row_id]
            flight.answered = True
            if receipt.result == "sent":
                self.pace.arrived(flight.stamp, now)
            self.pace.rest(flight.contact_id, now)
            came = reached(receipt)
            closed = came and self.breaker.worked()
            opened = not came and self.breaker.failed(now, alarm=receipt.result == "alarm")
            if closed:
                self._look()
            uncounted = self.breaker.opened and not opened and receipt.result in ("safe", "alarm")
            if receipt.result != "slow":
                self._pauses.answered()
                return Noted(opened, closed, uncounted)
            self.pace.slowed(now)
            return Noted(opened, closed, uncounted, self._pauses.slowed(flight.contact_id, receipt.retry_after, now))

    def release(self, row_id: int) -> None:
        """Give back the slot and the chat of a row that is settled; once."""
        with self._lock:
            self._release(row_id)

    def _release(self, row_id: int) -> None:
        flight = self._flights.pop(row_id, None)
        if flight is None:
            return
        self._used[flight.pool] -= 1
        self._busy.pop(flight.contact_id, None)
        self._look()
        if flight.probe and not flight.answered:
            self.breaker.given_up()

    def _check(self, now: float) -> None:
        """Look again where the commit of a taking was not heard of for long, and in the end give its slot back."""
        unsure = [one for one in self._flights.values() if not one.begun]
        if any(now >= self._check_at(one) for one in unsure):
            self._look()
            self._checked = now
        for one in unsure:
            if now - one.since >= GIVEN_UP_SECONDS:
                self._release(one.id)

    def _check_at(self, flight: Flight) -> float:
        return max(flight.since, self._checked) + UNSURE_SECONDS

    def alive(self) -> set[int]:
        """Return the ids of the rows on their way."""
        with self._lock:
            return set(self._flights)

    def wake(self, now: float) -> float:
        """Return in how many seconds there may be something to send; infinite where only an event can tell."""
        with self._lock:
            if self.lease is None or self._closing:
                return NEVER
            gate = max(self._pauses.channel - now, self.breaker.wait(now))
            waits = [NEVER]
            for pool in (REPLIES, BULK):
                if self._used[pool] < self._slots[pool]:
                    due = 0.0 if self._more[pool] else self._due[pool] - now
                    waits.append(max(due, gate, self.pace.wait(now, bulk=pool == BULK)))
            waits += [self._check_at(one) - now for one in self._flights.values() if not one.begun]
            return max(0.0, min(waits))

    @property
    def flying(self) -> int:
        """Return how many rows are on their way."""
        with self._lock:
            return len(self._flights)

    def state(self, now: float) -> ChannelState:
        """Return how sending goes now."""
        with self._lock:
            return ChannelState(
                leads=self.lease is not None,
                sending=len(self._flights),
                rate_left=self.pace.left(now),
                slowed=self.pace.halved(now),
                open=self.breaker.opened,
                blocked=max(0.0, self._pauses.channel - now),
            )
