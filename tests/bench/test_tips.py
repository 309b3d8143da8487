"""The smallest run of ``drom bench tips`` plans every tip once, while somebody is answered."""

import pytest

from tests.bench.notices import Order
from tests.bench.tips import measure, table

pytestmark = [pytest.mark.process, pytest.mark.trial]


def test_a_short_run() -> None:
    order = Order(count=2_000, before=3.0)
    found = measure(order)
    assert found["defects"] == []
    assert found["before"]["turns"] > 0
    assert "| people due for their tip at once | 2,000 |" in table(order, found)
