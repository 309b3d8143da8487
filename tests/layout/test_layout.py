"""The same screen on each channel: buttons, a list or numbered lines, whole and within the limits."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.limits import TELEGRAM_LIMITS, WHATSAPP_LIMITS
from bot.channels.port import Limits, Part
from bot.layout import layout
from bot.render import Choice, Rendered
from tests.layout.sample import TRADES, shown
from tests.understand.speech import PLAIN_LIMITS

CONSENT = shown("Is this okay?", "👍 Yes", "👎 No", "🙋 Ask a person", numbers=(1, 2, 0))
WORK = shown("What is your work?", *TRADES, "🎤 Other", numbers=(*range(1, 10), 0))


def labels(part: Part) -> list[str]:
    return [button.label for button in part.buttons]


def test_a_text_without_choices_is_one_part() -> None:
    for limits in (TELEGRAM_LIMITS, WHATSAPP_LIMITS, PLAIN_LIMITS):
        assert layout(shown("Saved."), limits) == (Part("Saved."),)


def test_nothing_to_say_is_no_part() -> None:
    assert layout(shown(" \n"), WHATSAPP_LIMITS) == ()


def test_a_decision_has_buttons_without_numbers() -> None:
    for limits in (TELEGRAM_LIMITS, WHATSAPP_LIMITS):
        (part,) = layout(CONSENT, limits)
        assert (part.text, part.style, part.opener) == ("Is this okay?", "buttons", "")
        assert labels(part) == ["👍 Yes", "👎 No", "🙋 Ask a person"]
        assert [(button.payload, button.number) for button in part.buttons] == [
            (choice.payload, choice.number) for choice in CONSENT.choices
        ]


def test_a_decision_whose_numbers_are_not_its_places_shows_them() -> None:
    guest = shown("What do you want?", "👍 Join", "⚙️ Settings", "🙋 Person", numbers=(4, 9, 0))
    for limits in (TELEGRAM_LIMITS, WHATSAPP_LIMITS):
        (part,) = layout(guest, limits)
        assert (part.style, labels(part)) == ("buttons", ["4 👍 Join", "9 ⚙️ Settings", "🙋 Person"])


def test_many_choices_are_numbered_buttons_on_telegram() -> None:
    (part,) = layout(WORK, TELEGRAM_LIMITS)
    assert (part.text, part.style) == ("What is your work?", "buttons")
    assert labels(part)[0] == "1 🧵 Sewing"
    assert labels(part)[-1] == "🎤 Other"


def test_many_choices_are_a_numbered_list_on_whatsapp() -> None:
    (part,) = layout(WORK, WHATSAPP_LIMITS)
    assert (part.text, part.style, part.opener) == ("What is your work?", "list", "👉 Choose")
    assert labels(part)[8:] == ["9 ☕ Café, food stand", "🎤 Other"]


def test_choices_are_numbered_lines_where_there_are_no_buttons() -> None:
    (part,) = layout(CONSENT, PLAIN_LIMITS)
    assert part == Part("Is this okay?\n\n1. 👍 Yes\n2. 👎 No\n🙋 Ask a person")


def test_whoever_asks_for_lines_gets_them_and_the_buttons() -> None:
    (part,) = layout(replace(CONSENT, lines=True), WHATSAPP_LIMITS)
    assert part.text == "Is this okay?\n\n1. 👍 Yes\n2. 👎 No\n🙋 Ask a person"
    assert labels(part) == ["👍 Yes", "👎 No", "🙋 Ask a person"]
    (listed,) = layout(replace(WORK, lines=True), WHATSAPP_LIMITS)
    assert listed.style == "list"
    assert "\n9. ☕ Café, food stand\n🎤 Other" in listed.text


def test_a_label_at_its_limit_fits_and_one_over_it_takes_the_next_style() -> None:
    assert layout(shown("?", "a" * 20, "b"), WHATSAPP_LIMITS)[0].style == "buttons"
    listed = layout(shown("?", "a" * 21, "b"), WHATSAPP_LIMITS)[0]
    assert (listed.style, labels(listed)) == ("list", [f"1 {'a' * 21}", "2 b"])
    assert layout(shown("?", "a" * 22, "b"), WHATSAPP_LIMITS)[0].style == "list"
    written = layout(shown("?", "a" * 23, "b"), WHATSAPP_LIMITS)[0]
    assert (written.text, written.style) == (f"?\n\n1. {'a' * 23}\n2. b", "buttons")
    assert labels(written) == ["1", "2"]


def test_the_number_counts_for_the_limit() -> None:
    labels_of_ten = ["x" * 22, *(str(number) for number in range(9))]
    assert layout(shown("?", *labels_of_ten), WHATSAPP_LIMITS)[0].style == "list"
    listed = layout(shown("?", *reversed(labels_of_ten)), WHATSAPP_LIMITS)[0]
    assert (listed.style, labels(listed)) == ("list", [str(number) for number in range(1, 11)])


def test_more_choices_than_a_list_takes_are_lines() -> None:
    eleven = shown("?", *(f"Town {number}" for number in range(11)))
    assert layout(eleven, WHATSAPP_LIMITS)[0].style == "text"
    assert layout(eleven, replace(TELEGRAM_LIMITS, buttons=8))[0].style == "text"
    assert layout(eleven, TELEGRAM_LIMITS)[0].style == "buttons"


def test_a_payload_over_the_limit_is_not_sent() -> None:
    long = replace(CONSENT, choices=(replace(CONSENT.choices[0], payload="м" * 33), *CONSENT.choices[1:]))
    assert layout(long, TELEGRAM_LIMITS)[0].style == "text"
    assert layout(long, WHATSAPP_LIMITS)[0].style == "buttons"


def test_buttons_that_look_alike_or_are_empty_or_broken_are_written_out_and_tapped_by_number() -> None:
    for two in (("Ana", "Ana"), ("", "Ana"), ("An\na", "Ben")):
        [part] = layout(shown("Who?", *two), TELEGRAM_LIMITS)
        assert (part.text, part.style) == (f"Who?\n\n1. {two[0]}\n2. {two[1]}", "buttons")
        assert [(button.label, button.payload) for button in part.buttons] == [
            ("1", "work.ask.v0@1"),
            ("2", "work.ask.v1@1"),
        ]
    assert layout(shown("Who?", "Ana", "Ana"), WHATSAPP_LIMITS)[0].style == "list"


def test_what_has_no_number_keeps_its_label_beside_numbers() -> None:
    two = shown("Who?", "Ana", "Ana", "🙋 Person", numbers=(1, 2, 0))
    assert labels(layout(two, TELEGRAM_LIMITS)[0]) == ["1", "2", "🙋 Person"]
    alike = shown("Who?", "Ana", "Ana", numbers=(0, 0))
    assert layout(alike, TELEGRAM_LIMITS) == (Part("Who?\n\nAna\nAna"),)


def test_a_list_needs_a_button_that_opens_it() -> None:
    for opener in ("", "x" * 21):
        assert layout(replace(WORK, opener=opener), WHATSAPP_LIMITS)[0].style == "text"


def test_a_long_text_comes_in_parts_with_the_choices_on_the_last() -> None:
    sentence = "Old for one person is good for another. "
    long = replace(CONSENT, text=sentence * 90)
    parts = layout(long, WHATSAPP_LIMITS)
    assert len(parts) > 2
    assert [part.style for part in parts[:-1]] == ["text"] * (len(parts) - 1)
    assert parts[-1].style == "buttons"
    assert len(parts[-1].text) <= WHATSAPP_LIMITS.body_with_choices
    assert all(part.text.endswith("another.") for part in parts)
    assert " ".join(part.text for part in parts) == (sentence * 90).strip()


@pytest.mark.parametrize(("length", "lengths"), [(1600, [1600]), (1601, [1600, 1]), (3201, [1600, 1600, 1])])
def test_W9_a_text_over_1600_goes_in_parts_in_order(length: int, lengths: list[int]) -> None:  # noqa: N802 - channel rule
    text = "".join(chr(ord("a") + place % 26) for place in range(length))
    parts = layout(replace(CONSENT, text=text, choices=()), WHATSAPP_LIMITS)
    assert [len(part.text) for part in parts] == lengths
    assert "".join(part.text for part in parts) == text


def test_a_text_that_is_too_long_only_for_buttons_is_split_before_them() -> None:
    for length, parts in ((1024, 1), (1025, 2), (1600, 2)):
        found = layout(replace(CONSENT, text="x" * length), WHATSAPP_LIMITS)
        assert len(found) == parts
        assert found[-1].style == "buttons"
        assert len(found[-1].text) <= WHATSAPP_LIMITS.body_with_choices


def test_written_choices_stay_together() -> None:
    long = replace(WORK, text="word " * 310, lines=True)
    *before, last = layout(long, WHATSAPP_LIMITS)
    assert last.text.startswith("1. 🧵 Sewing\n2.")
    assert " ".join(part.text for part in before) == long.text.strip()


def test_choices_without_a_question_are_lines() -> None:
    assert layout(replace(CONSENT, text=""), TELEGRAM_LIMITS) == (Part("1. 👍 Yes\n2. 👎 No\n🙋 Ask a person"),)


texts = st.one_of(
    st.text(max_size=300), st.lists(st.sampled_from(["One. ", "two ", "three!\n", "четири", "x" * 90])).map("".join)
)
choices = st.builds(Choice, payload=st.text(max_size=70), label=st.text(max_size=30), number=st.integers(0, 12))
screens = st.builds(
    Rendered,
    key=st.just("a.b"),
    text=texts,
    choices=st.lists(choices, max_size=12).map(tuple),
    language=st.just("en"),
    lines=st.booleans(),
    voice_key=st.just("a.b"),
    picture_key=st.just("a.b"),
    opener=st.text(max_size=24),
)
channels = st.builds(
    Limits,
    text=st.integers(1, 120),
    caption=st.just(0),
    buttons=st.integers(0, 12),
    button_label=st.integers(0, 24),
    rows=st.integers(0, 10),
    row_label=st.integers(0, 24),
    body_with_choices=st.integers(1, 150),
    payload_bytes=st.integers(0, 100),
)


@given(screens, st.one_of(channels, st.sampled_from([TELEGRAM_LIMITS, WHATSAPP_LIMITS, PLAIN_LIMITS])))
def test_no_part_is_ever_over_a_limit(screen: Rendered, limits: Limits) -> None:
    parts = layout(screen, limits)
    for part in parts:
        assert part.text.strip()
        assert len(part.text) <= limits.text
        longest = {"buttons": limits.button_label, "list": limits.row_label, "text": 0}[part.style]
        assert bool(part.buttons) == (part.style != "text")
        assert all(0 < len(button.label) <= longest for button in part.buttons)
        assert all(len(button.payload.encode()) <= limits.payload_bytes for button in part.buttons)
        if part.buttons:
            assert part is parts[-1]
            assert len(part.buttons) <= (limits.buttons if part.style == "buttons" else limits.rows)
            assert len(part.text) <= limits.body_with_choices
            assert len(part.opener) <= limits.button_label
        assert bool(part.opener) == (part.style == "list")


def squeezed(text: str) -> str:
    return "".join(text.split())


@given(screens, st.one_of(channels, st.sampled_from([TELEGRAM_LIMITS, WHATSAPP_LIMITS, PLAIN_LIMITS])))
def test_nothing_is_ever_cut(screen: Rendered, limits: Limits) -> None:
    parts = layout(screen, limits)
    said = squeezed("".join(part.text for part in parts))
    lines = squeezed(
        "".join((f"{choice.number}." if choice.number else "") + choice.label for choice in screen.choices)
    )
    carried = bool(parts) and bool(parts[-1].buttons)
    named = carried and all(
        button.label in (choice.label, f"{choice.number} {choice.label}")
        for button, choice in zip(parts[-1].buttons, screen.choices, strict=True)
    )
    assert said == squeezed(screen.text) + ("" if named and not screen.lines else lines)
    if carried:
        for button, choice in zip(parts[-1].buttons, screen.choices, strict=True):
            assert (button.payload, button.number) == (choice.payload, choice.number)
            assert named or button.label == (str(choice.number) if choice.number else choice.label)
