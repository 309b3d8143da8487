"""What every test may ask for."""

import logging
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.logs import OURS
from tests.house import House, living


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Return a whole Drom in this process."""
    async with living(tmp_path / "data") as found:
        yield found


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """Undo what a command or a tool did to the logs (some disable every logger): other tests listen to them."""
    known = [name for name in logging.Logger.manager.loggerDict if name.partition(".")[0] in OURS]
    loggers = [logging.getLogger(name) for name in ("", *known)]
    before = [(logger, logger.level, logger.disabled) for logger in loggers]
    hooks = threading.excepthook, sys.unraisablehook, logging.raiseExceptions
    yield
    for logger, level, disabled in before:
        logger.setLevel(level)
        logger.disabled = disabled
    threading.excepthook, sys.unraisablehook, logging.raiseExceptions = hooks
    logging.captureWarnings(False)
