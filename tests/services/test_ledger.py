"""The key of the ledger is one for ever, whatever becomes of the transaction that made it."""

import pytest
from sqlalchemy import Connection

from bot.services import ledger
from storage import tables
from tests.house import House


def _name(connection: Connection) -> str:
    return ledger.pseudonym(connection, "contact", 1)


def _name_and_fail(connection: Connection) -> None:
    _name(connection)
    _name(connection)
    raise ZeroDivisionError


async def test_a_key_that_was_rolled_back_is_forgotten(house: House) -> None:
    with pytest.raises(ZeroDivisionError):
        await house.run(_name_and_fail)
    assert await house.rows(tables.fact) == []
    made = await house.run(_name)
    assert await house.run(_name) == made
    assert await house.read(_name) == made, "every connection has the same"


async def test_pseudonyms_are_short_steady_and_all_different(house: House) -> None:
    def many(connection: Connection) -> list[str]:
        return [ledger.pseudonym(connection, kind, number) for kind in ("contact", "person") for number in range(200)]

    names = await house.run(many)
    assert len(set(names)) == 400
    assert {len(name) for name in names} == {16}
    assert await house.run(many) == names
