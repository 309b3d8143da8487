"""Somebody who talks with a book of flows; the session is JSON between any two of their messages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flows.core.engine import begin, receive, resolve
from flows.core.flow import Book
from flows.core.screens import read_wire, screen
from flows.core.session import Session
from flows.core.states import Do, Pick
from flows.core.values import Answer, Card, Chosen, Command, MediaKind, Offer, Outcome, Reply, Said, Sent, Unclear
from flows.core.walk import Step


def stored(session: Session) -> Session:
    """Return a session as it comes back from a database."""
    return Session.from_json(json.loads(json.dumps(session.to_json(), ensure_ascii=False)))


def offers(number: int) -> tuple[Offer, ...]:
    """Return so many offers, ``o0`` and on."""
    return tuple(Offer(f"o{place}", f"📍 Offer {place}") for place in range(number))


@dataclass(slots=True)
class Talk:
    """A conversation in progress.

    ``results`` tells the outcome of a ``Do`` by its name; the others have their first, with ``number`` offers for a
    Pick and the name Ana for each answer they give. ``done`` lists the actions in order.
    """

    book: Book
    session: Session
    results: dict[str, Outcome] = field(default_factory=dict)
    number: int = 4
    done: list[str] = field(default_factory=list)
    last: Step | None = None

    @classmethod
    def begun(cls, book: Book, flow: str, **fields: Any) -> "Talk":
        """Begin a flow."""
        first = begin(book, flow)
        talk = cls(book, first.session, **fields)
        talk.settle(first)
        return talk

    @property
    def place(self) -> str:
        """Return the open ``flow.state``."""
        return f"{self.session.here.flow}.{self.session.here.state}"

    @property
    def below(self) -> list[str]:
        """Return each ``flow.state`` below the open one."""
        return [f"{frame.flow}.{frame.state}" for frame in self.session.stack]

    @property
    def said(self) -> list[str]:
        """Return the keys of what was said last."""
        return [reply.key for reply in self.step.replies]

    @property
    def step(self) -> Step:
        """Return the last step."""
        assert self.last is not None
        return self.last

    @property
    def screen(self) -> Reply:
        """Return what was said last of all."""
        return self.step.replies[-1]

    @property
    def values(self) -> list[str]:
        """Return the values of the options shown last."""
        return [option.value for option in self.screen.options]

    @property
    def answers(self) -> Mapping[str, Any]:
        """Return what the open frame keeps."""
        return self.session.here.answers

    def give(self, answer: Answer, **flags: bool) -> list[str]:
        """Give any answer; return the keys of what is said."""
        return self.settle(receive(self.book, stored(self.session), answer, **flags))

    def tap(self, value: str, **flags: bool) -> list[str]:
        """Tap an option of the open screen."""
        return self.give(self.button(value), **flags)

    def button(self, value: str) -> Chosen | Card:
        """Return an option of the open screen as a button that can be kept for later."""
        here = self.session.here
        for option in screen(self.book, here).options:
            if option.value == value and (card := read_wire(option.payload)):
                return card
        return Chosen(here.flow, here.state, value, here.version)

    def write(self, text: str, **flags: bool) -> list[str]:
        """Write free text."""
        return self.give(Said(text), **flags)

    def send(self, kind: MediaKind, reference: str = "7") -> list[str]:
        """Send something that is not text."""
        return self.give(Sent(kind, reference))

    def command(self, name: str, *, sure: bool = True) -> list[str]:
        """Give a global command."""
        return self.give(Command(name, sure))

    def mumble(self, *values: str) -> list[str]:
        """Say what could mean several options."""
        return self.give(Unclear(values))

    def settle(self, step: Step) -> list[str]:
        """Do what the flow asks of the world; return the keys of all that is said."""
        while step.todo is not None:
            self.done.append(step.todo.action)
            then = resolve(self.book, stored(step.session), self.outcome(step.session), step.todo.answer)
            visited = (*step.visited, *then.visited)
            step = replace(then, replies=(*step.replies, *then.replies), visited=visited, understood=step.understood)
        self.session, self.last = step.session, step
        return self.said

    def outcome(self, session: Session) -> Outcome:
        """Return what becomes of the open ``Do``."""
        state = self.book.state(session.here)
        assert isinstance(state, Do)
        if state.name in self.results:
            return self.results[state.name]
        name, target = next(iter(state.outcomes.items()))
        picks = isinstance(self.book.flows[session.here.flow].by_name[target], Pick)
        return Outcome(name, dict.fromkeys(state.gives, "Ana"), offers(self.number) if picks else ())
