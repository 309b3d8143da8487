"""The short form of deaths in questions to mentors; ``python -m tests.faults steps --scenarios questions`` is all."""

from pathlib import Path

import pytest

from tests.faults import steps

pytestmark = [pytest.mark.process, pytest.mark.trial]

SEED = 20261122


@pytest.mark.parametrize("scenario", ["mentor's voice to WhatsApp", "question translated"])
async def test_a_death_leaves_one_question_and_one_answer(tmp_path: Path, scenario: str) -> None:
    found = await steps.run(tmp_path, seed=SEED, only=2, at_once=1, scenarios=scenario)
    assert found["deaths"] > 0
    assert found["defects"] == 0, found


async def test_a_name_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="no scenario is called"):
        await steps.run(tmp_path, seed=SEED, only=1, at_once=1, scenarios="question")
