"""Small facts of this installation, by name: settings made at run time, counters, secrets; nothing of a person."""

from typing import Any

from sqlalchemy import Connection, select, update

from storage.rows import put as _put
from storage.rows import put_once
from storage.tables import fact


def get(connection: Connection, name: str, default: Any = None) -> Any:
    """Return a fact's JSON value, ``default`` where there is none."""
    found = connection.execute(select(fact.c.value).where(fact.c.name == name)).scalar()
    return default if found is None else found


def put(connection: Connection, name: str, value: Any) -> None:
    """Keep a JSON value under a name, in place of an earlier one."""
    _put(connection, fact, "name", {"name": name, "value": value})


def secret(connection: Connection, name: str, fresh: bytes) -> bytes:
    """Return the bytes kept under a name; the first to ask, who must be able to write, sets them to ``fresh``.

    Raises ValueError for fewer than 32 bytes, and for a name that holds no secret.
    """
    if len(fresh) < 32:
        raise ValueError("a secret needs 32 random bytes")
    query = select(fact.c.secret).where(fact.c.name == name)
    found: bytes | None = connection.execute(query).scalar()
    if found is None:
        put_once(connection, fact, {"name": name, "secret": fresh})
        found = connection.execute(query).scalar()
    if found is None:
        raise ValueError(f"the fact {name} is no secret")
    return found


def count_on(connection: Connection, name: str) -> int:
    """Return the next number of a counter, from 1; a number comes once, whoever asks at the same time."""
    put_once(connection, fact, {"name": name, "value": 0})
    last = connection.execute(select(fact.c.value).where(fact.c.name == name).with_for_update()).scalar_one()
    connection.execute(update(fact).where(fact.c.name == name).values(value=last + 1))
    return int(last) + 1
