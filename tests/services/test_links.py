"""A link to a file is worth something only for the message in which it went to somebody, while that is known."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.limits import SIM_WHATSAPP
from bot.media.links import Link
from bot.messengers import find_linked
from storage import outbox, tables
from tests.house import House, living
from tests.mentoring.people import begun, member, speaks


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A Drom on a Monday at noon."""
    async with living(tmp_path) as found:
        yield found


async def test_a_file_is_found_by_its_own_message_alone(house: House) -> None:
    besim, ana = await member(house, "Besim", "1002"), await member(house, box=SIM_WHATSAPP)
    await begun(ana)
    await speaks(ana)
    number = (await ana.contact()).id
    [file] = [str(row["id"]) for row in await house.rows(tables.media)]
    rows = await house.rows(tables.outbox)
    [hers] = [row["id"] for row in rows if row["payload"].get("voice") == file]
    others = [row["id"] for row in rows if row["contact_id"] == (await besim.contact()).id]
    found = await find_linked(house.core, Link(file, hers))
    assert found is not None
    assert (found.content_type, found.path.exists()) == ("audio/ogg", True)
    for message in (*others, hers + 1, hers + 1000):
        assert await find_linked(house.core, Link(file, message)) is None
    await house.run(lambda c: outbox.erase_for(c, number))
    assert await find_linked(house.core, Link(file, hers)) is None
