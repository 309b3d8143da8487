"""Runs one command of ``drom`` after another in one process, as JSON lines ask for; a start each would cost minutes.

Each line is ``{"words": [...], "settings": {...}, "folder": "/..."}``, each answer
``{"code": 0, "out": "", "err": ""}``.
"""

import contextlib
import io
import json
import logging
import os
import sys
from functools import cache

from bot import catalog
from bot.cli import main


def tell(words: list[str], settings: dict[str, str], folder: str) -> dict[str, object]:
    """Run a command in a folder, under settings and nothing else of ours; return how it ended."""
    os.chdir(folder)
    for name in [name for name in os.environ if name.startswith("DROM_")]:
        del os.environ[name]
    os.environ.update(settings)
    sys.argv = ["drom", *words]
    _as_at_the_start()
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
            code: object = 0
        except SystemExit as ended:
            code = ended.code or 0
    return {"code": code, "out": out.getvalue(), "err": err.getvalue()}


def _as_at_the_start() -> None:
    """Undo what the command before did to the logs: it may have disabled every logger."""
    logging.root.handlers.clear()
    for name in logging.root.manager.loggerDict:
        logging.getLogger(name).disabled = False


def serve() -> None:
    """Answer until there are no more lines; the words that Drom comes with are read once."""
    catalog.load = cache(catalog.load)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(tell(**json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
