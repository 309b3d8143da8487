"""Which screens have a card, what it is called, and where it stands among the parts of a screen."""

import pytest

from bot.channels.limits import LIMITS, TELEGRAM_LIMITS, WHATSAPP_LIMITS
from bot.channels.port import Part
from bot.channels.whatsapp_pieces import pieces_of
from bot.layout import layout
from bot.picture_cards import MOST, PictureCard, card_of
from bot.picture_list import every_card, flows_with_cards
from bot.presentation import presented
from bot.render import Choice, Rendered
from bot.services import courses
from flows import BOOK
from flows.core.screens import screen
from flows.core.session import Frame
from tests.flows.readers import PROGRAMME, READERS, WORDS
from tests.flows.screens import rendered

FLOWS = flows_with_cards(BOOK)
MENU = ("📅 Meetings", "🌱 Green tip", "🎓 Short course", "⚙️ Settings", "🙋 Person")


def shown(*labels: str, key: str = "menu.member", own: str = "menu.member.one") -> Rendered:
    """Return a screen with these choices; the last one has no number."""
    numbers = [*range(1, len(labels)), 0]
    choices = tuple(
        Choice(f"menu.member.v{place}@1", label, number, key=own)
        for place, (label, number) in enumerate(zip(labels, numbers, strict=True))
    )
    return Rendered(key, "What do you want?", choices, "en", False, key, key, "👉 Choose")


def test_a_long_list_of_choices_has_a_card_with_what_stands_on_it() -> None:
    card = card_of(shown(*MENU), FLOWS)
    assert card is not None
    assert card.cells[0] == (1, "📅", "Meetings")
    assert card.cells[-1] == (0, "🙋", "Person")


@pytest.mark.parametrize(
    "screen",
    [
        shown(*MENU[:3]),
        shown(*(f"📅 {number}" for number in range(MOST + 1))),
        shown(*MENU, key="staff.menu"),
        shown(*MENU, own=""),
        shown("Shqip", "Romanes", "Srpski", "English"),
        shown(*MENU[:3], "No picture"),
    ],
    ids=["few", "too many", "staff's", "somebody's own", "names", "one without"],
)
def test_no_other_screen_has_one(screen: Rendered) -> None:
    assert card_of(screen, FLOWS) is None


def test_a_name_is_of_what_is_on_it_and_short_enough_for_a_link() -> None:
    found = [card_of(shown(*labels), FLOWS) for labels in (MENU, MENU, MENU[::-1], (*MENU[:4], "🙋 Njeri"))]
    names = [card.name for card in found if card]
    assert names[0] == names[1]
    assert len(set(names)) == 3
    assert all(name.startswith("picture:") and len(name) == 40 and name.isascii() for name in names)


@pytest.mark.parametrize("limits", [TELEGRAM_LIMITS, WHATSAPP_LIMITS])
def test_a_card_stands_on_the_part_that_has_the_choices(limits: object) -> None:
    for name, limit in LIMITS.items():
        parts = layout(shown(*MENU), limit)
        found = presented(parts, "both", None, "picture:1", limit)
        assert [part.picture for part in found] == [*[""] * (len(parts) - 1), "picture:1"], name
        assert [(part.text, part.buttons) for part in found] == [(part.text, part.buttons) for part in parts]


@pytest.mark.parametrize("talk", ["text", "voice"])
def test_who_wants_text_or_voice_alone_gets_none(talk: str) -> None:
    parts = layout(shown(*MENU), TELEGRAM_LIMITS)
    assert presented(parts, talk, None, "picture:1", TELEGRAM_LIMITS) == parts
    assert presented((), "both", None, "picture:1", TELEGRAM_LIMITS) == ()
    assert presented(parts, "both", None, "", TELEGRAM_LIMITS) == parts


def test_whatsapp_gets_the_picture_first_and_then_the_list() -> None:
    (part,) = presented(layout(shown(*MENU), WHATSAPP_LIMITS), "both", None, "picture:1", WHATSAPP_LIMITS)
    first, second = pieces_of(part, lambda name: f"https://drom.example/media/{name}")
    assert (first.body, first.media_url, first.buttons) == ("", "https://drom.example/media/picture:1", ())
    assert (second.body, second.style, len(second.buttons)) == ("What do you want?", "list", 5)


def test_a_part_with_a_card_survives_the_outbox() -> None:
    (part,) = presented(layout(shown(*MENU), TELEGRAM_LIMITS), "both", None, "picture:1", TELEGRAM_LIMITS)
    assert Part.from_json(part.to_json()) == part


def test_every_menu_trade_and_topic_is_known_ahead_in_every_language() -> None:
    found = every_card(BOOK, WORDS, PROGRAMME, courses.read_folder())
    assert len(found) > 150
    said = {where for _, where in found.values()}
    for language in ("en", "sq", "sr_Latn", "sr_Cyrl", "mk", "rom"):
        for place in ("menu.member", "registration.trade", "ask.topic", "settings.all", "course.choice"):
            assert f"{language} {place}" in said
        for place in ("home", "ticket", "own", "said", "asked", "flagged"):
            assert f"{language} helpdesk.{place}" in said
    assert {"en registration.country", "rom registration.country"} <= said
    assert not [where for where in said if where.split()[1].split(".")[0] in {"staff", "send", "new_meeting"}]


def test_what_a_reader_meets_is_what_was_known_ahead() -> None:
    ahead = every_card(BOOK, WORDS, PROGRAMME, courses.read_folder())
    menu = BOOK.flows["menu"]
    for reader in READERS:
        card = card_of(rendered(screen(BOOK, Frame("menu", menu.version, "member")), reader), FLOWS)
        assert isinstance(card, PictureCard)
        assert card.name in ahead
