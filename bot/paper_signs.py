"""Small pictures for papers, drawn by us as strokes on a square of 24; they say nothing without their words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

Point = tuple[float, float]
SQUARE = 24.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points; ``filled`` makes it an area."""

    points: Sequence[Point]
    filled: bool = False


def _arc(x: float, y: float, radius: float, begin: int, end: int) -> list[Point]:
    """Return points on a circle, from one angle to another in degrees, clockwise from the right."""
    steps = max(4, abs(end - begin) // 10)
    angles = [(begin + (end - begin) * step / steps) * pi / 180 for step in range(steps + 1)]
    return [(x + radius * cos(angle), y + radius * sin(angle)) for angle in angles]


def _dot(x: float, y: float, radius: float) -> Stroke:
    return Stroke(_arc(x, y, radius, 0, 360), filled=True)


def _ring(x: float, y: float, radius: float) -> Stroke:
    return Stroke(_arc(x, y, radius, 0, 360))


def _closed(*points: Point) -> Stroke:
    return Stroke((*points, points[0]))


def _sack(x: float) -> tuple[Stroke, ...]:
    body = [(1.0, 21.0), (0.6, 15.0), (3.4, 10.5), (6.6, 10.5), (9.4, 15.0), (9.0, 21.0)]
    ears = [(2.4, 6.5), (3.4, 10.5), (6.6, 10.5), (7.6, 6.5)]
    return _closed(*((x + a, b) for a, b in body)), Stroke([(x + a, b) for a, b in ears])


SIGNS: Mapping[str, tuple[Stroke, ...]] = {
    "circle": (
        Stroke(_arc(12, 12, 8.5, -50, 80)),
        Stroke(_arc(12, 12, 8.5, 130, 260)),
        Stroke([(17.6, 17.2), (13.5, 20.4), (13.0, 16.0)], filled=True),
        Stroke([(6.4, 6.8), (10.5, 3.6), (11.0, 8.0)], filled=True),
    ),
    "basket": (
        _closed((3, 10), (21, 10), (18.5, 21), (5.5, 21)),
        Stroke(_arc(12, 10, 6.5, 180, 360)),
        Stroke([(9, 13), (9.6, 18)]),
        Stroke([(15, 13), (14.4, 18)]),
    ),
    "jar": (
        _closed((7.5, 7), (16.5, 7), (18.5, 10), (18.5, 21), (5.5, 21), (5.5, 10)),
        _closed((7, 3.5), (17, 3.5), (17, 7), (7, 7)),
        Stroke([(5.5, 14), (18.5, 14)]),
    ),
    "wrench": (
        Stroke(_arc(17, 7, 4.6, -20, 290)),
        Stroke([(17, 7), (21.3, 5.4)]),
        Stroke([(17, 7), (18.6, 2.7)]),
        Stroke([(13.6, 10.2), (5.4, 18.4)]),
        _ring(4.6, 19.2, 1.9),
    ),
    "sacks": (*_sack(1.0), *_sack(13.0)),
    "drill": (
        _closed((3, 6), (14.5, 6), (16.5, 8), (16.5, 11), (14.5, 13), (3, 13)),
        Stroke([(16.5, 9.5), (22, 9.5)]),
        _closed((4.5, 13), (9.5, 13), (8.5, 21), (3.5, 21)),
    ),
    "speech": (
        _closed((3, 4), (21, 4), (21, 16), (12, 16), (7.5, 21), (7.5, 16), (3, 16)),
        _dot(8, 10, 1.2),
        _dot(12, 10, 1.2),
        _dot(16, 10, 1.2),
    ),
    "medal": (
        _ring(12, 9, 6.5),
        _ring(12, 9, 3.4),
        Stroke([(8.4, 14.4), (6.6, 22), (10, 19.6), (12, 15.6)]),
        Stroke([(15.6, 14.4), (17.4, 22), (14, 19.6), (12, 15.6)]),
    ),
}
"""Every picture by its name, which a course's file gives to a lesson."""
