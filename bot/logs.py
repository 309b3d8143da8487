"""Logs as one JSON object a line; they never hold a name, a number, a text or a secret.

The words of an exception are left out, since they may quote what somebody wrote; where it happened is told.
"""

import json
import logging
import re
import sys
import traceback
from typing import Any

QUIET = ("httpx", "httpcore", "twilio", "aiohttp", "telegram", "alembic", "asyncio", "uvicorn.access", "apscheduler")
"""Libraries that print addresses with tokens or phone numbers below WARNING."""

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_HIDDEN = re.compile(r"bot\d+:[\w-]+|\d+:[A-Za-z0-9_-]{30,}|\+?\d{7,}|(?i:basic|bearer) [\w+/=.-]+")


def set_up(level: str) -> None:
    """Send everything to standard error, in our form, from ``level`` on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))


class Lines(logging.Formatter):
    """One record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; numbers and tokens that a library may have put into its words are masked."""
        found: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"),
            "level": record.levelname.lower(),
            "from": record.name,
            "said": _HIDDEN.sub("…", record.getMessage()),
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
