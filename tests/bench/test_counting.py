"""The measurement of counts does what it says it measures."""

from pathlib import Path

import pytest

from tests.bench.counting import ASKED, measure, table
from tests.databases import postgres_url, sqlite_url


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_every_audience_is_counted(kind: str, tmp_path: Path) -> None:
    url = sqlite_url(tmp_path) if kind == "sqlite" else postgres_url()
    found = measure(url, 1200, 2)
    assert {name: one["people"] for name, one in found.items()} == {
        "everyone": 1200,
        "one country": 200,
        "one trade and one language": 69,
        "a group": 2,
        "all but one language": 823,
    }
    assert set(found) == set(ASKED)
    assert "| everyone | 1,200 |" in table(found)
