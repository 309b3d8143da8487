"""The short form of deaths in questions to mentors and staff; ``python -m tests.faults steps`` is all of it."""

import random
from pathlib import Path

import pytest

from tests.faults import question_scenarios, steps

pytestmark = [pytest.mark.process, pytest.mark.trial]

SEED = 20261122


@pytest.mark.parametrize("scenario", ["mentor's voice to WhatsApp", "question translated"])
async def test_a_death_leaves_one_question_and_one_answer(tmp_path: Path, scenario: str) -> None:
    found = await steps.run(tmp_path, seed=SEED, only=2, at_once=1, scenarios=scenario)
    assert found["deaths"] > 0
    assert found["defects"] == 0, found


async def test_an_answer_of_staff_comes_after_the_words_that_promise_it(tmp_path: Path) -> None:
    found = await steps.run(tmp_path, seed=SEED, only=4, at_once=1, scenarios="help and its answer")
    assert found["deaths"] > 0
    assert found["defects"] == 0, found


async def test_defects_are_told_for_each_scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run(chain: steps.Chain, only: int, chance: random.Random) -> None:
        chain.defects += ["lost"] * (chain.name == "question taken back")

    monkeypatch.setattr(steps.Chain, "run", run)
    found = await steps.run(tmp_path, seed=SEED, only=1, at_once=1, scenarios="questions")
    wrong = found["defects_by_scenario"]
    assert list(wrong) == [one.name for one in question_scenarios.SCENARIOS]
    assert {name for name, number in wrong.items() if number} == {"question taken back"}


async def test_a_name_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="no scenario is called"):
        await steps.run(tmp_path, seed=SEED, only=1, at_once=1, scenarios="question")
