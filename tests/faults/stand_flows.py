"""One conversation before and after a release that inserts, removes, reorders and tightens; it knows nobody."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flows import BOOK
from flows.core import Ask, Book, Branch, Choose, Do, End, Flow, Option, PersonName, PlaceName
from flows.core.values import Value

NAME, KEEP = "stand", "keep_stand"
WHO, MORE, MORE_NOW = "Who are you?", "Anything to add?", "Anything to add, in two words?"
RETRY = "Two words, please."


@dataclass(frozen=True, slots=True)
class TwoWords:
    """What is asked for since the release: two words at least."""

    good: tuple[str, ...] = ("it rains", "all is well")
    bad: tuple[str, ...] = ("", "7", "rain")

    def parse(self, text: str) -> str | None:
        """Return the text where it is long enough."""
        return " ".join(text.split()) if len(text.split()) > 1 else None


def _gap(answers: Mapping[str, Value]) -> str:
    """Return the first question that is open."""
    return next((name for name in ("goods", "days", "stall", "remark") if name not in answers), "nothing")


def _choose(name: str, say: str, following: str, *values: str) -> Choose:
    return Choose(name, say=say, options=tuple(Option(one, one.capitalize(), next=following) for one in values))


_GAPS = {"goods": "goods", "days": "days", "stall": "stall", "remark": "remark", "nothing": "check"}
_LEFT = {"goods": "goods", "days": "days", "stall": "stall", "remark": "remark", "nothing": "keep"}
_ENDS = (Do("keep", action=KEEP, outcomes={"kept": "done"}), End("done", say="Thank you.", then="menu"))

BEFORE = Flow(
    name=NAME,
    version=1,
    start="name",
    states=(
        Ask("name", WHO, PersonName(), WHO, "name_ok", {"voice": "name_ok"}),
        _choose("name_ok", "Is this your name?", "stall", "surely"),
        _choose("stall", "Where do you sell?", "goods", "market", "street"),
        _choose("goods", "What do you sell?", "remark", "food", "cloth"),
        Ask("remark", MORE, PlaceName(), MORE, "check", {"voice": "check"}),
        _choose("check", "Is it all?", "keep", "finished"),
        *_ENDS,
    ),
)
AFTER = Flow(
    name=NAME,
    version=2,
    start="name",
    moved={"name_ok": "goods"},
    states=(
        Ask("name", WHO, PersonName(), WHO, "goods", {"voice": "goods"}),
        _choose("goods", "What do you sell?", "gap", "food", "cloth"),
        _choose("days", "On which days?", "gap", "weekdays", "weekend"),
        _choose("stall", "Where do you sell?", "gap", "market", "street"),
        Ask("remark", MORE_NOW, TwoWords(), RETRY, "gap", {"voice": "gap"}),
        Branch("gap", choose=_gap, outcomes=_GAPS),
        _choose("check", "Is it all?", "left", "finished"),
        Branch("left", choose=_gap, outcomes=_LEFT),
        *_ENDS,
    ),
)
"""``days`` is new, ``name_ok`` is gone, ``goods`` comes before ``stall``, and a remark needs two words."""


def book(flow: Flow) -> Book:
    """Return the flows of today with one more."""
    return replace(BOOK, pages=(*BOOK.pages, flow))
