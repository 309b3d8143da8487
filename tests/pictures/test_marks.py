"""Cards of lists that depend on rows: what is drawn for a town, a day, a time and a language, and which have none."""

from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from bot.languages import LANGUAGES, format_short_day
from bot.layout import FEW
from bot.picture_cards import PictureCard, card_of
from bot.picture_drawing import GAP, MOST_BYTES, drawn
from bot.picture_list import every_card, flows_with_cards
from bot.picture_marks import SIGNS
from bot.render import Choice, Rendered
from bot.services import courses
from bot.services.meeting_talk import PICTURES
from flows import BOOK
from flows.core.states import Pick
from tests.flows.readers import PROGRAMME, WORDS
from tests.pictures.test_drawing import picture

FLOWS = flows_with_cards(BOOK)
KEYED = {"registration.country", "registration.trade", "course.list", "course.choice", "course.gift"}
"""Lists whose choices all have words in the catalogues or in content, with their pictograms."""
OWN = {
    *("ask.mine", "story.mine", "translation.list", "question.to", "announcement.list", "proposal.list"),
    *("helpdesk.list", "helpdesk.which", "helpdesk.to", "helpdesk.mentor"),
}
"""Lists of somebody's own, of people, or of what staff have in hand: no card of them may lie anywhere."""
DAY = datetime(2026, 6, 17, 18, 0, tzinfo=UTC)


def listed(key: str, *labels: str) -> Rendered:
    """Return a screen with choices that are read off a list, and one that always stands there."""
    read = [Choice(f"v{place}", label, place) for place, label in enumerate(labels, 1)]
    more = Choice("more", "➡️ More", len(read) + 1, key="common.more")
    return Rendered(key, "Tap one.", (*read, more), "en", False, key, key)


def cells(key: str, *labels: str) -> list[tuple[str, str]]:
    card = card_of(listed(key, *labels), FLOWS)
    assert card is not None
    return [(sign, words) for _, sign, words in card.cells]


def test_every_list_of_members_and_mentors_is_drawn_or_is_somebodys_own() -> None:
    picks = {f"{flow.name}.{state.name}" for flow in BOOK.pages for state in flow.states if isinstance(state, Pick)}
    members = {pick for pick in picks if pick.partition(".")[0] in FLOWS}
    assert members - SIGNS.keys() - KEYED - OWN == set()
    assert not SIGNS.keys() & OWN


def test_a_meeting_has_its_kind_and_its_day() -> None:
    found = cells("meeting.list", "🍽️ Wednesday 17.6", "🍽️ 18.6, 18:00", "👩‍🏫 e mërkurë 7.12")
    assert found == [
        ("🍽️|leaf:17", "Wednesday 17.6"),
        ("🍽️|leaf:18", "18.6, 18:00"),
        ("👩‍🏫|leaf:7", "e mërkurë 7.12"),
        ("➡️", "More"),
    ]


def test_a_time_has_a_clock_and_says_nobodys_name() -> None:
    found = cells("slot.hour", "🕘 9:20 Arta", "🕘 17.6 14:05 Besim K. 3.4", "🕘 10:00 Arta")
    assert found[:3] == [("🕘|clock:9:20", "9:20"), ("🕘|clock:14:05", "17.6 14:05"), ("🕘|clock:10:00", "10:00")]


def test_towns_and_languages_begin_with_their_letters() -> None:
    towns = cells("registration.town", "Ниш", "Gjakovë", "Пирот")
    assert towns[:2] == [("📍|letter:Н", "Ниш"), ("📍|letter:G", "Gjakovë")]
    languages = cells("language.which", "Shqip", "Srpski", "English")
    assert languages[:2] == [("🗣️|letter:Sh", "Shqip"), ("🗣️|letter:Sr", "Srpski")]


@pytest.mark.parametrize(
    ("key", "labels"),
    [
        ("ask.mine", ("💶 Monday 1.6", "📄 Tuesday 2.6", "🌱 Friday 5.6")),
        ("question.to", ("👤 Arta", "👤 Besim", "👤 Drita")),
        ("slot.hour", ("🕘 9:20 Arta", "🕘 9:20 Besim", "🕘 9:40 Arta")),
        ("slot.hour", ("🕘 soon", "🕘 9:20", "🕘 9:40")),
        ("meeting.list", ("🍽️ soon", "🍽️ Friday 5.6", "🎓 Friday 5.6")),
        ("staff.town", ("Tirana", "Elbasan", "Durrës")),
        ("helpdesk.list", ("🙋 3: 5 h", "✏️ 4: 2 h", "🎤 5: 1 h")),
        ("helpdesk.to", ("Mira, 2", "Besa, 0", "Ana, 1")),
    ],
    ids=["own questions", "people", "two at one time", "no time", "no day", "staff's", "tickets", "colleagues"],
)
def test_other_lists_have_none(key: str, labels: tuple[str, ...]) -> None:
    assert len(labels) + 1 > FEW
    assert card_of(listed(key, *labels), FLOWS) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_of_meetings_has_room_for_every_weekday_and_is_small(language: str) -> None:
    days = [format_short_day(DAY + timedelta(days=place), language) for place in range(7)]
    labels = [f"{sign} {day}" for sign, day in zip(PICTURES.values(), days, strict=True)]
    card = card_of(listed("meeting.list", *labels), FLOWS)
    assert card is not None
    assert len(drawn(card)) <= MOST_BYTES


@pytest.mark.parametrize(
    ("towns", "marks"),
    [
        (("Prishtinë", "Prizren", "Gjakovë"), ("Pris", "Priz", "G")),
        (("Приштина", "Призрен", "Ђаковица"), ("Приш", "Приз", "Ђ")),
        (("Bar", "Bari", "Tivat"), ("Bar", "Bari", "T")),
        (("Novi Sad", "Novi Pazar", "Niš"), ("Novi S", "Novi P", "Ni")),
        (("Nova Gorica Donja", "Nova Gorica Gornja", "Bar"), ("Nova G", "Nova G", "B")),
    ],
)
def test_towns_that_begin_alike_have_marks_as_long_as_tells_them_apart(
    towns: tuple[str, ...], marks: tuple[str, ...]
) -> None:
    found = [sign for sign, _ in cells("registration.town", *towns)]
    assert found[:-1] == [f"📍|letter:{mark}" for mark in marks]
    drawn(PictureCard(tuple((1, sign, town) for sign, town in zip(found, towns, strict=False))))


@pytest.mark.parametrize("letters", ["Мммммм", "Приш", "Pris", "Priz"])
def test_a_long_mark_stays_in_its_cell(letters: str) -> None:
    for more in ((), ((3, "📅", "x"),) * 3):
        cell = (1, f"📍|letter:{letters}", "x")
        image = picture(PictureCard((cell, (2, "📅", "x"), *more)))
        right = GAP + (image.width - (4 if more else 3) * GAP) // (3 if more else 2)
        edge = image.crop((right - 14, 80, right - 2, 240))
        assert len(edge.getcolors(100_000) or []) == 1, "a letter stands at the edge"


def test_a_clock_shows_its_time_and_a_leaf_its_day() -> None:
    signs = ("🕘|clock:9:00", "🕘|clock:14:20", "🍽️|leaf:17", "🍽️|leaf:18", "📍|letter:Н", "📍|letter:S")
    shown = [_inside(PictureCard(((0, sign, "x"), *[(0, "📅", "x")] * 3))) for sign in signs]
    assert len({image.tobytes() for image in shown}) == len(signs)


def _inside(card: PictureCard) -> Image.Image:
    return picture(card).crop((20, 20, 500, 300))


def test_the_towns_of_every_country_are_drawn_ahead_in_every_language() -> None:
    found = every_card(BOOK, WORDS, PROGRAMME, courses.read_folder())
    towns = {card.cells[0][2] for card, where in found.values() if where.endswith("registration.town")}
    assert {"Tirana", "Tiranë", "Тирана", "Београд", "Белград", "Beograd"} <= towns
