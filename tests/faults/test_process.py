"""The short form of every trial against the real process; the long forms are the programs beside this file."""

from pathlib import Path

import pytest

from tests.faults import disorder, registration, repeats

pytestmark = [pytest.mark.process, pytest.mark.trial]


@pytest.mark.parametrize("press", [False, True], ids=["text", "buttons"])
async def test_kills_lose_nothing(tmp_path: Path, press: bool) -> None:
    found = await registration.run(tmp_path, kills=3, users=6, seed=20261121, press=press)
    assert found["defects"] == 0, found
    assert found["people"] > 0


async def test_a_repeat_has_no_effect(tmp_path: Path) -> None:
    # Other tests may keep the machine busy; the program of its own holds D4's 250 ms.
    found = await repeats.run(tmp_path, count=1000, people=5, seed=20261121, most=2000)
    assert found["defects"] == 0, found


async def test_a_person_s_messages_are_worked_one_at_a_time(tmp_path: Path) -> None:
    found = await disorder.run(tmp_path, people=20, each=20, seed=20261121)
    assert found["defects"] == 0, found
