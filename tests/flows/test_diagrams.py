"""The drawings in flows/diagrams are those of today's flows (``drom draw`` makes them)."""

from pathlib import Path

import pytest

import flows
from flows import BOOK
from flows.core import Flow
from flows.core.checks import cards_of, targets
from flows.core.draw import draw
from flows.core.states import End
from tests.flows.fair import FAIR
from tests.flows.small import MARKET

FOLDER = Path(flows.__file__).parent / "diagrams"


@pytest.mark.parametrize("flow", BOOK.pages, ids=lambda flow: flow.name)
def test_a_drawing_is_fresh(flow: Flow) -> None:
    assert (FOLDER / f"{flow.name}.md").read_text(encoding="utf-8") == draw(flow), "run: drom draw"


def test_there_is_a_drawing_of_each_flow_and_no_other() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{flow.name}.md" for flow in BOOK.pages}


@pytest.mark.parametrize("flow", [MARKET, FAIR, *BOOK.pages], ids=lambda flow: flow.name)
def test_every_way_is_drawn(flow: Flow) -> None:
    lines = draw(flow).splitlines()
    drawn = {tuple(line.split(": ")[0].split(" --> ")) for line in lines if " --> " in line}
    wanted = {(f"    {state.name}", target) for state in flow.states for target in targets(state)}
    ends = {(f"    {state.name}", "[*]") for state in flow.states if isinstance(state, End)}
    begins = {flow.start, *(card.name for card in cards_of(flow.states))}
    assert drawn == wanted | ends | {("    [*]", name) for name in begins}


def test_a_drawing_reads_as_the_conversation() -> None:
    lines = draw(MARKET).splitlines()
    assert lines[:7] == ["# market", "", "Version 3.", "", "```mermaid", "stateDiagram-v2", "    [*] --> hello"]
    for line in (
        "    hello: Welcome to the market.",
        "    name --> stalls: text",
        "    name --> spoken: voice",
        "    stalls: do offer_stalls",
        "    stalls --> closed: closed",
        "    stall --> how_many: an offer",
        "    stall --> name: 🎤 Other",
        "    price: branch price",
        "    price --> sure: dear",
        "    bought --> [*]",
    ):
        assert line in lines
    assert lines[-1] == "```"
