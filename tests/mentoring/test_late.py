"""A mentor's day is over: they hear where the question went, and others that it needs them no more."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.limits import SIM_TELEGRAM
from tests.house import Guest, House, living
from tests.mentoring.people import ANSWER, asked, hears, member, taps, volunteer

HOUR = timedelta(hours=1)
BACK, YOURS = "It went back to the queue.", "It went back to the queue. Now it is yours again."


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A Drom on a Monday at noon."""
    async with living(tmp_path) as found:
        yield found


async def taken(house: House) -> Guest:
    """Return a mentor who has taken a question."""
    mira, ana = await volunteer(house, box=SIM_TELEGRAM), await member(house)
    await asked(ana)
    await hears(mira)
    await mira.tap("take")
    return mira


async def pass_hours(house: House, many: int) -> None:
    """Let hours pass, one by one."""
    for _ in range(many):
        await house.move(HOUR)


async def test_whoever_comes_back_after_their_day_hears_that_it_went_back(house: House) -> None:
    mira = await taken(house)
    later = mira.payload("later")
    await pass_hours(house, 25)
    await hears(mira)
    assert BACK in await mira.send("tap", payload=later, callback="c")
    assert YOURS in await taps(mira, "mentor", "take", "take")
    assert await mira.at() == "question.reply"
    await mira.write(ANSWER)
    assert "Sent. Thank you! 👏" in await mira.tap("send")


async def test_an_offer_to_another_is_withdrawn_when_the_late_answer_comes(house: House) -> None:
    mira = await taken(house)
    await pass_hours(house, 23)
    zana = await volunteer(house, "Zana", address="2002", box=SIM_TELEGRAM)
    await pass_hours(house, 2)
    assert any("Can you answer?" in said for said in await hears(zana))
    await mira.write(ANSWER)
    await mira.tap("send")
    assert await hears(zana) == ["Somebody answered this question. Thank you!"]


async def test_who_never_had_the_card_hears_of_no_answer(house: House) -> None:
    mira = await taken(house)
    await pass_hours(house, 25)
    zana = await volunteer(house, "Zana", address="2002", box=SIM_TELEGRAM)
    await mira.write(ANSWER)
    await mira.tap("send")
    assert await hears(zana) == []


async def test_whoever_takes_what_another_let_lapse_takes_it_for_the_first_time(house: House) -> None:
    await taken(house)
    await pass_hours(house, 23)
    zana = await volunteer(house, "Zana", address="2002", box=SIM_TELEGRAM)
    await pass_hours(house, 2)
    await hears(zana)
    assert YOURS not in await taps(zana, "take")
