"""The same conversation on PostgreSQL: what SQLite forgives is not forgiven there."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Inbound
from bot.services.staff import OPERATOR
from storage import tables
from tests.databases import postgres_url
from tests.house import Guest, living

pytestmark = pytest.mark.postgres


async def test_a_life_with_drom(tmp_path: Path) -> None:
    async with living(tmp_path, url=postgres_url()) as house:
        hellos = [Inbound(SIM_TELEGRAM, f"first{n}", n, "7", "text", text="hello") for n in range(16)]
        await asyncio.gather(*(house.core.reception.receive([hello]) for hello in (*hellos, *hellos)))
        assert len(await house.rows(tables.contact)) == 1
        assert len(await house.rows(tables.inbox)) == 16

        guest = Guest(house, "+355691234567", SIM_WHATSAPP)
        await guest.join()
        await guest.write("A\x00na \ud800")
        for value in ("yes", "tirana", "sewing", "right"):
            await guest.tap(value)
        assert (await guest.person()).name == "A\ufffdna \ufffd"
        await guest.write("help")
        *_, row = await house.read(lambda c: house.core.help_desk.waiting(c, OPERATOR))
        await house.move(timedelta(days=3))
        now = house.clock.now()
        await house.run(lambda c: house.core.help_desk.answer(c, OPERATOR, row.ticket.id, "Come.", now))
        assert "Come." in await guest.write("menu")

        for value in ("skip", "skip", "settings", "delete", "delete", "bin"):
            said = await guest.tap(value)
        assert said == ["Deleted. You can erase this chat too."]
        assert await house.core.housekeeping.finish_erasures() == 1
        await house.move(timedelta(days=9))
        assert await house.core.housekeeping.day()
        left = {table.name for table in tables.metadata.sorted_tables if await house.rows(table)}
        assert left <= {"consent", "erasure", "fact", "log", "lease"}
