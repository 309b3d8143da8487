"""The seven kinds of state a conversation is made of; they never know a channel, a language or a database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flows.core.parsers import Parser
from flows.core.values import Value

NO_NUMBER = 0
"""``Option.number`` of a choice that no digit means (it is a global word instead, such as help)."""

ID, VERSION, ANSWER = "id", "version", "answer"
"""The answers of a flow behind cards: which thing it is about, in which version, and what was said of it."""


@dataclass(frozen=True, slots=True)
class Option:
    """One fixed choice of a screen.

    ``value`` is its identity on every channel, in every language, for ever: ``[a-z0-9_]{1,24}``.
    ``label`` is English, begins with its pictogram and is at most 16 characters.
    Exactly one of ``next`` (a state of the same flow) and ``command`` (a global command) is set.
    ``number`` is the digit that means it: its place from 1 where left out, ``NO_NUMBER`` for none.
    ``careful`` marks a harmful choice: only an exact answer fires it, never a near match.
    """

    value: str
    label: str
    next: str = ""
    command: str = ""
    number: int | None = None
    careful: bool = False


@dataclass(frozen=True, slots=True)
class Choose:
    """A question with fixed options. ``also`` maps a kind of message (voice, photo ...) to the state it leads to.

    A ``card`` is about one thing, whose ``ID`` and ``VERSION`` are among the flow's answers. Its options are answered
    for ever, wherever somebody is by then; each leads to a ``Do`` that looks at the thing as it is now, and finds the
    option under ``ANSWER``. It may also be said by itself (``screens.card``), where nothing in the flow leads to it.
    ``anew`` is the ``Do`` that looks at the thing again when somebody comes back to the screen from somewhere else,
    or asks for it again.

    ``told`` are the ways of talking in which it is said, whatever somebody chose. Several show what each is: it is said
    once in each, with the option of that name, which stand first and in this order; what else there is stands last.
    """

    name: str
    say: str
    options: tuple[Option, ...]
    also: Mapping[str, str] = field(default_factory=dict)
    card: bool = False
    anew: str = ""
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pick:
    """A question whose options an earlier ``Do`` offered; ``extra`` options stand after the offered ones.

    The chosen offer is kept under the state's name and leads to ``next``; of an extra option nothing is kept.
    With ``accept`` something else may be typed, which is kept in place of an offer.
    """

    name: str
    say: str
    next: str
    extra: tuple[Option, ...] = ()
    also: Mapping[str, str] = field(default_factory=dict)
    accept: Parser | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A question with a free answer; it always accepts a voice note, which leads to ``also["voice"]``."""

    name: str
    say: str
    accept: Parser
    retry: str
    next: str
    also: Mapping[str, str]
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Tell:
    """Something said without waiting for an answer."""

    name: str
    say: str
    next: str


@dataclass(frozen=True, slots=True)
class Do:
    """A named action in the world with a closed list of outcomes; ``gives`` names the answers it may add.

    A ``final`` one ends the way back: to ask again what is done already would mislead.
    """

    name: str
    action: str
    outcomes: Mapping[str, str]
    gives: tuple[str, ...] = ()
    final: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """A pure choice between outcomes from what has been answered in this flow."""

    name: str
    choose: Callable[[Mapping[str, Value]], str]
    outcomes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class End:
    """The end of a flow: returns to the conversation below it, or begins the flow ``then`` where there is none.

    An ``alone`` one leaves what is below as well: it is no longer for this person.
    """

    name: str
    say: str = ""
    then: str = "menu"
    alone: bool = False


Listening = Choose | Pick | Ask
State = Choose | Pick | Ask | Tell | Do | Branch | End
