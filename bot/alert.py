"""Says that something waits for the database once, however long it does, and once that it goes on; never what it is."""

import logging
from types import TracebackType

from storage.down import StorageDown


class Alert:
    """One thing that may have to wait: ``what`` says so, as ``media wait``; ``on`` while it does.

    ``with`` it what is done goes on, or is left for now where the database takes nothing.
    """

    def __init__(self, log: logging.Logger, what: str) -> None:
        self._log, self._what = log, what
        self.on = False

    def down(self, trouble: StorageDown | str) -> None:
        """Note that it waits."""
        if not self.on:
            self._log.error("%s: %s", self._what, trouble)
        self.on = True

    def over(self) -> None:
        """Note that it went on."""
        if self.on:
            self._log.warning("over: %s", self._what)
        self.on = False

    def __enter__(self) -> None:
        """Begin to do it."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Note how it went; raises what is no trouble with the database."""
        if error is None:
            self.over()
        elif isinstance(error, StorageDown):
            self.down(error)
        return isinstance(error, StorageDown)
