"""The commands that announce something to many: counted and asked before anything goes; paused, cancelled, read."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from bot.commands.database import with_core
from bot.commands.lists import say_none
from bot.commands.numbers import row_number
from bot.commands.outcome import FAILED, end, guarded
from bot.commands.times import At, minute
from bot.core import Core
from bot.services import announcements
from bot.services.announcements import Preview, Progress
from bot.services.conversation import Speech
from bot.services.staff import OPERATOR, Actor
from storage import announcements as rows

Number = Annotated[int, row_number("The announcement's number: see `drom announce list`.")]
Step = Callable[[Connection, Actor, Speech, int, datetime], Progress]

announce = typer.Typer(help="Announce something to many.", no_args_is_help=True, rich_markup_mode=None)

WORDS = {
    "sent": "sent",
    "go": "to go in turn",
    "waits": "waiting for the morning, the end of a pause, or the next day",
    "knock": "to get a knock, then the words when they tap",
    "parked": "waiting until they write",
    "call": "waiting until they write; call them",
    "unreachable": "unreachable",
    "stopped": "who stopped messages",
    "failed": "failed",
    "doubt": "in doubt; see `drom deadletters`",
    "late": "too late",
    "cancelled": "cancelled",
    "erased": "gone before",
}
"""What each of ``announcements.REASONS`` is called here, after any number, one too."""


@announce.command("send")
@guarded
def send(
    context: typer.Context,
    text: Annotated[list[str], typer.Option(help="LANGUAGE=WORDS, such as en=Hello; once for each language.")],
    to: Annotated[str, typer.Option(help="Numbers of contacts, with commas, or a file with one on each line.")],
    at: At = None,
    yes: Annotated[bool, typer.Option("--yes", help="Send it; without this you are only told what would be.")] = False,
) -> None:
    """Count who gets an announcement and how, and with --yes send it."""
    texts, chosen = _texts(text), _numbers(to)

    def look(core: Core, connection: Connection) -> Preview:
        return announcements.preview(connection, OPERATOR, core.speech, texts, chosen, core.clock.now())

    found = with_core(context, look, reads=True)
    _say(found.progress)
    for language, number in sorted(found.missing.items()):
        print(f"{number} read {language or 'no known language'}, which has no text: they get another one.")
    if not yes:
        print("Nothing is sent. Say it again with --yes to send it.")
        return

    def work(core: Core, connection: Connection) -> int:
        now = core.clock.now()
        number = announcements.draft(connection, OPERATOR, texts, now, wall=at)
        announcements.approve(connection, OPERATOR, core.speech, number, chosen, now)
        return number

    print(f"Announcement {with_core(context, work)} is on its way.")


@announce.command("list")
@guarded
def list_announcements(context: typer.Context) -> None:
    """List the newest announcements and how far they have come."""

    def look(core: Core, connection: Connection) -> list[tuple[str, Progress]]:
        found = rows.latest(connection)
        said = (f"{one.id}  {minute(one.created_at)}  {one.state}  {', '.join(one.texts)}" for one in found)
        return [(line, announcements.progress(connection, one.id)) for line, one in zip(said, found, strict=True)]

    shown = with_core(context, look, reads=True)
    for line, found in shown:
        told = ", ".join(f"{number} {reason}" for reason, number in found.reasons.items() if number)
        print(f"{line}  {found.invited} invited: {told}")
    if not shown:
        say_none(context, "Nothing was announced.")


@announce.command("pause")
@guarded
def pause(context: typer.Context, number: Number) -> None:
    """Let nothing more go for now, not even when they write or tap a knock."""
    _step(context, number, announcements.pause)


@announce.command("continue")
@guarded
def go_on(context: typer.Context, number: Number) -> None:
    """Let a paused announcement go on where it was."""
    _step(context, number, announcements.go_on)


@announce.command("cancel")
@guarded
def cancel(context: typer.Context, number: Number) -> None:
    """Let nothing more go, for good."""
    _step(context, number, announcements.cancel)


@announce.command("again")
@guarded
def again(context: typer.Context, number: Number) -> None:
    """Send a finished announcement to those only who did not get it."""

    def work(core: Core, connection: Connection) -> int:
        return announcements.again(connection, OPERATOR, core.speech, number, core.clock.now())

    print(f"It goes to {with_core(context, work)} again.")


def _step(context: typer.Context, number: int, step: Step) -> None:
    _say(with_core(context, lambda core, connection: step(connection, OPERATOR, core.speech, number, core.clock.now())))


def _say(found: Progress) -> None:
    print(f"{found.invited} invited.")
    for reason, number in found.reasons.items():
        if number:
            print(f"{number} {WORDS[reason]}.")


def _texts(given: list[str]) -> Mapping[str, str]:
    found = dict(one.partition("=")[::2] for one in given)
    if len(found) != len(given):
        raise ValueError("--text names a language twice")
    return found


def _numbers(given: str) -> list[int]:
    """Return numbers of contacts, of a file where there is one of that name."""
    path = Path(given)
    words = path.read_text(encoding="utf-8").split() if path.is_file() else given.split(",")
    if not all(word.strip().isdecimal() for word in words):
        end(FAILED, "--to takes numbers of contacts with commas between them, or a file with one on each line.")
    return [int(word) for word in words]
