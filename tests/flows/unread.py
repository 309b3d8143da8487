"""Somebody who reads nothing: looks at pictures, listens, taps, presses digits and speaks, and what they can choose."""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace

from bot.channels.port import Inbound, Limits, Part
from bot.layout import layout
from bot.render import Choice
from bot.understand import understand
from bot.vocabulary import Vocabulary
from flows import BOOK
from flows.concepts import pictogram_of
from flows.core.explore import SAMPLE, VARIABLE, Found, identity
from flows.core.flow import Flow
from flows.core.screens import answers_card, screen
from flows.core.session import Frame, Session
from flows.core.states import Listening
from flows.core.values import Answer, Card, Chosen, Reply, Sent
from tests.flows.readers import WORDS, Reader
from tests.flows.screens import rendered
from tests.flows.ways import MENU

VOCABULARY = Vocabulary(WORDS)


@dataclass(slots=True)
class Unread:
    """A reader of a language who reads nothing of it, on a channel.

    ``by_ear`` are choices without a pictogram, which only the voice tells apart; ``lost`` are those that nobody can
    choose who reads nothing.
    """

    reader: Reader
    channel: str
    limits: Limits
    by_ear: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    _screens: dict[Hashable, frozenset[str]] = field(default_factory=dict)

    def can(self, session: Session, answer: Answer) -> bool:
        """Tell whether they can give an answer to the open screen."""
        here, state = session.here, BOOK.state(session.here)
        match answer:
            case Chosen(flow=flow, state=name, value=value):
                return (flow, name) == (here.flow, here.state) and value in self._choices(here)
            case Card(value=value):
                return answers_card(BOOK, here, answer) and value in self._choices(here)
            case Sent(kind="voice"):
                return isinstance(state, Listening) and "voice" in state.also
            case _:
                return False

    def _choices(self, frame: Frame) -> frozenset[str]:
        """Return what they can choose on a screen."""
        place = (frame.flow, frame.state, len(frame.offers), frame.page)
        if place not in self._screens:
            self._screens[place] = frozenset(self._chosen(screen(BOOK, frame)))
        return self._screens[place]

    def _chosen(self, shown: Reply) -> Iterator[str]:
        known = {**dict.fromkeys(VARIABLE.findall(shown.say), SAMPLE), **shown.values}
        look = rendered(replace(shown, values=known), self.reader)
        parts = layout(look, self.limits)
        for option, choice in zip(shown.options, look.choices, strict=True):
            pictured, spoken = bool(pictogram_of(choice.label)), choice.number > 0
            if not (pictured or spoken) or not (_on_button(choice, parts) or self._digit(choice, shown)):
                self.lost.add(f"{self.reader.language} {self.channel} {shown.key}.{option.value}")
                continue
            if not pictured:
                self.by_ear.add(f"{shown.key}.{option.value}")
            if spoken and not self._digit(choice, shown):
                self.lost.add(f"{self.reader.language} {self.channel} {shown.key}.{option.value}: its digit")
            yield option.value

    def _digit(self, choice: Choice, shown: Reply) -> bool:
        """Tell whether the digit of a choice means it: Drom's own words, and nobody's reading, decide that."""
        inbound = Inbound(self.channel, "k", 1, "1001", "text", text=str(choice.number))
        known = (WORDS, VOCABULARY, self.reader.language, self.reader.country, self.limits)
        tapped = Inbound(self.channel, "k", 1, "1001", "tap", payload=choice.payload)
        meant = understand(inbound, (shown,), *known)
        return bool(choice.command) or meant == understand(tapped, (shown,), *known)


def _on_button(choice: Choice, parts: tuple[Part, ...]) -> bool:
    return any(button.payload == choice.payload for part in parts for button in part.buttons)


@dataclass(frozen=True, slots=True)
class Way:
    """The shortest way through a flow: screens that were seen on it, and taps, digits or voice notes given."""

    screens: int
    taps: int


@dataclass(slots=True)
class Walk:
    """What a person can do in everything that people can reach."""

    found: Found
    after: dict[Hashable, set[Hashable]] = field(default_factory=lambda: defaultdict(set))
    said: dict[Hashable, int] = field(default_factory=dict)
    at: dict[Hashable, Session] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Found, person: Unread) -> "Walk":
        """Walk as somebody who reads nothing."""
        walk = cls(found)
        for before, answer, step in found.steps:
            name = identity(BOOK, step.session)
            walk.at[name] = step.session
            if before is None or answer is None:
                walk.said[name] = len(step.replies)
            elif person.can(before, answer):
                walk.after[identity(BOOK, before)].add(name)
        return walk

    def stuck(self, flow: Flow) -> list[str]:
        """Name the screens of a flow from which they cannot come back to the menu."""
        home = self._leading()
        return sorted({session.here.state for name, session in self._of(flow) if name not in home})

    def shortest(self, flow: Flow) -> Way | None:
        """Return the shortest way from a flow's beginning to its end; None where there is none."""
        seen = {name for name, session in self._of(flow) if name in self.said and not session.stack}
        edge, taps = seen, 0
        while edge:
            taps += 1
            edge = {after for name in edge for after in self.after[name]} - seen
            if any(flow.name not in _flows(self.at[name]) for name in edge):
                return Way(taps + 1, taps)
            seen |= edge
        return None

    def _leading(self) -> set[Hashable]:
        """Return all from which a way leads to the menu, in the end to another flow from there."""
        back: dict[Hashable, set[Hashable]] = defaultdict(set)
        for name, others in self.after.items():
            for other in others - {name}:
                back[other].add(name)
        resting = {name for name, session in self.at.items() if session.here.flow == MENU and not session.stack}
        waiting = [name for name in resting if any(self.at[one].here.flow != MENU for one in self.after[name])]
        leading = {*waiting}
        while waiting:
            new = back[waiting.pop()] - leading
            leading |= new
            waiting += new
        return leading

    def _of(self, flow: Flow) -> Iterator[tuple[Hashable, Session]]:
        return ((name, session) for name, session in self.at.items() if session.here.flow == flow.name)


def _flows(session: Session) -> set[str]:
    return {frame.flow for frame in (*session.stack, session.here)}
