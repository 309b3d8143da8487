"""A database that takes nothing is told of once, and once more when it does again."""

import logging

import pytest

from bot.alert import Alert
from storage.down import StorageDown


def test_one_trouble_is_told_once_and_so_is_its_end(caplog: pytest.LogCaptureFixture) -> None:
    alert = Alert(logging.getLogger("bot.test"), "messages wait")
    alert.over()
    for _ in range(1000):
        alert.down(StorageDown("full"))
    alert.over()
    alert.over()
    alert.down(StorageDown("locked"))
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING", "ERROR"]
    assert "full" in caplog.records[0].getMessage()


def test_what_is_done_under_it_waits_for_the_database_and_for_nothing_else() -> None:
    alert, found = Alert(logging.getLogger("bot.test"), "messages wait"), []
    with alert:
        raise StorageDown("full")
    found.append(alert.on)
    with pytest.raises(KeyError), alert:
        raise KeyError
    found.append(alert.on)
    with alert:
        found.append(alert.on)
    assert [*found, alert.on] == [True, True, True, False]
