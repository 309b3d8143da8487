"""Flows that do not fit together are refused when the book is made."""

import re

import pytest

from flows import BOOK
from flows.core import Book, Do, End, Flow, FlowDefect, Tell
from flows.interruptions import HELP
from tests.flows.small import MARKET, NO, PAGES, SMALL, YES, flow_of, screen_of

ASK = screen_of(YES, NO)


def but(name: str) -> tuple[Flow, ...]:
    """Return all pages of the small book but one."""
    return tuple(page for page in SMALL.pages if page.name != name)


def refusal(*pages: Flow) -> list[str]:
    """Return what is said against a book of these pages."""
    with pytest.raises(FlowDefect) as refused:
        Book(pages)
    return str(refused.value).split("; ")


def test_the_books_are_sound() -> None:
    for book in (BOOK, SMALL):
        assert list(Book(book.pages).flows) == [flow.name for flow in book.pages]


@pytest.mark.parametrize("name", [flow.name for flow in PAGES if flow.name != "stuck"])
def test_what_the_engine_opens_must_be_there(name: str) -> None:
    assert f"the flow {name} is missing" in refusal(*but(name))


def test_who_is_stuck_has_somewhere_to_go() -> None:
    assert "market: no flow stuck for who is stuck" in refusal(*but("stuck"))
    assert refusal(flow_of(ASK, stuck="gone"), *SMALL.pages) == ["trial: no flow gone for who is stuck"]


def test_two_flows_of_one_name_are_refused() -> None:
    assert refusal(MARKET, *SMALL.pages) == ["two flows have one name"]


def test_an_end_leads_to_a_flow() -> None:
    away = Flow("trial", version=1, start="ask", states=(ASK, End("end", then="gone")))
    assert refusal(away, *SMALL.pages) == ["trial.end: no flow gone"]


def test_what_opens_over_a_conversation_must_interrupt() -> None:
    said = "it stands on other flows and must say so (interrupts)"
    calls = Flow("help", version=1, start="call", states=HELP.states)
    assert refusal(calls, *but("help")) == [f"help: {said}"]
    assert refusal(flow_of(ASK, stuck="market"), *SMALL.pages) == [f"market: {said}"]


def test_a_sure_command_enters_a_state_that_is_there() -> None:
    asks = flow_of(ASK, name="stop", interrupts=True)
    assert refusal(asks, *but("stop")) == ["stop: no state now for who is sure to stop"]


def test_flows_do_not_follow_each_other_for_ever() -> None:
    one = Flow("one", 1, "say", (Tell("say", say="One.", next="end"), End("end", then="two")))
    two = Flow("two", 1, "act", (Do("act", "act", {"done": "end"}), End("end", then="one")))
    assert refusal(one, two, *SMALL.pages) == [
        "one: it comes back to itself without listening",
        "two: it comes back to itself without listening",
    ]


def test_flows_may_follow_each_other_round_a_question() -> None:
    one = Flow("one", 1, "ask", (ASK, End("end", then="two")))
    two = Flow("two", 1, "act", (Do("act", "act", {"done": "end"}), End("end", then="one")))
    assert len(Book((one, two, *SMALL.pages)).pages) == len(SMALL.pages) + 2


def test_all_defects_are_told_at_once() -> None:
    with pytest.raises(FlowDefect, match=re.escape("the flow photo is missing; the flow resume is missing")):
        Book(tuple(page for page in SMALL.pages if page.name not in {"photo", "resume"}))
