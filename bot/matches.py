"""Which options of one screen a message could mean; it never knows the other screens or how a message came."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.heard import Heard
from bot.slips import fewest
from bot.vocabulary import NOTHING, Wording
from flows.core.states import NO_NUMBER
from flows.core.values import Shown

START_LETTERS = 3
"""How many letters of a label's beginning are enough, unless they are its whole first word."""

Worded = tuple[Shown, Wording]


@dataclass(frozen=True, slots=True)
class Message:
    """What was heard from a reader of ``language``, and what its words name there (``own``) and in any (``named``)."""

    heard: Heard
    language: str
    own: frozenset[str]
    named: frozenset[str]


def exact(options: Sequence[Worded], message: Message) -> list[Shown]:
    """Return the options meant by a digit, a pictogram, a whole label or a word that stands for them."""
    heard = message.heard
    pictured = _pictured(options, heard.pictures)
    if not heard.phrases:
        return pictured or _whole(options, message, own=False)
    numbered = _numbered(options, heard.numbers)
    own = [] if heard.numbers else _whole(options, message, own=True)
    found = [*numbered, *(own or _whole(options, message, own=False))] or _after_number(options, message)
    if len(found) + len(pictured) < 2 or not found:
        return found
    meant = _agreed(found, pictured)
    return [option for option, _ in options if option in meant]


def starts(options: Sequence[Worded], message: Message, *, own: bool) -> list[Shown]:
    """Return the options whose label begins with the words, in the reader's language or in any."""
    phrases = message.heard.phrases
    return [option for option, wording in options if _begins(_forms(wording, message, own=own), phrases)]


def nearest(options: Sequence[Worded], message: Message) -> list[Shown]:
    """Return the options whose label is nearest to the words, the reader's language first; none for a known word."""
    if message.named:
        return []
    phrases = message.heard.phrases
    for own in (True, False):
        far = [(option, fewest(phrases, _forms(wording, message, own=own))) for option, wording in options]
        if counts := [count for _, count in far if count is not None]:
            return [option for option, count in far if count == min(counts)]
    return []


def _forms(wording: Wording, message: Message, *, own: bool) -> frozenset[str]:
    return wording.by_language.get(message.language, NOTHING) if own else wording.everywhere


def _whole(options: Iterable[Worded], message: Message, *, own: bool) -> list[Shown]:
    phrases, names = message.heard.phrases, message.own if own else message.named
    return [
        option
        for option, wording in options
        if not _forms(wording, message, own=own).isdisjoint(phrases) or (names and _stands_for(option, wording, names))
    ]


def _stands_for(option: Shown, wording: Wording, names: frozenset[str]) -> bool:
    """Tell whether a number word, yes or no means the option, whatever its label is."""
    if option.number != NO_NUMBER and f"n{option.number}" in names:
        return True
    if "yes" in names and (option.value == "yes" or "👍" in wording.pictures):
        return True
    return "no" in names and (option.value == "no" or "👎" in wording.pictures)


def _pictured(options: Iterable[Worded], pictures: tuple[str, ...]) -> list[Shown]:
    if not pictures:
        return []
    return [option for option, wording in options if not wording.pictures.isdisjoint(pictures)]


def _numbered(options: Iterable[Worded], numbers: tuple[int, ...]) -> list[Shown]:
    """Return the options with these numbers; none if one of the numbers is not on the screen."""
    found = [option for option, _ in options if option.number != NO_NUMBER and option.number in numbers]
    return found if len(found) == len(set(numbers)) else []


def _after_number(options: Sequence[Worded], message: Message) -> list[Shown]:
    """Return what a label with its number before it means: "1 Sewing"; both options if they do not agree."""
    for phrase in message.heard.phrases:
        number, _, rest = phrase.partition(" ")
        if not rest or not number.isdecimal():
            continue
        numbered = _numbered(options, (int(number),))
        labelled = [option for option, wording in options if rest in wording.everywhere]
        if numbered and not labelled:
            labelled = [option for option, wording in options if _begins(wording.everywhere, (rest,))]
        if labelled:
            return _agreed(labelled, numbered)
    return []


def _agreed(found: list[Shown], others: list[Shown]) -> list[Shown]:
    """Return what both name, or all of them where they contradict each other."""
    return [option for option in found if option in others] or [*found, *others]


def _begins(forms: frozenset[str], phrases: tuple[str, ...]) -> bool:
    return any(form.startswith(phrase) and _enough(form, phrase) for form in forms for phrase in phrases)


def _enough(form: str, phrase: str) -> bool:
    """Tell whether a beginning is long enough; a number must be whole (not 10:2 for 10:20)."""
    whole_word = len(form) == len(phrase) or form[len(phrase)] == " "
    if phrase[-1].isdigit() and not whole_word:
        return False
    return len(phrase) >= START_LETTERS or (whole_word and " " not in phrase)
