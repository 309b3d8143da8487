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
from tests.faults.judge import Copy, judge
from tests.faults.migration_steps import NAME, Migrating
from tests.faults.progress import Progress
from tests.faults.proof import Proof
from tests.faults.scenarios import Scenario
from tests.faults.scene import Scene
from tests.faults.trial import report
from tests.process.phones import Phone, TelegramPhone, WhatsAppPhone

SCENARIOS = (*others.SCENARIOS, *question_scenarios.SCENARIOS)
MOST = 400
"""A scenario with more steps than this has no end."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person: their phone, how many requests there were before, and whose rows are theirs."""

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
        self._says: list[str] = []
        self._effects: dict[str, Any] = {}

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
        one = await self._somebody()
        self.scene.arm(0)
        await self.scene.through(self._act(one.phone))
        count = self.scene.disarm()
        self._says = [copy.text for copy in self._copies(one)]
        self._effects = self._left(one)
        return count

    async def _die_at(self, point: int) -> bool:
        """Do it with a death; tell whether it died."""
        one = await self._somebody()
        deaths = len(self.scene.kills)
        self.scene.arm(point)
        await self.scene.through(self._act(one.phone))
        self.scene.disarm()
        died = len(self.scene.kills) > deaths
        where = f"{self.name}, death {point} {self.scene.steps[-1:] if died else 'not met'}"
        verdict = judge(self._copies(one), self._says, self.scene.kills)
        self.excused += verdict.excused
        self.defects += [f"{where}: {defect}" for defect in verdict.defects]
        found = self._left(one)
        wrong = {table: differ(found[table], rows) for table, rows in self._effects.items()}
        self.defects += [f"{where}: {table} {how}" for table, how in wrong.items() if how]
        return died

    async def _act(self, phone: Phone) -> None:
        await self.scenario.act(self.scene, phone)

    async def _somebody(self) -> Somebody:
        """Return somebody new, after what is done unharmed."""
        self._people += 1
        number = 20_000 + self._people
        phone: Phone = TelegramPhone(self.scene.telegram, number)
        if self.scenario.platform == "whatsapp":
            phone = WhatsAppPhone(self.scene.twilio, f"whatsapp:+3556912{number}")
        if self.scenario.before is not None:
            await self.scene.through(self.scenario.before(self.scene, phone))  # type: ignore[arg-type]
        since = len(phone.platform.journal.entries)  # type: ignore[attr-defined]
        return Somebody(phone, since, Owner.of(self.scene.ledger, phone.contact))

    def _left(self, one: Somebody) -> dict[str, list[tuple[Any, ...]]]:
        """Return what is stored of somebody now."""
        owner = one.owner | Owner.of(self.scene.ledger, one.phone.contact)
        return effects(self.scene.ledger, owner, listed=self.scenario.platform == "whatsapp")

    def _copies(self, one: Somebody) -> list[Copy]:
        """Return what reached a phone since then; a text may be under its file."""
        entries = one.phone.platform.journal.entries[one.since :]  # type: ignore[attr-defined]
        sends = [each for each in entries if each.accepted and each.chat == one.phone.address]
        sends = [each for each in sends if each.method.startswith("send") and each.method != "sendchataction"]
        return [Copy(_words(each.fields), each.arrived, each.answered, each.status) for each in sends]


def _words(fields: dict[str, Any]) -> str:
    return str(fields.get("text") or fields.get("caption") or fields.get("Body") or fields.get("ContentSid") or "")


async def run(folder: Path, *, seed: int, only: int, at_once: int, scenarios: str) -> dict[str, Any]:
    """Die at every step of every scenario, or at ``only`` so many of each; ``scenarios`` names one, empty for all."""
    chance, room = random.Random(seed), asyncio.Semaphore(at_once)
    wanted = [(n, one) for n, one in enumerate(SCENARIOS) if scenarios in ("", one.name)]
    chains: list[Chain | Migrating] = [Chain(one, folder / str(n)) for n, one in wanted]
    chains += [Migrating(folder / NAME)] if scenarios in ("", NAME) else []

    async def one(chain: Chain | Migrating) -> None:
        async with room:
            await chain.run(only, chance)

    await asyncio.gather(*map(one, chains))
    deaths = {chain.name: sum(chain.steps.values()) for chain in chains}
    kinds: Counter[str] = sum((chain.steps for chain in chains), Counter())
    defects = [defect for chain in chains for defect in chain.defects]
    excused = sum(chain.excused for chain in chains)
    figures = {"seed": seed, "deaths": sum(deaths.values()), "by_scenario": deaths, "by_step": dict(kinds)}
    return report(**figures, excused_repeats=excused, defects=defects)


PROOF = Proof(
    "steps",
    "D2",
    "death before or after any commit and any request loses nothing and does nothing twice",
    run,
    full={"only": 0, "at_once": 2, "scenarios": ""},
    short={"only": 3, "at_once": 1, "scenarios": "voice"},
)
