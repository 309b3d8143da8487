"""A course as one page with pictures, to print and to hang up; it never knows a language or who reads."""

from contextlib import closing

from bot.paper_canvas import GREEN, PALE, Canvas, PdfCanvas, sign
from bot.paper_fit import fitted, wrapped
from bot.paper_signs import SIGNS
from bot.services.prints import Leaflet

WIDTH, HEIGHT, EDGE = 210.0, 297.0, 14.0
"""A4, standing, and its margin."""
HEAD, GAP = 36.0, 3.0
"""Where the first lesson begins, and the space between two."""
TALLEST = 34.0
"""How high a lesson may be where there are few."""
SIZES = (17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0)
WHY = 0.85
"""Sizes of what a lesson says, in points, and the share of it that its reason has."""


def brochure_pdf(found: Leaflet) -> bytes:
    """Return a course's page as a PDF whose words can be copied; raises ValueError where a page does not take it."""
    with closing(PdfCanvas(WIDTH, HEIGHT, found.title)) as canvas:
        return _drawn(canvas, found)


def _drawn(canvas: Canvas, found: Leaflet) -> bytes:
    inner = WIDTH - 2 * EDGE
    lines, size = fitted(found.title, inner, lambda text, points: canvas.measure(text, points, bold=True), 26, 10)
    for place, line in enumerate(lines):
        canvas.words(line, EDGE, 22 + place * size * 0.42, size, bold=True, colour=GREEN)
    room = (HEIGHT - HEAD - EDGE + GAP) / len(found.lessons) - GAP
    height = min(room, TALLEST)
    for place, (picture, words, reason) in enumerate(found.lessons):
        _lesson(canvas, HEAD + place * (height + GAP), height, picture, words, reason)
    return canvas.written()


def _lesson(canvas: Canvas, top: float, height: float, picture: str, words: str, reason: str) -> None:
    right, low = WIDTH - EDGE, top + height
    canvas.area([(EDGE, top), (right, top), (right, low), (EDGE, low)], PALE)
    side = height - 8
    if picture in SIGNS:
        sign(canvas, SIGNS[picture], EDGE + 5, top + 4, side)
    left = EDGE + side + 12
    lines = _set(canvas, words, reason, right - left - 4, height - 6)
    y = top + (height - sum(size * 0.45 for _, size, _ in lines)) / 2
    for line, size, bold in lines:
        y += size * 0.45
        canvas.words(line, left, y - size * 0.11, size, bold=bold)


def _set(canvas: Canvas, words: str, reason: str, width: float, height: float) -> list[tuple[str, float, bool]]:
    """Return the lines of a lesson with their sizes, as large as all of them fit."""
    for size in SIZES:
        strong = wrapped(words, width, lambda text, points: canvas.measure(text, points, bold=True), size)
        plain = wrapped(reason, width, canvas.measure, size * WHY)
        lines = [(line, size, True) for line in strong] + [(line, size * WHY, False) for line in plain]
        widest = max(canvas.measure(line, one, bold=bold) for line, one, bold in lines)
        if widest <= width and sum(one * 0.45 for _, one, _ in lines) <= height:
            return lines
    raise ValueError("a lesson has too many words for its place on the page")
