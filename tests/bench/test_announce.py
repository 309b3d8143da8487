"""The shortest announcement still runs, for both bots; what must hold at any load holds; the table is right."""

import json
from typing import Any

import pytest

from tests.bench import announce
from tests.bench.bots import DROM, PEER
from tests.bench.table import as_text

RUN: dict[str, Any] = {
    "bot": DROM,
    "recipients": 10,
    "used": 0.985,
    "refused": 0,
    "early": 0,
    "reached": 10,
    "twice": 0,
}
RUN |= {"seconds": 5.0, "ideal": 4.9, "replies": 3, "memory_before": 70.0, "memory_peak": 80.0, "strange": []}
RUN |= {part: {"p50": 10.0, "p95": 20.0, "p99": 60.0} for part in ("first", "last")}
RUN |= {word: {"from_stored": 0.01, "from_order": 1.5} for word in ("pause", "cancel")}


@pytest.mark.process
@pytest.mark.trial
@pytest.mark.parametrize("order", tuple(announce.orders(announce.SHORT, 1)), ids=lambda order: str(order["bot"]))
def test_a_short_run(order: dict[str, Any]) -> None:
    found = announce.measure({**order, "stops": False})
    assert "failed" not in found, found
    assert found["reached"] == order["recipients"], json.dumps(found)
    assert not announce.broken(found), json.dumps(found)
    assert found["turns"] > 0
    if order["bot"] == DROM:
        assert found["used"] > 0.8, "far below what an idle machine shows"


def test_the_table_says_what_is_reached() -> None:
    peer = {**RUN, "bot": PEER, "refused": 3, "used": 0.99}
    for name in ("pause", "cancel"):
        del peer[name]
    found = {row.name: row for row in announce.rows([RUN, peer, {"bot": PEER, "recipients": 10, "failed": "x"}])}
    used = found["used of what replies leave, %"]
    assert (used.figures, used.verdict()) == ((98.5, 99.0), "stretch")
    assert found["p99 ms to the first message of a reply"].verdict() == "must"
    names = ("refused with 429", "pause: last one after it is stored, s")
    assert [found[name].figures for name in names] == [(0, 3), (0.01, None)]
    assert "| refused with 429 | <= 0 | <= 0 | 0 | 3 | stretch |" in as_text(list(found.values()))


@pytest.mark.parametrize("wrong", [{"refused": 1}, {"twice": 1}, {"reached": 9}, {"strange": ["turn 1, part 1"]}])
def test_a_run_that_breaks_a_promise_is_seen(wrong: dict[str, Any]) -> None:
    assert not announce.broken(RUN)
    assert announce.broken({**RUN, **wrong})
