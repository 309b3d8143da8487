"""Drom before both platforms, a clock that is moved, and what reached the phones on which time; it never judges."""

import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.bench.bots import free_port
from tests.bench.script import Screen
from tests.emulators.faults import Knobs
from tests.emulators.journal import Entry
from tests.faults.judge import Copy
from tests.faults.minute_guests import now
from tests.faults.orders import whole
from tests.faults.scene import Scene
from tests.process.phones import twilio_screen
from tests.process.programs import until

KINDS = {
    **{"Dinner": "dinner", "Training": "training", "Coaching": "coaching"},
    **{"Info session": "info", "Conference": "conference"},
}
CARDS = {"Tomorrow": "tomorrow", "Today": "today", "Not happening": "cancelled"}
"""How a card is told by its words in English: what it is about, and what it says; any other is ``soon``."""
TO_WHATSAPP = 80 / 30
"""How many messages go to WhatsApp for each to Telegram, at the ordinary rates."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A move of the clock: when on the monotonic clock, and what it showed then."""

    at: float
    moment: datetime


class Hour(Scene):
    """Both platforms, one process with ordinary rates, and every message by who heard it."""

    def __init__(self, folder: Path, rate: float) -> None:
        """``rate`` is how many messages a second Telegram takes."""
        super().__init__(folder, "whatsapp")
        self.rate = rate
        self.heard: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
        self.moves: list[Moved] = []
        self._read = [0, 0]

    async def open(self) -> None:
        """Start everything at the moment to which the clock was set before."""
        await self.telegram.start()
        await self.twilio.start()
        self.telegram.turn(Knobs(delay=0.02, rate=self.rate, retry=0.02))
        self.twilio.turn(Knobs(delay=0.02, extra={"approve": True}))
        self.settings = self._settings(free_port())
        self.start()
        await self.drom.ready()

    def _settings(self, port: int) -> dict[str, str]:
        self.platform = "webhook"
        telegram = super()._settings(port)
        self.platform = "whatsapp"
        whatsapp = super()._settings(port)
        rates = {"TELEGRAM": self.rate, "TELEGRAM_CHAT": 1.0, "WHATSAPP": self.rate * TO_WHATSAPP}
        return telegram | whatsapp | {f"DROM_{name}_RATE": str(round(rate)) for name, rate in rates.items()}

    def set(self, moment: datetime) -> Moved:
        """Move the clock, so that it shows a moment now."""
        whole(self.folder / "ahead", str((moment - now()).total_seconds()))
        self.moves.append(Moved(time.monotonic(), moment))
        return self.moves[-1]

    def shown(self, at: float) -> datetime:
        """Return what the clock showed at a time of the monotonic one."""
        move = self.moves[max(0, bisect_right([one.at for one in self.moves], at) - 1)]
        return move.moment + timedelta(seconds=at - move.at)

    def shown_now(self) -> datetime:
        """Return what the clock shows."""
        return self.shown(time.monotonic())

    def waited(self, due: datetime, arrived: float) -> float:
        """Return the seconds from when the clock came to a moment, or was moved beyond it, until something arrived."""
        came, until = arrived, arrived
        for move in reversed([one for one in self.moves if one.at <= arrived]):
            if move.moment + timedelta(seconds=until - move.at) < due:
                break
            came = max(move.at, move.at + (due - move.moment).total_seconds())
            until = move.at
        return arrived - came

    def kill(self) -> None:
        """End the process as ``kill -9`` does, and start it again."""
        self.kills.append(time.monotonic())
        self.drom.close()
        self.start()

    def look(self) -> None:
        """Read what has reached the phones since the last look."""
        for place, platform in enumerate((self.telegram, self.twilio)):
            entries = platform.journal.entries
            for entry in entries[self._read[place] :]:
                if entry.accepted and entry.method == "sendmessage":
                    text = Screen.of(entry.fields).text if place == 0 else twilio_screen(self.twilio, entry).text
                    self.heard[entry.chat].append((card(text), entry))
            self._read[place] = len(entries)

    def copies(self, address: str) -> list[Copy]:
        """Return what somebody has heard, each as the name of its card."""
        return [Copy(name, one.arrived, one.answered, one.status) for name, one in self.heard[address]]

    def count(self, whom: Iterable[str], words: str) -> int:
        """Count who has heard a card."""
        self.look()
        return sum(any(name == words for name, _ in self.heard[address]) for address in whom)

    async def until(self, whom: Sequence[str], words: str, share: float = 1.0, seconds: float = 120.0) -> None:
        """Wait until a share of some people have heard a card; raises AssertionError."""
        wanted = max(1, int(share * len(whom)))
        look: Callable[[], bool] = lambda: self.count(whom, words) >= wanted  # noqa: E731
        await until(look, f"{wanted} of {len(whom)} hear {words!r}", seconds)


def card(text: str) -> str:
    """Return which card a text is, as ``dinner, today``; a text that is none as it stands."""
    kind = next((kind for label, kind in KINDS.items() if label in text), "")
    said = next((name for begins, name in CARDS.items() if text.startswith(begins)), "soon")
    return f"{kind}, {said}" if kind else text
