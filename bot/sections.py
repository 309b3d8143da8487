"""A part of a paper as whoever draws it gets it; it never knows whose it is, nor how it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines; ``apart`` begins a page."""

    heading: str
    lines: Sequence[str]
    apart: bool = False
