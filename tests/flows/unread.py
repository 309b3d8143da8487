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
class Paths:
    """Everything that people can reach, each session by its identity, and every answer that leads from one to another.

    Found once for all readers.
    """

    at: dict[Hashable, Session]
    answers: tuple[tuple[Session, Answer, Hashable, Hashable], ...]

    @classmethod
    def of(cls, found: Found) -> "Paths":
        """Keep of a walk what somebody may do who reads nothing: choose, and speak."""
        at = {identity(BOOK, session): session for session in found.sessions}
        answers: dict[Hashable, tuple[Session, Answer, Hashable, Hashable]] = {}
        for before, answer, step in found.steps:
            after = identity(BOOK, step.session)
            if after not in at:  # a card that was tapped where it does not stand: what follows is walked elsewhere
                continue
            if before and (isinstance(answer, Chosen | Card) or answer == Sent("voice", "7")):
                first = identity(BOOK, before)
                answers[first, answer, after] = (before, answer, first, after)
        return cls(at, tuple(answers.values()))


@dataclass(slots=True)
class Walk:
    """Where a person comes who reads nothing."""

    paths: Paths
    after: dict[Hashable, set[Hashable]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, paths: Paths, person: Unread) -> "Walk":
        """Give every answer that this person can give."""
        walk = cls(paths)
        for before, answer, first, after in paths.answers:
            if person.can(before, answer):
                walk.after[first].add(after)
        return walk

    def stuck(self, flow: Flow) -> list[str]:
        """Name the screens of a flow from which they cannot come back to the menu."""
        home = self._leading()
        return sorted({session.here.state for name, session in self._of(flow) if name not in home})

    def screens(self, flow: Flow) -> int:
        """Return how many different screens a flow has for them."""
        return len({session.here.state for _, session in self._of(flow)})

    def most_taps(self, flow: Flow) -> int:
        """Return how many taps, digits or voice notes lead out of a flow from where most are needed."""
        inside = {name for name, _ in self._of(flow)}
        back: dict[Hashable, set[Hashable]] = defaultdict(set)
        for name in inside:
            for after in self.after[name]:
                back[after].add(name)
        seen = edge = {name for after in back.keys() - inside for name in back[after]}
        taps = int(bool(edge))
        while edge := {name for after in edge for name in back[after]} - seen:
            seen, taps = seen | edge, taps + 1
        return taps

    def _leading(self) -> set[Hashable]:
        """Return all from which a way leads to the menu, in the end to another flow from there."""
        back: dict[Hashable, set[Hashable]] = defaultdict(set)
        for name, others in self.after.items():
            for other in others - {name}:
                back[other].add(name)
        resting = {name for name, session in self.paths.at.items() if session.here.flow == MENU and not session.stack}
        waiting = [name for name in resting if any(self.paths.at[one].here.flow != MENU for one in self.after[name])]
        leading = {*waiting}
        while waiting:
            new = back[waiting.pop()] - leading
            leading |= new
            waiting += new
        return leading

    def _of(self, flow: Flow) -> Iterator[tuple[Hashable, Session]]:
        return ((name, session) for name, session in self.paths.at.items() if session.here.flow == flow.name)
