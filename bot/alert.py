"""Says that something waits for the database once, however long it does, and once that it goes on; never what it is."""

import logging

from storage.down import StorageDown


class Alert:
    """One thing that may have to wait: ``what`` says so, as ``media wait``."""

    def __init__(self, log: logging.Logger, what: str) -> None:
        self._log, self._what = log, what
        self._down = False

    def down(self, trouble: StorageDown) -> None:
        """Note that it waits."""
        if not self._down:
            self._log.warning("%s: %s", self._what, trouble)
        self._down = True

    def over(self) -> None:
        """Note that it went on."""
        if self._down:
            self._log.warning("over: %s", self._what)
        self._down = False
