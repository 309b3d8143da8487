"""Death at every step: before and after each commit and each request, one after another, in every scenario."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.crowd import Strange
from tests.faults import question_scenarios
from tests.faults import scenarios as others
from tests.faults.effects import Owner, differ, effects
from tests.faults.judge import Copy, judge_patiently
from tests.faults.migration_steps import NAME, Migrating
from tests.faults.progress import Progress, tell
from tests.faults.proof import Proof
from tests.faults.scenarios import Scenario
from tests.faults.scene import Scene
from tests.faults.trial import report
from tests.process.phones import Phone, TelegramPhone, WhatsAppPhone

SCENARIOS = (*others.SCENARIOS, *question_scenarios.SCENARIOS)
GROUPS = {"questions": frozenset(one.name for one in question_scenarios.SCENARIOS)}
"""Scenarios that are run together by one name."""
MOST = 400
"""A scenario with more steps than this has no end."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person: their phone, how many requests their platform had before, and whose rows are theirs."""

    phone: Phone
    since: int
    owner: Owner


class Chain:
    """One scenario again and again, each time by somebody new and with a death one step later."""

    def __init__(self, scenario: Scenario, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.scenario, self.name = scenario, scenario.name
        self.scene = Scene(folder, scenario.platform)
        self.defects: list[str] = []
        self.steps: Counter[str] = Counter()
        self.excused = self.known = 0
        self._people = 0
        self._says: list[list[str]] = []
        self._effects: list[dict[str, Any]] = []

    async def run(self, only: int, chance: random.Random) -> None:
        """Die at every step, or at ``only`` so many of them where that is not 0."""
        try:
            await self.scene.open()
            await self._unharmed()  # the first makes what lasts, such as templates
            self.known = await self._unharmed()
            progress = Progress(f"{self.name}, deaths", self.known)
            for point in self._points(only, chance):
                progress.at(point)
                if not await self._die_at(point) and point >= self.known:
                    break
        except (AssertionError, Strange) as error:
            self.defects.append(f"{self.name}, after {self.scene.steps[-1:]}: {error}")
        finally:
            await self._end()

    def _points(self, only: int, chance: random.Random) -> Sequence[int]:
        return sorted(chance.sample(range(1, self.known + 1), min(only, self.known))) if only else range(1, MOST)

    async def _end(self) -> None:
        code = await self.scene.close()
        self.steps.update(self.scene.steps)
        self.defects += [] if self.known else [f"{self.name}: not done even unharmed"]
        if not self.known:
            return
        defects = self.scene.ledger.unworked() + self.scene.ledger.unsent()
        defects += [f"exit code {code}"] if code else []
        defects += [said for said in [self.scene.ledger.integrity()] if said != "ok"]
        self.defects += [f"{self.name}: {defect}" for defect in defects]

    async def _unharmed(self) -> int:
        """Do it once without any death, to know what it says and leaves; return how many steps it has."""
        cast = await self._cast()
        self.scene.arm(0)
        await self.scene.through(self._act(cast[0].phone))
        count = await self.scene.disarm()
        self._says = [[copy.text for copy in self._copies(one)] for one in cast]
        self._effects = [self._left(one) for one in cast]
        return count

    async def _die_at(self, point: int) -> bool:
        """Do it with a death; tell whether it died."""
        cast = await self._cast()
        deaths = len(self.scene.kills)
        self.scene.arm(point)
        await self.scene.through(self._act(cast[0].phone))
        await self.scene.disarm()
        died = len(self.scene.kills) > deaths
        where = f"{self.name}, death {point} {self.scene.steps[-1:] if died else 'not met'}"
        for place, one in enumerate(cast):
            whom = f"{where}, person {place + 1}" if len(cast) > 1 else where
            self.defects += [f"{whom}: {defect}" for defect in self._judged(place, one)]
        return died

    def _judged(self, place: int, one: Somebody) -> list[str]:
        """Compare what reached somebody, and what is stored of them, with what does without a death."""
        verdict = judge_patiently(self._copies(one), self._says[place], self.scene.kills)
        self.excused += verdict.excused
        found = self._left(one)
        wrong = {table: differ(found[table], rows) for table, rows in self._effects[place].items()}
        return [*verdict.defects, *(f"{table} {how}" for table, how in wrong.items() if how)]

    async def _act(self, phone: Phone) -> None:
        await self.scenario.act(self.scene, phone)

    async def _cast(self) -> list[Somebody]:
        """Return somebody new, and whoever else hears of it, after what is done unharmed."""
        self._people += 1
        number = 20_000 + self._people
        phone: Phone = TelegramPhone(self.scene.telegram, number)
        if self.scenario.platform == "whatsapp":
            phone = WhatsAppPhone(self.scene.twilio, f"whatsapp:+3556912{number}")
        if self.scenario.before is not None:
            await self.scene.through(self.scenario.before(self.scene, phone))  # type: ignore[arg-type]
        more = self.scenario.others(self.scene, phone) if self.scenario.others is not None else ()
        return [self._somebody(one) for one in (phone, *more)]

    def _somebody(self, phone: Phone) -> Somebody:
        since = len(phone.platform.journal.entries)  # type: ignore[attr-defined]
        return Somebody(phone, since, Owner.of(self.scene.ledger, phone.contact))

    def _left(self, one: Somebody) -> dict[str, list[tuple[Any, ...]]]:
        """Return what is stored of somebody now."""
        owner = one.owner | Owner.of(self.scene.ledger, one.phone.contact)
        return effects(self.scene.ledger, owner, listed=isinstance(one.phone, WhatsAppPhone))

    def _copies(self, one: Somebody) -> list[Copy]:
        """Return what reached a phone since then; a text may be under its file."""
        entries = one.phone.platform.journal.entries[one.since :]  # type: ignore[attr-defined]
        sends = [each for each in entries if each.accepted and each.chat == one.phone.address]
        sends = [each for each in sends if each.method.startswith("send") and each.method != "sendchataction"]
        return [Copy(_words(each.fields), each.arrived, each.answered, each.status) for each in sends]


def _words(fields: dict[str, Any]) -> str:
    return str(fields.get("text") or fields.get("caption") or fields.get("Body") or fields.get("ContentSid") or "")


async def run(folder: Path, *, seed: int, only: int, at_once: int, scenarios: str) -> dict[str, Any]:
    """Die at every step of every scenario, or at ``only`` so many of each.

    ``scenarios`` names one, or a group of them (``GROUPS``), empty for all.
    """
    chance, room = random.Random(seed), asyncio.Semaphore(at_once)
    named = GROUPS.get(scenarios, frozenset({scenarios}))
    wanted = [(n, one) for n, one in enumerate(SCENARIOS) if not scenarios or one.name in named]
    chains: list[Chain | Migrating] = [Chain(one, folder / str(n)) for n, one in wanted]
    chains += [Migrating(folder / NAME)] if scenarios in ("", NAME) else []

    async def one(chain: Chain | Migrating) -> None:
        async with room:
            await chain.run(only, chance)
        defects = "; ".join([f"{len(chain.defects)} defects", *chain.defects[:3]])
        tell(f"{chain.name}: {sum(chain.steps.values())} deaths, {defects}")

    await asyncio.gather(*map(one, chains))
    if not chains:
        raise AssertionError(
            f"no scenario is called {scenarios!r}: {', '.join([*GROUPS, *(o.name for o in SCENARIOS)])}"
        )
    deaths = {chain.name: sum(chain.steps.values()) for chain in chains}
    kinds: Counter[str] = sum((chain.steps for chain in chains), Counter())
    defects = [defect for chain in chains for defect in chain.defects]
    excused = sum(chain.excused for chain in chains)
    figures = {"seed": seed, "deaths": sum(deaths.values()), "by_scenario": deaths, "by_step": dict(kinds)}
    wrong = {chain.name: len(chain.defects) for chain in chains}
    return report(**figures, excused_repeats=excused, defects_by_scenario=wrong, defects=defects)


PROOF = Proof(
    "steps",
    "D2",
    "death before or after any commit and any request loses nothing and does nothing twice",
    run,
    full={"only": 0, "at_once": 2, "scenarios": ""},
    short={"only": 3, "at_once": 1, "scenarios": "voice"},
)
