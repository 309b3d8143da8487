"""The short form of every proof against the real process; ``python -m tests.faults NAME`` is the full one."""

from pathlib import Path

import pytest

from tests.faults import registration
from tests.faults.proof import Proof
from tests.faults.proofs import PROOFS

pytestmark = [pytest.mark.process, pytest.mark.trial]

SEED = 20261121


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: str(proof.name))
async def test_a_promise_is_kept(tmp_path: Path, proof: Proof) -> None:
    found = await proof.run(tmp_path, seed=SEED, **proof.sizes(short=True))
    assert found["defects"] == 0, found


async def test_kills_lose_nothing_of_those_who_write(tmp_path: Path) -> None:
    sizes = registration.PROOF.sizes(short=True, buttons=False)
    found = await registration.run(tmp_path, seed=SEED, **sizes)  # type: ignore[arg-type]
    assert found["defects"] == 0, found
    assert found["registered"] > 0


@pytest.mark.postgres
async def test_kills_lose_nothing_on_postgresql(tmp_path: Path) -> None:
    sizes = registration.PROOF.sizes(short=True, postgres=True)
    found = await registration.run(tmp_path, seed=SEED, **sizes)  # type: ignore[arg-type]
    assert found["defects"] == 0, found
    assert found["registered"] > 0
