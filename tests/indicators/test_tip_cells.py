"""What came of tips, questions and papers, counted: people once, the programme they are in, nobody who has left."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.indicator_kinds import KINDS
from bot.services import counting, privacy
from bot.services.staff import OPERATOR
from storage import certificates, contacts, people, rows, tables
from storage.contacts import Contact
from storage.store import Store
from tests.indicators.test_cells import TERM
from tests.indicators.test_course_cells import _cells, _study, _sum
from tests.meetings import guests
from tests.meetings.guests import DAY, NOON
from tests.services.sample import programme

PLACE = {"organisation": "sample_ngo", "trade": "sewing", "country": "AL", "language": "en"}
TIP: dict[str, Any] = {"key": "A1", "status": "live", "seasons": [], "countries": [], "words": {}, "reviewed": []}


def _tip(connection: Connection) -> None:
    row = {**TIP, "story": {}, "created_at": NOON, "changed_at": NOON}
    connection.execute(tables.tip.insert(), [{**row, "id": number, "key": f"A{number}"} for number in (1, 2)])


def _heard(
    connection: Connection, person_id: int | None, at: datetime = NOON, tip: int = 1, how: str = "asked"
) -> None:
    values = {"tip_id": tip, "person_id": person_id, "how": "asked", "at": at, **PLACE}
    connection.execute(tables.showing.insert().values(values))


def _did(connection: Connection, person_id: int, at: datetime | None = NOON, tip: int = 1) -> None:
    state = "done" if at else "trying"
    values = {"tip_id": tip, "person_id": person_id, "state": state, "done_at": at, "changed_at": NOON, **PLACE}
    connection.execute(tables.pledge.insert().values(values))


def _asked(connection: Connection, person_id: int, answered: datetime | None = NOON) -> None:
    values = {"person_id": person_id, "asked_at": NOON, "since": NOON, "answered_at": answered, "country": "AL"}
    connection.execute(tables.question.insert().values(values))


@pytest.mark.parametrize(
    ("kind", "number"),
    [("tips_heard", 2), ("tips_done", 1), ("questions_answered", 2), ("interest_in_results", 2), ("downloads", 3)],
)
async def test_each_kind_counts_what_it_says(store: Store, kind: str, number: int) -> None:
    def work(connection: Connection) -> None:
        _tip(connection)
        ana, besim, cani = guests.people(connection, 3)
        for tip, at in ((1, NOON), (2, NOON + DAY)):
            _heard(connection, ana, at, tip)
            _did(connection, ana, at, tip)
        _heard(connection, besim)
        _did(connection, besim, None)
        _heard(connection, None)
        _heard(connection, cani, NOON - 400 * DAY)
        _did(connection, cani, NOON - 400 * DAY)
        for answered in (NOON, NOON, None, NOON - 400 * DAY):
            _asked(connection, ana, answered)
        first = _study(connection, ana, finished_at=NOON, brochure_at=NOON)
        certificates.put(connection, first, ana, "Ana", "1234", NOON)
        _study(connection, besim, brochure_at=NOON)
        _study(connection, cani)
        assert _sum(connection, kind) == number
        assert {one.month for one in _cells(connection, kind)} == {"2026-06"}
        assert {one.country for one in _cells(connection, kind)} == {"AL"}

    await store.run(work)


@pytest.mark.parametrize("kind", ["tips_heard", "tips_done", "questions_answered"])
async def test_another_programme_s_people_and_who_left_are_not_counted(store: Store, kind: str) -> None:
    def work(connection: Connection) -> None:
        _tip(connection)
        ana, besim = guests.people(connection, 2)
        for one in (ana, besim):
            _heard(connection, one)
            _did(connection, one)
            _asked(connection, one)
        assert _sum(connection, kind) == 2
        people.change(connection, besim, programme="nordic")
        assert _sum(connection, kind) == 1
        privacy.erase(connection, contacts.of_person(connection, ana)[0], NOON, programme(), OPERATOR)
        assert _sum(connection, kind) == 0

    await store.run(work)


async def test_a_tip_behind_a_knock_counts_when_it_went(store: Store) -> None:
    def work(connection: Connection) -> None:
        _tip(connection)
        [ana] = guests.people(connection, 1)
        [contact] = contacts.of_person(connection, ana)
        values = {"tip_id": 1, "person_id": ana, "how": "parked", "at": NOON, "notice_id": 7, **PLACE}
        connection.execute(tables.showing.insert().values(values))
        assert _sum(connection, "tips_heard") == 0
        row = {"channel": contact.channel, "contact_id": contact.id, "address": "x", "lane": 1, "kind": "notice"}
        row |= {"payload": {}, "next_at": NOON, "created_at": NOON, "state": "sent", "dedupe": "notice:7"}
        connection.execute(tables.outbox.insert().values(row))
        assert _sum(connection, "tips_heard") == 1

    await store.run(work)


def test_nothing_is_left_without_a_source() -> None:
    typed = {"added", "newest", "check"}
    assert [name for name, kind in KINDS.items() if kind.source not in {*counting.COUNTS, *typed}] == []


async def test_who_was_told_counts_once_and_stays_when_they_leave(store: Store) -> None:
    def work(connection: Connection) -> None:
        ana, besim = guests.people(connection, 2)
        connection.execute(tables.contact.update().values(programme=TERM.programme, country="AL"))
        for number in (1, 2):
            said = {
                "id": number,
                "kind": "announcement",
                "texts": {"en": "Come"},
                "created_by": "x",
                "created_at": NOON,
            }
            connection.execute(tables.announcement.insert().values(said))
            for person in (ana, besim):
                _told(connection, contacts.of_person(connection, person)[0], number, NOON + number * 40 * DAY)
        for erased in (ana, besim):
            [before] = {(one.month, one.country) for one in _cells(connection, "people_told")}
            assert (_sum(connection, "people_told"), *before) == (2, "2026-07", "AL")
            privacy.erase(connection, contacts.of_person(connection, erased)[0], NOON, programme(), OPERATOR)
        assert _sum(connection, "people_told") == 2, "neither more nor fewer when both have left"
        assert {(one.month, one.country) for one in _cells(connection, "people_told")} == {("2026-07", "AL")}

    await store.run(work)


def _told(connection: Connection, contact: Contact, announcement: int, at: datetime) -> None:
    """Let an announcement have gone out to somebody."""
    row = {"channel": contact.channel, "contact_id": contact.id, "address": "x", "lane": 2, "kind": "announcement"}
    row |= {"payload": {}, "next_at": at, "created_at": at, "state": "sent", "sent_at": at}
    number = rows.add(connection, tables.outbox, row)
    sent = {
        "announcement_id": announcement,
        "contact_id": contact.id,
        "state": "put",
        "outbox_id": number,
        "due_at": at,
    }
    rows.add(connection, tables.delivery, sent)
