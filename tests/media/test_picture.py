"""Photos: what is seen stays, what was noted goes, and bombs do not go off."""

from io import BytesIO

import pytest
from PIL import Image

from bot.media.decode import answer, check
from bot.media.kinds import MediaLimits
from bot.media.refused import MediaRefused
from tests.media import samples

LIMITS = MediaLimits()
RED, BLUE = (254, 0, 0), (0, 0, 254)


def _opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def _colours(image: Image.Image) -> dict[str, str]:
    """Return which colour is seen in the middle of each side."""
    width, height = image.size
    places = {"left": (5, height // 2), "right": (width - 5, height // 2)}
    places |= {"top": (width // 2, 5), "bottom": (width // 2, height - 5)}
    plain = image.convert("RGB")
    found = {}
    for side, place in places.items():
        red, _, blue = plain.getpixel(place)  # type: ignore[misc]
        found[side] = "red" if red > 200 > blue else "blue" if blue > 200 > red else "both"
    return found


@pytest.mark.parametrize(
    ("orientation", "size", "side"),
    [
        (1, (400, 200), "left"),
        (2, (400, 200), "right"),
        (3, (400, 200), "right"),
        (4, (400, 200), "left"),
        (5, (200, 400), "top"),
        (6, (200, 400), "top"),
        (7, (200, 400), "bottom"),
        (8, (200, 400), "bottom"),
    ],
)
def test_a_photo_stands_upright_however_the_phone_was_held(orientation: int, size: tuple[int, int], side: str) -> None:
    opposite = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}[side]
    image = _opened(check(samples.jpeg(orientation), LIMITS).data)
    assert image.size == size
    colours = _colours(image)
    assert (colours[side], colours[opposite]) == ("red", "blue")


@pytest.mark.parametrize("data", [samples.jpeg(6), samples.png(), samples.png("LA"), samples.webp(), samples.gif()])
def test_nothing_that_was_noted_stays(data: bytes) -> None:
    assert samples.MARK in data
    kept = check(data, LIMITS).data
    assert samples.MARK not in kept
    image = _opened(kept)
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not image.getexif()


def test_a_jpeg_has_no_parts_but_those_of_the_picture() -> None:
    kept = check(samples.jpeg(), LIMITS).data
    kinds, place = set(), 2
    while kept[place + 1] != 0xDA:
        kinds.add(kept[place + 1])
        place += 2 + int.from_bytes(kept[place + 2 : place + 4], "big")
    assert kinds == {0xE0, 0xDB, 0xC0, 0xC4}
    assert kept.endswith(b"\xff\xd9")


def test_what_shines_through_stays_so() -> None:
    clear = samples.two_halves(mode="RGBA")
    clear.putalpha(Image.new("L", clear.size, 100))
    kept = check(samples.encoded(clear, "PNG"), LIMITS)
    assert kept.content_type == "image/png"
    assert _opened(kept.data).getpixel((5, 5)) == (255, 0, 0, 100)


@pytest.mark.parametrize("mode", ["L", "P", "RGB", "LA", "RGBA", "I;16"])
def test_every_depth_of_colour_is_understood(mode: str) -> None:
    image = (
        samples.two_halves(mode="L").convert("I").point(lambda value: value * 256).convert("I;16")
        if mode == "I;16"
        else samples.two_halves(mode=mode)
    )
    kept = _opened(check(samples.encoded(image, "PNG"), LIMITS).data).convert("L")
    left, right = kept.getpixel((50, 100)), kept.getpixel((350, 100))
    expected = samples.two_halves(mode="L")
    assert left == pytest.approx(expected.getpixel((50, 100)), abs=4)
    assert right == pytest.approx(expected.getpixel((350, 100)), abs=4)


def test_a_print_file_in_four_colours_becomes_a_photo() -> None:
    kept = check(samples.encoded(samples.two_halves(mode="CMYK"), "JPEG"), LIMITS)
    assert _colours(_opened(kept.data))["left"] == "red"


def test_a_large_photo_becomes_small_enough_to_send() -> None:
    kept = check(samples.encoded(samples.two_halves(6000, 3000), "JPEG"), LIMITS)
    assert _opened(kept.data).size == (2560, 1280)


def test_a_moving_picture_gives_its_first_frame_only() -> None:
    kept = check(samples.gif(10_000), LIMITS)
    image = _opened(kept.data)
    assert (image.format, image.size, getattr(image, "n_frames", 1)) == ("JPEG", (40, 20), 1)
    assert _colours(image)["left"] == "red"


@pytest.mark.parametrize("side", [6_400, 9_000, 30_000])
def test_too_many_pixels_are_big_however_few_bytes_they_are(side: int) -> None:
    data = samples.huge_png(side)
    assert len(data) < 120_000
    with pytest.raises(MediaRefused) as refused:
        check(data, LIMITS)
    assert refused.value.reason == "big"


def test_as_many_pixels_as_are_allowed_are_taken() -> None:
    data = samples.encoded(samples.two_halves(200, 100), "PNG")
    assert check(data, MediaLimits(pixels=20_000)).kind == "photo"
    with pytest.raises(MediaRefused):
        check(data, MediaLimits(pixels=19_999))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_cut_picture_is_broken(form: str, part: float) -> None:
    noisy = Image.effect_noise((200, 200), 80).convert("P" if form == "GIF" else "RGB")
    data = samples.encoded(noisy, form)
    line, kept = answer(data[: int(len(data) * part)], LIMITS)
    assert (line, kept) == ({"reason": "broken"}, b"")


def test_broken_notes_of_a_camera_do_not_spoil_the_photo() -> None:
    whole = samples.jpeg()
    spoilt = whole.replace(b"Exif\0\0MM", b"Exif\0\0XX").replace(b"Exif\0\0II", b"Exif\0\0XX")
    assert spoilt != whole
    assert check(spoilt, LIMITS).content_type == "image/jpeg"
