"""Cards as they are drawn: a pictogram for each meaning, every letter, room for every word, small enough."""

from io import BytesIO

import pytest
from PIL import Image

from bot.picture_cards import PictureCard
from bot.picture_drawing import MOST_BYTES, WIDTH, _pictogram, drawn
from bot.picture_list import every_card
from bot.services import courses
from flows import BOOK
from flows.concepts import CONCEPTS, colour_of, pictogram_of
from tests.flows.readers import PROGRAMME, WORDS

CARD = PictureCard(((1, "📅", "Састанци"), (2, "🧵", "Šivenje, odeća"), (3, "👩‍🏫", "Këshillë"), (0, "🙋", "Човек")))


def picture(card: PictureCard) -> Image.Image:
    """Return a card as it would be shown."""
    data = drawn(card)
    assert len(data) <= MOST_BYTES
    return Image.open(BytesIO(data)).convert("RGB")


def test_a_card_is_drawn_the_same_each_time() -> None:
    assert drawn(CARD) == drawn(CARD)


def test_each_cell_has_its_colour_its_digit_and_its_picture() -> None:
    image = picture(CARD)
    assert image.width == WIDTH
    half = WIDTH // 2
    for place, (number, sign, _) in enumerate(CARD.cells):
        x, y = place % 2 * half, place // 2 * (image.height // 2)
        colour = "#{:02x}{:02x}{:02x}".format(*_at(image, x + half - 40, y + 40))
        assert _near(colour, colour_of(sign))
        badge = _at(image, x + 64, y + 30)
        assert (sum(badge) < 150) == bool(number), place
        icon = image.crop((x + 150, y + 40, x + 400, y + 260))
        assert len(icon.getcolors(100_000) or []) > 4


def test_every_meaning_and_every_trade_has_a_drawing() -> None:
    trades = [pictogram_of(trade.labels["en"]) for trade in PROGRAMME.trade.values()]
    for sign in (*(one.pictogram for one in CONCEPTS), *trades):
        inner, box = _pictogram(sign)
        assert len(inner) > 100
        assert all(float(number) >= -2 for number in box.split())


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ((1, "📅", "日本"), "the font has no 日 本"),
        ((1, "📅", "Donaudampfschifffahrtsgesellschaft"), "there is no room"),
        ((1, "📅", "one two three " * 5), "there is no room"),
        ((1, "🈀x", "Meetings"), "OpenMoji has no drawing"),
    ],
)
def test_what_cannot_be_drawn_whole_is_refused(cell: tuple[int, str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        drawn(PictureCard((cell, *CARD.cells)))


@pytest.mark.trial
def test_every_card_that_is_known_ahead_is_drawn_whole_and_small() -> None:
    found = every_card(BOOK, WORDS, PROGRAMME, courses.read_folder())
    sizes = {where: len(drawn(card)) for card, where in found.values()}
    print(f"{len(sizes)} cards, the largest {max(sizes.values())} bytes, all {sum(sizes.values())}")
    assert max(sizes.values()) <= MOST_BYTES


def _at(image: Image.Image, x: int, y: int) -> tuple[int, int, int]:
    found = image.getpixel((x, y))
    assert isinstance(found, tuple)
    return found[0], found[1], found[2]


def _near(one: str, other: str) -> bool:
    """Tell whether two colours look the same: a palette keeps them almost."""
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return all(abs(a - b) <= 6 for a, b in pairs)
