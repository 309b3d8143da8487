"""Neither side learns who the other is: what is planted on one is looked for in all that is sent to the other."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import File
from storage import tables
from tests.house import Guest, House, living
from tests.media.samples import MARK, jpeg
from tests.mentoring.people import begun, hears, member, speaks, taps, volunteer
from tests.mentoring.test_booking_talk import mentor_day

ASKER, MENTOR = ("Djulijanana", "+355691112233"), ("Zumrutka", "7700700700")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A Drom on a Monday at noon."""
    async with living(tmp_path) as found:
        yield found


def told(guest: Guest) -> str:
    """Return everything that was ever sent to somebody, as it is on the wire."""
    sent = guest.house.boxes[guest.box].sent
    return "\n".join(repr(part.to_json()) for to, part in sent if to == guest.address)


async def test_no_name_and_no_number_crosses(house: House) -> None:
    mira = await volunteer(house, MENTOR[0], address=MENTOR[1], box=SIM_TELEGRAM)
    ana = await member(house, ASKER[0], ASKER[1], SIM_WHATSAPP)
    await begun(ana)
    house.boxes[ana.box].files["p"] = jpeg()
    await ana.send("photo", file=File("photo", "p", "image/jpeg", 2000), text="My shop")
    await speaks(ana)
    await hears(ana)
    await ana.write("again")
    await taps(ana, "send", "no", "keep")
    await hears(mira)
    await mira.tap("take")
    await speaks(mira, 80)
    await hears(mira)
    await mira.write("again")
    await mira.tap("send")
    assert (await hears(ana))[-1] == "Did this help?"
    for word in ASKER:
        assert word not in told(mira)
    for word in MENTOR:
        assert word not in told(ana)


async def test_no_name_crosses_on_a_mentor_day(house: House) -> None:
    mira = await volunteer(house, MENTOR[0], address=MENTOR[1], box=SIM_TELEGRAM)
    await mentor_day(house, mira)
    await taps(mira, "mentor", "slots", "m1", "t1_0", "t1_20")
    ana = await member(house, ASKER[0], ASKER[1], SIM_WHATSAPP)
    await taps(ana, "ask", "meet", "s1", "book")
    assert (await mira.tap("done"))[0] == "Booked: 1. Here is your list.\n🕘 18:00 –"
    for _ in range(15):
        await house.move(timedelta(days=1))
        await hears(ana)
        await hears(mira)
    assert "Who comes to you today" in told(mira)
    assert "18:00" in told(ana)
    for word in ASKER:
        assert word not in told(mira)
    for word in MENTOR:
        assert word not in told(ana)


async def test_no_tag_of_a_file_crosses(house: House) -> None:
    ana = await member(house)
    await begun(ana)
    house.boxes[ana.box].files["p"] = jpeg()
    await ana.send("photo", file=File("photo", "p", "image/jpeg", 2000))
    await speaks(ana)
    await hears(ana)
    rows = await house.rows(tables.media)
    assert {row["state"] for row in rows} == {"kept"}
    for row in rows:
        assert MARK not in house.core.shelf.get(row["name"])
        assert not {"Ana", ana.address} & {row["name"], row["content_type"]}


async def test_no_session_holds_the_other(house: House) -> None:
    mira = await volunteer(house, MENTOR[0], address=MENTOR[1], box=SIM_TELEGRAM)
    ana = await member(house, ASKER[0], ASKER[1], SIM_WHATSAPP)
    await begun(ana)
    await ana.write("How do I save money?")
    await taps(ana, "send", "yes")
    await hears(mira)
    await mira.tap("take")
    await mira.write("A little each week.")
    assert ASKER[0] not in repr((await mira.contact()).session)
    await mira.tap("send")
    await hears(ana)
    await ana.tap("yes")
    assert MENTOR[0] not in repr((await ana.contact()).session)
    assert "A little each week." not in repr((await ana.contact()).session)
