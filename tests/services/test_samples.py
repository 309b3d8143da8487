"""The demo's sample people say that they are samples, went the real way, and are laid out once."""

from pathlib import Path

from sqlalchemy import Connection

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.core import token
from bot.services import samples
from storage import phones, tables
from tests.house import House, living
from tests.voices.mouth import Mouth


async def lay(house: House) -> None:
    now = house.clock.now()
    await house.core.store.run(lambda c: samples.lay(c, house.core.conversation, now, token))


async def test_they_registered_asked_and_answered(house: House) -> None:
    await lay(house)
    named = [row for row in await house.rows(tables.person) if row["registered_at"]]
    assert [row["name"] for row in named] == [one.name for one in samples.PEOPLE]
    assert all("sample" in row["name"].lower() for row in await house.rows(tables.person))
    assert all("Sample" in row["title"]["en"] for row in await house.rows(tables.meeting))
    assert [row["kind"] for row in await house.rows(tables.ticket)].count("help") >= 2
    standings = sorted(row["standing"] for row in await house.rows(tables.response))
    assert standings.count("waiting") == 1
    assert {row["channel"] for row in await house.rows(tables.consent)} == {"sim-telegram", "sim-whatsapp"}


async def test_a_drom_that_has_a_voice_lays_them_out_too(tmp_path: Path) -> None:
    """It asks first how it shall talk."""
    async with living(tmp_path, maker=Mouth()) as house:
        await lay(house)
        named = [row["name"] for row in await house.rows(tables.person) if row["registered_at"]]
        assert named == [one.name for one in samples.PEOPLE]


async def test_what_drom_said_is_on_their_phones_and_nothing_waits(house: House) -> None:
    await lay(house)
    shown = [row for row in await house.rows(tables.bubble) if not row["mine"]]
    assert len(shown) > 50
    states = {row["state"] for row in await house.rows(tables.outbox)}
    assert "sent" in states
    assert not [row for row in await house.rows(tables.outbox) if row["state"] == "waiting" and row["lane"] == 0]


async def test_they_are_laid_out_once(house: House) -> None:
    await lay(house)
    before = [len(await house.rows(table)) for table in (tables.person, tables.meeting, tables.phone)]
    await lay(house)
    assert [len(await house.rows(table)) for table in (tables.person, tables.meeting, tables.phone)] == before


async def test_a_fresh_demo_opens_the_phones_that_nobody_used_yet(house: House) -> None:
    await lay(house)

    def invite(connection: Connection) -> None:
        """Write to each of the samples, as the invitations do a moment later."""
        for phone in phones.everyone(connection)[2:]:
            now = house.clock.now()
            phones.write(connection, phone_id=phone.id, mine=False, kind="part", body={"text": "x"}, now=now)

    await house.core.store.run(invite)
    opened = [(phone.channel, phone.name) for phone in await house.core.store.read(phones.everyone)][:2]
    assert opened == [(SIM_TELEGRAM, "Ana"), (SIM_WHATSAPP, "Besim")]
