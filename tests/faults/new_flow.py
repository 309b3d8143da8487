"""A release that changes a conversation while people are at every step of it; it never asks the process."""

from collections import Counter, defaultdict
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from bot.channels.limits import SIM_TELEGRAM
from bot.channels.port import Inbound, Part
from bot.services.turn import Action, Turn
from flows.core.asides import ASIDES
from flows.core.engine import begin
from flows.core.flow import Flow
from flows.core.states import Listening
from flows.core.values import Outcome, Todo
from storage.tables import contact, inbox, ticket
from tests.faults.proof import Proof
from tests.faults.stand_flows import AFTER, BEFORE, KEEP, MORE, NAME, RETRY, WHO, book
from tests.faults.trial import report
from tests.house import NOON, House, living

EXPLAINS = {ASIDES["old_button"], ASIDES["changed"], RETRY}
"""What is said to whom the release concerns; nobody should hear more than one of them."""
STEPS = tuple(state.name for state in BEFORE.states if isinstance(state, Listening))
ROUNDS = 20
LATER = timedelta(seconds=10)


@dataclass(slots=True)
class Seller:
    """Somebody in the conversation: how many answers they give before the release, and what they see and said."""

    number: int
    before: int
    shown: Part = field(default_factory=lambda: Part(WHO))
    said: dict[str, str] = field(default_factory=dict)
    told: Counter[str] = field(default_factory=Counter)

    @property
    def address(self) -> str:
        """Where they are reached."""
        return str(700_000 + self.number)

    def answer(self, number: int) -> Inbound:
        """Return their answer to what they see, and remember what it says."""
        if not self.shown.buttons:
            return self._write(number)
        button = self.shown.buttons[self.number % len(self.shown.buttons)]
        _, state, value = button.payload.partition("@")[0].split(".")
        self.said[state] = value
        return Inbound(
            SIM_TELEGRAM, f"k{number}", number, self.address, "tap", payload=button.payload, callback=f"c{number}"
        )

    def _write(self, number: int) -> Inbound:
        texts = {WHO: ("name", f"Ana {self.number}"), MORE: ("remark", "rain")}
        state, text = texts.get(self.shown.text, ("remark", f"{self.number} rains"))
        self.said[state] = text
        return Inbound(SIM_TELEGRAM, f"k{number}", number, self.address, "text", text=text)

    def hears(self, parts: list[Part]) -> None:
        """Look at what came; the last message is the one to answer."""
        self.told.update(part.text for part in parts if part.text in EXPLAINS)
        self.shown = parts[-1]


class Market:
    """Everybody, before one house and then the next; ``kept`` is what the conversations came to, by contact."""

    def __init__(self, folder: Path, people: int) -> None:
        self.folder = folder
        self.sellers = [Seller(number, before=number % len(STEPS)) for number in range(people * len(STEPS))]
        self.kept: dict[int, dict[str, str]] = {}
        self.left: list[str] = []
        self._written = 0

    def house(self, flow: Flow) -> AbstractAsyncContextManager[House]:
        """Return Drom with one form of the conversation."""
        return living(self.folder / "data", now=NOON, book=book(flow))

    def open(self, house: House) -> None:
        """Let the conversation's last step be done."""
        conversation = house.core.conversation
        conversation._actions = {**conversation._actions, KEEP: Action(("kept",), self._keep)}

    def _keep(self, turn: Turn, todo: Todo) -> Outcome:
        self.kept[turn.contact.id] = {name: str(value) for name, value in todo.answers.items()}
        return Outcome("kept")

    async def come(self, house: House) -> None:
        """Put everybody at the beginning."""
        session = begin(book(BEFORE), NAME).session.to_json()
        same = {"channel": SIM_TELEGRAM, "language": "en", "session": session, "created_at": NOON, "last_in_at": NOON}

        def work(connection: Connection) -> None:
            connection.execute(
                insert(contact), [{**same, "id": one.number + 1, "address": one.address} for one in self.sellers]
            )

        await house.run(work)

    async def round(self, house: House, sellers: list[Seller]) -> None:
        """Let some give one answer each, and hear what follows."""
        box = house.boxes[SIM_TELEGRAM]
        seen, answers = len(box.sent), []
        for one in sellers:
            self._written += 1
            answers.append(one.answer(self._written))
        await house.receive(*answers)
        heard: dict[str, list[Part]] = defaultdict(list)
        for address, part in box.sent[seen:]:
            heard[address].append(part)
        for one in sellers:
            if one.address in heard:
                one.hears(heard[one.address])
            else:
                self.left.append(f"{one.address} heard nothing")
        await house.move(LATER)

    def unfinished(self) -> list[Seller]:
        """Return who is not at the end yet."""
        return [one for one in self.sellers if one.number + 1 not in self.kept]


async def run(folder: Path, *, seed: int, people: int) -> dict[str, Any]:
    """Bring ``people`` to each step, release, and let all go on; nothing is left to chance."""
    market = Market(folder, people)
    await _until_the_release(market)
    early = len(market.kept)
    before = {one.number: dict(one.said) for one in market.sellers}
    wrong = await _to_the_end(market)
    defects = market.left + [f"inbox or ticket {one}: not done" for one in wrong] + judged(market, before)
    defects += [f"{early} came to the end before the release"] if early else []
    told = Counter(sum(one.told.values()) for one in market.sellers)
    figures = {"people": len(market.sellers), "steps": len(STEPS), "answers_before": sum(map(len, before.values()))}
    return report(seed=seed, **figures, finished=len(market.kept), explained_once=told[1], defects=defects)


async def _until_the_release(market: Market) -> None:
    async with market.house(BEFORE) as house:
        market.open(house)
        await market.come(house)
        for step in range(len(STEPS)):
            await market.round(house, [one for one in market.sellers if one.before > step])


async def _to_the_end(market: Market) -> list[int]:
    """Let everybody go on; return what was not worked, or needs a person."""
    async with market.house(AFTER) as house:
        market.open(house)
        for _ in range(ROUNDS):
            if waiting := market.unfinished():
                await market.round(house, waiting)
        wrong = [int(row["id"]) for row in await house.rows(inbox) if row["state"] != "done"]
        return wrong + [int(row["id"]) for row in await house.rows(ticket)]


def judged(market: Market, before: dict[int, dict[str, str]]) -> list[str]:
    """Return who is stuck, whose answer was lost or changed, and who was told of the release more than once."""
    defects = [f"{one.address} is stuck at {one.shown.text!r}" for one in market.unfinished()]
    defects += [f"{one.address} was told {one.told}" for one in market.sellers if sum(one.told.values()) > 1]
    asked = {state.name for state in AFTER.states if isinstance(state, Listening)} - {"check"}
    for one in market.sellers:
        kept = market.kept.get(one.number + 1, {})
        lost = {name for name, value in before[one.number].items() if name in asked and kept.get(name) != value}
        missing = asked - set(kept)
        defects += [f"{one.address} lost {sorted(lost | missing)}: {kept}"] if kept and lost | missing else []
    return defects


PROOF = Proof(
    "newflow",
    "D15",
    "a release that changes a conversation loses no answer of those inside, and explains itself once at most",
    run,
    full={"people": 500},
    short={"people": 4},
)
