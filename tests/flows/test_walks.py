"""Random conversations, with everything that people may send in any order: nothing ever breaks."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.understand import read_payload
from flows import BOOK
from flows.core.commands import COMMANDS
from flows.core.engine import begin, receive
from flows.core.explore import KINDS, taps
from flows.core.flow import Book
from flows.core.screens import screen, screens
from flows.core.session import Session
from flows.core.values import Answer, Card, Chosen, Command, MediaKind, Reply, Said, Sent, Todo, Unclear
from flows.core.walk import Step
from tests.flows.fair import FAIRS
from tests.flows.invariants import broken, called, may_be_silent
from tests.flows.moves import Move, moves, settled, walked
from tests.flows.small import SMALL
from tests.flows.talk import Talk, offers

texts = st.text(max_size=70) | st.sampled_from(["Ana", "Tirana", "{name}", "1", "0", "~ ? ~"])


class Person(RuleBasedStateMachine):
    """Somebody who does anything at all; the world answers with anything it may."""

    def __init__(self) -> None:
        super().__init__()
        self.book = BOOK
        self.answer: Answer | None = None
        self.silent = True
        self.step = Step(begin(BOOK, "language").session)
        self.cards: list[Chosen | Card] = []

    @initialize(flow=st.sampled_from(["language", "menu", "registration", "settings"]), move=moves)
    def begins(self, flow: str, move: Move) -> None:
        """Come for the first time, or back from a version that is no more."""
        self.answer, self.silent = None, False
        self.step = settled(self.book, begin(self.book, flow), move)

    @property
    def session(self) -> Session:
        """Return the session as it comes back from a database."""
        return Session.from_json(json.loads(json.dumps(self.step.session.to_json())))

    def gives(self, answer: Answer, move: Move) -> None:
        """Give an answer and let the world act."""
        self.answer, self.silent = answer, may_be_silent(self.book, self.session, answer, hasty=move.hasty)
        step = receive(self.book, self.session, answer, away=move.away, hasty=move.hasty)
        self.step = settled(self.book, step, move)

    @rule(move=moves)
    def takes_a_choice(self, move: Move) -> None:
        """Tap something on the open screen, or on the one below; keep the card."""
        shown = [option for reply in screens(self.book, self.session) for option in reply.options]
        cards = [read_payload(option.payload) for option in shown]
        if cards:
            self.cards.append(cards[move.answer % len(cards)])
            self.gives(self.cards[-1], move)

    @precondition(lambda self: self.cards)
    @rule(move=moves, version=st.integers(0, 3))
    def takes_an_old_card(self, move: Move, version: int) -> None:
        """Tap a card from anywhere up in the chat."""
        card = self.cards[move.answer % len(self.cards)]
        self.gives(replace(card, version=version), move)

    @precondition(lambda self: bool(list(taps(self.book))))
    @rule(move=moves, id=st.integers(1, 4), version=st.integers(0, 3))
    def taps_a_card(self, move: Move, id: int, version: int) -> None:
        """Tap a card about one of some things, wherever the conversation is."""
        found = list(taps(self.book))
        self.gives(replace(found[move.answer % len(found)], id=id, version=version), move)

    @precondition(lambda self: isinstance(self.answer, Chosen | Card))
    @rule(move=moves)
    def taps_twice(self, move: Move) -> None:
        """Tap the same again at once."""
        assert self.answer is not None
        before, last = self.session, self.session.last
        self.gives(self.answer, Move(move.answer, move.outcome, hasty=True))
        if last and last == called(self.book, self.answer):
            assert (self.step.session, self.step.replies) == (before, ())

    @rule(move=moves, text=texts)
    def writes(self, move: Move, text: str) -> None:
        """Write anything that is no option and no command."""
        self.gives(Said(text), move)

    @rule(move=moves, kind=st.sampled_from(KINDS))
    def sends(self, move: Move, kind: MediaKind) -> None:
        """Send what is not text."""
        self.gives(Sent(kind, "41.3,19.8" if kind == "location" else "7"), move)

    @rule(move=moves, name=st.sampled_from(COMMANDS), sure=st.booleans())
    def commands(self, move: Move, name: str, sure: bool) -> None:
        """Give a global command; menu always opens the menu, with nothing below it."""
        self.gives(Command(name, sure), move)
        if name == "menu":
            assert (self.session.here.flow, self.session.stack) == ("menu", ())

    @rule(move=moves, number=st.integers(0, 4))
    def is_unclear(self, move: Move, number: int) -> None:
        """Say what could mean several options."""
        shown = screen(self.book, self.session.here).options
        self.gives(Unclear(tuple(option.value for option in shown[:number])), move)

    @invariant()
    def all_is_well(self) -> None:
        """Check all that must always be true."""
        assert broken(self.book, self.step, silent=self.silent) == []


class Visitor(Person):
    """Somebody in a book of cards."""

    def __init__(self) -> None:
        super().__init__()
        self.book = FAIRS
        self.step = Step(begin(FAIRS, "language").session)

    @initialize(flow=st.sampled_from(["menu", "fair", "market"]), move=moves)
    def begins(self, flow: str, move: Move) -> None:
        """Come for the first time."""
        super().begins(flow, move)


TestPerson, TestVisitor = Person.TestCase, Visitor.TestCase
TestPerson.settings = TestVisitor.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


@pytest.mark.parametrize("book", [SMALL, FAIRS, BOOK], ids=["small", "fairs", "drom"])
@settings(max_examples=60, deadline=None)
@given(flow=st.integers(0, 99), path=st.lists(moves, max_size=40))
def test_nothing_breaks_on_the_way(book: Book, flow: int, path: list[Move]) -> None:
    names = sorted(book.flows)
    first = settled(book, begin(book, names[flow % len(names)]), Move(0, flow))
    assert broken(book, first) == []
    before = first.session
    for move, step in zip(path, walked(book, before, path), strict=True):
        assert broken(book, step, silent=may_be_silent(book, before, move.of(book, before), hasty=move.hasty)) == []
        before = step.session


@settings(max_examples=60, deadline=None)
@given(st.lists(moves, max_size=40))
def test_menu_is_one_word_away(path: list[Move]) -> None:
    session = settled(BOOK, begin(BOOK, "language"), Move(0, 0)).session
    for step in walked(BOOK, session, path):
        found = settled(BOOK, receive(BOOK, step.session, Command("menu")), Move(0, 0)).session
        assert (found.here.flow, found.stack, found.misses) == ("menu", (), 0)


def test_what_is_broken_is_noticed() -> None:
    session = begin(SMALL, "menu").session
    assert broken(SMALL, Step(session)) == ["nothing is said"]
    strange = replace(session.here, trail=("what", "gone"), offers=offers(1), version=9)
    deep = Session(strange, (session.here, Talk.begun(SMALL, "language").session.here, session.here), misses=3)
    assert broken(SMALL, Step(deep, (Reply("a.b", "{name} of {organisation}"),), Todo("a", "b", "c", {}))) == [
        "menu.what goes back in circles: ('what', 'gone')",
        "menu.what goes back to ['gone']",
        "menu.what has 1 offers",
        "menu.what has version 9",
        "too many flows stand on one another",
        "an interruption stands on an interruption",
        "3 misses",
        "it is not of today",
        "a.b does not know name",
        "the world has not acted",
    ]
