"""Flows, actions, words and the programme fit together, and what does not fit is told."""

import pytest

from bot.core import actions
from bot.services import onboarding, preferences, tickets
from bot.services.turn import Action
from bot.soundness import removed_keys, troubles
from flows import BOOK
from flows.core.states import Do
from storage import tables
from tests.house import Guest, House
from tests.services.sample import programme

ACTIONS = actions(lambda names: None)
DOS = [(flow.name, state) for flow in BOOK.pages for state in flow.states if isinstance(state, Do)]


@pytest.mark.parametrize(("flow", "do"), DOS, ids=[f"{flow}.{do.name}" for flow, do in DOS])
def test_each_action_has_just_the_outcomes_that_its_flow_knows(flow: str, do: Do) -> None:
    assert set(ACTIONS[do.action].outcomes) == set(do.outcomes)


def test_no_action_is_there_for_nothing() -> None:
    assert set(ACTIONS) == {do.action for _, do in DOS}


def test_no_name_is_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "ACTIONS", {**tickets.ACTIONS, "who": tickets.ACTIONS["keep_voice"]})
    with pytest.raises(ValueError, match="one name"):
        actions(lambda names: None)
    assert not set(onboarding.ACTIONS) & set(preferences.ACTIONS)


def test_all_is_sound(house: House) -> None:
    assert troubles(house.core.speech, ACTIONS) == []


def test_what_is_missing_or_different_is_told(house: House) -> None:
    fewer = {name: action for name, action in ACTIONS.items() if name != "register"}
    assert "registration.save: there is no action register." in troubles(house.core.speech, fewer)
    other = {**ACTIONS, "stop": Action(("done",), ACTIONS["stop"].run)}
    assert "stop.now: stop has the outcomes done." in troubles(house.core.speech, other)


async def test_keys_that_are_in_use_and_gone_are_told(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    assert await house.read(lambda connection: removed_keys(connection, programme())) == []
    await house.run(lambda c: c.execute(tables.person.update().values(programme="old", organisation="gone")))
    assert await house.read(lambda connection: removed_keys(connection, programme())) == [
        "[organisation.gone] is in use, but no longer in the programme file.",
        "[programme.old] is in use, but no longer in the programme file.",
    ]
