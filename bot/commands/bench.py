"""The commands that measure; the benches live beside the tests and need their tools."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import typer

from bot.commands.outcome import FAILED, end

ROOT = Path(__file__).parents[2]
OPEN = {"allow_extra_args": True, "ignore_unknown_options": True}
SHARED = """\
--json FILE       write every figure to this file
--folder FOLDER   where the databases are made (the system's place for such)"""
TURNS = f"""Measure turns against an honest peer.

\b
--short           at most 20 seconds, to see that both still run
--rounds N        how often everything is measured (3)
--only BOT        drom or peer
--label KIND      only the runs of one kind: text, buttons, normal, whole, held
--postgres        only Drom on PostgreSQL, by 1 and by 2 workers
--workers N       only by so many, 1 or 2
{SHARED}"""
ANNOUNCE = f"""Measure an announcement while people talk, at Telegram's limits.

\b
--short           few recipients, to see that both still run (a minute)
--recipients N    how many there are
--rounds N        how often everything is measured (1)
--only BOT        drom or peer
{SHARED}"""
NOTICES = f"""Measure how fast what is due at once is planned, while people talk (two minutes).

\b
--count N         how many are due
--rate N          turns a second of those who chat
{SHARED}"""
TIPS = f"""Measure how fast the tips of all who are due are planned, while people talk (two minutes).

\b
--count N         how many people are due
--rate N          turns a second of those who chat
{SHARED}"""
COUNTS = f"""Measure how long it takes to count an audience among many people (a minute).

\b
--people N        how many there are (100,000)
{SHARED}"""
CONSOLE = f"""Measure the console among many people (two minutes).

\b
--people N        how many there are (100,000)
{SHARED}"""
VOICE = """Measure what a voice note and a picture card add to the making of a reply (a minute).

\b
--rounds N        how often every screen is said (5)
--json FILE       write every figure to this file
--folder FOLDER   where the notes are laid (the system's place for such)"""
"""What there is to say of each bench, also where the tools it needs are missing."""

bench = typer.Typer(help="Measure.", no_args_is_help=True, rich_markup_mode=None)


@bench.command(context_settings=OPEN, help=TURNS, short_help="Measure turns against an honest peer.")
def turns(context: typer.Context) -> None:
    """Measure turns."""
    _run("turns", context.args)


@bench.command(context_settings=OPEN, help=ANNOUNCE, short_help="Measure an announcement while people talk.")
def announce(context: typer.Context) -> None:
    """Measure an announcement."""
    _run("announce", context.args)


@bench.command(context_settings=OPEN, help=NOTICES, short_help="Measure how fast what is due at once is planned.")
def notices(context: typer.Context) -> None:
    """Measure notices."""
    _run("notices", context.args)


@bench.command(context_settings=OPEN, help=TIPS, short_help="Measure how fast tips that are due are planned.")
def tips(context: typer.Context) -> None:
    """Measure tips."""
    _run("tips", context.args)


@bench.command(context_settings=OPEN, help=COUNTS, short_help="Measure how long it takes to count an audience.")
def counts(context: typer.Context) -> None:
    """Measure counts."""
    _run("counting", context.args)


@bench.command(context_settings=OPEN, help=CONSOLE, short_help="Measure the console among many people.")
def console(context: typer.Context) -> None:
    """Measure the console."""
    _run("console", context.args)


@bench.command(context_settings=OPEN, help=VOICE, short_help="Measure what voice and card add to a reply.")
def voice(context: typer.Context) -> None:
    """Measure voices."""
    _run("voice", context.args)


def _run(name: str, arguments: list[str]) -> None:
    """Run a bench of the checkout and end with its code."""
    if not (ROOT / "tests" / "bench" / "turns.py").is_file():
        end(FAILED, "The benches are in a checkout of Drom only.")
    if find_spec("psutil") is None:
        install = f"{sys.executable} -m pip install --require-hashes --no-deps -r {ROOT / 'requirements-test.lock'}"
        end(FAILED, f"The benches need the test tools, which are not installed: `{install}` installs them.")
    command = [sys.executable, "-m", f"tests.bench.{name}", *arguments]
    raise typer.Exit(subprocess.run(command, cwd=ROOT, check=False).returncode)  # noqa: S603 - our own program
