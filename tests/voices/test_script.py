"""What is said of a screen: every word that stands there, in the order shown, and whose words they are."""

import pytest

from bot.aloud import aloud
from bot.catalog import load
from bot.languages import LANGUAGES
from bot.script import Script, script
from flows import BOOK
from flows.core.screens import aside, screen
from flows.core.session import Frame
from flows.core.states import NO_NUMBER, Choose
from flows.core.values import Offer, Reply, Shown, Value

WORDS = load()


def said(reply: Reply, language: str = "en", country: str = "RS") -> Script:
    return script(reply, WORDS, language, country, {"organisation": "IRCA"})


def shown(flow: str, state: str, **values: Value) -> Reply:
    return screen(BOOK, Frame(flow, 1, state, values))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Is this okay for you? For Yes, press one. For No, press two. For Ask a person, press three."),
        ("sr_Cyrl", "Da: pritisni jedan. Ne: pritisni dva."),
        ("rom", "Va: alosar jekh. Na: alosar duj."),
    ],
)
def test_choices_are_said_in_the_order_shown_with_their_numbers(language: str, text: str) -> None:
    assert text in said(shown("welcome", "consent"), language).text


def test_a_choice_without_a_number_is_only_named() -> None:
    options = (Shown("a", "common.more", "More", NO_NUMBER, "p"), Shown("b", "common.more", "More", 4, "q"))
    assert said(Reply("", "Well", options=options)).text == "Well. More. For More, press four."


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_names_itself_by_its_own_voice(language: str) -> None:
    found = said(shown("language", "which"), language)
    voices = [piece.language for piece in found.pieces if piece.key.startswith("language.which.")]
    assert voices == ["sq", "rom", "sr", "mk", "en"]


def test_a_frame_is_one_piece_a_segment_and_its_values_have_keys_of_their_own() -> None:
    kind = aside("meeting_dinner")
    values: dict[str, Value] = {
        "kind": Offer("dinner", kind.say, kind.key),
        "day": "Friday 12 June",
        "time": "18:00",
        "place": "Tirana",
        "id": "1",
        "version": "1",
    }
    found = said(shown("meeting", "card", **values))
    keys = [piece.key for piece in found.pieces if piece.key]
    assert keys[:6] == ["common.meeting_dinner", "weekday.5", "day.12", "month.6", "clock.18", "meeting.card"]
    assert found.text.startswith("Dinner, Friday the twelfth of June, six o'clock in the evening, Tirana")
    assert not found.personal


def test_a_name_makes_it_personal_and_stands_alone() -> None:
    found = said(shown("registration", "name_ok", name="Ana"))
    assert found.personal
    assert [piece.words for piece in found.pieces if piece.personal] == ["Ana"]
    assert not any("Ana" in piece.words for piece in found.pieces if piece.key)


def test_what_is_in_no_catalogue_is_somebodys_own() -> None:
    assert said(Reply("", "{head}\n{text}", {"head": aside("answer").say, "text": "Come at 10:00"})).personal
    assert said(Reply("x.y", "Whom?", options=(Shown("m1", "", "👩‍🏫 Mira", 1, "p"),))).personal


def test_a_romani_reader_hears_the_countrys_words_by_the_countrys_voice() -> None:
    chained = next(
        f"{flow.name}.{state.name}"
        for flow in BOOK.pages
        for state in flow.states
        if getattr(state, "say", "") and not flow.signed and f"{flow.name}.{state.name}" not in WORDS.of("rom")
    )
    for country, voice in (("AL", "sq"), ("RS", "sr"), ("MK", "mk"), ("DK", "en")):
        pieces = said(Reply(chained, "?"), "rom", country).pieces
        assert {piece.language for piece in pieces} == {voice}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_on_every_screen_is_said_and_no_pictogram(language: str) -> None:
    for flow in BOOK.pages:
        for state in flow.states:
            if not isinstance(state, Choose) or state.card or flow.signed or "{" in state.say:
                continue
            reply = screen(BOOK, Frame(flow.name, flow.version, state.name))
            found = said(reply, language)
            labels = [WORDS.text(one.key, one.label, language, "RS") for one in reply.options]
            for one, label in zip(reply.options, labels, strict=True):
                voice = next(piece.language for piece in found.pieces if piece.key == one.key)
                words = next(piece.words for piece in found.pieces if piece.key == one.key)
                assert words == aloud(label, voice, "RS"), one.key
            assert not any(ord(char) > 0x2100 for char in found.text), found.text


def test_the_same_words_are_the_same_script() -> None:
    reply = shown("menu", "member")
    assert said(reply, "sr_Latn") == said(reply, "sr_Cyrl")
