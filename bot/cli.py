"""The command ``drom``: every subcommand by its name; what they do is done elsewhere."""

import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer
import typer.main

from bot.commands import (
    announce,
    bench,
    calls,
    courses,
    deadletters,
    indicators,
    invitation,
    mentors,
    notices,
    people,
    pictures,
    safety,
    service,
    templates,
    tickets,
    tips,
    voice,
    words,
)
from bot.commands.outcome import flush, unread
from bot.commands.version import tell_version
from bot.defects import told

app = typer.Typer(
    name="drom",
    help="Drom: a chat companion for people who read little or not at all.\n\n"
    "`drom` stands for `python3 run.py`, in a container for `python -m bot`. "
    "`python3 run.py test` sets up the test tools and runs every check and test.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["--help", "-h"]},
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def choose(
    context: typer.Context,
    demo: Annotated[bool, typer.Option("--demo", help="Work on the demo's data instead of the real ones.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=tell_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Keep in mind whose data the command is for."""
    context.obj = demo


for command in (service.run, service.demo, service.check, service.draw, service.migrate):
    app.command()(command)
app.command("backup")(safety.backup)
app.command("restore")(safety.restore)
app.command("release")(safety.release)
app.command("invitation")(invitation.invitation)
app.add_typer(announce.announce, name="announce")
app.add_typer(bench.bench, name="bench")
app.add_typer(calls.calls, name="calls")
app.add_typer(courses.certificate, name="certificates")
app.add_typer(courses.course, name="courses")
app.add_typer(indicators.targets, name="indicators")
app.add_typer(mentors.mentors, name="mentors")
app.add_typer(words.messages, name="messages")
app.add_typer(notices.due, name="notices")
app.add_typer(people.person, name="person")
app.add_typer(people.team, name="staff")
app.add_typer(pictures.pictures, name="pictures")
app.add_typer(templates.templates, name="templates")
app.add_typer(tickets.tickets, name="tickets")
app.add_typer(tips.tips, name="tips")
app.add_typer(voice.voice, name="voice")
app.add_typer(deadletters.letters, name="deadletters")


def main() -> None:
    """Run the command line."""
    command = typer.main.get_command(app)
    _tell_whole(command)
    tell_plainly(command)
    said = sys.stdout
    try:
        command(prog_name="drom")
    finally:
        if sys.stdout is not said:  # one took its place that hides that nobody reads any more
            sys.stdout = said
            unread()
        flush()


def _tell_whole(command: Any) -> None:
    """Let every list of commands say the whole first line of each: without a short help it is cut at some width."""
    for below in getattr(command, "commands", {}).values():
        below.short_help = below.short_help or (below.help or "").partition("\n\n")[0]
        _tell_whole(below)


def tell_plainly(command: Any) -> None:
    """Let every command refuse a wrong value in words of ours: the library's name its own parts."""
    command.parse_args = _in_our_words(command.parse_args)
    for below in getattr(command, "commands", {}).values():
        tell_plainly(below)


def _in_our_words(parse: Callable[..., list[str]]) -> Callable[..., list[str]]:
    def parse_args(*given: Any) -> list[str]:
        try:
            return parse(*given)
        except typer.BadParameter as error:
            if found := getattr(error.__cause__, "errors", None):
                error.message = told(found()[0])
            raise

    return parse_args
