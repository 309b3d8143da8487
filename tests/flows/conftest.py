"""What is walked once for all tests of this folder."""

import time
from dataclasses import dataclass

import pytest

from flows import BOOK
from flows.core.explore import Found, explore
from flows.core.session import Frame
from flows.core.walk import Step, resumed


@dataclass(frozen=True, slots=True)
class Explored:
    """Everything that people can reach in Drom, and the seconds of processor time it took to find."""

    found: Found
    seconds: float


def came_back(left: Frame, step: Step) -> bool:
    """Tell whether somebody stands where they left, or was told what is true of its matter by now."""
    looked = resumed(BOOK, left)
    return step.session.here == left or (looked != left and f"{looked.flow}.{looked.state}" in step.visited)


@pytest.fixture(scope="session")
def explored() -> Explored:
    """Walk every session of every flow."""
    began = time.process_time()
    found = explore(BOOK)
    return Explored(found, time.process_time() - began)
