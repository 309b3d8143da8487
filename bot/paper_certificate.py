"""A certificate, drawn on a page or into a picture alike; it never knows whose it is or where its words come from."""

from contextlib import closing

from bot.paper_canvas import GREEN, Canvas, PdfCanvas, PictureCanvas, centred, frame, sign
from bot.paper_fit import fitted
from bot.paper_signs import SIGNS
from bot.services.prints import Diploma

WIDTH, HEIGHT = 297.0, 210.0
"""A4, lying."""
INNER = 225.0
"""How wide words may be."""
LARGEST, SMALLEST = 46.0, 8.0
"""Sizes of a name, in points; sixty of the widest letters need 11 (run)."""


def certificate_pdf(found: Diploma) -> bytes:
    """Return a certificate as a PDF whose words can be copied."""
    with closing(PdfCanvas(WIDTH, HEIGHT, found.heading)) as canvas:
        return _drawn(canvas, found)


def certificate_png(found: Diploma) -> bytes:
    """Return a certificate as a picture."""
    return _drawn(PictureCanvas(WIDTH, HEIGHT), found)


def _drawn(canvas: Canvas, found: Diploma) -> bytes:
    frame(canvas, 9, 1.4)
    frame(canvas, 12, 0.4)
    sign(canvas, SIGNS["circle"], WIDTH / 2 - 10, 20, 20)
    _line(canvas, found.heading, 62, 34, bold=True)
    _name(canvas, found.name)
    _line(canvas, found.sentence, 122, 18)
    _line(canvas, found.course, 138, 24, bold=True)
    sign(canvas, SIGNS["medal"], WIDTH / 2 - 13, 150, 26)
    if found.organisation:
        _line(canvas, found.organisation, 188, 16)
    canvas.words(found.date, 24, 188, 13)
    canvas.words(found.number, WIDTH - 24 - canvas.measure(found.number, 13), 188, 13)
    return canvas.written()


def _line(canvas: Canvas, text: str, y: float, size: float, *, bold: bool = False) -> None:
    """Write one line in the middle, smaller where it is long."""

    def measure(words: str, points: float) -> float:
        return canvas.measure(words, points, bold=bold)

    widest = INNER if y < 180 else WIDTH - 2 * 90
    lines, fits = fitted(text, widest, measure, size, SMALLEST)
    for place, line in enumerate(lines):
        centred(canvas, line, y + place * fits * 0.45, fits, bold=bold, colour=GREEN if bold else (60, 64, 67))


def _name(canvas: Canvas, name: str) -> None:
    """Write the name as large as it fits, on two lines where it is long."""
    lines, size = fitted(name, INNER, lambda text, points: canvas.measure(text, points, bold=True), LARGEST, SMALLEST)
    step = size * 0.45
    first = 96 - step * (len(lines) - 1) / 2 + size * 0.06
    for place, line in enumerate(lines):
        centred(canvas, line, first + place * step, size, bold=True)
