"""Answers of mentors that others may hear: the member said yes, staff say whether; it never shows who asked."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from sqlalchemy import Connection

from bot.services import sharing
from bot.services.sharing import RIGHT
from bot.web.console import files
from bot.web.console.frame import Act, Done, Entry, Given, NotThere, Page, Paper, Sitting, Wrong
from storage.advice import Advice, State
from storage.media import Media

STATES: tuple[State, ...] = ("proposed", "published")
"""What staff decide about, and what they have published."""


def _list(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    chosen = next((one for one in STATES if one == sitting.sought("state")), STATES[0])
    rows = {state: sharing.waiting(connection, sitting.by, state) for state in STATES}
    return {
        "rows": [(one, sharing.matter(connection, one)) for one in rows[chosen]],
        "chosen": chosen,
        "counts": [(state, len(rows[state])) for state in STATES],
    }


def _pulse(connection: Connection, sitting: Sitting) -> object:
    return [[(one.id, one.shown, one.enough) for one in sharing.waiting(connection, sitting.by, s)] for s in STATES]


def _read(connection: Connection, sitting: Sitting) -> Advice:
    found = sharing.read(connection, sitting.by, sitting.number("advice"))
    if found is None:
        raise NotThere("advice")
    return found


def _publish(connection: Connection, sitting: Sitting) -> Done:
    one = _read(connection, sitting)
    if not sharing.decide(connection, sitting.by, one.id, "published", sitting.now):
        raise Wrong("common.not_done")
    return Done("/answers", "answers.is_published")


def _reject(connection: Connection, sitting: Sitting) -> Done:
    one = _read(connection, sitting)
    if not sharing.decide(connection, sitting.by, one.id, "rejected", sitting.now):
        raise Wrong("common.not_done")
    return Done(f"/answers?state={one.state}", "answers.is_rejected")


def _voice(connection: Connection, sitting: Sitting) -> Media:
    """Return the recording of an answer that this member of staff may decide about."""
    number = sharing.matter(connection, _read(connection, sitting)).media_id
    if number is None:
        raise NotThere("file")
    return files.kept(connection, number)


async def _fetch(sitting: Sitting, one: Media) -> Given:
    given = await files.fetch(sitting, one)
    return replace(given, name=f"answer{PurePath(given.name).suffix}")


ENTRIES: tuple[Entry, ...] = (
    Page("answers", "/answers", RIGHT, _list, place=23, pulse=_pulse),
    Act("/answers/{advice:int}/publish", RIGHT, "answers", _publish),
    Act("/answers/{advice:int}/reject", RIGHT, "answers", _reject),
    Paper("/answers/{advice:int}/voice", RIGHT, _voice, _fetch),
)
