"""Whoever gets an announcement again gets only what had not arrived."""

from datetime import timedelta
from functools import partial

from sqlalchemy import Connection, Update

from bot.channels.limits import SIM_TELEGRAM
from bot.channels.port import Receipt
from bot.services import announcements
from storage import deadletters, tables
from tests.house import House
from tests.services.test_announcements import announce, fed, people, reasons, step


async def test_again_brings_only_what_had_not_arrived(house: House) -> None:
    audience, long = await people(house, 1), {"en": "We meet on Monday. " * 300}
    box = house.boxes[SIM_TELEGRAM]
    box.answers += [Receipt("sent"), Receipt("refused")]
    number = await announce(house, audience, texts=long)
    await fed(house)
    assert box.sent == [], "of two parts the first went, as told, and the second was refused"
    assert await reasons(house, number) == {"failed": 1}
    assert await step(house, announcements.again, number) == 1
    house.clock.move(timedelta(days=1))  # one unasked message a day
    await fed(house)
    [(_, second)] = box.sent
    whole = long["en"].strip()
    assert 0 < len(second.text) < len(whole)
    assert whole.endswith(second.text.strip())
    assert await reasons(house, number) == {"sent": 1}


async def test_what_was_given_up_may_have_arrived_all_the_same(house: House) -> None:
    number = await announce(house, await people(house, 2))
    await fed(house)
    rows = [row["id"] for row in await house.rows(tables.outbox) if row["kind"].startswith("announcement")]
    for one, state in zip(rows, ("in_doubt", "never"), strict=True):
        change = tables.outbox.update().where(tables.outbox.c.id == one).values(state=state)
        await house.run(partial(_given_up, one, change))
    assert await reasons(house, number) == {"doubt": 1, "cancelled": 1}


def _given_up(number: int, change: Update, connection: Connection) -> None:
    """Let a message come to an end, and staff give it up."""
    connection.execute(change)
    assert deadletters.discard(connection, number)
