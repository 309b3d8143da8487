"""A conversation with cards about stalls at a fair, and a book around it; it stands in for the real ones."""

from typing import Any

from flows.core import Book, Choose, Do, End, Flow, Option, Pick
from flows.core.screens import wire
from flows.core.values import Card, Outcome
from tests.flows.small import MARKET, PAGES

FAIR = Flow(
    name="fair",
    version=1,
    start="find",
    retired={"later": "come"},
    states=(
        Do("find", action="find_stalls", outcomes={"found": "which", "none": "nothing"}),
        Pick("which", say="Which stall?", next="look"),
        Do(
            "look", action="look_at_stall", outcomes={"there": "stall", "gone": "gone"}, gives=("id", "version", "ware")
        ),
        Choose(
            "stall",
            say="A stall with {ware}. Do you come?",
            options=(Option("yes", "👍 Yes", next="come"), Option("no", "👎 No", next="stay")),
            card=True,
        ),
        Choose("soon", say="The {ware} come soon. Still?", options=(Option("yes", "👍 Yes", next="come"),), card=True),
        Do("come", action="come_to_stall", outcomes={"there": "bags", "gone": "gone"}, gives=("ware",)),
        Choose("bags", say="How many bags of {ware}?", options=(Option("one", "☝️ One", next="pack"),)),
        Do("pack", action="pack_bags", outcomes={"packed": "packed"}),
        Do("stay", action="stay_away", outcomes={"stayed": "stayed", "gone": "gone"}),
        End("packed", say="See you."),
        End("stayed", say="Another time."),
        End("gone", say="That stall is gone."),
        End("nothing", say="No stalls."),
    ),
)
"""A card that is a screen of the conversation too, and one that is only ever said by itself."""

FAIRS = Book((FAIR, MARKET, *PAGES))

COME = Outcome("there", {"ware": "apples"})
THERE = Outcome("there", {"id": "7", "version": "2", "ware": "apples"})


def tap(value: str, id: int = 7, version: int = 2) -> Card:
    """Return an option of a card about a stall."""
    return Card("fair", id, version, value)


def payload(value: str, id: int = 7, version: int = 2) -> str:
    """Return what stands on its button."""
    return wire(tap(value, id, version))


def fair_of(*states: Any, **fields: Any) -> Flow:
    """Return a flow of a card, these states and what they need; raises FlowDefect."""
    chosen: dict[str, Any] = {"name": "fair", "version": 1, "start": "come", **fields}
    return Flow(states=(Do("come", "come", {"done": "end"}), End("end"), *states), **chosen)
