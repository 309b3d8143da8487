"""Whatever people and staff do in whatever order: never oversold, the line in order, offers taken until they lapse."""

import atexit
import shutil
import tempfile
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Connection, Engine, event, select

from bot.services import meetings, seating
from bot.services.seating import Seating
from bot.services.staff import OPERATOR
from storage import meetings as rows
from storage import responses, tables
from storage.responses import Answer, Response
from storage.sqlite import sqlite_engine
from tests.databases import sqlite_url
from tests.meetings.guests import DAY, HOUR, NOON, START, dinner, people
from tests.services.sample import programme

CROWD = 8
whom, parties = st.integers(0, CROWD - 1), st.integers(1, 3)


@cache
def _engine() -> Engine:
    folder = Path(tempfile.mkdtemp(prefix="drom-seats-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    engine = sqlite_engine(Path(sqlite_url(folder).removeprefix("sqlite:///")))
    event.listen(engine, "connect", lambda raw, _record: raw.execute("PRAGMA synchronous=OFF"))
    return engine


class Seats(RuleBasedStateMachine):
    """One meeting, eight people, and time that goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.connection: Connection = _engine().connect()
        self.transaction = self.connection.begin()
        self.now, self.arrived, self.lined = NOON, 0, dict[int, int]()

    def teardown(self) -> None:
        """Leave no row behind."""
        self.transaction.rollback()
        self.connection.close()

    @initialize(seats=st.sampled_from([1, 2, 4, 6]))
    def begin(self, seats: int) -> None:
        self.people = people(self.connection, CROWD)
        self.meeting = dinner(self.connection, seats=seats)

    @rule(one=whom, said=st.sampled_from(["yes", "no", "maybe"]), party=st.none() | parties)
    def answer(self, one: int, said: Answer, party: int | None) -> None:
        self._after(one, seating.answer(self.connection, programme(), *self._who(one), said, self.now, party=party))

    @rule(one=whom)
    def join(self, one: int) -> None:
        self._after(one, seating.join_waiting(self.connection, programme(), *self._who(one), self.now))

    @rule(one=whom)
    def accept(self, one: int) -> None:
        before = self._response(one)
        held = before is not None and before.standing == "offered" and (before.offered_until or NOON) > self.now
        found = seating.accept_offer(self.connection, programme(), *self._who(one), self.now)
        assert not held or found.state in {"seated", "cancelled", "begun", "past"}, "what is offered can be taken"
        self._after(one, found)

    @rule(one=whom)
    def decline(self, one: int) -> None:
        found = seating.decline(self.connection, programme(), *self._who(one), self.now)
        assert found.state in {"declined", "cancelled", "begun", "past"}
        self._after(one, found)

    @rule(by=st.sampled_from([timedelta(minutes=5), HOUR, 7 * HOUR, 13 * HOUR, 3 * DAY]))
    def wait(self, by: timedelta) -> None:
        self.now += by

    @rule()
    def lapse(self) -> None:
        """Do what the tick does with a lapse that is due."""
        notice = select(tables.notice.c.id).where(
            tables.notice.c.kind == "seat_lapse", tables.notice.c.due_at <= self.now
        )
        for _ in self.connection.scalars(notice).all():
            seating.lapse(self.connection, programme(), self.meeting, self.now)

    @rule(seats=st.none() | st.integers(1, 9))
    def change_seats(self, seats: int | None) -> None:
        taken = responses.taken(self.connection, self.meeting)
        meeting = rows.get(self.connection, self.meeting)
        assert meeting is not None
        refused = meeting.state == "cancelled" or meeting.ends_at <= self.now or (seats is not None and seats < taken)
        try:
            meetings.change(self.connection, OPERATOR, programme(), self.meeting, self.now, seats=seats)
        except ValueError:
            assert refused
        else:
            assert not refused

    @rule(days=st.integers(-5, 5), hours=st.integers(-6, 4))
    def move(self, days: int, hours: int) -> None:
        start = START + timedelta(days=days, hours=hours)
        if self._open() and start.replace(tzinfo=NOON.tzinfo) - 2 * HOUR > self.now:
            meetings.move(self.connection, OPERATOR, programme(), self.meeting, [(start, HOUR)], self.now)

    @precondition(lambda self: self.now > NOON + DAY)
    @rule()
    def cancel(self) -> None:
        if self._open():
            meetings.cancel(self.connection, OPERATOR, self.meeting, self.now)

    @invariant()
    def all_is_as_it_must_be(self) -> None:
        meeting = rows.get(self.connection, self.meeting)
        assert meeting is not None
        every = responses.of_meeting(self.connection, self.meeting)
        taken = sum(one.party for one in every if one.standing in {"seated", "offered"})
        assert taken == responses.taken(self.connection, self.meeting)
        assert meeting.seats is None or taken <= meeting.seats, "oversold"
        for one in every:
            assert meeting.state == "published" or one.standing == "none", "a cancelled meeting seats nobody"
            assert (one.standing in {"waiting", "offered"}) == (one.rank > 0)
            assert (one.standing == "offered") == (one.offered_until is not None)
            assert one.answer == "yes" or one.standing == "none"
        line = responses.waiting(self.connection, self.meeting)
        arrived = [self.lined[one.person_id or 0] for one in line]
        assert arrived == sorted(arrived), "not in order of arrival"
        over = any((one.offered_until or self.now + HOUR) <= self.now for one in every)
        if self._open() and not over and not self._late(meeting.starts_at) and meeting.seats is not None:
            assert all(one.party > meeting.seats - taken for one in line), "somebody waits beside a free seat"

    def _late(self, start: datetime) -> bool:
        """Tell whether somebody who is quiet until the morning hears of a seat only in the last hours."""
        return start - self.now <= 11 * HOUR

    def _who(self, one: int) -> tuple[int, int]:
        """Return the meeting and the person, and note where they stand before what they do."""
        found = self._response(one)
        self.was = found.standing if found else "none"
        return self.meeting, self.people[one]

    def _response(self, one: int) -> Response | None:
        return responses.get(self.connection, self.meeting, self.people[one])

    def _open(self) -> bool:
        meeting = rows.get(self.connection, self.meeting)
        return meeting is not None and meeting.state == "published" and self.now < meeting.starts_at

    def _after(self, one: int, found: Seating) -> None:
        """Note who has come to the line, and that a standing is what was told."""
        response = self._response(one)
        standings: dict[str, Any] = {"seated": "seated", "waiting": "waiting", "declined": "none", "maybe": "none"}
        if found.state in standings:
            assert response is not None
            assert response.standing == standings[found.state]
        if found.state == "waiting" and self.was != "waiting":
            self.arrived += 1
            self.lined[self.people[one]] = self.arrived


class ManySeats(Seats):
    """The same, for more and longer walks."""


TestSeats = Seats.TestCase
TestSeats.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
TestManySeats = pytest.mark.trial(ManySeats.TestCase)
TestManySeats.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
