"""The commands that run Drom and look after its database and flows."""

from pathlib import Path
from typing import Annotated

import typer

from bot import logs, process, settings
from bot.actions import actions
from bot.commands.database import chosen, place, with_core
from bot.commands.outcome import FAILED, end, guarded
from bot.core import speech_of
from bot.drawings import paper_labels
from bot.soundness import removed_keys, troubles
from flows import BOOK
from flows.core.draw import draw as drawing

DIAGRAMS = Path("flows/diagrams")


@guarded
def run() -> None:
    """Run Drom with the messengers that are set, until it is stopped."""
    found = settings.read(messenger=True)
    logs.set_up(found.log_level)
    process.run(found)


@guarded
def demo() -> None:
    """Run the demo: two simulated phones in the browser, no account needed."""
    found = settings.read(demo=True)
    logs.set_up("WARNING" if found.log_level == "INFO" else found.log_level)
    process.run(found, demo=True)


@guarded
def check(context: typer.Context) -> None:
    """Check settings, programme file, flows, words and actions; end with 1 where something is wrong."""
    found = chosen(context)
    process.check_folders(found)
    speech = speech_of(found)
    wrong = troubles(speech, actions(lambda names: None)) + paper_labels(speech.programme)
    made = process.is_there(found)
    if made:
        wrong += with_core(context, lambda core, connection: removed_keys(connection, speech.programme))
    if wrong:
        end(FAILED, *wrong)
    states = sum(len(flow.states) for flow in speech.book.pages)
    print(f"All is well: {len(speech.book.pages)} flows, {states} states, programme {found.programme}.")
    if not made:
        print(f"There is no database {place(context)} yet: `drom run` or `drom migrate` makes it.")


@guarded
def migrate(context: typer.Context) -> None:
    """Bring the database to this version; a copy of a SQLite file is made first."""
    process.prepare(chosen(context))
    print("The database is up to date.")


@guarded
def draw(folder: Annotated[Path, typer.Option(help="Where the drawings go.")] = DIAGRAMS) -> None:
    """Draw every flow as a Mermaid diagram."""
    folder.mkdir(parents=True, exist_ok=True)
    for flow in BOOK.pages:
        (folder / f"{flow.name}.md").write_text(drawing(flow), encoding="utf-8")
    print(f"{len(BOOK.pages)} drawings in {folder}.")
