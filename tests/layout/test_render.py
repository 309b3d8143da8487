"""Words filled with values: literally, once, in the reader's language; nothing a person writes is ever run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog import Words
from bot.languages import LANGUAGES
from bot.render import Choice, fill, render
from flows.core.parsers import PersonName
from flows.core.values import Offer, Reply, Shown
from tests.understand.speech import CONSENT, WORDS, text

CHECK = Reply("registration.check", "{name} 👤, {town} 📍. Is it right?")
HOSTILE = (
    *("{0.__class__}", "{name}", "{town}", "{{7*7}}", "{", "}", "{}", "{!r}", "%s", "%(name)s", "$name", "<b>Ana</b>"),
    *("<script>alert(1)</script>", "Ana_*[", "\\1", "\\g<0>", "Robert'); DROP TABLE person;--", "a\nb", "👩‍🏫"),
)


def said(reply: Reply, **world: str) -> str:
    return render(reply, WORDS, "en", "", world).text


@pytest.mark.parametrize("name", [*HOSTILE, *PersonName().good])
def test_a_name_arrives_as_it_was_written(name: str) -> None:
    reply = Reply(CHECK.key, CHECK.say, {"name": name, "town": "Niš"})
    assert said(reply) == f"{name} 👤, Niš 📍. Is it right?"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Lo"])), st.text(alphabet="{}nametow %"))
def test_any_values_arrive_as_they_are(name: str, town: str) -> None:
    reply = Reply(CHECK.key, CHECK.say, {"name": name, "town": town})
    filled = said(reply).replace("\u2068", "").replace("\u2069", "")
    name = name.replace("\u2068", "").replace("\u2069", "")
    assert filled == f"{name} 👤, {town} 📍. Is it right?"


def test_a_missing_value_is_named() -> None:
    with pytest.raises(ValueError, match=r"registration\.check.*\{town\}"):
        said(Reply(CHECK.key, CHECK.say, {"name": "Ana"}))


def test_braces_that_are_no_variable_stay() -> None:
    assert fill("{} {0} {a.b} {A} { a } {{name}}", {"name": "Ana"}, "x") == "{} {0} {a.b} {A} { a } {Ana}"


def test_what_is_known_of_the_world_fills_in_under_the_replys_own_values() -> None:
    hello = Reply("welcome.hello", "I am from {organisation}, {name}.", {"name": "Ana"})
    assert said(hello, organisation="Road", name="nobody") == "I am from Road, Ana."


def test_a_value_is_filled_into_the_readers_own_sentence() -> None:
    words = WORDS.with_overlay({CHECK.key: {"sq": "A është {town} vendi yt, {name}?"}})
    reply = Reply(CHECK.key, CHECK.say, {"name": "Besim", "town": "Elbasan"})
    assert render(reply, words, "sq", "AL", {}).text == "A është Elbasan vendi yt, Besim?"


def test_an_offer_is_said_in_the_readers_words() -> None:
    trade = Offer("sewing", "Sewing", "work.ask.sewing")
    for language in LANGUAGES:
        reply = Reply("a.b", "{trade}, {town}", {"trade": trade, "town": Offer("nis", "Niš")})
        assert render(reply, WORDS, language, "", {}).text == f"{text('work.ask.sewing', language)}, Niš"


def test_an_offer_nobody_has_words_for_is_said_as_it_came() -> None:
    assert said(Reply("a.b", "{town}", {"town": Offer("x", "{name}", "programme.town.x")})) == "{name}"


@pytest.mark.parametrize("value", ["مریم", "שלום", "a\u202eb", "Ana (אנה)"])
def test_a_value_from_right_to_left_is_kept_apart(value: str) -> None:
    assert said(Reply("a.b", "Hi {name}!", {"name": value})) == f"Hi \u2068{value}\u2069!"


@pytest.mark.parametrize("value", ["Ana", "Ђулијана", "Ïñ 12 %", "12:30", "中文", "👍🏽"])
def test_any_other_value_gets_no_invisible_signs(value: str) -> None:
    assert said(Reply("a.b", "Hi {name}!", {"name": value})) == f"Hi {value}!"


def test_choices_are_in_the_readers_words_with_their_identity() -> None:
    found = render(CONSENT, WORDS, "sq", "AL", {})
    assert found.choices == (
        Choice("consent.ask.yes@3", "👍 Po", 1, key="consent.ask.yes"),
        Choice("consent.ask.no@3", "👎 Jo", 2, key="consent.ask.no"),
        Choice("consent.ask.person@3", "🙋 Pyet njeri", 3, key="consent.ask.person"),
    )


def test_a_label_is_never_filled_in() -> None:
    options = (Shown("a", "", "{name} %s", 1, "f.s.a@1", "menu"),)
    found = render(Reply("a.b", "Who?", {"name": "Ana"}, options), WORDS, "en", "", {})
    assert found.choices == (Choice("f.s.a@1", "{name} %s", 1, "menu"),)


def test_the_recording_and_the_card_have_the_key_of_the_words() -> None:
    found = render(Reply("tips.tip", "Sort it.", lines=True), WORDS, "rom", "MK", {})
    assert (found.key, found.voice_key, found.picture_key) == ("tips.tip", "tips.tip", "tips.tip")
    assert (found.language, found.lines, found.opener) == ("rom", True, "")


def test_a_list_is_opened_in_the_readers_words() -> None:
    words = Words({"sq": {"common.opener": "👉 Zgjidh"}})
    assert render(CONSENT, words, "sq", "", {}).opener == "👉 Zgjidh"
    assert render(CONSENT, words, "mk", "", {}).opener == "👉 Choose"


def test_romani_falls_back_to_the_countrys_language() -> None:
    words = Words({"sq": {"a.b": "Mirë"}, "mk": {"a.b": "Добро"}})
    found = [render(Reply("a.b", "Good"), words, "rom", country, {}).text for country in ("AL", "MK", "SE")]
    assert found == ["Mirë", "Добро", "Good"]
