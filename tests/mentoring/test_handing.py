"""A ticket handed on: the colleague who has it now hears so at once, but not at night."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.house import House, living
from tests.mentoring.people import hears, member, taps
from tests.mentoring.test_helpdesk_talk import called, staff

HANDED = "A colleague handed you a ticket. It is under your own."


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A Drom on a Monday at noon."""
    async with living(tmp_path) as found:
        yield found


async def test_whoever_is_handed_a_ticket_hears_so_at_once(house: House) -> None:
    zana, besa = await staff(house, "coordinator", "Zana", "3001"), await staff(house, "helper", "Besa", "3002")
    await called(await member(house))
    await taps(zana, "staff", "desk", "open", "t1", "take")
    assert await hears(zana) == [], "nobody hears of what they took themselves"
    await zana.tap("hand_on")
    await zana.tap(f"c{(await besa.person()).id}")
    assert await hears(besa) == [HANDED]
    assert await hears(besa) == []


async def test_nobody_hears_at_night_of_a_ticket(house: House) -> None:
    zana, besa = await staff(house, "coordinator", "Zana", "3001"), await staff(house, "helper", "Besa", "3002")
    await called(await member(house))
    for _ in range(11):
        await house.move(timedelta(hours=1))
    await zana.write("menu")
    await taps(zana, "staff", "desk", "open", "t1", "hand_on")
    await zana.tap(f"c{(await besa.person()).id}")
    assert await hears(besa) == []
    for _ in range(9):
        await house.move(timedelta(hours=1))
    assert await hears(besa) == [HANDED]


async def test_whoever_gave_it_back_meanwhile_hears_nothing_of_it(house: House) -> None:
    zana, besa = await staff(house, "coordinator", "Zana", "3001"), await staff(house, "helper", "Besa", "3002")
    await called(await member(house))
    await taps(zana, "staff", "desk", "open", "t1", "hand_on")
    await zana.tap(f"c{(await besa.person()).id}")
    await taps(besa, "staff", "desk", "mine", "t1", "give_back")
    assert await hears(besa) == []
