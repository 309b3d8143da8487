"""Charts as SVG: bars over time with a line for the target; the same numbers always give the same picture.

Colours and fonts are classes of the console's stylesheet. A table beside the chart says the same in figures.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH, HEIGHT = 360, 200
LEFT, RIGHT, TOP, BOTTOM = 38, 6, 10, 24
"""Room for what is written at the axes; in units that are pixels on the smallest phone."""
LABELS = 4
"""At most so many months are written below the bars."""
STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Bar:
    """What had been counted at the end of some months: ``label`` tells which, ``width`` how many they are."""

    label: str
    title: str
    height: int
    width: int = 1


def so_far(bars: Sequence[Bar], goal: int, name: str, goal_name: str) -> Markup:
    """Return a chart of what was counted so far, with its target (0: none); ``name`` is what it shows, in words."""
    top = _top(max((goal, *(bar.height for bar in bars))))
    parts = [*_grid(top), *_bars(bars, top)]
    if goal:
        y = _y(goal, top)
        parts.append(Markup('<line class="goal" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(LEFT, WIDTH - RIGHT, y, y))
        place = Markup('<text class="goal" x="{}" y="{}" text-anchor="end">{}</text>')
        parts.append(place.format(WIDTH - RIGHT - 2, _text_above(goal, top), goal_name))
    head = Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(WIDTH, HEIGHT, name)
    return head + Markup("").join(parts) + Markup("</svg>")


def _bars(bars: Sequence[Bar], top: int) -> Iterator[Markup]:
    months = sum(bar.width for bar in bars) or 1
    one = (WIDTH - LEFT - RIGHT) / months
    every = -(-len(bars) // LABELS)
    begun = 0
    for place, bar in enumerate(bars):
        x, width, y = LEFT + begun * one, bar.width * one, _y(bar.height, top)
        gap = min(2.0, width / 5)
        shape = Markup('<rect class="bar" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>')
        yield shape.format(_n(x + gap / 2), y, _n(width - gap), _n(_y(0, top) - y), bar.title)
        if place % every == 0:
            yield Markup('<text x="{}" y="{}">{}</text>').format(_n(x), HEIGHT - 8, bar.label)
        begun += bar.width


def _grid(top: int) -> Iterator[Markup]:
    for part in range(5):
        value = top * part / 4
        y = _y(value, top)
        yield Markup('<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(LEFT, WIDTH - RIGHT, y, y)
        place = Markup('<text x="{}" y="{}" text-anchor="end">{}</text>')
        yield place.format(LEFT - 4, _n(y + 4), f"{value:g}")


def _top(most: int) -> int:
    """Return a round number at or above the largest, which four steps divide."""
    scale = 1
    while 4 * STEPS[-1] * scale < most:
        scale *= 10
    return next(4 * step * scale for step in STEPS if 4 * step * scale >= most)


def _y(value: float, top: int) -> float:
    return _n(TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top))


def _text_above(goal: int, top: int) -> float:
    """Return where the target's words stand: over its line, or under it at the very top."""
    y = _y(goal, top)
    return _n(y - 4 if y > TOP + 12 else y + 13)


def _n(value: float) -> float:
    """Return a length to a tenth, so that pictures are small and always the same."""
    return round(value, 1)
