"""The desk where transactions run beside each other, as on PostgreSQL: nothing is taken twice, no slot is."""

from datetime import UTC, datetime, timedelta

from bot.services.desk import NEVER, Desk
from bot.services.flights import UNSURE_SECONDS
from bot.services.rates import Rate
from bot.services.tenure import Tenure
from storage.leases import Lease
from storage.sending import Due

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


def desk(rate: Rate, slots: tuple[int, int]) -> Desk:
    """Return a desk that holds its lease."""
    found = Desk("telegram", rate, slots, 0.0)
    found.hold(Tenure(Lease("send:telegram", "one", 1, NOON), frozenset(), 0, new=True), 1000.0, 0.0)
    return found


def due(*ids: int) -> list[Due]:
    """Return rows of as many contacts that may go."""
    return [Due(one, one, 0, NOON, None, 0, head=True, silent="") for one in ids]


def test_two_that_saw_the_same_free_slots_do_not_take_them_twice() -> None:
    found = desk(Rate(), (2, 2))
    room = found.room(0.0)
    assert room == (2, 2)
    first = found.sort(due(1, 2, 3), room, (12, 0), 0.0, NOON)
    second = found.sort(due(1, 2, 3, 4), room, (12, 0), 0.0, NOON)
    assert (first.ids, second.ids) == ([1, 2], [])
    assert found.room(0.0) == (0, 2)


def test_one_contact_is_never_taken_twice() -> None:
    found = desk(Rate(), (4, 4))
    rows = [Due(1, 7, 0, NOON, None, 0, head=True, silent=""), Due(2, 7, 2, NOON, None, 0, head=True, silent="")]
    assert found.sort(rows, (4, 4), (12, 12), 0.0, NOON).ids == [1]


def test_a_taking_without_a_commit_is_repeated_only_after_a_while() -> None:
    found = desk(Rate(30), (2, 2))
    assert found.sort(due(1), (2, 0), (12, 0), 1.0, NOON).ids == [1]
    assert found.sort(due(1), (2, 0), (12, 0), 1.1, NOON).ids == []
    left = found.pace.left(1.0)
    assert found.sort(due(1), (2, 0), (12, 0), 1.0 + UNSURE_SECONDS, NOON).ids == [1]
    assert found.pace.left(1.0) == left
    assert found.begin(1)
    assert not found.begin(1)
    assert found.sort(due(1), (2, 0), (12, 0), 100.0, NOON).ids == []


def test_a_row_is_released_once() -> None:
    found = desk(Rate(), (1, 1))
    found.sort(due(1), (1, 0), (12, 0), 0.0, NOON)
    assert found.room(0.0) == (0, 1)
    found.release(1)
    found.release(1)
    assert found.room(0.0) == (1, 1)


def test_a_desk_that_may_not_send_does_not_wake_anybody_without_end() -> None:
    found = desk(Rate(), (2, 2))
    found.sort(due(1), (2, 0), (12, 0), 0.0, NOON)
    for _ in range(5):
        found.breaker.failed(0.0)
    assert found.room(3.0) == (0, 0)
    assert found.wake(3.0) > 0
    assert found.room(40.0) == (1, 1)
    assert found.alive() == set()


def test_nothing_is_taken_after_closing_although_there_was_room_before() -> None:
    found = desk(Rate(), (2, 2))
    room = found.room(0.0)
    found.close()
    assert found.sort(due(1), room, (12, 0), 0.0, NOON).ids == []
    assert found.flying == 0


def test_what_came_while_a_look_was_under_way_is_looked_at_again() -> None:
    found = desk(Rate(), (2, 2))
    room, looks = found.room(0.0), found.looks
    found.look()  # another process has put something, which this look does not show
    assert found.sort([], room, (12, 12), 0.0, NOON, looks).ids == []
    assert found.room(0.0) == (2, 2)
    assert found.wake(0.0) == 0.0


def test_an_older_look_does_not_undo_what_a_newer_one_found() -> None:
    found = desk(Rate(), (1, 1))
    room, looks = found.room(0.0), found.looks
    later = [Due(9, 9, 0, NOON + timedelta(seconds=3), None, 0, head=True, silent="")]
    found.sort(later, room, (12, 12), 0.0, NOON, looks)
    found.sort([], room, (12, 12), 0.0, NOON, looks)
    assert found.wake(0.0) == 3.0


def test_a_look_that_shows_nothing_lets_the_sender_sleep() -> None:
    found = desk(Rate(), (2, 2))
    room, looks = found.room(0.0), found.looks
    found.sort([], room, (12, 12), 0.0, NOON, looks)
    assert found.room(0.0) == (0, 0)
    assert found.wake(0.0) == NEVER
