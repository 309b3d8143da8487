"""How a command comes to the database, also beside a running Drom: opened, worked once, closed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer
from sqlalchemy import Connection, make_url

from bot import logs, process, settings
from bot.clock import SystemClock
from bot.commands.outcome import DATABASE, end
from bot.core import Core, open_core
from bot.messengers import clock_offset
from bot.settings import Settings
from storage.store import sqlite_path

T = TypeVar("T")
Then = Callable[[Core, T], Awaitable[None]]
"""What is done with the result of a work once that is on disk."""


def chosen(context: typer.Context) -> Settings:
    """Return the settings, those of the demo after ``drom --demo``; raises ``SettingsDefect``."""
    found = settings.read(demo=bool(context.obj))
    logs.set_up("WARNING")
    return found


def made(context: typer.Context) -> Settings:
    """Return the settings where there is a database; ends with a sentence where there is none yet."""
    found = chosen(context)
    if not process.is_there(found):
        end(DATABASE, _missing(context, found))
    return found


def with_core(
    context: typer.Context,
    work: Callable[[Core, Connection], T],
    then: Then[T] | None = None,
    *,
    reads: bool = False,
) -> T:
    """Run a work in one transaction, and ``then`` what must follow its commit; raises what they raise.

    ``reads``: it only reads, and keeps nobody from writing. Also raises StorageDown and MigrationRefused. Ends with
    a sentence where there is no database yet: only what runs Drom makes one.
    """
    found = made(context)
    clock = SystemClock()
    core = open_core(found, clock)
    process.prepare(found)
    return asyncio.run(_once(core, clock, work, then, reads))


def spelt(context: typer.Context) -> str:
    """Return how the next command on the same database begins, for a sentence that names one."""
    return "drom --demo" if context.obj else "drom"


def place(context: typer.Context) -> str:
    """Return which database a command looks at, without a password."""
    return _place(settings.read(demo=bool(context.obj)))


def _place(found: Settings) -> str:
    if found.url.startswith("sqlite"):
        return str(sqlite_path(found.url).resolve())
    return make_url(found.url).render_as_string(hide_password=True)


def _missing(context: typer.Context, found: Settings) -> str:
    if context.obj:
        return f"There is no demo database {_place(found)} yet: `drom demo` makes it."
    return (
        f"There is no database {_place(found)} yet: `drom run` or `drom migrate` makes it; "
        "for the demo's say `drom --demo` before the command."
    )


async def _once(
    core: Core, clock: SystemClock, work: Callable[[Core, Connection], T], then: Then[T] | None, reads: bool
) -> T:
    await core.store.open()
    try:
        clock.offset = await clock_offset(core)
        await core.wording.load()
        run = core.store.read if reads else core.store.run
        found = await run(lambda connection: work(core, connection))
        if then is not None:
            await then(core, found)
        return found
    finally:
        await core.settle()
        await core.store.close()
