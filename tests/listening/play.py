"""Lets the people of a street do a task as the table tells, and says what they did not hear at the end of a step."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from storage.tables import metadata
from tests.listening.listener import says
from tests.listening.street import MEMBER, Street
from tests.listening.tasks import Kept, Step, Task


async def finishes(street: Street, task: Task) -> str:
    """Do a task; return why it could not be finished, "" where it was."""
    for step in task.steps:
        if why := await _step(street, step):
            return f"{task.flow}: {why}"
    return "" if await _is_kept(street, task.kept) else f"{task.flow}: nothing is kept of {task.kept}"


async def _is_kept(street: Street, kept: Kept) -> bool:
    """Tell whether a row stands as it should."""
    name, wanted = kept
    rows = await street.house.rows(metadata.tables[name])
    return any(_stands(row, wanted) for row in rows)


def _stands(row: Mapping[str, object], wanted: Mapping[str, object]) -> bool:
    return all(row[column] == value for column, value in wanted.items())


async def _step(street: Street, step: Step) -> str:
    who, does, ends = step
    for one in street.people.values():
        one.texts.clear()
    try:
        await _done(street, who, does)
    except LookupError as wrong:
        return f"{who} cannot {does!r}: {wrong}"
    heard = [text for one in street.people.values() for text in one.texts]
    if who in street.people:
        heard = street.people[who].texts
    language = street.people[MEMBER].language
    if not ends or any(says(ends, language, text) for text in heard):
        return ""
    return f"{ends} was not heard: {heard}"


async def _done(street: Street, who: str, does: str) -> None:
    match who:
        case "time" if does == "morning":
            await street.until_morning()
        case "time" if "-" in does:
            await street.until(datetime.fromisoformat(does).replace(tzinfo=UTC))
        case "time":
            await street.passes(timedelta(hours=int(does)))
        case "helper" if does:
            await street.taps(does)
        case "helper":
            await street.help()
        case "staff":
            await street.happens(does)
        case _:
            for one in does.split():
                await street.people[who].does(one)
