"""Ways through registration that have once gone wrong, and must not again."""

import pytest

from flows import BOOK
from flows.core.values import Offer, Outcome
from tests.flows.talk import Talk

NEW = Outcome("new")


@pytest.fixture
def ana() -> Talk:
    """Return a talk with somebody who has given her name and may choose a town."""
    talk = Talk.begun(BOOK, "registration", results={"known": NEW})
    talk.write("Ana")
    talk.tap("yes")
    assert talk.place == "registration.town"
    return talk


def test_another_town_is_not_a_town(ana: Talk) -> None:
    ana.tap("other")
    ana.command("back")
    ana.command("back")
    ana.tap("yes")
    assert ana.place == "registration.town"


def test_another_trade_is_not_a_trade(ana: Talk) -> None:
    ana.tap("o0")
    ana.tap("other")
    ana.command("back")
    ana.command("back")
    ana.tap("o1")
    assert (ana.place, ana.answers["town"]) == ("registration.trade", Offer("o1", "📍 Offer 1"))


def test_what_is_changed_alone_is_asked_again(ana: Talk) -> None:
    ana.tap("o0")
    ana.tap("o1")
    assert ana.place == "registration.check"
    for value, answer in (("name", "Besim"), ("town", "o2"), ("trade", "o3")):
        ana.tap("change")
        ana.tap(value)
        if value == "name":
            ana.write(answer)
            ana.tap("yes")
        else:
            ana.tap(answer)
        assert ana.place == "registration.check"
    assert (ana.answers["name"], ana.answers["town"], ana.answers["trade"]) == (
        "Besim",
        Offer("o2", "📍 Offer 2"),
        Offer("o3", "📍 Offer 3"),
    )


def test_who_came_by_a_link_is_not_asked_for_the_town() -> None:
    linked = Outcome("new", {"town": Offer("tirana", "Tirana")})
    talk = Talk.begun(BOOK, "registration", results={"known": linked})
    talk.write("Ana")
    assert talk.tap("yes") == ["registration.trade"]


def test_a_spoken_name_is_asked_no_further() -> None:
    talk = Talk.begun(BOOK, "registration", results={"known": NEW})
    assert talk.send("voice") == ["registration.name_heard", "registration.town"]
    assert talk.done == ["profile", "name_by_voice", "offer_towns"]


@pytest.mark.parametrize("where", ["town", "town_name", "country"])
def test_whoever_speaks_their_town_hears_who_writes_it(ana: Talk, where: str) -> None:
    if where == "town_name":
        ana.tap("other")
    elif where == "country":
        ana.results["towns"] = Outcome("nowhere")
        ana.command("back")
        ana.tap("yes")
    assert ana.place == f"registration.{where}"
    assert ana.send("voice") == ["registration.town_heard", "registration.trade"]


def test_a_pin_far_from_every_town_asks_for_its_name(ana: Talk) -> None:
    ana.results["town_pin"] = Outcome("far")
    assert ana.send("location", "0.0,0.0") == ["registration.town_name"]
    assert "town" not in ana.answers
    assert ana.write("Atlantis") == ["registration.trade"]


def test_where_there_is_no_town_the_country_is_asked_first() -> None:
    talk = Talk.begun(BOOK, "registration", results={"known": NEW, "towns": Outcome("nowhere")})
    talk.write("Ana")
    assert talk.tap("yes") == ["registration.country"]
    del talk.results["towns"]
    assert talk.tap("o1") == ["registration.town"]
    assert talk.command("back") == ["registration.country"]
