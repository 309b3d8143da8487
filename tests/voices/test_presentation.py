"""Words, voice and picture of a screen on each platform, for each way of being talked to."""

import pytest

from bot.channels.limits import TELEGRAM_LIMITS, WHATSAPP_LIMITS
from bot.channels.port import Button, Part
from bot.presentation import Heard, presented

MADE, LATER = Heard("say:abc", "say:[]", ready=True), Heard("say:abc", "say:[]", ready=False)
BOTH = pytest.mark.parametrize("limits", [TELEGRAM_LIMITS, WHATSAPP_LIMITS], ids=["telegram", "whatsapp"])


def screen(choices: int, text: str = "Well?") -> Part:
    buttons = tuple(Button(f"a.b.{number}@1", f"Choice {number}") for number in range(choices))
    return Part(text, "buttons" if buttons else "text", buttons)


def shape(parts: tuple[Part, ...]) -> list[str]:
    """Return each part in letters: v a voice, p a picture, t words that are seen, b buttons, l a voice that follows."""
    return [
        "".join(
            sign
            for sign, there in (
                ("v", part.voice),
                ("p", part.picture),
                ("t", part.text and not part.spoken),
                ("b", part.buttons),
                ("l", part.later),
            )
            if there
        )
        for part in parts
    ]


@pytest.mark.parametrize(
    ("choices", "talk", "telegram", "whatsapp"),
    [
        (0, "both", ["vt"], ["v", "t"]),
        (3, "both", ["vtb"], ["v", "tb"]),
        (4, "both", ["v", "ptb"], ["v", "ptb"]),
        (0, "voice", ["v"], ["v"]),
        (3, "voice", ["vb"], ["v", "tb"]),
        (4, "voice", ["vb"], ["v", "tb"]),
        (0, "text", ["t"], ["t"]),
        (4, "text", ["tb"], ["tb"]),
    ],
)
def test_a_note_that_is_ready(choices: int, talk: str, telegram: list[str], whatsapp: list[str]) -> None:
    part = screen(choices)
    assert shape(presented([part], talk, MADE, "picture:x", TELEGRAM_LIMITS)) == telegram
    assert shape(presented([part], talk, MADE, "picture:x", WHATSAPP_LIMITS)) == whatsapp


@BOTH
@pytest.mark.parametrize("talk", ["both", "voice"])
def test_a_note_that_is_not_ready_never_holds_up_the_words(limits: object, talk: str) -> None:
    found = presented([screen(3)], talk, LATER, "", limits)  # type: ignore[arg-type]
    assert shape(found) == ["tbl"]
    assert found[0].later == LATER.request


@BOTH
def test_who_wants_text_only_gets_no_voice_also_later(limits: object) -> None:
    assert shape(presented([screen(3)], "text", LATER, "picture:x", limits)) == ["tb"]  # type: ignore[arg-type]


def test_words_too_long_for_a_caption_stand_apart_whole() -> None:
    long = screen(2, "word " * 300)
    assert shape(presented([long], "both", MADE, "", TELEGRAM_LIMITS)) == ["v", "tb"]
    assert shape(presented([screen(5, "word " * 300)], "both", MADE, "picture:x", TELEGRAM_LIMITS)) == ["v", "ptb"]
    assert presented([long], "both", MADE, "", TELEGRAM_LIMITS)[-1] == long


@BOTH
@pytest.mark.parametrize("talk", ["both", "voice"])
def test_several_messages_are_said_by_one_note_before_them(limits: object, talk: str) -> None:
    found = presented([screen(0), screen(2)], talk, MADE, "", limits)  # type: ignore[arg-type]
    assert shape(found) == ["v", "t", "tb"]


@BOTH
@pytest.mark.parametrize("heard", [None, MADE, LATER])
@pytest.mark.parametrize("talk", ["both", "voice", "text"])
@pytest.mark.parametrize("choices", [0, 1, 3, 4, 9])
@pytest.mark.parametrize("picture", ["", "picture:x"])
def test_nothing_is_lost_or_said_twice(limits: object, heard: object, talk: str, choices: int, picture: str) -> None:
    part = screen(choices)
    found = presented([part], talk, heard, picture, limits)  # type: ignore[arg-type]
    assert [one.text for one in found if one.text] == [part.text]
    assert [one.buttons for one in found if one.buttons] == ([part.buttons] if choices else [])
    assert found[-1].buttons == part.buttons, "buttons come last"
    assert len([one for one in found if one.voice]) <= 1
    if any(one.voice for one in found):
        assert found[0].voice, "the voice comes first"


def test_nothing_to_say_is_no_message() -> None:
    assert presented([], "both", MADE, "", TELEGRAM_LIMITS) == ()


@pytest.mark.parametrize("part", [Part("", voice="say:1", spoken=True), Part("a", later='say:[["t","en","a"]]')])
def test_a_part_survives_the_outbox(part: Part) -> None:
    assert Part.from_json(part.to_json()) == part
