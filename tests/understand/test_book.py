"""Every option of every conversation is understood in every language and form, with the real catalogues."""

import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.catalog import load
from bot.channels.limits import TELEGRAM_LIMITS, WHATSAPP_LIMITS
from bot.channels.port import Part
from bot.emoji import take_apart
from bot.languages import LANGUAGES
from bot.layout import layout
from bot.letters import fold
from bot.render import render
from bot.understand import understand
from bot.vocabulary import Vocabulary
from bot.vocabulary_words import WORDS as COMMAND_WORDS
from bot.vocabulary_words import alternatives
from flows import BOOK
from flows.core.commands import COMMANDS
from flows.core.explore import THING, VARIABLE
from flows.core.screens import screen, wire
from flows.core.session import Frame
from flows.core.states import NO_NUMBER, Listening, Pick
from flows.core.values import Answer, Card, Chosen, Command, Offer, Reply, Said, Shown, Unclear
from tests.understand.speech import tapped, typed

WORDS = load()
VOCABULARY = Vocabulary(WORDS)
TOWNS = tuple(Offer(f"t{number}", f"📍 Town{chr(65 + number)}") for number in range(11))


def screens() -> Iterator[Reply]:
    for flow in BOOK.pages:
        for state in flow.states:
            if isinstance(state, Listening):
                offers = TOWNS if isinstance(state, Pick) else ()
                yield screen(BOOK, Frame(flow.name, flow.version, state.name, answers=THING, offers=offers))


EVERY = list(screens())
CHOICES = [shown for shown in EVERY if shown.options]


def means(text: str, shown: Reply, language: str) -> Answer:
    return understand(typed(text), (shown,), WORDS, VOCABULARY, language, "RS", WHATSAPP_LIMITS)


def is_meant(answer: Answer, option: Shown) -> bool:
    if isinstance(answer, Command):
        return answer.name == option.command
    return isinstance(answer, Chosen | Card) and answer.value == option.value


def label(option: Shown, language: str) -> str:
    return WORDS.text(option.key, option.label, language, "RS")


def ids(case: Reply) -> str:
    return case.key


def forms_of(shown: Reply, option: Shown, language: str) -> Iterator[str]:
    """Yield all that means an option: its label in every form, and where it has a number that too."""
    words = take_apart(label(option, language))[1].strip()
    yield from (label(option, language), words, words.upper(), fold(words), f"{words}!")
    if option.number != NO_NUMBER:
        number = option.number
        yield from (str(number), f"{number}.", f"{number}\ufe0f\u20e3", chr(0x660 + number), f"{number} {words}")
        yield from () if shown.free else called(option, language)


def called(option: Shown, language: str) -> tuple[str, ...]:
    """Return the words for an option's number."""
    return alternatives(WORDS.text(f"word.n{option.number}", "", language, "RS"))


@pytest.mark.parametrize("shown", CHOICES, ids=ids)
def test_every_form_of_every_label_is_understood(shown: Reply) -> None:
    wrong = [
        (option.value, language, form)
        for option in shown.options
        for language in LANGUAGES
        for form in forms_of(shown, option, language)
        if not is_meant(means(form, shown, language), option)
    ]
    assert wrong == []


@pytest.mark.parametrize("shown", [shown for shown in CHOICES if shown.free], ids=ids)
def test_the_word_for_a_number_is_text_where_text_is_asked_for(shown: Reply) -> None:
    numbered = [option for option in shown.options if option.number != NO_NUMBER]
    words = [(word, language) for option in numbered for language in LANGUAGES for word in called(option, language)]
    assert [means(word, shown, language) for word, language in words] == [Said(word) for word, _ in words]


@pytest.mark.parametrize("shown", CHOICES, ids=ids)
def test_every_label_is_understood_from_a_reader_of_another_language(shown: Reply) -> None:
    wrong = []
    for option, language, reader in itertools.product(shown.options, LANGUAGES, LANGUAGES):
        answer = means(label(option, language), shown, reader)
        if not (is_meant(answer, option) or (isinstance(answer, Unclear) and option.value in answer.values)):
            wrong.append((option.value, language, reader))
    assert wrong == []


@pytest.mark.parametrize("shown", EVERY, ids=ids)
def test_every_command_works_on_every_screen_in_every_language(shown: Reply) -> None:
    labels = {label(option, code) for option in shown.options for code in LANGUAGES}
    taken = {fold(take_apart(text)[1]) for text in labels}
    for code in LANGUAGES:
        for name in COMMANDS:
            for word in alternatives(WORDS.text(f"word.{name}", COMMAND_WORDS[f"word.{name}"], code)):
                answer = means(word.upper(), shown, "sq")
                assert answer == Command(name) or fold(word) in taken or _begins(fold(word), taken), (word, answer)


def _begins(word: str, labels: set[str]) -> bool:
    return any(text.split(" ")[0] == word for text in labels)


@pytest.mark.parametrize("shown", CHOICES, ids=ids)
def test_every_button_is_understood_when_it_is_tapped(shown: Reply) -> None:
    for option in shown.options:
        answer = understand(tapped(option.payload), (shown,), WORDS, VOCABULARY, "rom", "", TELEGRAM_LIMITS)
        if isinstance(answer, Card):
            assert wire(answer) == option.payload
            continue
        assert isinstance(answer, Chosen)
        assert f"{answer.flow}.{answer.state}.{answer.value}@{answer.version}" == option.payload
        assert (answer.flow, answer.state) == tuple(shown.key.split("."))


def written(parts: tuple[Part, ...]) -> Iterator[str]:
    """Yield the words on each button, and the lines that choices are written out on."""
    for part in parts:
        yield from (button.label for button in part.buttons)
        yield from (line for line in part.text.splitlines() if line[:1].isdigit())


@pytest.mark.parametrize("shown", CHOICES, ids=ids)
def test_what_is_copied_from_the_screen_is_understood(shown: Reply) -> None:
    known = dict.fromkeys(VARIABLE.findall(shown.say), "x")
    for language, limits in itertools.product(LANGUAGES, (TELEGRAM_LIMITS, WHATSAPP_LIMITS)):
        rendered = render(shown, WORDS, language, "RS", known)
        parts = layout(rendered, limits)
        assert parts[-1].style != "text", f"{language}: a label is too long for a button or a list"
        for line in written((*parts, *layout(replace(rendered, lines=True), limits))):
            answer = means(line, shown, language)
            assert isinstance(answer, Chosen | Card | Command), (language, line, answer)


def test_nonsense_is_nothing_on_every_screen() -> None:
    for shown in EVERY:
        for words in ("~ ? ~", "qwxzv", "lorem ipsum dolor sit amet", "📎📎"):
            if (shown.key, words) != ("settings.known", "📎📎"):
                assert means(words, shown, "en") == Said(words)
