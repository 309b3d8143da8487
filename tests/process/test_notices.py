"""The list of what is due: what waits in the outbox for a later moment stands in it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from storage.outbox import NOTICE, REPLY
from storage.sqlite import sqlite_engine
from storage.tables import outbox
from tests.bench.audience import seat
from tests.process.programs import Teller, database

pytestmark = pytest.mark.process

SOON = timedelta(hours=8)


async def test_a_knock_that_waits_for_the_morning_is_listed(teller: Teller, polling: dict[str, str]) -> None:
    assert teller.run(polling, "migrate").code == 0
    (whose,) = await seat(f"sqlite:///{database(polling)}", (1001,))
    now = datetime.now(UTC)
    row = {"channel": "whatsapp", "contact_id": whose, "address": "1001", "payload": {}, "created_at": now}
    engine = sqlite_engine(database(polling))
    with engine.begin() as connection:
        for lane, kind, at in (
            (NOTICE, "knock", now + SOON),
            (NOTICE, "push", now - SOON),
            (REPLY, "turn", now + SOON),
        ):
            connection.execute(insert(outbox).values(**row, lane=lane, kind=kind, next_at=at))
    engine.dispose()
    told = teller.run(polling, "notices")
    assert (told.code, told.out) == (
        0,
        f"outbox 1  {now + SOON:%Y-%m-%d %H:%M} UTC  knock  contact {whose}  waiting\n",
    ), told
