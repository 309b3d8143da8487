"""What the world may answer to an action, and what is refused before it can do harm."""

import pytest

from flows.core.engine import receive, resolve
from flows.core.session import Session
from flows.core.values import Offer, Outcome, Said, Sent
from tests.flows.small import SMALL
from tests.flows.talk import Talk, offers


def waiting(state: str) -> Session:
    """Return a session in which the world must act: at ``stalls`` or at ``spoken``."""
    talk = Talk.begun(SMALL, "market")
    answer = Said("Ana") if state == "stalls" else Sent("voice", "3")
    session = receive(SMALL, talk.session, answer).session
    assert session.here.state == state
    return session


def test_an_outcome_that_is_not_listed_is_refused() -> None:
    with pytest.raises(ValueError, match=r"market\.stalls has no outcome burnt"):
        resolve(SMALL, waiting("stalls"), Outcome("burnt"))


def test_an_outcome_without_an_action_is_refused() -> None:
    with pytest.raises(ValueError, match=r"market\.name has no outcome found"):
        resolve(SMALL, Talk.begun(SMALL, "market").session, Outcome("found"))


def test_an_answer_that_is_not_listed_is_refused() -> None:
    with pytest.raises(ValueError, match=r"market\.spoken does not give \['religion'\]"):
        resolve(SMALL, waiting("spoken"), Outcome("kept", {"name": "Ana", "religion": "x"}))


def test_a_pick_without_offers_is_refused() -> None:
    with pytest.raises(ValueError, match="stall needs offers"):
        resolve(SMALL, waiting("stalls"), Outcome("found"))


@pytest.mark.parametrize("value", ["", "Tirana", "a b", "a.b", "x" * 25, "more", "other", "o1"])
def test_an_offer_that_could_not_be_tapped_is_refused(value: str) -> None:
    strange = (*offers(3), Offer(value, "📍 Tirana"))
    with pytest.raises(ValueError, match=f"'{value}' cannot be the value of an offer of stall"):
        resolve(SMALL, waiting("stalls"), Outcome("found", offers=strange))


def test_offers_that_nobody_would_see_are_refused() -> None:
    with pytest.raises(ValueError, match=r"market\.closed takes no offers"):
        resolve(SMALL, waiting("stalls"), Outcome("closed", offers=offers(1)))


def test_what_an_action_gives_replaces_what_was_sent() -> None:
    session = waiting("spoken")
    assert session.here.answers == {"name": "3"}
    step = resolve(SMALL, session, Outcome("kept", {"name": Offer("pending", "Member 7")}))
    assert step.session.here.answers == {"name": Offer("pending", "Member 7")}


def test_an_action_may_give_less_than_it_could() -> None:
    step = resolve(SMALL, waiting("spoken"), Outcome("kept"))
    assert step.session.here.answers == {"name": "3"}


def test_the_answer_is_handed_from_action_to_action() -> None:
    voice = Sent("voice", "3")
    step = resolve(SMALL, waiting("spoken"), Outcome("kept"), voice)
    assert step.todo is not None
    assert (step.todo.action, step.todo.answer) == ("offer_stalls", voice)
