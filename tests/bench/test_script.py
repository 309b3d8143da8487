"""A person in the benchmark answers what they see."""

import pytest

from tests.bench.script import Given, Screen, answer, is_over, words

CONSENT = Screen("Okay?", (("👍 Yes", "welcome.consent.yes@1"), ("👎 No", "welcome.consent.no@1")))


def test_a_button_is_pressed_or_its_words_are_written() -> None:
    assert answer(CONSENT, press=True) == Given("welcome.consent.yes@1", press=True)
    assert answer(CONSENT, press=False) == Given("Yes")


def test_the_first_offer_is_taken_where_nothing_is_preferred() -> None:
    towns = Screen("Where?", (("🎤 Other", "registration.town.other@1"), ("1 Skopje", "registration.town.mk_sk@1")))
    assert answer(towns, press=True).value == "registration.town.mk_sk@1"
    assert answer(towns, press=False).value == "Skopje"


def test_a_question_without_buttons_gets_a_name() -> None:
    assert answer(Screen("What shall we call you?"), press=True) == Given("Ana")
    assert answer(Screen("What is your work?"), press=False) == Given("Sewing")
    skipped = Screen("What shall we call you?", (("⏭️ Skip", "registration.name.skip@1"),))
    assert answer(skipped, press=True) == Given("Ana")


@pytest.mark.parametrize(
    ("found", "over"),
    [
        (Screen("What do you want?", (("⚙️ Settings", "menu.member.settings@1"),)), True),
        (CONSENT, False),
        (Screen("Done! You are in."), True),
        (Screen("What shall we call you?"), False),
    ],
)
def test_the_end_is_seen(found: Screen, over: bool) -> None:
    assert is_over(found) is over


def test_words_of_a_label() -> None:
    assert [words(label) for label in ("👍 Yes", "2. Prilep", "Shqip", "▶️ Next", "🔁")] == [
        "Yes",
        "Prilep",
        "Shqip",
        "Next",
        "🔁",
    ]
