"""The figures of many runs as one table with what must be reached; it never starts anything."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

Run = dict[str, Any]
"""What ``load.py`` printed of one run."""


Pair = tuple[float | None, float | None]
"""A figure of Drom and of its peer, None where it was not measured."""

BOTS = ("drom", "peer")


@dataclass(frozen=True, slots=True)
class Row:
    """One metric with its medians. ``bounds`` are must and stretch; more is better where ``least`` is true."""

    name: str
    figures: Pair
    bounds: tuple[float, float] | None = None
    least: bool = False
    digits: int = 1

    def verdict(self) -> str:
        """Return which bound Drom reaches."""
        figure = self.figures[0]
        if figure is None or self.bounds is None:
            return ""
        must, stretch = ((figure >= bound) if self.least else (figure <= bound) for bound in self.bounds)
        return "stretch" if stretch else "must" if must else "MISSED"

    def cells(self) -> tuple[str, ...]:
        """Return what stands in the table."""
        sign = ">= " if self.least else "<= "
        bounds = (f"{sign}{bound:g}" for bound in self.bounds) if self.bounds else ("", "")
        figures = ("" if figure is None else f"{figure:,.{self.digits}f}" for figure in self.figures)
        return (self.name, *bounds, *figures, self.verdict())


def phases(runs: Sequence[Run], bot: str, label: str, **wanted: Any) -> list[Run]:
    """Return the phases with these values, and no delay but the one asked for, of a bot's runs of one label."""
    kept = [run for run in runs if run.get("bot") == bot and run.get("label") == label and "failed" not in run]
    found = [phase for run in kept for phase in run["phases"]]
    wanted = {"delay": 0.0, **wanted}
    return [phase for phase in found if all(phase.get(name, 0.0) == value for name, value in wanted.items())]


def middle(values: Sequence[float]) -> float | None:
    """Return the median, None of nothing."""
    return median(values) if values else None


def rows(runs: Sequence[Run]) -> list[Row]:
    """Return every metric of ``drom bench turns``."""
    shared = [run for run in runs if str(run.get("label")).startswith("postgres")]
    own = [run for run in runs if run not in shared]
    found = [*_speed(own), *_waits(own), *_costs(own), *_memory(own)] if own else []
    return [*found, *(_shared(shared) if shared else ())]


def _of(runs: Sequence[Run], label: str, value: Callable[[Run], float | None], **wanted: Any) -> Pair:
    drom, peer = (
        middle([one for phase in phases(runs, bot, label, **wanted) if (one := value(phase)) is not None])
        for bot in BOTS
    )
    return drom, peer


def _rate(phase: Run) -> float:
    return float(phase["turns_per_s"])


def _speed(runs: Sequence[Run]) -> Iterator[Row]:
    for label, words in (("text", "text"), ("buttons", "buttons")):
        drom, peer = pair = _of(runs, label, _rate, kind="closed")
        yield Row(f"turns/s, {words}", pair, digits=0)
        ratio = drom / peer if drom and peer else None
        yield Row(f"ratio to the peer, {words}", (ratio, None), (3, 6), least=True)
    yield Row("turns/s, whole of Drom's registration, text", _of(runs, "whole", _rate, kind="closed"), digits=0)
    slow = _of(runs, "text", _rate, kind="closed", delay=0.05)
    yield Row("turns/s, API answers in 50 ms", slow, (500, 700), least=True, digits=0)


def _waits(runs: Sequence[Run]) -> Iterator[Row]:
    for rate, delay, share, bounds in (
        (10, 0.05, "p99", (25.0, 12.0)),
        (110, 0.0, "p50", (5.0, 3.0)),
        (110, 0.0, "p99", (25.0, 12.0)),
    ):
        for part in ("first", "last"):
            found = _of(runs, "text", _wait(part, share), kind="open", rate=rate, delay=delay)
            after = ", API 50 ms" if delay else ""
            yield Row(f"{share} ms to the {part} message at {rate}/s{after}", found, bounds)


def _wait(part: str, share: str) -> Callable[[Run], float]:
    return lambda phase: float(phase[part][share])


def _named(name: str) -> Callable[[Run], float | None]:
    return lambda phase: phase[name]


def _costs(runs: Sequence[Run]) -> Iterator[Row]:
    for share in ("p50", "p95", "p99"):
        yield Row(f"closed loop, {share} ms", _of(runs, "text", _wait("last", share), kind="closed"))
    cpu = _of(runs, "text", _named("cpu_per_1000"), kind="closed")
    yield Row("CPU s per 1000 turns", cpu, (1.2, 0.6), digits=2)
    full, normal = (_of(runs, label, _rate, kind="closed")[0] for label in ("text", "normal"))
    cost = normal / full if full and normal else None
    yield Row("speed with synchronous=NORMAL to FULL", (cost, None), (1.5, 1.2), digits=2)
    yield Row("commits a turn", (_of(runs, "text", _named("commits_per_turn"), kind="closed")[0], None), digits=2)
    yield Row("messages a turn", _of(runs, "text", _named("parts_per_turn"), kind="closed"), digits=2)
    answered = _of(runs, "buttons", _named("answered_presses"), kind="closed")
    yield Row("presses answered, of 1", answered, digits=2)


def _shared(runs: Sequence[Run]) -> Iterator[Row]:
    for workers in (1, 2):
        label, words = f"postgres {workers}", f"PostgreSQL, {workers} worker{'s' * (workers - 1)}"
        yield Row(f"turns/s, text, {words}", _of(runs, label, _rate, kind="closed"), digits=0)
        for kind, name in (("closed", "closed loop"), ("open", "110/s")):
            for share in ("p50", "p95", "p99"):
                yield Row(f"{name}, {share} ms, {words}", _of(runs, label, _wait("last", share), kind=kind))


def _memory(runs: Sequence[Run]) -> Iterator[Row]:
    def run(name: str) -> Pair:
        kept = [one for one in runs if "failed" not in one and one["label"] != "held"]
        drom, peer = (middle([float(one[name]) for one in kept if one["bot"] == bot]) for bot in BOTS)
        return drom, peer

    yield Row("memory fresh, MB", run("memory_fresh"), (110, 90), digits=0)
    yield Row("memory at the most, MB", run("memory_peak"), digits=0)
    grown = _of(runs, "held", lambda one: 10_000 * (one["after"] - one["before"]) / one["counted"], kind="held")
    yield Row("memory per 10,000 open conversations, MB", grown, (3, 1))
    yield Row("start to the first message, s, nothing stored", run("start"), digits=2)
    again = _of(runs, "held", _named("start"), kind="restart")
    yield Row("start to the first message, s, 10,000 stored", again, (1.3, 1.0), digits=2)


def as_text(found: Sequence[Row]) -> str:
    """Return the table in Markdown."""
    lines = ["| metric | must | stretch | Drom | peer | reached |", "|---|---|---|---|---|---|"]
    return "\n".join([*lines, *(f"| {' | '.join(row.cells())} |" for row in found)])
