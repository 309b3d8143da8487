"""How tips went, counted: each person once, whoever leaves stays counted, and a knock that nobody heard is not seen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, update

from bot.services import privacy, tip_counts, tip_privacy, tips
from bot.services.staff import OPERATOR, Actor
from storage import contacts, people, pledges, tables
from storage.roles import Role
from storage.tip_tallies import Cell, Tally
from tests.tips.garden import DAY, Garden, programme

START = datetime(2027, 3, 20, 12, tzinfo=UTC)
EVER, FAR = START - DAY, START + 900 * DAY


async def _make(garden: Garden, person_id: int, state: pledges.State, saved: pledges.Saved = "") -> int:
    """Let somebody make something of the next tip; return its number."""
    tip = await garden.ask(person_id)
    assert tip is not None
    person, contact = await garden.whom(person_id)

    def work(connection: Connection) -> None:
        tips.make(connection, programme(), contact, person, tip.id, state, garden.now)
        if saved:
            tips.save(connection, tip.id, person_id, saved, garden.now)
        tips.explain(connection, tip.id, person_id, "the oven of Vlora", None, garden.now)

    await garden.store.run(work)
    return tip.id


async def _count(garden: Garden, since: datetime = EVER, until: datetime = FAR) -> dict[Cell, Tally]:
    return await garden.store.read(lambda c: tip_counts.of_cells(c, OPERATOR, since, until))


async def test_seen_tried_done_and_saved() -> None:
    garden = Garden(START)
    ana, besim = await garden.somebody("sewing"), await garden.somebody("farming", "MK", language="mk")
    await _make(garden, ana, "trying")
    await _make(garden, ana, "done", "yes")
    await _make(garden, besim, "done", "unsure")
    await _make(garden, besim, "not_for_me")
    sewing, farming = Cell("sewing", "AL", "en"), Cell("farming", "MK", "mk")
    found = await _count(garden)
    assert found == {farming: Tally(2, 1, 1, 0), sewing: Tally(2, 2, 1, 1)}
    assert tip_counts.split(found, "country") == {"AL": Tally(2, 2, 1, 1), "MK": Tally(2, 1, 1, 0)}
    assert sum(tip_counts.split(found, "trade").values(), Tally()) == Tally(4, 3, 2, 1)


async def test_the_same_tip_tried_again_is_one_person_who_tried() -> None:
    garden = Garden(START)
    ana = await garden.somebody()
    number = await _make(garden, ana, "trying")
    person, contact = await garden.whom(ana)
    for state in ("trying", "done", "done", "trying"):
        garden.clock.move(DAY)
        await garden.store.run(
            lambda c, state=state: tips.make(c, programme(), contact, person, number, state, garden.now)  # type: ignore[misc]
        )
    assert list((await _count(garden)).values()) == [Tally(1, 1, 1, 0)]
    found = await garden.store.read(lambda c: pledges.get(c, number, ana))
    assert found is not None
    assert (found.state, found.tried_at, found.done_at) == ("done", START, START + 2 * DAY)


async def test_a_time_is_counted_by_when_it_was() -> None:
    garden = Garden(START)
    ana = await garden.somebody()
    await _make(garden, ana, "trying")
    garden.clock.move(10 * DAY)
    await _make(garden, ana, "done")
    assert list((await _count(garden, until=START + DAY)).values()) == [Tally(1, 1, 0, 0)]
    assert list((await _count(garden, since=START + DAY)).values()) == [Tally(1, 1, 1, 0)]


async def test_who_leaves_stays_counted_and_their_words_go() -> None:
    garden = Garden(START)
    ana = await garden.somebody()
    await _make(garden, ana, "done", "yes")
    before = await _count(garden)

    def leave(connection: Connection) -> None:
        contact = contacts.of_person(connection, ana)[0]
        privacy.erase(connection, contact, garden.now, programme(), OPERATOR)

    await garden.store.run(leave)
    assert await _count(garden) == before
    rows = await garden.store.read(lambda c: [*c.execute(tables.pledge.select()), *c.execute(tables.showing.select())])
    assert {row.person_id for row in rows} == {None}
    assert "oven" not in str(rows)
    assert await garden.store.read(lambda c: people.get(c, ana)) is None


async def test_a_tip_heard_behind_a_knock_stays_counted_when_its_reader_leaves() -> None:
    garden = Garden(START)
    ana = await garden.somebody(channel="sim-whatsapp", last_in_at=START)
    await garden.ask(ana)
    await garden.until(START + 8 * DAY)
    await garden.write(ana)
    before = await _count(garden)
    assert list(before.values()) == [Tally(seen=2)]
    _, contact = await garden.whom(ana)
    await garden.store.run(lambda c: privacy.erase(c, contact, garden.now, programme(), OPERATOR))
    assert await _count(garden) == before


async def test_words_are_forgotten_after_their_time() -> None:
    garden = Garden(START)
    ana = await garden.somebody()
    number = await _make(garden, ana, "done")
    assert await garden.store.run(lambda c: tip_privacy.sweep(c, START, START)) == 0
    assert await garden.store.run(lambda c: tip_privacy.sweep(c, START, START + timedelta(seconds=1))) == 1
    found = await garden.store.read(lambda c: pledges.get(c, number, ana))
    assert found is not None
    assert found.why == ""


async def test_what_lies_behind_a_knock_is_seen_when_it_goes() -> None:
    garden = Garden(START)
    ana = await garden.somebody(channel="sim-whatsapp", last_in_at=START)
    await garden.store.run(lambda c: c.execute(update(tables.contact).values(last_in_at=START)))
    await garden.ask(ana)
    await garden.until(START + 8 * DAY)
    rows = await garden.store.read(lambda c: c.execute(tables.showing.select()).all())
    assert [row.how for row in rows] == ["asked", "parked"]
    assert list((await _count(garden)).values()) == [Tally(seen=1)]
    key = f"notice:{rows[1].notice_id}"
    went = update(tables.outbox).where(tables.outbox.c.dedupe == key).values(state="sent")
    assert (await garden.store.run(lambda c: c.execute(went).rowcount)) == 1
    assert list((await _count(garden)).values()) == [Tally(seen=2)]


async def test_staff_see_their_own_countries() -> None:
    garden = Garden(START)
    ana = await garden.somebody()
    await _make(garden, ana, "trying")
    role = Role(1, 1, "Tirana", "coordinator", "sample_ngo", "AL", START, None)
    for actor, sees in ((Actor("a", (role,)), True), (Actor("b", (replace(role, country="MK"),)), False)):
        found = await garden.store.read(
            lambda c, by=actor: tip_counts.of_cells(c, by, EVER, FAR, organisation="sample_ngo")  # type: ignore[misc]
        )
        assert bool(found) == sees
