"""When to stop trying a channel that cannot be reached, and when to try it again; it never knows a channel or a row."""

FAILURES = 5
"""So many sends that failed in a row open the breaker."""
PROBE_SECONDS = 5.0
"""How long to wait between two tries while nobody answers (promises.md D8)."""
ALARM_SECONDS = 30.0
"""The same while our account or credentials are at fault; short enough to be back 30 s after they are mended."""


class Breaker:
    """Closed: everything may go. Open: one probe at a time, and none before its time."""

    def __init__(self) -> None:
        self.opened = False
        self._failures = 0
        self._next = 0.0
        self._every = PROBE_SECONDS
        self._probing = False

    def wait(self, now: float) -> float:
        """Return how many seconds remain until something may be sent; infinite while a probe is on its way."""
        if not self.opened:
            return 0.0
        return float("inf") if self._probing else max(0.0, self._next - now)

    def probe(self) -> None:
        """Note that a message goes although the breaker is open."""
        self._probing = self.opened

    def failed(self, now: float, *, alarm: bool = False) -> bool:
        """Note a send that failed; return True where this opened the breaker. An ``alarm`` opens it at once."""
        self._failures += 1
        opens = not self.opened and (alarm or self._failures >= FAILURES)
        if opens or alarm:
            self._every = ALARM_SECONDS if alarm else PROBE_SECONDS
        self.opened = self.opened or opens
        self._probing = False
        self._next = now + self._every
        return opens

    def worked(self) -> bool:
        """Note that the provider answered; return True where this closed the breaker."""
        closes = self.opened
        self.opened = self._probing = False
        self._failures = 0
        self._every = PROBE_SECONDS
        return closes

    def given_up(self) -> None:
        """Note that a probe never went."""
        self._probing = False
