"""Logs as one JSON object a line; they never hold a name, a number, a text or a secret.

The words of an exception are left out, since they may quote what somebody wrote; where it happened is told.
"""

import json
import logging
import re
import sys
import threading
import traceback
from typing import Any

OURS = ("bot", "storage", "flows")
"""Who speaks at the level that was set. Libraries speak from WARNING on: below it they print addresses with tokens,
telephone numbers, and what they were given."""

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
_HIDDEN = re.compile(r"bot\d+:[\w-]+|\d+:[A-Za-z0-9_-]{30,}|\+?\d{7,}|(?i:basic|bearer) [\w+/=.-]+")
_QUOTING = re.compile(r"[\n(<{\['\"].*", re.DOTALL)


def set_up(level: str) -> None:
    """Send everything to standard error, in our form, from ``level`` on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=max(logging.WARNING, logging.getLevelName(level)), handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.raiseExceptions = False  # a line that cannot be written would be shown with all that it was given
    logging.captureWarnings(True)
    threading.excepthook = _thread_ended
    sys.unraisablehook = _unraisable


class JsonLines(logging.Formatter):
    """One record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; numbers and tokens that a library may have put into its words are masked."""
        found: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"),
            "level": record.levelname.lower(),
            "from": record.name,
            "said": _HIDDEN.sub("…", _said(record)),
        }
        found |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info and record.exc_info[1]:
            found["error"] = places(record.exc_info[1])
        return json.dumps(found, ensure_ascii=False, default=lambda value: type(value).__name__)


def places(error: BaseException) -> list[str]:
    """Return the kinds of an exception and its causes, with the last places of each, without their words."""
    found = []
    following: BaseException | None = error
    while following is not None:
        frames = traceback.extract_tb(following.__traceback__)[-6:]
        found.append(type(following).__name__)
        found += [f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno} {frame.name}" for frame in frames]
        following = following.__cause__
    return found


def _said(record: logging.LogRecord) -> str:
    """Return a record's words: of a library only the beginning, for the rest may quote what it was given."""
    said = record.getMessage()
    return said if record.name.partition(".")[0] in OURS else _QUOTING.sub("…", said)


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    error = ended.exc_value
    if error is not None and not isinstance(error, SystemExit):
        logging.getLogger(__name__).error("a thread has ended", exc_info=error)


def _unraisable(told: "sys.UnraisableHookArgs") -> None:
    if told.exc_value is not None:
        logging.getLogger(__name__).error("an error that nobody could take", exc_info=told.exc_value)
