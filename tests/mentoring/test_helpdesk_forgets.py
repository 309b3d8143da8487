"""What the help desk in chat said of somebody is forgotten with them; nothing that is only ours is read out."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.channels.limits import SIM_TELEGRAM
from bot.channels.port import Inbound
from bot.services import lite, privacy
from bot.services.staff import OPERATOR
from bot.services.turn import Turn
from storage import tables, tickets
from tests.house import House, living
from tests.mentoring.people import member, taps
from tests.mentoring.test_helpdesk_talk import called, staff
from tests.services.sample import programme


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A Drom on a Monday at noon."""
    async with living(tmp_path) as found:
        yield found


async def test_who_leaves_stands_in_no_long_message_of_the_desk(house: House) -> None:
    zana, ana = await staff(house, "coordinator", "Zana", "3001"), await member(house, "Djulijana")
    await called(ana, "burnt shop " * 200)
    await taps(zana, "staff", "desk", "open", "t1")
    mine, gone = (await zana.contact()).id, await ana.contact()
    said = [row["payload"] for row in await house.rows(tables.outbox) if row["contact_id"] == mine]
    assert "burnt" in repr(said)
    await house.run(lambda c: privacy.erase(c, gone, house.clock.now(), programme(), OPERATOR))
    assert "burnt" not in repr([row["payload"] for row in await house.rows(tables.outbox) if row["contact_id"] == mine])


async def test_who_says_no_to_being_kept_stands_in_no_message_of_the_desk(house: House) -> None:
    zana, ana = await staff(house, "coordinator", "Zana", "3001"), await member(house, "Djulijana")
    gone, now = await ana.contact(), house.clock.now()
    about: dict[str, Any] = {"kind": "town", "flow": "registration", "state_name": "town_named", "media_id": None}
    await house.run(lambda c: tickets.open_once(c, contact_id=gone.id, text="Burntown", now=now, **about))
    await taps(zana, "staff", "desk", "open", "t1")
    mine = (await zana.contact()).id
    assert "Burntown" in repr([row["payload"] for row in await house.rows(tables.outbox) if row["contact_id"] == mine])
    heard = Inbound(SIM_TELEGRAM, "no", 1, gone.address, "text")

    def leave(connection: Connection) -> None:
        turn = Turn(connection, now, gone, heard, programme(), lambda: "")
        lite.leave_little(turn, lambda _: None, lambda _: None)

    await house.run(leave)
    told = repr([row["payload"] for row in await house.rows(tables.outbox) if row["contact_id"] == mine])
    assert "Burntown" not in told
    assert "Djulijana" not in told


@pytest.mark.parametrize("about", ["question:7", "story:12"])
async def test_the_number_of_what_a_ticket_is_about_is_not_read_out(house: House, about: str) -> None:
    zana, ana = await staff(house, "coordinator", "Zana", "3001"), await member(house)
    await called(ana, about)
    assert about not in await taps(zana, "staff", "desk", "open", "t1")
