"""A database that takes nothing is told of once, and once more when it does again."""

import pytest

from bot.web.hooks import Alert
from storage.down import StorageDown


def test_one_trouble_is_told_once_and_so_is_its_end(caplog: pytest.LogCaptureFixture) -> None:
    alert = Alert()
    alert.over()
    for _ in range(1000):
        alert.down(StorageDown("full"))
    alert.over()
    alert.over()
    alert.down(StorageDown("locked"))
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING", "ERROR"]
    assert "full" in caplog.records[0].getMessage()
