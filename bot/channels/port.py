"""What every messenger looks like to Drom: messages in, parts out, limits as data; it never knows a vendor."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from flows.core.values import MediaKind

Style = Literal["buttons", "list", "text"]
"""How a part carries its choices: on the message, in a list that opens, or written out with numbers."""

MAY_WRITE: ContextVar[Callable[[], bool]] = ContextVar("may_write", default=lambda: True)
"""Says whether a request may be written now: whoever writes one asks right before, for each anew.

A process that stood still goes on with what was ready before any timer fires; another one may send by then.
"""

LONGER: ContextVar[Callable[[float], None]] = ContextVar("longer", default=lambda _seconds: None)
"""Told by whoever is about to write a long request how many seconds that may take at most, as long as it goes on."""

STOPPED, STARTED = "optout:stop", "optout:start"
"""Payloads of a text by which a provider has stopped, or started again, to pass our messages on."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a platform takes in one message; lengths in characters but ``payload_bytes``.

    ``caption`` is the longest text under a picture, ``voice_caption`` under a voice or a document; a longer one goes as
    a message of its own (0: always).
    ``buttons`` is how many choices may stand on a message (0: none), ``rows`` how many in a list (0: no lists).
    ``stacked`` is true where buttons may be many and stand one a line (Telegram).
    ``body_with_choices`` is the longest text that may carry buttons or a list.
    """

    text: int
    caption: int
    buttons: int
    button_label: int
    rows: int
    row_label: int
    body_with_choices: int
    payload_bytes: int
    voice_caption: int = 0
    stacked: bool = False

    def under(self, part: "Part") -> int:
        """Return how long a text may stand under the file of a part, which is its voice before anything else."""
        return self.caption if part.picture and not part.voice else self.voice_caption


@dataclass(frozen=True, slots=True)
class File:
    """A media file named by a person's message, not yet fetched. ``reference`` is the provider's own."""

    kind: MediaKind
    reference: str
    content_type: str = ""
    size: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message, tap or notice from a platform, as Drom stores it in the inbox.

    ``key`` is unique within the channel for ever (dedupe). ``order`` sorts the messages of one contact.
    ``kind`` of a contact's own card is ``contact``; ``blocked`` and ``unblocked`` tell whether they can be reached.
    ``payload`` is a pressed button's wire identity, or ``STOPPED`` or ``STARTED``. ``callback`` is what ``acknowledge``
    needs, if anything.
    ``hint`` is the platform's language tag, empty where there is none.
    """

    channel: str
    key: str
    order: int
    address: str
    kind: Literal["text", "tap", "blocked", "unblocked"] | MediaKind
    text: str = ""
    payload: str = ""
    start: str = ""
    file: File | None = None
    location: tuple[float, float] | None = None
    callback: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """One choice of a part: what is on the wire, and the words people see, within the channel's limits.

    ``number`` is what a person may type for it, 0 where nothing: a channel that must write choices out needs it.
    """

    payload: str
    label: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One provider message. ``voice``, ``picture`` and ``document`` are media ids, empty where there is none.

    ``opener`` is the label of the button that opens a list. ``template`` is the provider's id of an approved template
    that says these words: it may go at any time. ``spoken``: the voice says the words, which are out of sight where it
    goes. ``later`` is the request of a voice note that is not made yet: it follows as a message of its own.
    """

    text: str
    style: Style = "text"
    buttons: tuple[Button, ...] = ()
    opener: str = ""
    voice: str = ""
    picture: str = ""
    document: str = ""
    template: str = ""
    spoken: bool = False
    later: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return a JSON object without the parts that are empty."""
        found: dict[str, Any] = {"text": self.text}
        if self.style != "text":
            found["style"] = self.style
        if self.buttons:
            found["buttons"] = [
                [button.payload, button.label, button.number] if button.number else [button.payload, button.label]
                for button in self.buttons
            ]
        for name in (*_NAMES, "spoken"):
            if value := getattr(self, name):
                found[name] = value
        return found

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Part":
        """Read what ``to_json`` wrote."""
        buttons = tuple(Button(*item) for item in data.get("buttons", ()))
        rest = {name: data.get(name, "") for name in _NAMES}
        style, spoken = data.get("style", "text"), data.get("spoken", False)
        return cls(text=data["text"], style=style, buttons=buttons, spoken=spoken, **rest)


_NAMES = ("opener", "voice", "picture", "document", "template", "later")
"""The fields of a part that are texts, "" for nothing."""


Result = Literal["sent", "safe", "slow", "doubt", "refused", "gone", "stopped", "window", "alarm"]
"""How an attempt ended, by cause (``promises.md`` 2.1 and 3.5, ``channels.md`` 1.4 and 2.6):

``sent`` the provider has it · ``safe`` surely not sent, try again · ``slow`` refused for pace, try after
``retry_after`` · ``doubt`` may have been sent · ``refused`` never will be taken as it is · ``gone`` the person
blocked us or the address does not exist · ``stopped`` the person opted out at the provider · ``window``
WhatsApp's 24 hours are over · ``alarm`` our account or credentials are at fault.
"""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The end of one attempt. ``retry_after`` is in seconds; ``detail`` is for operators and holds no personal data."""

    result: Result
    provider_id: str = ""
    retry_after: float = 0.0
    detail: str = ""
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A part on its way to one address. ``reference`` is our outbox id, for status callbacks and look-ups.

    ``since`` is when the first attempt began, None on the first: a look-up counts nothing older as this message, nor
    ``others``, the provider's own numbers of other messages to this address.
    """

    address: str
    part: Part
    reference: int
    attempt: int = 1
    since: datetime | None = None
    others: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Status:
    """What a provider said later of a message: its id, a state such as ``delivered``, and an error code."""

    channel: str
    provider_id: str
    state: str
    code: str = ""
    reference: int = 0
    at: datetime | None = None


class ContentRefused(Exception):
    """A platform did not do what was asked about its templates; the text is a cause."""


class Channel(Protocol):
    """A messenger. Nothing here touches the database; every method may be called for many people at once."""

    name: str
    limits: Limits

    async def open(self) -> None:
        """Connect and tell the platform what it must know (commands, webhook); failing that never stops Drom."""

    async def close(self) -> None:
        """Let go of connections."""

    async def send(self, delivery: Delivery) -> Receipt:
        """Try once and say how it ended; never raises for what a provider or a network does."""

    async def acknowledge(self, inbound: Inbound) -> None:
        """Tell the platform that a tap was seen; best effort, never raises for what a provider does."""

    async def fetch(self, file: File, limit: int) -> bytes:
        """Return a file's bytes; raises ``MediaRefused`` over ``limit`` bytes, from a strange place or after 30 s."""

    async def forget(self, file: File) -> bool:
        """Have the provider delete its copy of a file; False where that should be tried again.

        True also where it is gone already, or where the platform has nothing that we could have deleted. Never raises
        for what a provider does.
        """
