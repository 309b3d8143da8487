"""Takes from the outbox what may go now, for the sender of one channel; it never sends."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.clock import Clock
from bot.services.desk import Desk
from bot.services.flights import Sorting
from storage import leases, sending
from storage.leases import Lease
from storage.sending import Due, Taken

Loud = Callable[[str, int | None, int | None, datetime], datetime]
"""Takes a contact's country, when its quiet hours begin and end, and a moment; gives the first from then on outside."""

PASSES = 12
"""How often the window is moved on when all in it must wait; bounds how long one commit can take."""
WIDE = 128
"""How many rows of a lane are looked at, and set aside, in one such pass."""


def pick(
    connection: Connection, desk: Desk, held: Lease, clock: Clock, lease_seconds: float, loud: Loud
) -> list[Taken]:
    """Mark as being sent what has a slot, a token and a free chat; return it in the order in which it may go.

    The rows looked at are about as many as the free slots, however many wait. Where there may be more of them, those
    that wait for an older one of their chat are set aside until the desk brings them back, each once and behind what
    came meanwhile: so chats take turns. No other transaction may look meanwhile (see ``looking``). Where all must wait,
    for whatever it is, the window moves on. So it does past what would be heard in somebody's night.
    """
    found: list[Taken] = []
    for tried in range(PASSES):
        now, utc = clock.monotonic(), clock.now()
        room, looks = desk.room(now), desk.looks
        if room == (0, 0):
            break
        limits = (_window(room[0], tried), _window(room[1], tried))
        rows = sending.front(connection, desk.name, *limits, utc)
        asleep = _asleep(rows, utc, loud)
        rows = [row._replace(next_at=asleep.get(row.id, row.next_at)) for row in rows] if asleep else rows
        sorting = desk.sort(rows, room, limits, now, utc, looks)
        if sorting.full:
            # Before rows are ended: that brings back what is behind them.
            _set_aside(connection, desk, sorting, all_of_them=tried > 0 and sorting.clogged)
        found.extend(_act(connection, desk, held, sorting, utc, utc + timedelta(seconds=lease_seconds)))
        if asleep:
            sending.hush(connection, list(asleep.items()))
            desk.look()  # others may be behind them
        if not (sorting.clogged or sorting.closed or asleep):
            break
    return found


def _asleep(rows: Sequence[Due], utc: datetime, loud: Loud) -> dict[int, datetime]:
    """Return which pushes that are due must wait for the end of a night, and until when.

    None waits longer than its deadline: then it ends like every other.
    """
    found: dict[int, datetime] = {}
    for row in rows:
        ends = row.silent or (row.deadline is not None and row.deadline <= utc)
        if row.urgent or ends or row.next_at > utc:
            continue
        moment = loud(row.country, row.quiet_from, row.quiet_to, utc)
        if moment > utc:
            found[row.id] = moment if row.deadline is None else min(moment, row.deadline)
    return found


def _act(
    connection: Connection, desk: Desk, held: Lease, sorting: Sorting, now: datetime, until: datetime
) -> Sequence[Taken]:
    """Write down how the desk sorted: rows that end, and rows that go."""
    if sorting.closed:
        sending.close(connection, sorting.closed)
        sending.bring_back(connection, sorting.contacts & desk.stalled, now)
        desk.look()  # what stood behind them may go now
    if not sorting.ids:
        return ()
    taken = sending.take(connection, held, sorting.ids, until)
    _let_go(connection, desk, held, set(sorting.ids) - {row.id for row in taken})
    return taken


def _let_go(connection: Connection, desk: Desk, held: Lease, missing: set[int]) -> None:
    """Give back the slots of rows that another transaction changed meanwhile, or of all where the lease is lost.

    What is being sent under our lease was taken by a transaction that had only not been heard of for long.
    """
    for row_id in missing - sending.taken(connection, held, missing) if missing else ():
        desk.release(row_id)
    if missing and not leases.holds(connection, held):
        desk.lose()


def _window(room: int, tried: int) -> int:
    if not room:
        return 0
    return WIDE if tried else 2 * room + 8


def _set_aside(connection: Connection, desk: Desk, sorting: Sorting, *, all_of_them: bool) -> None:
    desk.set_aside(sorting.stalled)
    sending.put_off(connection, [row for row in sorting.put_off if all_of_them or row[1] == sending.ASIDE])
