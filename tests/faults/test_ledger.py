"""What the trials look for in the database is found when it is there."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from storage.tables import metadata
from tests.faults.disorder import OUT_OF_ORDER, TURNS
from tests.faults.ledger import Ledger

AT = "2026-11-21T10:00:0"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "drom.db"
    engine = create_engine(f"sqlite:///{found}")
    metadata.create_all(engine)
    engine.dispose()
    return found


def write(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def contact(rev: int) -> str:
    return f"INSERT INTO contact (id, address, rev, created_at) VALUES (1, '7', {rev}, '{AT}0')"


def message(seq: int, received: int, done: int, state: str = "done", outcome: str = "said") -> str:
    values = f"'k{seq}', 1, {seq}, '{state}', '{outcome}', '{AT}{received}', '{AT}{received}', '{AT}{done}'"
    columns = "key, contact_id, seq, state, outcome, received_at, next_at, done_at"
    return f"INSERT INTO inbox ({columns}) VALUES ({values})"


def outgoing(state: str) -> str:
    values = f"1, '7', 0, '{state}', '{AT}0', '{AT}0'"
    return f"INSERT INTO outbox (contact_id, address, lane, state, next_at, created_at) VALUES ({values})"


def test_all_is_well(path: Path) -> None:
    write(path, contact(2), message(1, 0, 1), message(2, 0, 2), outgoing("sent"), outgoing("in_doubt"))
    ledger = Ledger(path)
    assert ledger.unworked() + ledger.unsent() == []
    assert (ledger.rows(OUT_OF_ORDER), ledger.rows(TURNS)) == ([(0,)], [(0,)])
    assert ledger.integrity() == "ok"


def test_what_was_not_done_is_found(path: Path) -> None:
    write(path, contact(0), message(1, 0, 1, "waiting", ""), message(2, 0, 1, "failed", "failed"), outgoing("sending"))
    ledger = Ledger(path)
    assert (len(ledger.unworked()), len(ledger.unsent())) == (2, 1)


def test_disorder_and_a_lost_turn_are_found(path: Path) -> None:
    write(path, contact(1), message(1, 0, 3), message(2, 1, 2))
    ledger = Ledger(path)
    assert (ledger.rows(OUT_OF_ORDER), ledger.rows(TURNS)) == ([(1,)], [(1,)])
