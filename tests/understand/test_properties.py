"""What holds for every message: no exception, nothing that is not on a screen, no harm by a slip."""

from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.limits import TELEGRAM_LIMITS, WHATSAPP_LIMITS
from bot.channels.port import Limits
from bot.heard import hear, phrase_of
from bot.languages import LANGUAGES
from bot.letters import spellings
from flows.core.commands import COMMANDS
from flows.core.values import Answer, Chosen, Command, Reply, Said, Shown, Unclear
from tests.understand.speech import (
    MINE,
    NAME,
    PLAIN_LIMITS,
    SCREENS,
    TABLE,
    VOCABULARY,
    choice,
    means,
    offered,
    tapped,
    text,
)

languages = st.sampled_from(sorted(LANGUAGES))
words = st.sampled_from(sorted({text(key, code) for key in TABLE for code in LANGUAGES}))
pieces = st.one_of(words, st.text(max_size=6), st.sampled_from(["1", "٣", "🙋🏽", "👍", "…", "/", ".", "{0}", "stop"]))
messages = st.one_of(st.text(), st.lists(pieces, max_size=4).map(" ".join), words)
labels = st.text(min_size=1, max_size=24)
screens = st.one_of(
    st.sampled_from(SCREENS), st.lists(labels, min_size=1, max_size=10).map(lambda found: offered("a.b", *found))
)
written = st.text(alphabet=st.characters(categories=["L"]), min_size=1, max_size=24).filter(phrase_of)
"""Letters of any script that leave a word to compare."""
edits = st.tuples(st.sampled_from(["add", "drop", "change", "swap"]), st.floats(0, 0.999), st.sampled_from("abehijsz"))
limits = st.sampled_from([TELEGRAM_LIMITS, WHATSAPP_LIMITS, PLAIN_LIMITS])


def on(shown: Reply, answer: Chosen) -> bool:
    return any(
        option.value == answer.value and option.payload.split("@")[0].startswith(answer.flow)
        for option in shown.options
    )


def slipped(word: str, slips: list[tuple[str, float, str]]) -> str:
    """Return a word with letters added, missing, wrong or swapped."""
    for kind, place, letter in slips:
        at = int(place * len(word))
        tail = {
            "add": letter + word[at:],
            "drop": word[at + 1 :],
            "change": letter + word[at + 1 :],
            "swap": word[at : at + 2][::-1] + word[at + 2 :],
        }
        word = word[:at] + tail[kind]
    return word


def check(answer: Answer, message: str, *shown: Reply) -> None:
    match answer:
        case Chosen():
            assert any(on(screen, answer) for screen in shown)
        case Unclear(values=values):
            assert len(values) > 1
            assert len(set(values)) == len(values)
            assert set(values) <= {option.value for option in shown[0].options}
        case Command(name=name):
            assert name in COMMANDS
        case Said(text=said):
            assert said == message
        case _:
            raise AssertionError(answer)


@given(messages, st.lists(screens, max_size=2), languages, limits)
@example("\ud800", [], "en", PLAIN_LIMITS)
def test_any_text_on_any_screens_gives_what_is_there(
    message: str, shown: list[Reply], language: str, limit: Limits
) -> None:
    check(means(message, *shown, language=language, limits=limit), message, *shown)


@given(st.text(), screens)
def test_any_payload_gives_an_option_or_an_old_card(payload: str, shown: Reply) -> None:
    if payload:
        assert isinstance(means(tapped(payload), shown), Chosen)


@given(st.lists(written, min_size=1, max_size=10), languages)
def test_any_label_typed_as_it_stands_is_its_option_or_is_asked_back(found: list[str], language: str) -> None:
    shown = offered("a.b", *found)
    for option in shown.options:
        answer = means(option.label, shown, language=language)
        assert isinstance(answer, Chosen | Unclear)
        assert option.value in (answer.values if isinstance(answer, Unclear) else (answer.value,))


@given(st.sampled_from(MINE.options), languages, languages, st.lists(edits, min_size=1, max_size=3))
def test_a_slip_never_does_harm(option: Shown, reader: str, language: str, slips: list[tuple[str, float, str]]) -> None:
    label = text(option.key, language).split(" ", 1)[1]
    wrong = slipped(label, slips)
    exact = {phrase_of(form) for code in LANGUAGES for form in spellings(text(option.key, code))}
    known = {phrase for code in LANGUAGES for phrase in VOCABULARY.phrases(code)}
    answer = means(wrong, MINE, language=reader)
    if {phrase_of(wrong), *hear(wrong).phrases}.isdisjoint(exact | known) and not hear(wrong).numbers:
        assert answer != choice(MINE, "delete")
        assert answer != Command("stop")


@given(st.text(max_size=30), languages)
def test_only_an_exact_word_stops_at_once(message: str, language: str) -> None:
    stops = {phrase for code in LANGUAGES for phrase, names in VOCABULARY.phrases(code).items() if "stop" in names}
    if means(message, NAME, language=language) == Command("stop"):
        assert stops & set(hear(message).phrases) or hear(message).pictures == ("✋",)


@given(st.text(max_size=30), languages)
def test_a_free_question_gets_text_commands_or_nothing_else(message: str, language: str) -> None:
    answer = means(message, NAME, language=language)
    assert answer == Said(message) or (isinstance(answer, Command) and answer.sure)
