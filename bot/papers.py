"""Papers that people can keep, as PDF in every script that Drom writes; it never knows whose they are.

The fonts are those of the package font-roboto (Apache-2.0).
"""

import unicodedata
from collections.abc import Sequence
from typing import Any

import font_roboto
from fpdf import FPDF

from bot.sections import Section

MARGIN, LINE = 18, 6
"""Millimetres."""

_fonts: Any = font_roboto  # its names are made while it is imported


def data_paper(title: str, sections: Sequence[Section]) -> bytes:
    """Return a PDF: a title, then each section with its lines; one that stands apart begins a page."""
    paper = Paper()
    paper.heading(title, 20)
    for section in sections:
        if section.apart:
            paper.add_page()
        if section.heading:
            paper.heading(section.heading, 14)
        for line in section.lines:
            paper.row(line, 11)
        paper.ln(3)
    return bytes(paper.output())


class Paper(FPDF):
    """Pages with one font that has Latin and Cyrillic letters."""

    def __init__(self) -> None:
        super().__init__(format="A4")
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN)
        self.add_font("Roboto", "", _fonts.Roboto)
        self.add_font("Roboto", "B", _fonts.RobotoBold)
        self.add_page()

    def heading(self, text: str, size: int) -> None:
        """Write a line in bold."""
        self.set_font("Roboto", "B", size)
        self.multi_cell(0, size / 2, text, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(2)

    def row(self, text: str, size: int) -> None:
        """Write a line, broken where it is long."""
        self.set_font("Roboto", "", size)
        self.multi_cell(0, LINE if size < 12 else LINE + 3, self._known(text), align="L", new_x="LMARGIN", new_y="NEXT")

    def _known(self, text: str) -> str:
        """Name the signs that the font does not have, so that nothing a person wrote is lost."""
        font: Any = self.current_font
        has = font.cmap
        return "".join(char if ord(char) in has else _named(char) for char in unicodedata.normalize("NFC", text))


def _named(char: str) -> str:
    """Return a sign's name in brackets; nothing for what only says how the sign before it is drawn."""
    if char == "\u200d" or "\ufe00" <= char <= "\ufe0f":
        return ""
    return f"[{unicodedata.name(char, f'U+{ord(char):04X}').lower()}]"
