"""The shortest benchmark still runs, for both bots, and everybody is answered as the first one was."""

import json
from typing import Any

import pytest

from tests.bench import turns

pytestmark = [pytest.mark.process, pytest.mark.trial]


@pytest.mark.parametrize("order", tuple(turns.short_orders()), ids=lambda order: str(order["bot"]))
def test_a_short_run(order: dict[str, Any]) -> None:
    found = turns.measure(order)
    assert "failed" not in found, found
    assert found["strange"] == []
    assert all(phase["turns"] > 0 for phase in found["phases"]), json.dumps(found)
