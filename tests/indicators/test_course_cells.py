"""What people did in short courses, counted: once for each course, the same after they leave or turn out to be one."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.indicator_kinds import KINDS
from bot.services import counting, courses, merging, privacy
from bot.services.staff import OPERATOR
from storage import certificates, contacts, studies
from storage.cells import Cell
from storage.store import Store
from tests.indicators.test_cells import TERM
from tests.meetings import guests
from tests.meetings.guests import DAY, NOON
from tests.services.sample import programme

PLACE: dict[str, Any] = {"organisation": "sample_ngo", "programme": TERM.programme, "country": "AL", "language": "en"}


def _study(connection: Connection, person_id: int, at: datetime = NOON, **values: Any) -> int:
    courses.load(connection, courses.read_folder(), NOON)
    return studies.add(connection, course_id=1, person_id=person_id, started_at=at, **PLACE, **values)


def _cells(connection: Connection, kind: str) -> list[Cell]:
    found = counting.count(connection, TERM, KINDS[kind])
    assert found is not None
    return found


def _sum(connection: Connection, kind: str) -> int:
    return sum(one.number for one in _cells(connection, kind))


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        *(("courses", 1), ("course_starts", 4), ("course_completions", 2), ("course_certificates", 1)),
        *(("vet_enrolled", 2), ("vet_finished", 1), ("brochures_sent", 1)),
    ],
)
async def test_each_kind_counts_what_it_says(store: Store, kind: str, number: int) -> None:
    def work(connection: Connection) -> None:
        ana, besim, cani, drita, elmas = guests.people(connection, 5)
        first = _study(connection, ana, finished_at=NOON, offer="finished", brochure_at=NOON)
        certificates.put(connection, first, ana, "Ana", "1234", NOON)
        _study(connection, besim, finished_at=NOON, offer="enrolled")
        _study(connection, cani, offer="asked")
        _study(connection, drita)
        _study(connection, elmas, NOON - 400 * DAY, finished_at=NOON - 400 * DAY, offer="finished")
        assert _sum(connection, kind) == number
        if kind == "course_starts":
            [cell] = _cells(connection, kind)
            assert (cell.month, cell.country, cell.language) == ("2026-06", "AL", "en")

    await store.run(work)


async def test_who_leaves_stays_counted_and_two_who_are_one_count_once(store: Store) -> None:
    def work(connection: Connection) -> None:
        ana, besim, cani = guests.people(connection, 3)
        for one in (ana, besim, cani):
            _study(connection, one, finished_at=NOON)
        kept, gone = (contacts.of_person(connection, one)[0] for one in (ana, besim))
        merging.merge(connection, OPERATOR, programme(), kept, gone, NOON)
        assert _sum(connection, "course_starts") == 2
        privacy.erase(connection, contacts.of_person(connection, cani)[0], NOON, programme(), OPERATOR)
        assert _sum(connection, "course_starts") == 2
        assert _sum(connection, "course_completions") == 2
        privacy.erase(connection, contacts.of_person(connection, ana)[0], NOON, programme(), OPERATOR)
        assert _sum(connection, "course_starts") == 2

    await store.run(work)


async def test_what_two_who_are_one_both_studied_still_counts_once_when_it_cannot_be_undone(store: Store) -> None:
    def work(connection: Connection) -> None:
        ana, besim = guests.people(connection, 2)
        for one in (ana, besim):
            _study(connection, one)
        kept, gone = (contacts.of_person(connection, one)[0] for one in (ana, besim))
        merging.merge(connection, OPERATOR, programme(), kept, gone, NOON)
        assert merging.sweep(connection, NOON + merging.UNDOABLE) == 1
        assert _sum(connection, "course_starts") == 1

    await store.run(work)


async def test_another_programme_s_are_not_counted(store: Store) -> None:
    def work(connection: Connection) -> None:
        [ana] = guests.people(connection, 1)
        number = _study(connection, ana, finished_at=NOON, brochure_at=NOON, offer="finished")
        studies.change(connection, number, programme="nordic")
        for kind in ("courses", "course_starts", "course_completions", "vet_finished", "brochures_sent"):
            assert _cells(connection, kind) == [], kind

    await store.run(work)
