"""How large words may be to stand in a width, on one line or two; pure, it never knows what draws them."""

from collections.abc import Callable

Measure = Callable[[str, float], float]
"""From words and a size in points to their width in millimetres."""
TWO_LINES = 0.6
"""Words that must be smaller than this share of the largest size stand on two lines, where they are larger then."""
STEP = 0.5


def fitted(text: str, width: float, measure: Measure, largest: float, smallest: float) -> tuple[list[str], float]:
    """Return the lines of a text and the largest size that fits; raises ValueError where the smallest does not."""
    whole = _size([text], width, measure, largest)
    if whole < largest * TWO_LINES and " " in text:
        lines = min(_halves(text), key=lambda pair: max(measure(line, 1) for line in pair))
        size = _size(lines, width, measure, largest * TWO_LINES)
        if size > whole:
            return _checked(lines, size, smallest)
    return _checked([text], whole, smallest)


def wrapped(text: str, width: float, measure: Measure, size: float) -> list[str]:
    """Return the lines of a text at a size; a word that is wider than a line stands alone."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if measure(longer, size) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _size(lines: list[str], width: float, measure: Measure, largest: float) -> float:
    widest = max(measure(line, 1) for line in lines)
    return largest if widest * largest <= width else int(width / widest / STEP) * STEP


def _halves(text: str) -> list[list[str]]:
    words = text.split()
    return [[" ".join(words[:place]), " ".join(words[place:])] for place in range(1, len(words))]


def _checked(lines: list[str], size: float, smallest: float) -> tuple[list[str], float]:
    if size < smallest:
        raise ValueError("the words are too wide for the paper")
    return lines, size
