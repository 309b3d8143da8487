"""Reminders of one minute through a kill, a restart and jumps of the clock: each once, in time, and no other.

Everything is judged by what reached the emulated phones, and when by the clock that Drom saw.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.bench.crowd import Strange
from tests.faults.judge import judge
from tests.faults.minute_guests import HELD, ZONE, Group, Guests, bring, moment
from tests.faults.minute_hour import Hour
from tests.faults.proof import Proof
from tests.faults.trial import report

JUST_BEFORE, HOUR = timedelta(seconds=3), timedelta(hours=1)
LISTENS = 4.0
"""Seconds for which nobody may hear anything: some ticks."""
UNDER_WAY = 1.0
"""Seconds after a move of the clock in which what was being sent then may still arrive."""
DUE = {
    "dinner, tomorrow": moment("2027-03-27T18:00"),
    "dinner, today": moment("2027-03-28T16:00"),
    "training, tomorrow": moment("2027-03-29T18:00"),
    "training, today": moment("2027-03-30T16:00"),
    "coaching, soon": moment("2027-04-01T18:00"),
}
"""When what many hear is due; the coaching's is that of a week before, heard six days before."""
RESTS_UNTIL = moment("2027-03-27T20:00")
"""When those may hear of the dinner who are quiet while it is due."""
EVENING = moment("2027-03-27T21:59")
"""When those hear of the conference who sleep while it is due, at the moment when clocks change."""
PHASES = {
    "restart": ("dinner, tomorrow",),
    "back": ("dinner, today",),
    "forward": ("training, tomorrow",),
    "three_days": ("training, today", "coaching, soon"),
}


async def run(folder: Path, *, seed: int, count: int, rate: float, within: float) -> dict[str, Any]:
    """Let ``count`` reminders be due at each of five moments; ``within`` is how many seconds one may take at most."""
    chance, strange, few = random.Random(seed), list[str](), max(2, count // 10)
    hour = Hour(folder, rate)
    guests = await asyncio.to_thread(bring, folder / "data", hour.url, count, few)
    try:
        hour.set(moment("2027-03-27T17:58"))
        await hour.open()
        await _restart(hour, guests, chance.uniform(0.1, 0.6))
        await _evening(hour, guests)
        await _back(hour, guests, chance.uniform(0.1, 0.6))
        await _forward(hour, guests)
        await _three_days(hour, guests, chance.uniform(0.1, 0.6))
    except (Strange, AssertionError) as error:
        strange.append(f"not to its end: {error}")
    finally:
        code = await hour.close()
    hour.look()
    excused, defects = _once(hour, guests)
    slowest = {name: _slowest(hour, guests, cards) for name, cards in PHASES.items()}
    longest = max(slowest.values())
    defects += strange + _when(hour) + ([f"exit code {code}"] if code else []) + hour.ledger.unworked()
    defects += [f"a reminder took {longest:.1f} s"] if longest > within else []
    figures = {"reminders": count, "others": 4 * few, "cut_off_by_three_days": _cut_off(hour, guests)}
    spread = {f"slowest_{name}_s": round(seconds, 1) for name, seconds in slowest.items()}
    return report(seed=seed, **figures, excused_repeats=excused, **spread, defects=defects)


async def _restart(hour: Hour, guests: Guests, share: float) -> None:
    """Let the dinner's be due, and kill Drom while they go."""
    card = "dinner, tomorrow"
    hour.set(DUE[card] - JUST_BEFORE)
    await hour.until(guests.many.addresses, card, share)
    hour.kill()
    await hour.drom.ready()
    await hour.until(guests.many.addresses, card)


async def _evening(hour: Hour, guests: Guests) -> None:
    """Let those hear who rested; then those who will sleep; then let clocks change, and nobody hear a thing."""
    hour.set(RESTS_UNTIL - JUST_BEFORE)
    await hour.until(guests.rest.addresses, "dinner, tomorrow")
    hour.set(EVENING - JUST_BEFORE)
    await hour.until(guests.night.addresses, "conference, tomorrow")
    hour.set(moment(HELD["conference"]) - 2 * HOUR - JUST_BEFORE)
    await asyncio.sleep(LISTENS)


async def _back(hour: Hour, guests: Guests, share: float) -> None:
    """Let the dinner's second be due, and put the clock back by two hours while they go; then let it be where it was.

    When all have heard, let it begin.
    """
    card = "dinner, today"
    hour.set(DUE[card] - JUST_BEFORE)
    await hour.until(guests.many.addresses, card, share)
    hour.set(hour.shown_now() - 2 * HOUR)
    await asyncio.sleep(LISTENS)
    hour.set(hour.shown_now() + 2 * HOUR)
    await hour.until((*guests.many.addresses, *guests.rest.addresses), card)
    hour.set(moment(HELD["dinner"]))
    await asyncio.sleep(LISTENS)


async def _forward(hour: Hour, guests: Guests) -> None:
    """Put the clock forward by two hours, over the moment when the training's are due."""
    card = "training, tomorrow"
    hour.set(DUE[card] - HOUR)
    await asyncio.sleep(LISTENS)
    hour.set(hour.shown_now() + 2 * HOUR)
    await hour.until(guests.many.addresses, card)


async def _three_days(hour: Hour, guests: Guests, share: float) -> None:
    """Put the clock forward by three days while the training's second go: it has begun, and the coaching's are due."""
    hour.set(DUE["training, today"] - JUST_BEFORE)
    await hour.until(guests.many.addresses, "training, today", share)
    hour.set(hour.shown_now() + timedelta(days=3))
    await hour.until(guests.many.addresses, "coaching, soon")
    await asyncio.sleep(LISTENS)


def _expected(guests: Guests, address: str, heard: Sequence[str]) -> list[str]:
    """Return what somebody should have heard; the clock may have jumped over the training's second."""
    if address in guests.many.addresses:
        return [card for card in DUE if card != "training, today" or card in heard]
    if address in guests.rest.addresses:
        return ["dinner, tomorrow", "dinner, today"]
    if address in guests.night.addresses:
        return ["conference, tomorrow"]
    return ["info, cancelled"] if address in guests.off.addresses else []


def _once(hour: Hour, guests: Guests) -> tuple[int, list[str]]:
    """Return how many repeats were excused, and all that was lost, said twice, or said to who should not hear it."""
    excused, defects = 0, []
    everybody = {address for _, group in _groups(guests) for address in group.addresses}
    for address in sorted(everybody | set(hour.heard)):
        copies = hour.copies(address)
        wanted = _expected(guests, address, [one.text for one in copies])
        verdict = judge(copies, wanted, hour.kills)
        excused += verdict.excused
        defects += [f"{address}: {defect}: {[one.text for one in copies]}" for defect in verdict.defects]
    for name, group in _groups(guests):
        for address in group.addresses:
            told = [(one.text, hour.shown(one.arrived).astimezone(ZONE)) for one in hour.copies(address)]
            defects += [f"{name} heard {card!r} at {at:%H:%M:%S}" for card, at in told if _is_quiet(group, at)]
    return excused, defects


def _groups(guests: Guests) -> Iterator[tuple[str, Group]]:
    for name in ("many", "rest", "night", "off", "no"):
        yield name, getattr(guests, name)


def _is_quiet(group: Group, at: datetime) -> bool:
    begins, ends = group.quiet
    return begins <= at.hour < ends if begins < ends else at.hour >= begins or at.hour < ends


def _when(hour: Hour) -> list[str]:
    """Return every reminder that came after the beginning, but for what was on its way when the clock was moved."""
    found: Counter[str] = Counter()
    for address in hour.heard:
        for one in hour.copies(address):
            kind, _, said = one.text.partition(", ")
            begun = kind in HELD and said != "cancelled" and hour.shown(one.arrived) >= moment(HELD[kind])
            moved = any(0 <= one.arrived - move.at <= UNDER_WAY for move in hour.moves)
            found[one.text] += begun and not moved
    return [f"{number} heard {card!r} after the beginning" for card, number in found.items() if number]


def _slowest(hour: Hour, guests: Guests, cards: Sequence[str]) -> float:
    """Return the most seconds from when a reminder was due, or might be heard, to when it first reached its phone."""
    waits = [0.0]
    for address in guests.many.addresses:
        seen = set[str]()
        for one in hour.copies(address):
            if one.text in cards and one.text not in seen:
                seen.add(one.text)
                waits.append(hour.waited(DUE[one.text], one.arrived))
    return max(waits)


def _cut_off(hour: Hour, guests: Guests) -> int:
    """Return how many did not hear of the training again, because it had begun by then."""
    return len(guests.many.addresses) - hour.count(guests.many.addresses, "training, today")


PROOF = Proof(
    "minute",
    "D11",
    "reminders of one minute reach each person once, in time and never at night, through a kill and jumps of the clock",
    run,
    full={"count": 1000, "rate": 30.0, "within": 60.0},
    short={"count": 60, "rate": 6.0},
)
