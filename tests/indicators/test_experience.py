"""How well it goes: shares of a hundred, wide gaps told, small groups not; and counted right from what is stored."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, event, insert, update

from bot.console_words import WORDS
from bot.services import attendance, experience, seating
from bot.services.experience import Measure, Share, result
from bot.services.staff import OPERATOR, Actor
from storage import contacts, invitations, people, tables
from storage import experience as rows
from storage.experience import Tried
from storage.store import Store
from tests.indicators.hand import NOON
from tests.meetings import guests
from tests.meetings.guests import DAY, HOUR, dinner
from tests.services.sample import programme

P = programme()
EVENING = datetime.fromisoformat("2026-06-16T18:00")


def _measure(**values: Any) -> Measure:
    return Measure(**values)


def test_a_share_and_its_gap() -> None:
    tried = [Tried(20, 20, 10, "rom", "woman", "telegram"), Tried(20, 20, 20, "en", "man", "telegram")]
    found = result("joined", _measure(aim=80), tried)
    assert (found.percent, found.good) == (75.0, False)
    assert found.splits["language"] == (Share(("rom",), 50.0), Share(("en",), 100.0))
    assert found.gaps == ("language", "gender")
    assert "channel" not in found.splits, "one group is no split"


def test_what_did_not_go_well_is_told_where_it_is_asked() -> None:
    found = result("understood", _measure(aim=5, most=True, reverse=True, of_people=False), [Tried(9, 200, 192)])
    assert (found.percent, found.good) == (4.0, True)


@pytest.mark.parametrize(
    ("tried", "percent"),
    [
        ([], None),
        ([Tried(4, 4, 4)], None),
        ([Tried(20, 20, 19)], None),
        ([Tried(20, 20, 3)], None),
        ([Tried(20, 20, 20)], 100.0),
        ([Tried(20, 20, 0)], 0.0),
    ],
)
def test_a_few_people_are_not_told(tried: list[Tried], percent: float | None) -> None:
    assert result("joined", _measure(), tried).percent == percent


def test_a_split_with_a_group_that_cannot_be_told_is_not_shown() -> None:
    tried = [Tried(20, 20, 10, "rom"), Tried(20, 20, 17, "en")]
    assert result("joined", _measure(), tried).splits == {}, "three of the second could be worked out"


@given(
    st.lists(st.tuples(st.integers(1, 12), st.integers(0, 12), st.sampled_from(["rom", "en", "sq", "mk"])), max_size=9)
)
def test_nothing_that_is_told_is_of_a_few(rows: list[tuple[int, int, str]]) -> None:
    tried = [Tried(every, every, min(well, every), language) for every, well, language in rows]
    found = result("joined", _measure(), tried)
    groups = [(tuple(dict.fromkeys(one.language for one in tried)), found.percent)]
    groups += [(share.keys, share.percent) for share in found.splits.get("language", ())]
    for keys, percent in groups:
        if percent is not None:
            mine = [one for one in tried if one.language in keys]
            well, every = sum(one.well for one in mine), sum(one.every for one in mine)
            assert percent == 100 * well / every
            assert not 0 < well < 5
            assert not 0 < every - well < 5


async def _counted(store: Store, by: Actor = OPERATOR, now: datetime = NOON) -> dict[str, list[tuple[int, int]]]:
    """Return for each measure how often it was tried, and how often it went well."""

    def work(connection: Connection) -> dict[str, list[tuple[int, int]]]:
        found = experience.counts(connection, by, P, now)
        return {name: [(one.every, one.well) for one in rows] for name, rows in found.items()}

    return await store.run(work)


async def test_joining_staying_and_writing(store: Store) -> None:
    def work(connection: Connection) -> None:
        ana, besim, cani, _ = guests.people(connection, 4)
        people.change(connection, ana, registered_at=None)
        contacts.change(connection, contacts.of_person(connection, besim)[0].id, stopped_at=NOON)
        old = contacts.of_person(connection, cani)[0]
        contacts.change(connection, old.id, last_in_at=NOON - timedelta(days=40))

    await store.run(work)
    found = await _counted(store)
    assert found["joined"] == [(4, 3)]
    assert found["stopped"] == [(3, 2)]
    assert found["active"] == [(3, 2)]
    assert found["met"] == [(2, 0)]
    assert (await _counted(store, Actor("guest")))["joined"] == []


async def test_meetings_from_the_invitation_to_how_it_was(store: Store) -> None:
    def work(connection: Connection) -> None:
        ana, besim, cani = guests.people(connection, 3)
        number = dinner(connection, days=[(EVENING, HOUR)])
        invitations.add(connection, number, [ana, besim, cani], "staff", NOON)
        for person in (ana, besim):
            seating.answer(connection, P, number, person, "yes", NOON)
        attendance.tick_off(connection, OPERATOR, number, ana, NOON + 2 * DAY)
        attendance.give_feedback(connection, number, ana, NOON + 2 * DAY, grade="good")

    await store.run(work)
    assert (await _counted(store))["answered"] == [], "it has not been held yet"
    found = await _counted(store, now=NOON + 2 * DAY)
    assert found["answered"] == [(3, 2)]
    assert found["came"] == [(2, 1)]
    assert found["told"] == [(1, 1)]
    assert found["met"] == [(3, 1)]


def _sent(connection: Connection, contact_id: int, *kinds: str) -> None:
    for place, kind in enumerate(kinds):
        outcome = {"text": "missed", "blocked": "blocked"}.get(kind, "chosen")
        row = {"channel": "telegram", "key": f"{contact_id}.{place}", "contact_id": contact_id, "seq": place}
        times = {"received_at": NOON, "next_at": NOON, "state": "done", "outcome": outcome}
        connection.execute(insert(tables.inbox).values(**row, kind=kind, **times))


async def test_how_a_few_people_answer_is_not_told(store: Store) -> None:
    def work(connection: Connection) -> None:
        for place, person in enumerate(guests.people(connection, 5), 1):
            assert experience.ways(connection, OPERATOR, P, NOON) == {}
            _sent(
                connection, contacts.of_person(connection, person)[0].id, "tap", *(["text"] * 5 if place == 1 else [])
            )
        assert experience.ways(connection, OPERATOR, P, NOON) == {"tap": 50.0, "text": 50.0}

    await store.run(work)


async def test_what_people_send_and_how_long_they_wait(store: Store) -> None:
    def work(connection: Connection) -> None:
        (ana,) = guests.people(connection, 1)
        contact = contacts.of_person(connection, ana)[0]
        _sent(connection, contact.id, "tap", "text", "blocked")
        for hours in (1, 2, 2, 3, 9):
            row = {"contact_id": contact.id, "kind": "help", "opened_at": NOON - hours * HOUR, "status": "answered"}
            connection.execute(insert(tables.ticket).values(**row, answered_at=NOON))
        assert experience.waits(connection, OPERATOR, P, NOON) == experience.Waits(5, 2.0)
        assert experience.waits(connection, Actor("guest"), P, NOON) == experience.Waits(0, None)
        connection.execute(update(tables.contact).values(programme="green_albania"))

    await store.run(work)
    assert (await _counted(store))["understood"] == [(2, 1)]


async def test_of_many_members_every_so_manieth_is_looked_at_not_the_newest(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The older half has fallen silent: the newest alone would be all alive."""
    monkeypatch.setattr(rows, "LATEST", 10)

    def work(connection: Connection) -> None:
        for person in guests.people(connection, 40)[:20]:
            [old] = contacts.of_person(connection, person)
            contacts.change(connection, old.id, last_in_at=NOON - timedelta(days=40))

    await store.run(work)
    found = await _counted(store)
    assert found["active"] == [(8, 4)]
    assert found["met"] == [(4, 0)]
    assert found["stopped"] == [(8, 8)]


async def test_all_members_are_looked_through_once(store: Store) -> None:
    """Each look takes tens of milliseconds among 100,000: once for who joined, once for all that members do."""

    def work(connection: Connection) -> list[str]:
        asked: list[str] = []

        def note(_c: Any, _u: Any, statement: str, *_rest: Any) -> None:
            asked.append(statement)

        event.listen(connection, "before_cursor_execute", note)
        experience.results(connection, OPERATOR, P, NOON)
        event.remove(connection, "before_cursor_execute", note)
        return asked

    asked = await store.run(work)
    assert len(asked) == 7
    assert len([one for one in asked if "registered_at" in one]) == 2


def test_the_page_says_how_many_are_looked_at() -> None:
    assert f"more than {rows.LATEST:,}, some are looked at" in WORDS["console.experience.intro"]
