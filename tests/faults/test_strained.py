"""The short form of what strains Drom from outside: a backlog, starving requests, a flood."""

from pathlib import Path
from typing import Any

import pytest

from tests.faults import backlog, flooding, starving
from tests.faults.proof import Proof

pytestmark = [pytest.mark.process, pytest.mark.trial]


async def found(proof: Proof, folder: Path) -> dict[str, Any]:
    """Run the short form of a proof."""
    return await proof.run(folder, seed=20261121, **proof.sizes(short=True))


@pytest.mark.parametrize("proof", [backlog.PROOF, starving.PROOF, flooding.PROOF], ids=lambda proof: proof.name)
async def test_it_holds(tmp_path: Path, proof: Proof) -> None:
    said = await found(proof, tmp_path)
    assert said["defects"] == 0, said
