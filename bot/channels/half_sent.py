"""Which parts went out only in half: a file is there, its words are not; it never knows a platform.

Kept in memory: a process that dies between the two leaves a message in doubt, and that is looked up or repeated.
"""

_MOST = 10_000


class HalfSent:
    """How many messages of a part are out already, by outbox id, until the part is tried again."""

    def __init__(self) -> None:
        self._done: dict[int, int] = {}

    def put(self, reference: int, done: int) -> None:
        """Remember how many of its messages are out. Of very many parts the oldest is forgotten (and repeats)."""
        if done:
            self._done[reference] = done
            if len(self._done) > _MOST:
                del self._done[next(iter(self._done))]

    def take(self, reference: int) -> int:
        """Return how many are out, and forget it."""
        return self._done.pop(reference, 0)
