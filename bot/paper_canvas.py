"""What papers are drawn on: a PDF page with words that can be copied, or a picture; it never knows what is drawn.

The fonts are those of the package font-roboto (Apache-2.0). All measures are millimetres, sizes of letters points.
"""

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Any, Protocol

import font_roboto
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.fonts import TTFFont
from PIL import Image, ImageDraw, ImageFont

from bot.paper_signs import SQUARE, Point, Stroke

Colour = tuple[int, int, int]
INK, GREEN, PALE = (32, 33, 36), (30, 110, 80), (232, 243, 237)
POINT = 25.4 / 72
"""Millimetres of a point."""
DOTS = 4.0
"""Dots of a picture for each millimetre."""
FINER = 2
"""How much finer a picture is drawn than it is kept, so that its lines are smooth."""
NIB = 0.075
"""How wide a sign's strokes are, as a share of its size."""

_fonts: Any = font_roboto  # its names are made while it is imported
_FILES = {False: "Roboto", True: "RobotoBold"}


class Canvas(Protocol):
    """A page of ``width`` and ``height``; the first corner is at the top on the left."""

    width: float
    height: float

    def measure(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return how wide words are."""

    def words(self, text: str, x: float, y: float, size: float, *, bold: bool = False, colour: Colour = INK) -> None:
        """Write words from ``x`` on, their foot at ``y``."""

    def line(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """Draw a line through points."""

    def area(self, points: Sequence[Point], colour: Colour) -> None:
        """Fill what points surround."""

    def written(self) -> bytes:
        """Return the file."""


class PdfCanvas:
    """One page of a PDF."""

    def __init__(self, width: float, height: float, title: str) -> None:
        self.width, self.height = width, height
        self._page = FPDF(orientation="portrait", format=(width, height))
        self._page.set_auto_page_break(auto=False)
        self._page.set_title(title)
        for bold, name in _FILES.items():
            self._page.add_font("Roboto", "B" if bold else "", getattr(_fonts, name))
        self._page.add_page()

    def measure(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return how wide words are."""
        self._page.set_font("Roboto", "B" if bold else "", size)
        return float(self._page.get_string_width(text))

    def words(self, text: str, x: float, y: float, size: float, *, bold: bool = False, colour: Colour = INK) -> None:
        """Write words from ``x`` on, their foot at ``y``."""
        self._page.set_font("Roboto", "B" if bold else "", size)
        self._page.set_text_color(*colour)
        self._page.text(x, y, text)

    def line(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """Draw a line through points."""
        self._page.set_line_width(width)
        self._page.set_draw_color(*colour)
        self._page.polyline(list(points))
        for x, y in (points[0], points[-1]):
            self._dot(x, y, width / 2, colour)

    def area(self, points: Sequence[Point], colour: Colour) -> None:
        """Fill what points surround."""
        self._page.set_fill_color(*colour)
        self._page.polygon(list(points), style="F")

    def written(self) -> bytes:
        """Return the file."""
        return bytes(self._page.output())

    def close(self) -> None:
        """Close the files of the fonts, also where a page was not finished: its library does so at the end alone."""
        for font in self._page.fonts.values():
            if isinstance(font, TTFFont):
                font.close()

    def _dot(self, x: float, y: float, radius: float, colour: Colour) -> None:
        self._page.set_fill_color(*colour)
        self._page.ellipse(x - radius, y - radius, 2 * radius, 2 * radius, style="F")


class PictureCanvas:
    """A picture of a page, as PNG."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        size = (round(width * DOTS * FINER), round(height * DOTS * FINER))
        self._image = Image.new("RGB", size, "white")
        self._pen = ImageDraw.Draw(self._image)

    def measure(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return how wide words are; measured large, so that it does not depend on the dots."""
        return float(_font(bold, _LARGE).getlength(text)) * size * POINT / _LARGE

    def words(self, text: str, x: float, y: float, size: float, *, bold: bool = False, colour: Colour = INK) -> None:
        """Write words from ``x`` on, their foot at ``y``."""
        font = _font(bold, size * POINT * DOTS * FINER)
        self._pen.text(_dots(x, y), text, font=font, fill=colour, anchor="ls")

    def line(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """Draw a line through points."""
        dots = [_dots(*point) for point in points]
        self._pen.line(dots, fill=colour, width=round(width * DOTS * FINER), joint="curve")
        radius = width * DOTS * FINER / 2
        for x, y in (dots[0], dots[-1]):
            self._pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)

    def area(self, points: Sequence[Point], colour: Colour) -> None:
        """Fill what points surround."""
        self._pen.polygon([_dots(*point) for point in points], fill=colour)

    def written(self) -> bytes:
        """Return the file."""
        out = BytesIO()
        size = (round(self.width * DOTS), round(self.height * DOTS))
        self._image.resize(size, Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
        return out.getvalue()


_LARGE = 200.0


@cache
def _font(bold: bool, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(getattr(_fonts, _FILES[bold]), size)


@cache
def signs_of() -> frozenset[int]:
    """Return the numbers of all signs that both fonts have; no other one can stand on a paper."""
    known = []
    for name in _FILES.values():
        with TTFont(getattr(_fonts, name), lazy=True) as font:
            known.append(set(font.getBestCmap() or {}))
    return frozenset.intersection(*map(frozenset, known))


def _dots(x: float, y: float) -> Point:
    return x * DOTS * FINER, y * DOTS * FINER


def centred(canvas: Canvas, text: str, y: float, size: float, *, bold: bool = False, colour: Colour = INK) -> None:
    """Write words in the middle of a page."""
    x = (canvas.width - canvas.measure(text, size, bold=bold)) / 2
    canvas.words(text, x, y, size, bold=bold, colour=colour)


def sign(canvas: Canvas, strokes: Sequence[Stroke], x: float, y: float, size: float, colour: Colour = GREEN) -> None:
    """Draw a small picture, its first corner at ``x`` and ``y``."""
    scale = size / SQUARE
    for stroke in strokes:
        points = [(x + a * scale, y + b * scale) for a, b in stroke.points]
        if stroke.filled:
            canvas.area(points, colour)
        else:
            canvas.line(points, size * NIB, colour)


def frame(canvas: Canvas, inset: float, width: float, colour: Colour = GREEN) -> None:
    """Draw a frame, so far from the edge of a page."""
    right, low = canvas.width - inset, canvas.height - inset
    canvas.line([(inset, inset), (right, inset), (right, low), (inset, low), (inset, inset)], width, colour)
