"""The commands that measure; the benches live beside the tests and need their tools."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import typer

from bot.commands.outcome import FAILED, end

ROOT = Path(__file__).parents[2]
OPEN = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}

bench = typer.Typer(help="Measure.", no_args_is_help=True, rich_markup_mode=None)


@bench.command(context_settings=OPEN)
def turns(context: typer.Context) -> None:
    """Measure turns against an honest peer (``--short`` for twenty seconds, ``--help`` for more)."""
    _run("turns", context.args)


@bench.command(context_settings=OPEN)
def announce(context: typer.Context) -> None:
    """Measure an announcement while people talk, at Telegram's limits (``--short`` for a minute)."""
    _run("announce", context.args)


@bench.command(context_settings=OPEN)
def notices(context: typer.Context) -> None:
    """Measure how fast what is due at once is planned, while people talk (two minutes)."""
    _run("notices", context.args)


def _run(name: str, arguments: list[str]) -> None:
    """Run a bench of the checkout and end with its code."""
    if not (ROOT / "tests" / "bench" / "turns.py").is_file():
        end(FAILED, "The benches are in a checkout of Drom only.")
    if find_spec("psutil") is None:
        end(FAILED, "The benches need the test tools: run `python3 run.py test` once.")
    command = [sys.executable, "-m", f"tests.bench.{name}", *arguments]
    raise typer.Exit(subprocess.run(command, cwd=ROOT, check=False).returncode)  # noqa: S603 - our own program
