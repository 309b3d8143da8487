"""A lesson's small picture as a file of its own, to be looked at in a chat; it never knows which lesson."""

from bot.paper_canvas import PictureCanvas, sign
from bot.paper_signs import SIGNS

WIDTH, HEIGHT, SIDE = 120.0, 75.0, 60.0
"""A card that lies, as messengers show pictures, and the picture on it, in millimetres."""


def sign_png(name: str) -> bytes:
    """Return one of ``SIGNS`` as PNG; raises KeyError for another name."""
    canvas = PictureCanvas(WIDTH, HEIGHT)
    sign(canvas, SIGNS[name], (WIDTH - SIDE) / 2, (HEIGHT - SIDE) / 2, SIDE)
    return canvas.written()
