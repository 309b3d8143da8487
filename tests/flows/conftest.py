"""What is walked once for all tests of this folder."""

import time
from dataclasses import dataclass

import pytest

from flows import BOOK
from flows.core.explore import Found, explore
from flows.core.session import Frame
from flows.core.walk import resumed


@dataclass(frozen=True, slots=True)
class Explored:
    """Everything that people can reach in Drom, and the seconds of processor time it took to find."""

    found: Found
    seconds: float


def came_back(left: Frame, here: Frame) -> bool:
    """Tell whether somebody stands where they left: on the same screen, or on what is true of its matter by now."""
    return here == left or (resumed(BOOK, left) != left and here.flow == left.flow)


@pytest.fixture(scope="session")
def explored() -> Explored:
    """Walk every session of every flow."""
    began = time.process_time()
    found = explore(BOOK)
    return Explored(found, time.process_time() - began)
