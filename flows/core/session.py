"""Where a person is in a conversation, as plain JSON; it never knows who the person is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from flows.core.values import Offer, Value

DEPTH = 3
"""How many flows may stand on one another."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One flow in progress. ``trail`` holds the states to go back to, oldest first, each at most once.

    ``page`` counts from 0 and is used by a ``Pick`` with many offers.
    """

    flow: str
    version: int
    state: str
    answers: Mapping[str, Value] = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()
    trail: tuple[str, ...] = ()
    page: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return a JSON object; parts that are empty are left out."""
        found: dict[str, Any] = {"flow": self.flow, "version": self.version, "state": self.state}
        if self.answers:
            found["answers"] = {name: _value_to_json(value) for name, value in self.answers.items()}
        if self.offers:
            found["offers"] = [_value_to_json(offer) for offer in self.offers]
        if self.trail:
            found["trail"] = list(self.trail)
        if self.page:
            found["page"] = self.page
        return found

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` wrote."""
        return cls(
            flow=data["flow"],
            version=data["version"],
            state=data["state"],
            answers={name: _value_from_json(value) for name, value in data.get("answers", {}).items()},
            offers=tuple(Offer(*item) for item in data.get("offers", ())),
            trail=tuple(data.get("trail", ())),
            page=data.get("page", 0),
        )


@dataclass(frozen=True, slots=True)
class Session:
    """The open frame, the frames below it (nearest last) and how often in a row the person was not understood.

    ``last`` is the ``flow.state.value`` that was chosen last, so that a double tap is one effect.
    """

    here: Frame
    stack: tuple[Frame, ...] = ()
    misses: int = 0
    last: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return a JSON object: the open frame's keys, then ``stack``, ``misses`` and ``last`` where there are any."""
        found = self.here.to_json()
        if self.stack:
            found["stack"] = [frame.to_json() for frame in self.stack]
        if self.misses:
            found["misses"] = self.misses
        if self.last:
            found["last"] = self.last
        return found

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` wrote."""
        return cls(
            here=Frame.from_json(data),
            stack=tuple(Frame.from_json(item) for item in data.get("stack", ())),
            misses=data.get("misses", 0),
            last=data.get("last", ""),
        )

    def at(self, frame: Frame) -> "Session":
        """Return this session with another open frame."""
        return Session(frame, self.stack, self.misses, self.last)

    def below(self) -> "Session":
        """Return the session of what stands under the open frame, which is closed."""
        return replace(self, here=self.stack[-1], stack=self.stack[:-1])

    def under(self) -> tuple[Frame, ...]:
        """Return the stack for a flow that is laid on this session.

        Where it would be too deep, the conversation at its bottom stays, and what was open last.
        """
        stack = (*self.stack, self.here)
        return stack if len(stack) < DEPTH else (stack[0], *stack[2 - DEPTH :])


def _value_to_json(value: Value) -> str | list[str]:
    return value if isinstance(value, str) else [value.value, value.label, value.key]


def _value_from_json(value: str | list[str]) -> Value:
    return value if isinstance(value, str) else Offer(*value)
