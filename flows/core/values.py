"""The plain values that pass between a flow, its session and the world; all of them survive JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice known only while running: ``value`` is its identity, ``key`` its words in the catalogues.

    ``label`` is the English or own-language text that stands where ``key`` is empty or unknown.
    """

    value: str
    label: str
    key: str = ""


Value = str | Offer
"""What an answer is kept as: free text, an option's value, a media id, or the offer that was picked."""

MediaKind = Literal["voice", "photo", "location", "contact", "document", "sticker", "video", "other"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """An option of a screen, by tap or by understanding; ``version`` is that of the flow that showed it."""

    flow: str
    state: str
    value: str
    version: int


@dataclass(frozen=True, slots=True)
class Card:
    """An option of a card about a thing: which thing, in which of its versions, and the answer.

    ``object`` is the name of the flow behind it. It is answered for ever, by what is true of the thing today.
    """

    object: str
    id: int
    version: int
    value: str


@dataclass(frozen=True, slots=True)
class Command:
    """A global command: one of ``flows.core.commands.COMMANDS``. ``sure`` is false for a near match."""

    name: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """Free text that is neither an option nor a command."""

    text: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that is not text. ``reference`` is a media id, or ``latitude,longitude`` of a location."""

    kind: MediaKind
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Text that could mean several options of the open screen; Drom asks back with these only."""

    values: tuple[str, ...]


Answer = Chosen | Card | Command | Said | Sent | Unclear
"""What a person gave to a screen."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One option as it stands on a screen: ``key`` and ``label`` give its words, ``payload`` its wire identity."""

    value: str
    key: str
    label: str
    number: int
    payload: str
    command: str = ""
    careful: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """Something Drom says: the words under ``key`` (English ``say``), filled with ``values``, and its options.

    ``lines`` asks for the choices to be written out one a line, for somebody who was not understood twice.
    ``free`` tells that a free answer is awaited, whatever options stand beside it. ``told`` as in ``Choose``.
    """

    key: str
    say: str
    values: Mapping[str, Value] = field(default_factory=dict)
    options: tuple[Shown, ...] = ()
    lines: bool = False
    free: bool = False
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Todo:
    """An action that the world must do now.

    ``answer`` is what the person gave last (a location is only here). ``below`` is the ``flow.state`` that the
    person returns to, or of the last screen of this flow where there is none.
    """

    action: str
    flow: str
    state: str
    answers: Mapping[str, Value]
    answer: Answer | None = None
    below: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a ``Todo``: one of its listed outcomes, answers to keep, and offers for the next ``Pick``."""

    name: str
    answers: Mapping[str, Value] = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()
