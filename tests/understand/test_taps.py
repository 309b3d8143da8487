"""Pressed buttons and messages that are not text."""

from typing import get_args

import pytest

from bot.channels.port import Inbound
from flows.core.values import Card, Chosen, Command, MediaKind, Reply, Said, Sent
from tests.understand.speech import CONSENT, MINE, NAME, WORK, choice, means, tapped

OLD = Chosen("", "", "", 0)
"""What a button is that cannot be read: one of no conversation, which the engine calls old."""


def test_a_tap_is_the_option_its_payload_names_on_any_screen() -> None:
    for shown in (CONSENT, WORK, NAME):
        assert means(tapped("consent.ask.yes@3"), shown) == choice(CONSENT, "yes")
    assert means(tapped("menu.member.settings@12")) == Chosen("menu", "member", "settings", 12)


def test_a_tap_on_a_careful_option_or_a_command_is_left_to_the_engine() -> None:
    assert means(tapped("mine.ask.delete@3"), MINE) == choice(MINE, "delete")
    assert means(tapped("mine.ask.stop@3"), MINE) == choice(MINE, "stop")


def test_the_longest_payload_is_read() -> None:
    flow, state, value = "f" * 24, "s" * 20, "v" * 12
    assert means(tapped(f"{flow}.{state}.{value}@12345")) == Chosen(flow, state, value, 12345)


def test_a_card_is_of_its_thing_on_any_screen() -> None:
    for shown in (CONSENT, WORK, NAME):
        assert means(tapped("meeting:7:2:yes"), shown) == Card("meeting", 7, 2, "yes")


@pytest.mark.parametrize(
    "payload",
    [
        *("x", ".", "a.b.c", "a.b.c@", "a.b.c@0", "a.b.c@-1", "a.b@1", "a.b.c.d@1", "A.b.c@1", "a.b.c@1 ", "a.b.c@1\n"),
        *("а.b.c@1", "a.b.c@١", "a..c@1", "a.b.c@1234567", "1a.b.c@1", "meeting:7:2:", "{0.__class__}", "\ud800"),
        *(f"{'a' * 24}.{'b' * 24}.{'c' * 24}@1", "x" * 100_000, "' OR 1=1 --", "a.b.c@1;drop"),
    ],
)
def test_a_payload_that_cannot_be_read_is_an_old_card(payload: str) -> None:
    assert means(tapped(payload), CONSENT) == OLD


def test_a_tap_without_a_payload_is_read_by_its_words() -> None:
    message = Inbound("whatsapp", "1", 1, "1", "tap", text="👍 Yes")
    assert means(message, CONSENT) == choice(CONSENT, "yes")


@pytest.mark.parametrize("kind", get_args(MediaKind))
@pytest.mark.parametrize("shown", [CONSENT, NAME])
def test_what_is_not_text_is_sent_whatever_is_written_with_it(kind: MediaKind, shown: Reply) -> None:
    message = Inbound("telegram", "1", 1, "1", kind, text="yes")
    assert means(message, shown) == Sent(kind)


def test_a_location_carries_its_place() -> None:
    message = Inbound("telegram", "1", 1, "1", "location", location=(42.0, -20.5))
    assert means(message, NAME) == Sent("location", "42.0,-20.5")


def test_news_about_the_chat_is_no_answer_to_a_screen() -> None:
    for kind in ("blocked", "unblocked"):
        assert means(Inbound("telegram", "1", 1, "1", kind), NAME) == Sent("other")


@pytest.mark.parametrize("text", ["", " ", "\n\t", "?!", "…", "\u200b", "\ufe0f", "\U0001f3fd", "\ud800", "\x00"])
@pytest.mark.parametrize("shown", [CONSENT, NAME, WORK])
def test_nothing_visible_means_nothing(text: str, shown: Reply) -> None:
    assert means(text, shown) == Said(text)


def test_a_huge_text_is_kept_whole_and_matches_nothing() -> None:
    for text in ("yes " * 100_000, "👍" * 100_000, "1" * 1_000_000, "menu" + "\u0301" * 50_000, "ﷺ" * 5_000):
        assert means(text, CONSENT) == Said(text)


def test_white_space_around_an_answer_is_not_counted() -> None:
    assert means(" " * 10_000 + "yes" + "\n" * 10_000, CONSENT) == choice(CONSENT, "yes")
    assert means("/menu" + " " * 10_000, CONSENT) == Command("menu")
