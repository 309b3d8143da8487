"""What every test may ask for."""

import gc
import logging
import sys
import threading
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from bot.logs import OURS
from tests import cost
from tests.house import House, living

EXPLORED = ("explore", "globals", "speed", "three_misses", "voice_fuzz")
"""The files of ``tests/flows`` that walk all that people can reach, which takes each worker a quarter of a minute."""


class _Together(LoadFileScheduling):
    """Gives each file to one worker, and all files that walk every flow to the same one."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "explored" if file in {f"tests/flows/test_{name}.py" for name in EXPLORED} else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> _Together | None:
    """Share out by file, where several workers take part."""
    return _Together(config, log) if config.getoption("dist", "no") == "loadfile" else None


def pytest_collection_finish() -> None:
    """Count what was loaded as no garbage: it stays to the end, and looking through it took longer than most tests."""
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test that takes too much of the machine and is no trial."""
    before = cost.spent()
    found = yield
    seconds = cost.spent() - before
    if seconds > cost.MOST and seconds > cost.most() and item.get_closest_marker("trial") is None:
        pytest.fail(f"{item.nodeid} took {seconds:.1f} s of the processor: mark it a trial, or do it cheaper", False)
    return found


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
        if logger.level != level:  # setting one empties what all loggers keep
            logger.setLevel(level)
        logger.disabled = disabled
    threading.excepthook, sys.unraisablehook, logging.raiseExceptions = hooks
    logging.captureWarnings(False)
