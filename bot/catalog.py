"""What Drom says in every language: catalogues in memory, and the English behind them; it never knows a person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal, Self

from bot import console_words, pofile
from bot.languages import LANGUAGES, chain
from bot.vocabulary_words import WORDS
from flows.core.asides import ASIDES
from flows.core.asides import key as aside_key
from flows.core.checks import fixed_options
from flows.core.flow import Book, Flow
from flows.core.states import Ask, Choose, End, Pick, State, Tell

LOCALES = Path(__file__).parent.parent / "locales"
"""Where the catalogues are kept."""

Kind = Literal["prompt", "parts", "staff", "page", "label", "row", "words"]
"""A sentence, several on lines of their own, one for staff, words of their console, a choice on a button or in a list,
what people may type."""

NOTES: Mapping[Kind, str] = {
    "prompt": "sentence, at most 12 words",
    "parts": "sentences on lines of their own, each at most 12 words",
    "staff": "for staff, of any length",
    "page": "in the console of staff, of any length",
    "label": "button, at most 16 characters with its picture",
    "row": "choice in a list, at most 20 characters with its picture",
    "words": "what people may type or say, alternatives separated by |",
}
"""What translators are told of an entry."""

BUTTONS = 3
"""A screen of more choices than these is a list, whose labels may be longer."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something Drom says or understands, in English."""

    key: str
    english: str
    kind: Kind


Mark = Literal["draft", "stale", "chain"]
"""What is still to be done about an entry; who confirmed a text leaves none."""


class Words:
    """Every text by language and key. Only ``correct`` changes it, for all readers at once."""

    __slots__ = ("_given", "_marks", "_texts", "version")

    def __init__(
        self, texts: Mapping[str, Mapping[str, str]], marks: Mapping[str, Mapping[str, Mark]] | None = None
    ) -> None:
        """Keep a copy of ``texts``: language -> key -> text; empty texts are left to the chain.

        ``marks`` say by language and key what is still to be done.
        """
        self._given = {
            language: {key: text for key, text in texts.get(language, {}).items() if text.strip()}
            for language in LANGUAGES
        }
        self._texts = self._given
        self._marks: Mapping[str, Mapping[str, Mark]] = marks or {}
        self.version = object()
        """Another object after each correction, and for all other words: by it is known what was worked out of them."""

    def correct(self, corrections: Mapping[str, Mapping[str, str]]) -> None:
        """Say other texts than were given: language -> key -> text, in place of all earlier corrections."""
        # One assignment: whoever reads in another thread finds the texts of before or of after.
        self._texts = {
            language: {**own, **changed} if (changed := corrections.get(language)) else own
            for language, own in self._given.items()
        }
        self.version = object()  # at last: whatever is worked out under it holds the texts of after

    def given(self, key: str, language: str) -> str:
        """Return what a language itself was given for a key, without corrections, "" where it has nothing."""
        return self._given[language].get(key, "")

    def mark(self, key: str, language: str) -> Mark | None:
        """Return what is still to be done about an entry as it was given."""
        return self._marks.get(language, {}).get(key)

    def find(self, key: str, language: str, country: str = "") -> tuple[str, str] | None:
        """Return the text and the language it really is in, by the chain, or None where nobody has it."""
        for code in chain(language, country):
            if (text := self._texts[code].get(key)) is not None:
                return text, code
        return None

    def text(self, key: str, english: str, language: str, country: str = "") -> str:
        """Return the text in the reader's language or the nearest of their chain, at last ``english``."""
        for code in chain(language, country):
            if (text := self._texts[code].get(key)) is not None:
                return text
        return english

    def of(self, language: str) -> Mapping[str, str]:
        """Return what one language itself has, without its chain: key -> text."""
        return MappingProxyType(self._texts[language])

    def with_overlay(self, labels: Mapping[str, Mapping[str, str]]) -> Self:
        """Return these words with others over them: key -> language -> text (a programme's labels, rows).

        Raises KeyError for a language that Drom does not speak.
        """
        texts = {language: dict(own) for language, own in self._texts.items()}
        for key, by_language in labels.items():
            for language, text in by_language.items():
                texts[language][key] = text
        return type(self)(texts, self._marks)


def path_of(language: str, folder: Path = LOCALES) -> Path:
    """Return where a language's catalogue is."""
    return folder / language / "LC_MESSAGES" / "messages.po"


def load(folder: Path = LOCALES) -> Words:
    """Read every catalogue. A stale text is not used: what it says may no longer be true."""
    entries = {language: pofile.read(path_of(language, folder)) for language in LANGUAGES}
    texts = {language: _texts(own) for language, own in entries.items()}
    return Words(texts, {language: dict(_marks(own)) for language, own in entries.items()})


def _texts(entries: Mapping[str, pofile.Entry]) -> dict[str, str]:
    return {key: entry.text for key, entry in entries.items() if entry.text.strip() and not entry.stale}


def _marks(entries: Mapping[str, pofile.Entry]) -> Iterator[tuple[str, Mark]]:
    for key, entry in entries.items():
        if entry.stale:
            yield key, "stale"
        elif entry.chained:
            yield key, "chain"
        elif entry.draft and entry.text:
            yield key, "draft"


def sources(book: Book) -> tuple[Source, ...]:
    """Return everything that must resolve in every language: flow by flow, asides, words to type, the console."""
    found = [source for flow in book.pages for state in flow.states for source in _of_state(flow, state)]
    asides = [Source(aside_key(name), english, _kind_of_aside(english)) for name, english in ASIDES.items()]
    typed = [Source(key, english, "words") for key, english in WORDS.items()]
    return (*found, *asides, *typed, *(Source(key, english, "page") for key, english in console_words.WORDS.items()))


def _of_state(flow: Flow, state: State) -> Iterator[Source]:
    key = f"{flow.name}.{state.name}"
    match state:
        case Choose(say=say) | Pick(say=say) | Ask(say=say) | Tell(say=say) | End(say=say) if say:
            yield Source(key, say, _kind_of_prompt(flow, say))
    if isinstance(state, Ask):
        yield Source(f"{key}.retry", state.retry, _kind_of_prompt(flow, state.retry))
    options = fixed_options(state)
    kind: Kind = "row" if isinstance(state, Pick) or len(options) > BUTTONS else "label"
    for option in options:
        yield Source(f"{key}.{option.value}", option.label, kind)


def _kind_of_prompt(flow: Flow, said: str) -> Kind:
    if flow.signed:
        return "staff"
    return "parts" if "\n" in said else "prompt"


def _kind_of_aside(english: str) -> Kind:
    """An aside that begins with a pictogram stands on a button."""
    return "prompt" if english[0].isalnum() else "label"


def header(language: str) -> dict[str, str]:
    """Return the header of a language's file; of the template where ``language`` is empty."""
    fields = {"Project-Id-Version": "drom", "MIME-Version": "1.0", "Content-Type": "text/plain; charset=UTF-8"}
    fields["Content-Transfer-Encoding"] = "8bit"
    if not language:
        return fields
    return {"Language": language, **fields, "Plural-Forms": LANGUAGES[language].forms}
