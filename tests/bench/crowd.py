"""People who talk to a bot through the emulated Bot API, and how long they wait; it never knows a bot's inside."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.bench.script import Given, Screen, Turn, answer, is_over
from tests.emulators.journal import Entry
from tests.emulators.telegram import Telegram
from tests.emulators.telegram_people import chat_of, message, press

QUIET = 0.3
"""Seconds without another message after which, once, a turn counts as answered in full."""

LONGEST = 30
"""Turns after which a conversation that has no end is given up."""


NOTHING = Screen("")


class Strange(Exception):
    """A bot that did not answer, or not as it did the first time."""


@dataclass(slots=True)
class Waits:
    """Seconds from an update to the first and to the last message of its turn."""

    first: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Person:
    """One person in the middle of a script."""

    number: int
    place: int = 0
    seen: int = 0
    sent_at: float = 0.0
    first_at: float = 0.0
    screen: Screen = NOTHING
    heard: str = ""


class Crowd:
    """Everybody who talks to one bot; ``plan`` is the conversation as one person had it first."""

    def __init__(self, telegram: Telegram, press: bool) -> None:
        self.telegram = telegram
        self.press = press
        self.plan: list[Turn] = []
        self.waits = Waits()
        self.turns = self.presses = self.pressed = self.parts = self.repeats = 0
        self.strange: list[str] = []
        self.turned: Callable[[Person], None] = lambda _: None
        self.open = 0
        self._people: dict[str, Person] = {}
        self._next = 10_000
        telegram.heard.append(self._hear)

    def newcomer(self) -> Person:
        """Return a person who has not written yet."""
        self._next += 1
        person = self._people[str(self._next)] = Person(self._next)
        return person

    def speak(self, person: Person, at: float | None = None) -> None:
        """Let a person take their next turn; ``at`` is when they meant to, where that is earlier than now."""
        person.seen, person.sent_at = 0, time.monotonic() if at is None else at
        self.open += 1
        given = self.given(person)
        if given.press:
            self.presses += 1
            shown = {"message_id": 1, "date": 1, "chat": chat_of(person.number), "text": person.screen.text}
            self.telegram.push(press(person.number, f"{person.number}-{person.place}", given.value, shown))
        else:
            self.telegram.push(message(person.number, person.place + 1, {"text": given.value}))

    def given(self, person: Person) -> Given:
        """Return what a person gives to the screen they see."""
        return answer(person.screen, self.press) if person.place else Given("/start green_albania--bench")

    def _hear(self, entry: Entry) -> None:
        if entry.method == "answercallbackquery":
            self.pressed += 1
        if not entry.method.startswith("send") or entry.method == "sendchataction":
            return
        person = self._people.get(entry.chat)
        if person is None:
            return
        screen = Screen.of(entry.fields)
        if self.plan and not self._expected(person, screen):
            return
        person.seen += 1
        self.parts += 1
        person.heard = screen.text
        if person.seen == 1:
            person.first_at = entry.arrived
        if screen.buttons or person.seen == 1 or not person.screen.buttons:
            person.screen = screen
        if not self.plan:
            self.turned(person)
        elif person.seen == self.plan[person.place].parts:
            self._end_turn(person, entry.arrived)

    def _expected(self, person: Person, screen: Screen) -> bool:
        """Tell whether a message is the one that comes next; what is neither that nor a repeat is strange."""
        says = self.plan[person.place].says if person.place < len(self.plan) else []
        if says[person.seen : person.seen + 1] == [screen.text]:
            return True
        if screen.text == person.heard:
            self.repeats += 1
        else:
            self.strange.append(f"turn {person.place}, part {person.seen + 1}")
        return False

    def _end_turn(self, person: Person, at: float) -> None:
        self.waits.first.append(person.first_at - person.sent_at)
        self.waits.last.append(at - person.sent_at)
        self.turns += 1
        self.open -= 1
        person.place += 1
        person.seen = 0
        self.turned(person)

    def forget(self, person: Person) -> None:
        """Let a person go."""
        self._people.pop(str(person.number), None)

    async def learn(self) -> list[Turn]:
        """Let one person have the whole conversation, slowly, and return its turns; raises ``Strange``."""
        person, heard = self.newcomer(), asyncio.Event()
        self.turned = lambda _: heard.set()
        self.telegram.journal.keep = True
        turns: list[Turn] = []
        while not turns or not is_over(person.screen):
            if len(turns) == LONGEST:
                raise Strange(f"no end after {LONGEST} turns; the last screen is {person.screen.text!r}")
            turns.append(await self._learn_turn(person, heard))
            person.place += 1
        self.forget(person)
        self.telegram.journal.keep = False
        self.telegram.journal.clear()
        self.plan, self.turned = turns, lambda _: None
        self.open = self.parts = self.presses = self.pressed = 0
        return turns

    async def _learn_turn(self, person: Person, heard: asyncio.Event) -> Turn:
        place = min(person.screen.places, default="")
        turn = Turn(self.given(person), place)
        before = len(self.telegram.journal.entries)
        self.speak(person)
        patience = 10.0
        while True:
            heard.clear()
            try:
                await asyncio.wait_for(heard.wait(), patience)
            except TimeoutError:
                break
            patience = QUIET
        sends = [one for one in self.telegram.journal.entries[before:] if one.chat == str(person.number)]
        turn.says = [Screen.of(one.fields).text for one in sends if one.accepted and one.method != "sendchataction"]
        if not turn.says:
            raise Strange(f"no answer to {turn.given.value!r} at {place or 'the beginning'}")
        return turn

    async def bring(self, count: int, until: int, users: int, seconds: float) -> deque[Person]:
        """Bring newcomers to turn ``until``, ``users`` at a time; raises ``Strange`` where that takes too long."""
        people = deque(self.newcomer() for _ in range(count))
        if until == 0:
            return people
        arrived: deque[Person] = deque()
        done = asyncio.Event()

        def turned(person: Person) -> None:
            if person.place < until:
                self.speak(person)
                return
            arrived.append(person)
            if people:
                self.speak(people.popleft())
            elif len(arrived) == count:
                done.set()

        self.turned = turned
        for _ in range(min(users, count)):
            self.speak(people.popleft())
        try:
            await asyncio.wait_for(done.wait(), seconds)
        except TimeoutError:
            raise Strange(f"{len(arrived)} of {count} people came to turn {until} in {seconds} s") from None
        return arrived

    async def press_on(self, people: deque[Person], users: int, seconds: float) -> float:
        """Let ``users`` of the people talk at any time, each to the end; return for how many seconds there were enough.

        The clock stops at ``seconds``, or when nobody is left to take the place of one who has finished.
        """
        done, until = asyncio.Event(), len(self.plan)

        def turned(person: Person) -> None:
            if person.place < until:
                self.speak(person)
                return
            self.forget(person)
            if people:
                self.speak(people.popleft())
            else:
                done.set()

        self.turned = turned
        began = time.monotonic()
        for _ in range(min(users, len(people))):
            self.speak(people.popleft())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), seconds)
        return time.monotonic() - began

    async def pace(self, people: deque[Person], rate: float, count: int) -> int:
        """Let ``count`` turns begin ``rate`` a second, whoever is free; return how many found nobody free."""
        before, start = self.turns, time.monotonic()
        until = len(self.plan)
        self.turned = lambda person: people.append(person) if person.place < until else None
        for number in range(count):
            due = start + number / rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            if people:
                self.speak(people.popleft(), due)
        await self.rest()
        return count - (self.turns - before)

    async def rest(self, seconds: float = 10.0) -> None:
        """Wait until every turn that was begun is answered; raises ``Strange`` where that takes too long."""
        rested = asyncio.Event()
        self.turned = lambda _: None if self.open else rested.set()
        try:
            if self.open:
                await asyncio.wait_for(rested.wait(), seconds)
        except TimeoutError:
            raise Strange(f"{self.open} turns were not answered in {seconds} s; {self.strange[:3]}") from None
