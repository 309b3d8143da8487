"""However people are, and whomever an audience means: it is counted as if each were looked at alone."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, update

from bot.channels.limits import SIM_WHATSAPP
from bot.channels.port import Part
from bot.services import audience
from bot.services.audience import Audience
from bot.services.push import forecast, look, read_world
from bot.services.staff import OPERATOR
from storage import consents, contacts, groups, invitations, knocks, outbox, roles, tables
from storage.contacts import UNTIL_I_WRITE
from storage.sending import ASIDE
from storage.sqlite import sqlite_engine
from storage.store import Store
from tests.announcing.desk import people
from tests.databases import sqlite_url
from tests.meetings.guests import HOUR, NOON, dinner
from tests.services.sample import programme

P = programme()
SOME = 12
EMPTIED = (
    *("unasked", "knock", "outbox", "consent", "group_member", "people_group", "role", "invitation", "meeting"),
    *("contact", "person"),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    path = Path(sqlite_url(tmp_path_factory.mktemp("alike")).removeprefix("sqlite:///"))
    found = sqlite_engine(path)
    yield found
    found.dispose()


def _fill(connection: Connection, chance: Random) -> None:
    """Add people of every kind, by chance."""
    group = groups.create(connection, organisation="sample_ngo", country="AL", name="G", by="x", now=NOON)
    meeting_id = dinner(connection)
    for person_id in people(connection, SOME):
        person = {
            "town": chance.choice(("tirana", "durres")),
            "trade": chance.choice(("food", "sewing")),
            "country": chance.choice(("AL", "RS")),
            "may_push": chance.random() < 0.8,
            "registered_at": chance.choice((NOON, NOON, NOON, None)),
        }
        connection.execute(update(tables.person).where(tables.person.c.id == person_id).values(person))
        [first] = contacts.of_person(connection, person_id)
        contacts.change(connection, first.id, **_contact(chance))
        if chance.random() < 0.2:
            address, more = f"{person_id}-2", _contact(chance)
            contacts.add(connection, more.pop("channel"), address, NOON, person_id=person_id, **more)
        if chance.random() < 0.3:
            groups.add(connection, group, [person_id], "x", NOON)
        if chance.random() < 0.3:
            invitations.add(connection, meeting_id, [person_id], "x", NOON)
        if chance.random() < 0.2:
            roles.give(connection, name="mentor", now=NOON, person_id=person_id)
        for one in contacts.of_person(connection, person_id):
            _history(connection, chance, one.id)


def _contact(chance: Random) -> dict[str, Any]:
    return {
        "channel": chance.choice(("telegram", SIM_WHATSAPP, "whatsapp")),
        "language": chance.choice(("en", "sq", "rom")),
        "country": chance.choice(("AL", "RS", "TR")),
        "lite": chance.random() < 0.1,
        "last_in_at": chance.choice((NOON, NOON - 24 * HOUR, NOON - 23 * HOUR, NOON - 90 * HOUR, None)),
        "stopped_at": chance.choice((None, None, None, NOON)),
        "unreachable_at": chance.choice((None, None, None, NOON)),
        "paused_until": chance.choice((None, None, NOON - HOUR, NOON + HOUR, NOON + 90 * HOUR, UNTIL_I_WRITE)),
        "erased_at": chance.choice((None, None, None, None, NOON)),
        **chance.choice(({}, {"quiet_from": 9, "quiet_to": 20}, {"quiet_from": None, "quiet_to": None})),
    }


def _history(connection: Connection, chance: Random, contact_id: int) -> None:
    """Let unasked messages have gone to a contact, or wait; perhaps a knock is open, perhaps a yes is old."""
    moments: tuple[datetime, ...] = (NOON - HOUR, NOON - 13 * HOUR, NOON - 25 * HOUR, NOON + 20 * HOUR, ASIDE)
    rows: list[int] = []
    for at in chance.sample(moments, chance.choice((0, 0, 1, 2, 3))):
        rows.append(_went(connection, contact_id, at))
    if rows and chance.random() < 0.5:
        knocks.add(connection, contact_id, rows[0], NOON)


def _went(connection: Connection, contact_id: int, at: datetime) -> int:
    """Let something unasked go to a contact at a moment; return its row."""
    about: dict[str, Any] = {"channel": "telegram", "contact_id": contact_id, "address": "x", "lane": outbox.NOTICE}
    [row] = outbox.put(connection, **about, kind="tip", parts=[Part("Words")], now=NOON - 30 * HOUR, next_at=at)
    knocks.mark_unasked(connection, contact_id, row)
    return row


def _asked(chance: Random, *, deep: bool = True) -> Audience:
    return Audience(
        country=chance.choice(("", "AL")),
        towns=chance.choice(((), (), ("tirana",))),
        trades=chance.choice(((), (), ("food",))),
        languages=chance.choice(((), (), ("sq", "en"))),
        mentors=chance.random() < 0.1,
        group_id=chance.choice((None, None, None, 1)),
        also=(_asked(chance, deep=False),) if deep and chance.random() < 0.2 else (),
        without=(_asked(chance, deep=False),) if deep and chance.random() < 0.4 else (),
        but=chance.choice((None, 1)) if deep else None,
        new_to=chance.choice((None, None, 1)) if deep else None,
    )


def _alone(connection: Connection, asked: Audience) -> Counter[str]:
    """Look at each by itself."""
    world, message = read_world(connection, P), audience.message(NOON, asked_for=False)
    found: Counter[str] = Counter()
    for one in audience.people(connection, OPERATOR, P, asked):
        found[
            forecast(one.contact, message, world, NOON, look(connection, one.contact, message, world, NOON)).state
        ] += 1
    return found


def _compare(connection: Connection, seed: int) -> None:
    chance = Random(seed)
    _fill(connection, chance)
    asked = _asked(chance)
    counted = audience.count(connection, OPERATOR, P, asked, NOON)
    assert counted.reasons == dict(_alone(connection, asked)), asked
    assert counted.people == sum(counted.reasons.values()) == sum(counted.readers.values())


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_invited_is_the_sum_of_reasons(engine: Engine, seed: int) -> None:
    with engine.connect() as connection, connection.begin() as whole:
        for name in EMPTIED:
            connection.execute(delete(tables.metadata.tables[name]))
        _compare(connection, seed)
        whole.rollback()


async def test_the_day_on_which_clocks_are_put_back_is_one(store: Store) -> None:
    night = datetime(2026, 10, 25, 22, 40, tzinfo=UTC)
    just_after_midnight = datetime(2026, 10, 24, 22, 5, tzinfo=UTC)

    def work(connection: Connection) -> None:
        awake = {"quiet_from": None, "quiet_to": None}
        for person_id in people(connection, 2, **awake):
            [one] = contacts.of_person(connection, person_id)
            _went(connection, one.id, just_after_midnight)
        [twice] = people(connection, 1, **awake)
        contacts.add(connection, "telegram", "again", night, person_id=twice, country="AL", **awake)
        _went(connection, contacts.of_person(connection, twice)[0].id, just_after_midnight)
        people(connection, 1, **awake)
        assert audience.count(connection, OPERATOR, P, Audience(), night).reasons == {"waits": 3, "go": 1}

    await store.run(work)


async def test_whoever_sends_and_whoever_is_invited_need_not_be_told(store: Store) -> None:
    def work(connection: Connection) -> None:
        first, second, _third = people(connection, 3)
        number = dinner(connection)
        invitations.add(connection, number, [second], "x", NOON)
        both = Audience(but=first, new_to=number)
        for asked, left in ((Audience(but=first), 2), (Audience(new_to=number), 2), (both, 1)):
            assert audience.count(connection, OPERATOR, P, asked, NOON).people == left
            assert len(audience.people(connection, OPERATOR, P, asked)) == left

    await store.run(work)


@pytest.mark.parametrize("seed", range(3))
async def test_both_databases_count_alike(store: Store, seed: int) -> None:
    await store.run(lambda connection: _compare(connection, seed))


async def test_an_old_yes_is_no_yes_to_new_words(store: Store) -> None:
    newer = P.model_copy(update={"notice": P.notice + 1})

    def work(connection: Connection) -> None:
        for place, person_id in enumerate(people(connection, 3)):
            [one] = contacts.of_person(connection, person_id)
            given: dict[str, Any] = {
                "kind": "keep",
                "given": True,
                "language": "en",
                "channel": "telegram",
                "at": NOON,
            }
            version = newer.notice if place else P.notice
            consents.add(connection, contact_id=one.id, pseudonym="x", notice=version, **given)
        found = audience.count(connection, OPERATOR, newer, Audience(), NOON, asked_for=True)
        assert found.reasons == {"go": 2, "parked": 1}

    await store.run(work)
