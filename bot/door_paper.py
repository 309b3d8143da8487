"""The paper that hangs on the door of a meeting, as a PDF: a picture, its word, and codes; it never knows a meeting."""

from collections.abc import Mapping
from math import cos, pi, sin

import segno
from fpdf import FPDF

from bot.papers import Paper

TOP, SIZE = 30.0, 110.0
"""Where the picture begins, and how large it is, in millimetres."""
CODES, CODE, BETWEEN = 190.0, 60.0, 20.0
"""Where codes begin, how large each is, and how far they are apart; four modules around it are left white."""
DARK, WHITE = 20, 255


def door_paper(picture: int, word: str, links: Mapping[str, str]) -> bytes:
    """Return a PDF page with the picture of that number (``flows.meetings.DOORS``), its word, and a code for each link.

    ``links`` maps what is written below a code to the address that it says; none leaves the picture alone.
    """
    paper = Paper()
    paper.set_fill_color(DARK)
    _DRAWN[picture](paper, (paper.w - SIZE) / 2)
    paper.set_y(TOP + SIZE + 10)
    paper.set_font("Roboto", "B", 48)
    paper.cell(0, 24, word, align="C")
    wide = len(links) * CODE + (len(links) - 1) * BETWEEN
    for place, (name, link) in enumerate(links.items()):
        _code(paper, (paper.w - wide) / 2 + place * (CODE + BETWEEN), name, link)
    return bytes(paper.output())


def _code(paper: Paper, left: float, name: str, link: str) -> None:
    matrix = segno.make(link, error="m", micro=False).matrix
    module = CODE / (len(matrix) + 8)
    for row, line in enumerate(matrix, 4):
        for column, dark in enumerate(line, 4):
            if dark:
                paper.rect(left + column * module, CODES + row * module, module, module, style="F")
    paper.set_xy(left, CODES + CODE)
    paper.set_font("Roboto", "", 14)
    paper.cell(CODE, 8, name, align="C")


def _tree(paper: FPDF, left: float) -> None:
    for top, wide in ((TOP, 50.0), (TOP + 25, 75.0), (TOP + 50, 100.0)):
        middle = left + SIZE / 2
        paper.polygon(((middle, top), (middle - wide / 2, top + 42), (middle + wide / 2, top + 42)), style="F")
    paper.rect(left + SIZE / 2 - 8, TOP + 90, 16, 20, style="F")


def _fish(paper: FPDF, left: float) -> None:
    middle = TOP + SIZE / 2
    paper.ellipse(left, middle - 28, 85, 56, style="F")
    paper.polygon(((left + 75, middle), (left + SIZE, middle - 28), (left + SIZE, middle + 28)), style="F")
    paper.set_fill_color(WHITE)
    paper.ellipse(left + 14, middle - 13, 9, 9, style="F")
    paper.set_fill_color(DARK)


def _star(paper: FPDF, left: float) -> None:
    long, short = SIZE / 2, SIZE / 5
    turns = [(long if point % 2 == 0 else short, point * pi / 5) for point in range(10)]
    middle = (left + SIZE / 2, TOP + SIZE / 2)
    paper.polygon([(middle[0] + far * sin(turn), middle[1] - far * cos(turn)) for far, turn in turns], style="F")


def _key(paper: FPDF, left: float) -> None:
    middle = TOP + SIZE / 2
    paper.ellipse(left, middle - 24, 48, 48, style="F")
    paper.rect(left + 44, middle - 6, SIZE - 44, 12, style="F")
    for tooth in (SIZE - 12, SIZE - 32):
        paper.rect(left + tooth, middle, 12, 26, style="F")
    paper.set_fill_color(WHITE)
    paper.ellipse(left + 13, middle - 11, 22, 22, style="F")
    paper.set_fill_color(DARK)


_DRAWN = (_tree, _fish, _star, _key)
