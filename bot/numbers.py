"""Every counter and gauge of ``/metrics``, gathered from those who keep them; no name, number or text is among them.

The form is Prometheus' text format 0.0.4; operators.md lists what each figure is good for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.services.dispatch import Snapshot
from bot.services.dispatcher import Dispatcher
from bot.services.reception import Reception
from storage.figures import Figures, figures
from storage.store import Store

LANES = ("reply", "notice", "announcement")
"""What the lanes are called outside: their place is their number."""


OF_SCREENS = frozenset({"ready", "later", "text alone"})
OF_FOLLOWERS = frozenset({"followed", "gone on", "too many", "too late", "not made", "not sent"})
"""Of what ``bot.services.voices.Voices`` counts."""


@dataclass(frozen=True, slots=True)
class Family:
    """One figure: its name, kind and meaning, and its values by labels."""

    name: str
    kind: Literal["counter", "gauge"]
    meaning: str
    samples: Sequence[tuple[Mapping[str, str], float]]

    def lines(self) -> Iterator[str]:
        """Yield it as collectors read it."""
        yield f"# HELP {self.name} {self.meaning}"
        yield f"# TYPE {self.name} {self.kind}"
        for labels, value in self.samples:
            inside = ",".join(f'{name}="{_escaped(label)}"' for name, label in labels.items())
            yield f"{self.name}{f'{{{inside}}}' if inside else ''} {value:.15g}"


def exposed(families: Sequence[Family]) -> str:
    """Return all figures as one text; one without any value is left out."""
    return "\n".join(line for one in families if one.samples for line in one.lines()) + "\n"


def counter(name: str, meaning: str, value: float) -> Family:
    """Return a counter without labels."""
    return Family(name, "counter", meaning, [({}, value)])


def gauge(name: str, meaning: str, value: float) -> Family:
    """Return a gauge without labels."""
    return Family(name, "gauge", meaning, [({}, value)])


async def numbers(
    reception: Reception, dispatcher: Dispatcher, store: Store, quiet: Mapping[str, int], now: datetime
) -> list[Family]:
    """Return every figure; raises StorageDown."""
    found = await store.read(lambda connection: figures(connection, now))
    snapshot, flood = await dispatcher.snapshot(), reception.flood
    repeats = reception.repeats - flood.merged - flood.counted
    return [
        counter("drom_received_total", "Messages that came in.", reception.received),
        counter("drom_repeats_total", "Messages that had come before.", repeats),
        counter("drom_flood_merged_total", "Messages over an allowance: kept, not worked.", flood.merged),
        counter("drom_flood_counted_total", "Messages over an allowance: only counted.", flood.counted),
        counter("drom_turns_total", "Messages that were worked.", reception.turns),
        counter("drom_misses_total", "Messages that were not understood.", reception.misses),
        counter("drom_commits_total", "Transactions on disk.", store.commits),
        _by_channel("drom_quiet_total", "counter", "Posts that need no answer.", quiet),
        _sent(dispatcher),
        *_sending(snapshot),
        *_waiting(found, snapshot, now),
    ]


def spoken(counts: Mapping[str, int]) -> list[Family]:
    """Return the figures of voice notes, from what became of each."""
    screens = [({"outcome": name}, float(counts[name])) for name in sorted(counts) if name in OF_SCREENS]
    notes = [({"outcome": name}, float(counts[name])) for name in sorted(counts) if name in OF_FOLLOWERS]
    return [
        Family("drom_voice_screens_total", "counter", "Screens said, by what became of their voice.", screens),
        Family("drom_voice_followers_total", "counter", "Voice notes made after their words, by how.", notes),
        counter("drom_voice_made_total", "Voice notes made.", counts["made"]),
        counter("drom_voice_made_bytes_total", "Bytes of voice notes made.", counts["made_bytes"]),
    ]


def _sent(dispatcher: Dispatcher) -> Family:
    samples = [
        ({"channel": channel, "lane": LANES[lane], "outcome": outcome}, float(count))
        for (channel, lane, outcome), count in sorted(dispatcher.sent.items())
    ]
    return Family("drom_sent_total", "counter", "Tries to send, by how they ended.", samples)


def _sending(snapshot: Snapshot) -> Iterator[Family]:
    channels = snapshot.channels.items()
    rows = (
        ("drom_leads", "Whether this process sends for a channel.", {name: one.leads for name, one in channels}),
        ("drom_sending", "Messages on their way now.", {name: one.sending for name, one in channels}),
        ("drom_rate_left", "Messages that may go at once.", {name: one.rate_left for name, one in channels}),
        ("drom_slowed", "Whether the rate is halved after a 429.", {name: one.slowed for name, one in channels}),
        ("drom_breaker_open", "Whether the platform is taken for down.", {name: one.open for name, one in channels}),
        ("drom_blocked_seconds", "How long the platform asked to wait.", {name: one.blocked for name, one in channels}),
    )
    for name, meaning, values in rows:
        yield _by_channel(name, "gauge", meaning, values)


def _waiting(found: Figures, snapshot: Snapshot, now: datetime) -> Iterator[Family]:
    yield gauge("drom_inbox_waiting", "Messages that came in and are not worked.", found.received)
    yield gauge("drom_inbox_oldest_seconds", "Age of the oldest of these.", _age(found.oldest, now))
    open_rows = [
        ({"channel": one.channel, "lane": str(one.lane), "state": one.state}, float(one.number))
        for one in snapshot.counts
    ]
    yield Family("drom_outbox", "gauge", "Messages out that are open, by state.", open_rows)
    due = [
        ({"channel": channel, "lane": LANES[lane]}, _age(since, now))
        for (channel, lane), since in sorted(found.due.items())
    ]
    yield Family("drom_outbox_oldest_seconds", "gauge", "For how long the longest due message waits.", due)
    dead = [({"state": state}, float(count)) for state, count in sorted(found.dead.items())]
    yield Family("drom_deadletters", "gauge", "Messages that did not surely arrive.", dead)
    yield gauge("drom_tickets_open", "People who wait for a person.", found.tickets)
    yield gauge("drom_calls", "People whom no message reaches: see `drom calls`.", found.calls)
    yield gauge("drom_knocks_open", "Knocks that nobody has answered yet.", found.knocks)
    states = [({"state": state}, float(count)) for state, count in sorted(found.templates.items())]
    yield Family("drom_templates", "gauge", "WhatsApp's templates, by the state of their approval.", states)
    yield gauge("drom_held", "What a restored copy holds until `drom release`.", found.held)
    yield gauge("drom_database_bytes", "Size of the database.", found.size)


def _by_channel(name: str, kind: Literal["counter", "gauge"], meaning: str, values: Mapping[str, float]) -> Family:
    samples = [({"channel": channel}, float(value)) for channel, value in sorted(values.items())]
    return Family(name, kind, meaning, samples)


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())


def _escaped(label: str) -> str:
    return label.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
