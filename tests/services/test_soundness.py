"""Flows, actions, words and the programme fit together, and what does not fit is told."""

from pathlib import Path

import pytest

from bot.actions import actions
from bot.services import onboarding, preferences, tickets, tip_content
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


async def test_live_tips_for_what_is_gone_are_told(house: House) -> None:
    await house.core.load_content()
    assert await house.read(lambda connection: removed_keys(connection, programme())) == []
    without = programme().model_copy(update={"season": {}, "trade": {**programme().trade}})
    del without.trade["sewing"]
    found = await house.read(lambda connection: removed_keys(connection, without))
    assert "[trade.sewing] is in use, but no longer in the programme file." in found
    assert {one.partition(".")[0] for one in found} == {"[trade", "[season"}


def test_a_course_that_pledges_no_tip_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    fewer = tuple(line for line in tip_content.read_file() if line.tip.key != "ALL4")
    monkeypatch.setattr(tip_content, "read_file", lambda: fewer)
    assert troubles(house.core.speech, ACTIONS) == ["The course circular pledges the tip ALL4, which is not there."]


def test_a_broken_file_of_tips_is_told(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tips.csv").write_text("key")
    monkeypatch.setattr(tip_content, "FILE", tmp_path / "tips.csv")
    [told] = troubles(house.core.speech, ACTIONS)
    assert told.startswith(f"{tmp_path / 'tips.csv'}:1: the column")
