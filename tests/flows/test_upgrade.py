"""Sessions of earlier versions find their place in today's flows, or say that there is none."""

from dataclasses import replace

import pytest

from flows.core import Ask, Book, Choose, Flow, Option, PersonName
from flows.core.session import Frame, Session
from flows.core.upgrade import upgrade
from flows.core.values import Offer
from tests.flows.small import MARKET, SMALL
from tests.flows.talk import Talk, offers

OLD = Frame("market", 1, "how_many", {"name": "Ana", "stall": Offer("o1", "Offer 1")}, trail=("name", "stalls"))


def upgraded(frame: Frame, *stack: Frame) -> Session:
    session = upgrade(SMALL, Session(frame, stack, misses=2, last="a.b.c"))
    assert session is not None
    return session


def test_a_session_of_today_stays_as_it_is() -> None:
    session = Session(replace(OLD, version=MARKET.version), (Frame("menu", 1, "what"),), misses=2, last="a.b.c")
    assert upgrade(SMALL, session) == session


def test_a_session_of_an_older_version_is_of_today() -> None:
    assert upgraded(OLD) == Session(replace(OLD, version=3), misses=2, last="a.b.c")


def test_a_session_of_a_newer_version_is_of_today_too() -> None:
    assert upgraded(replace(OLD, version=9)).here.version == 3


@pytest.mark.parametrize("old", ["amount", "how_many"])
def test_a_renamed_state_is_found(old: str) -> None:
    here = upgraded(replace(OLD, state=old)).here
    assert (here.state, here.version, here.trail) == ("how_many", 3, ("name", "stalls"))


@pytest.mark.parametrize("old", ["ware", "goods", "stall"])
def test_a_state_may_be_renamed_twice(old: str) -> None:
    frame = Frame("market", 1, old, {"name": "Ana"}, offers(12), ("name",), page=1)
    here = upgraded(frame).here
    assert (here.state, here.offers, here.page) == ("stall", offers(12), 1)


def test_answers_of_a_renamed_state_are_kept_under_its_name() -> None:
    frame = replace(OLD, answers={"name": "Ana", "ware": Offer("o1", "Offer 1"), "amount": "many", "town": "tirana"})
    assert dict(upgraded(frame).here.answers) == {
        "name": "Ana",
        "stall": Offer("o1", "Offer 1"),
        "how_many": "many",
        "town": "tirana",
    }


def test_the_way_back_has_each_state_once_and_never_the_open_one() -> None:
    frame = replace(OLD, state="sure", trail=("name", "ware", "gone", "goods", "amount", "sure", "stalls"))
    assert upgraded(frame).here.trail == ("name", "stalls", "how_many")


def test_the_way_back_leads_through_what_offers() -> None:
    talk = Talk(SMALL, upgraded(replace(OLD, trail=("name", "goods"))))
    assert talk.command("back") == ["market.stall"]
    assert talk.values == ["o0", "o1", "o2", "o3", "other"]
    assert talk.command("back") == ["market.name"]


def test_offers_go_where_nothing_is_picked_any_more() -> None:
    here = upgraded(replace(OLD, offers=offers(3))).here
    assert here.offers == ()
    assert Talk(SMALL, Session(here)).give(Talk(SMALL, Session(here)).button("o1"))[0] == "common.old_button"


@pytest.mark.parametrize(
    "frame",
    [
        replace(OLD, state="gone"),
        replace(OLD, flow="gone"),
        replace(OLD, state="stall"),
        replace(OLD, state="price"),
        replace(OLD, state="save"),
        replace(OLD, state="bought"),
        replace(OLD, state="hello"),
    ],
    ids=lambda frame: f"{frame.flow}.{frame.state}",
)
def test_where_nobody_can_answer_there_is_no_place(frame: Frame) -> None:
    assert upgrade(SMALL, Session(frame)) is None
    assert upgrade(SMALL, Session(replace(frame, version=MARKET.version))) is None


def test_what_stands_below_is_upgraded_too() -> None:
    session = upgraded(Frame("language", 1, "which"), replace(OLD, state="amount"))
    assert session.stack == (replace(OLD, version=3),)
    assert upgrade(SMALL, Session(Frame("language", 1, "which"), (replace(OLD, state="gone"),))) is None


def test_a_release_that_renames_asks_and_removes() -> None:
    """The whole way: somebody stops in the middle, a release comes, they answer and go back."""
    ask = Ask("name", "Who?", PersonName(), "Who?", "goods", {"voice": "goods"})
    before = Flow("trial", 1, "name", (ask, _question("goods", "price"), _question("price", "goods")))
    asked = replace(ask, name="person", next="stall", also={"voice": "stall"})
    moved = {"name": "person", "goods": "stall"}
    after = Flow("trial", 2, "person", (asked, _question("stall", "stall")), moved=moved)
    talk = Talk.begun(Book((before, *SMALL.pages)), "trial")
    talk.write("Ana")
    talk.tap("yes")
    talk.tap("yes")
    assert (talk.place, talk.session.here.trail) == ("trial.goods", ("name",))
    card = talk.button("yes")
    book = Book((after, *SMALL.pages))
    session = upgrade(book, talk.session)
    assert session is not None
    later = Talk(book, session)
    assert (later.place, later.answers) == ("trial.stall", {"person": "Ana", "stall": "yes", "price": "yes"})
    assert later.give(card) == ["trial.stall"]
    assert later.command("back") == ["trial.person"]


def _question(name: str, following: str) -> Choose:
    menu = Option("menu", "🏠 Menu", command="menu")
    return Choose(name, say="Yes?", options=(Option("yes", "👍 Yes", next=following), menu))
