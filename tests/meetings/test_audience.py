"""Whom an audience means, and what would become of a message to each: counted as if each were pushed to alone."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, select, update

from bot.services import attendance, audience, seating
from bot.services.audience import Audience, Count
from bot.services.push import forecast, look, read_world
from bot.services.staff import OPERATOR, Actor
from storage import contacts, knocks, outbox, roles, tables
from storage.outbox import ANNOUNCEMENT
from storage.store import Store
from tests.meetings.guests import HOUR, NOON, dinner, people
from tests.services.sample import programme

P = programme()


def _set(connection: Connection, person_id: int, **values: Any) -> None:
    for table, key in ((tables.person, "id"), (tables.contact, "person_id")):
        mine = {name: value for name, value in values.items() if name in table.c}
        if mine:
            connection.execute(update(table).where(table.c[key] == person_id).values(mine))


def _found(connection: Connection, asked: Audience) -> list[int]:
    return [one.person_id for one in audience.people(connection, OPERATOR, P, asked)]


async def test_conditions_stand_together_and_exclusions_take_away(store: Store) -> None:
    def work(connection: Connection) -> None:
        ana, besim, cila, dora, erin = crowd = people(connection, 5)
        _set(connection, besim, town="durres", trade="food")
        _set(connection, cila, trade="food", language="sq")
        _set(connection, dora, country="RS", town="nis", programme="grants")
        _set(connection, erin, registered_at=None)
        roles.give(connection, name="mentor", now=NOON, person_id=ana)
        assert _found(connection, Audience()) == crowd[:4]
        assert _found(connection, Audience(country="AL", trades=("food",))) == [besim, cila]
        assert _found(connection, Audience(towns=("durres", "nis"))) == [besim, dora]
        assert _found(connection, Audience(languages=("sq",))) == [cila]
        assert _found(connection, Audience(programme="grants")) == [dora]
        assert _found(connection, Audience(mentors=True)) == [ana]
        without = (Audience(trades=("food",)), Audience(country="RS"))
        assert _found(connection, Audience(without=without)) == [ana]
        assert audience.people(connection, Actor("stranger"), P, Audience()) == []

    await store.run(work)


async def test_people_of_a_meeting_and_each_is_invited_once(store: Store) -> None:
    def work(connection: Connection) -> None:
        number, crowd = dinner(connection), people(connection, 4)
        all_of_them = Audience(country="AL")
        assert audience.invite(connection, OPERATOR, P, number, all_of_them, NOON) == 4
        assert audience.invite(connection, OPERATOR, P, number, all_of_them, NOON) == 0
        seating.answer(connection, P, number, crowd[0], "yes", NOON)
        seating.answer(connection, P, number, crowd[1], "no", NOON)
        attendance.tick_off(connection, OPERATOR, number, crowd[2], NOON + timedelta(days=15))
        of = {came: _found(connection, Audience(meeting_id=number, came=came)) for came in ("answered_yes", "came")}
        assert of == {"answered_yes": crowd[:1], "came": crowd[2:3]}
        assert _found(connection, Audience(meeting_id=number, came="invited")) == crowd
        assert _found(connection, Audience(meeting_id=number, came="silent")) == crowd[2:]
        waiting = select(tables.notice.c.person_id).where(
            tables.notice.c.kind == "meeting_invitation", tables.notice.c.state == "waiting"
        )
        assert set(connection.scalars(waiting)) == set(crowd[2:]), "who has answered is not asked"
        with pytest.raises(ValueError, match="begun"):
            audience.invite(connection, OPERATOR, P, number, all_of_them, NOON + timedelta(days=15))

    await store.run(work)


def _mixed(connection: Connection) -> list[int]:
    """Return people of every kind that a push knows."""
    crowd = people(connection, 15)
    _set(connection, crowd[1], stopped_at=NOON)
    _set(connection, crowd[2], unreachable_at=NOON)
    _set(connection, crowd[3], may_push=False)
    _set(connection, crowd[4], quiet_from=1, quiet_to=23)
    _set(connection, crowd[5], paused_until=NOON + HOUR)
    _set(connection, crowd[6], channel="whatsapp", last_in_at=NOON - 30 * HOUR)
    _set(connection, crowd[7], channel="whatsapp", last_in_at=NOON - 30 * HOUR)
    for place in (7, 8):
        _knock(connection, crowd[place], NOON, unasked=True)
    for place in range(9, 15):
        _set(connection, crowd[place], channel="whatsapp", last_in_at=NOON - 60 * HOUR)
    _knock(connection, crowd[9], NOON - HOUR, unasked=False)
    for place, since in ((10, 1), (11, 30)):
        _knock(connection, crowd[place], NOON - (since + 1) * HOUR, unasked=True)
        _knock(connection, crowd[place], NOON - since * HOUR, unasked=True)
    for place, asked in ((12, False), (13, True)):
        _write_from_another(connection, crowd[place])
        _knock(connection, crowd[place], NOON - HOUR, unasked=asked)
    return crowd


def _knock(connection: Connection, person_id: int, at: datetime, *, unasked: bool) -> None:
    """Open a knock for somebody; it takes the place of one that is open."""
    contact = contacts.last_of(connection, [person_id])[person_id]
    given: dict[str, Any] = {"channel": contact.channel, "contact_id": contact.id, "address": contact.address}
    [row] = outbox.put(connection, lane=ANNOUNCEMENT, kind="x", parts=[_Words()], now=at, **given)
    knocks.end(connection, contact.id, knocks.FOLLOWED, at)
    knocks.add(connection, contact.id, row, at)
    if unasked:
        knocks.mark_unasked(connection, contact.id, row)


def _write_from_another(connection: Connection, person_id: int) -> None:
    """Give somebody a second contact, of which they are not counted with others."""
    [row] = connection.execute(select(tables.contact).where(tables.contact.c.person_id == person_id)).mappings()
    more = {**row, "address": f"second {person_id}", "last_in_at": row["last_in_at"] - HOUR}
    connection.execute(insert(tables.contact).values({name: more[name] for name in more if name != "id"}))


class _Words:
    """A message of no words."""

    def to_json(self) -> dict[str, Any]:
        return {}


@pytest.mark.parametrize("asked_for", [True, False])
async def test_a_count_is_what_each_would_be_told_alone(store: Store, asked_for: bool) -> None:
    def work(connection: Connection) -> None:
        crowd, world = _mixed(connection), read_world(connection, P)
        message = audience.message(NOON, asked_for=asked_for)
        alone: Counter[str] = Counter()
        for one in crowd:
            contact = contacts.last_of(connection, [one])[one]
            alone[forecast(contact, message, world, NOON, look(connection, contact, message, world, NOON)).state] += 1
        found = audience.count(connection, OPERATOR, P, Audience(), NOON, asked_for=asked_for)
        assert found == Count(15, dict(alone))
        assert sum(found.reasons.values()) == found.people
        assert len(found.reasons) >= 5
        behind = {True: (crowd[9], crowd[10], crowd[12]), False: (crowd[9], crowd[10], crowd[11], crowd[12])}[asked_for]
        assert found.reasons["parked"] == len(behind) + (0 if asked_for else 2)

    await store.run(work)


async def test_a_large_audience_is_counted_in_few_statements(store: Store) -> None:
    def work(connection: Connection) -> list[int]:
        asked: list[int] = []
        number = dinner(connection)
        for more in (10, 300):
            people(connection, more)
            statements: list[str] = []

            def note(_c: Any, _u: Any, statement: str, *_rest: Any, told: list[str] = statements) -> None:
                told.append(statement)

            event.listen(connection, "before_cursor_execute", note)
            audience.count(connection, OPERATOR, P, Audience(), NOON)
            audience.invite(connection, OPERATOR, P, number, Audience(), NOON)
            event.remove(connection, "before_cursor_execute", note)
            asked.append(len(statements))
        return asked

    few, many = await store.run(work)
    assert many <= few + 2
