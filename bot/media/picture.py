"""Photos: decoded, turned upright, made smaller and written anew, so that nothing but the picture is left.

Of a moving picture only the first frame is decoded: a photo is what was asked for, and thousands of frames cost
what thousands of photos cost. The colour profile falls away too; phones' colours stay close to sRGB without it.
"""

from io import BytesIO
from warnings import catch_warnings, simplefilter

from PIL import GifImagePlugin, Image, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin

from bot.media.kinds import Checked, Format, MediaLimits
from bot.media.refused import MediaRefused

_PLUGINS = {
    "jpeg": (JpegImagePlugin.JpegImageFile.format, MpoImagePlugin.MpoImageFile.format),
    "png": (PngImagePlugin.PngImageFile.format,),
    "gif": (GifImagePlugin.GifImageFile.format,),
    "webp": (WebPImagePlugin.WebPImageFile.format,),
}
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes an orientation of the EXIF standard (CIPA DC-008, 4.6.4 A)."""


def prepare() -> None:
    """Load what Pillow loads when it opens its first file: later this process may open none."""
    Image.preinit()


def clean(data: bytes, limits: MediaLimits, found: Format) -> Checked:
    """Return a JPEG, or a PNG where something shines through; too many pixels are ``big``."""
    Image.MAX_IMAGE_PIXELS = limits.pixels
    with catch_warnings():
        simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _decoded(data, limits.side, [name for name in _PLUGINS[found] if name])
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise MediaRefused("big") from None


def _decoded(data: bytes, side: int, formats: list[str]) -> Checked:
    with Image.open(BytesIO(data), formats=formats) as image:
        image.draft("RGB", (side, side))
        image.load()
        return _written(_upright(_plain(image, side), _turn(image)))


def _turn(image: Image.Image) -> int:
    """Return the orientation that the camera noted, 1 where its notes make no sense."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # a camera's broken notes are no reason to refuse the photo; Pillow raises many kinds
        return 1


def _plain(image: Image.Image, side: int) -> Image.Image:
    """Return the first frame with 8 bits a colour and no notes, its longer side at most ``side``."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode.startswith("I"):
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    plain = image if image.mode == mode else image.convert(mode)
    plain.thumbnail((side, side), reducing_gap=2.0)
    return plain


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _written(image: Image.Image) -> Checked:
    """Encode what is seen; ``info`` is emptied because Pillow writes comments and profiles it finds there."""
    image.info.clear()
    out = BytesIO()
    if image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255):
        image.save(out, "PNG")
        return Checked("photo", "image/png", out.getvalue())
    opaque = image if image.mode == "RGB" else image.convert("RGB")
    opaque.save(out, "JPEG", quality=85)
    return Checked("photo", "image/jpeg", out.getvalue())
