"""A house whose clock jumped under its sender is not quiet before what was put back for that has gone."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, insert, select, update

from bot.services.courier import RAN_OUT
from storage import tables
from tests.house import Guest, House


@pytest.mark.parametrize(("why", "gone"), [(RAN_OUT, True), ("the provider answered 503", False)])
async def test_what_waits_for_a_lease_goes_and_what_a_provider_put_back_does_not(
    house: House, why: str, gone: bool
) -> None:
    ana = Guest(house)
    await ana.register()
    now = house.clock.now()

    def put_back(c: Connection) -> None:
        row = c.scalar(select(func.max(tables.outbox.c.id)))
        again = update(tables.outbox).where(tables.outbox.c.id == row)
        c.execute(again.values(state="waiting", reason="safe", next_at=now + timedelta(seconds=1), sent_at=None))
        c.execute(insert(tables.attempt).values(outbox_id=row, n=2, started_at=now, result="safe", detail=why))

    house.heard(ana.box, ana.address)
    await house.run(put_back)
    assert bool(house.heard(ana.box, ana.address)) is gone
