"""A Pick with few offers or many: each can be reached, none has a number of two digits, no page is lost."""

from dataclasses import replace

import pytest

from flows.core import NO_NUMBER, Book, Do, Option, Pick
from flows.core.checks import DIGITS
from flows.core.screens import screen
from flows.core.session import Session
from flows.core.values import Offer
from tests.flows.small import SMALL, flow_of
from tests.flows.talk import Talk

NUMBERS = (1, 3, 4, 8, 9, 10, 11, 16, 17, 25)
PAGES = {1: 1, 3: 1, 4: 1, 8: 1, 9: 1, 10: 2, 11: 2, 16: 2, 17: 3, 25: 4}


def stall(number: int) -> Talk:
    """Return a talk at a Pick with so many offers."""
    talk = Talk.begun(SMALL, "market", number=number)
    talk.write("Ana")
    return talk


def pages_of(talk: Talk) -> list[list[str]]:
    """Turn the pages until the first comes again; return the values on each."""
    found = [talk.values]
    while "more" in found[-1] and talk.tap("more") and talk.values != found[0]:
        found.append(talk.values)
    return found


@pytest.mark.parametrize("number", NUMBERS)
def test_every_offer_stands_on_one_page(number: int) -> None:
    pages = pages_of(stall(number))
    assert len(pages) == PAGES[number]
    offered = [value for page in pages for value in page if value not in {"more", "other"}]
    assert offered == [f"o{place}" for place in range(number)]
    assert all(page[-1] == "other" for page in pages)
    assert all(("more" in page) == (len(pages) > 1) for page in pages)


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_have_one_digit_and_follow_each_other(number: int) -> None:
    talk = stall(number)
    for _ in range(PAGES[number]):
        numbers = [option.number for option in talk.screen.options]
        assert numbers == [*range(1, len(numbers)), 0]
        assert len(numbers) - 1 <= DIGITS
        talk.tap("more")


@pytest.mark.parametrize("number", NUMBERS)
def test_every_offer_can_be_taken_from_its_page(number: int) -> None:
    for place in range(number):
        talk = stall(number)
        while f"o{place}" not in talk.values:
            talk.tap("more")
        assert talk.tap(f"o{place}") == ["market.how_many"]
        assert talk.answers["stall"] == Offer(f"o{place}", f"📍 Offer {place}")
        assert (talk.session.here.page, talk.session.here.offers) == (0, ())


def test_an_offer_can_be_taken_from_a_page_further_up_in_the_chat() -> None:
    talk = stall(25)
    first = talk.button("o0")
    for _ in range(3):
        talk.tap("more")
    assert "o0" not in talk.values
    assert talk.give(first) == ["market.how_many"]


def test_pages_turn_as_fast_as_somebody_taps() -> None:
    talk = stall(25)
    more = talk.button("more")
    for page in (1, 2, 3, 0):
        assert talk.give(more, hasty=True) == ["market.stall"]
        assert talk.session.here.page == page
    assert talk.session.here.trail == ("name",)


def test_a_page_that_is_no_more_is_another() -> None:
    talk = stall(25)
    first = talk.screen
    gone = Session(replace(talk.session.here, page=PAGES[25] * 3))
    assert screen(SMALL, gone.here) == first
    assert Talk(SMALL, gone).tap("more") == ["market.stall"]


def test_a_page_stays_open_under_an_interruption() -> None:
    talk = stall(25)
    talk.tap("more")
    shown = talk.values
    for leave in ("continue", "wait"):
        talk.send("voice")
        talk.tap(leave)
        assert talk.values == shown
    talk.write("~")
    assert talk.values == shown


@pytest.mark.parametrize("number", NUMBERS)
def test_numbered_extras_take_their_place_after_the_offers(number: int) -> None:
    extra = (
        Option("yes", "👍 Yes", next="end"),
        Option("help", "🙋 Help", command="help", number=NO_NUMBER),
        Option("no", "👎 No", next="end"),
    )
    offer, pick = Do("ask", action="offer", outcomes={"found": "pick"}), Pick("pick", "Which?", "end", extra)
    talk = Talk.begun(Book((flow_of(offer, pick), *SMALL.pages)), "trial", number=number)
    pages = pages_of(talk)
    assert [value for page in pages for value in page if value[0] == "o"] == [f"o{place}" for place in range(number)]
    for _ in pages:
        numbers = {option.value: option.number for option in talk.screen.options}
        assert numbers.pop("help") == 0
        assert list(numbers.values()) == list(range(1, len(numbers) + 1))
        assert numbers["no"] == len(numbers) <= DIGITS
        talk.tap("more")
