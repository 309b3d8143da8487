"""The simulator's news as server-sent events: new messages, who else was written to, Drom's time; it asks nothing."""

from collections.abc import AsyncIterator, Sequence

from sqlalchemy import Connection
from starlette.datastructures import QueryParams

from bot.bell import wait_for_event
from bot.web.simulator_stage import Stage
from bot.web.simulator_view import View, shown
from storage import phones as rows
from storage.phones import Bubble, Phone
from storage.works import Work

BEAT = 15.0
"""Seconds between two signs of life; proxies and browsers give up on a silent stream after 30 or more."""
BATCH = 200


async def events(stage: Stage, asked: QueryParams, after: int) -> AsyncIterator[str]:
    """Give what is newer than message ``after``, for ever; ends when the bell is closed.

    ``bubble`` (HTML) is for a phone that is open, ``buzz`` (a phone's number) for another one, ``clock`` is Drom's
    time. The id of an event is the newest message told, so that a browser that comes back misses nothing.
    """
    view = View.asked(asked)
    opened = set(view.opened.values())
    waiting: list[int] = await stage.store.read(
        lambda connection: [each.id for each in rows.untaken(connection) if each.phone_id in opened]
    )
    with stage.bell.listen() as rung:
        while not stage.bell.closed:
            rung.clear()
            found = await stage.store.read(_news(after, tuple(waiting)))
            for bubble, owner in found:
                fresh, after = bubble.id > after, max(after, bubble.id)
                if fresh or bubble.taken_at is not None:
                    yield _event(stage, bubble, owner, view, after)
            waiting = [each.id for each, _ in found if each.taken_at is None and each.phone_id in opened]
            yield message("clock", stage.now())
            if len(found) < BATCH:
                await wait_for_event(rung, BEAT)


def _news(after: int, waiting: Sequence[int]) -> Work[list[tuple[Bubble, Phone]]]:
    def work(connection: Connection) -> list[tuple[Bubble, Phone]]:
        found = rows.news(connection, after, waiting, BATCH)
        owners = {each.id: each for each in rows.everyone(connection)} if found else {}
        return [(bubble, owners[bubble.phone_id]) for bubble in found]

    return work


def _event(stage: Stage, bubble: Bubble, owner: Phone, view: View, after: int) -> str:
    if owner.id in view.opened.values():
        seen = shown(bubble, owner, stage.zone)
        return message("bubble", stage.render("bubbles", messages=[seen], query=view.on(seen.look).query), after)
    return message("" if bubble.mine else "buzz", str(owner.id), after)


def message(event: str, data: str, number: int = 0) -> str:
    """Return one server-sent event (HTML Standard 9.2.5); an empty ``event`` is a message that nobody listens to."""
    lines = data.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    head = ([f"event: {event}"] if event else []) + ([f"id: {number}"] if number else [])
    return "\n".join([*head, *(f"data: {line}" for line in lines), "", ""])
