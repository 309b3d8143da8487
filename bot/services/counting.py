"""The sources of indicators: which repository counts each; a kind whose source is not here is typed by staff alone."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import Connection

from bot.indicator_kinds import Kind
from storage import cells, course_cells, meeting_cells, tip_cells
from storage.cells import Cell, Term

LATELY = timedelta(days=30)
"""Within what time somebody must have written to be active."""

Count = Callable[[Connection, Term, Sequence[str]], list[Cell]]
"""Counts a programme over a time; the last are what the kind is of."""


def _active(connection: Connection, term: Term, _of: Sequence[str]) -> list[Cell]:
    return cells.active(connection, term, term.now - LATELY)


def _after_first(connection: Connection, term: Term, of: Sequence[str]) -> list[Cell]:
    return meeting_cells.held(connection, term, of, skip=1)


COUNTS: Mapping[str, Count] = {
    "registered": lambda connection, term, _: cells.registered(connection, term),
    "active": _active,
    "told": lambda connection, term, _: cells.told(connection, term),
    "came": meeting_cells.came,
    "wanted": meeting_cells.wanted,
    "feedback": lambda connection, term, _: meeting_cells.told_how(connection, term),
    "areas": meeting_cells.areas,
    "held": meeting_cells.held,
    "experts": meeting_cells.experts,
    "first_days": meeting_cells.first_days,
    "first_team": meeting_cells.first_team,
    "after_first": _after_first,
    "course_taught": lambda connection, term, _: course_cells.taught(connection, term),
    "course_begun": lambda connection, term, _: course_cells.begun(connection, term),
    "course_finished": lambda connection, term, _: course_cells.finished(connection, term),
    "course_certified": lambda connection, term, _: course_cells.certified(connection, term),
    "course_enrolled": lambda connection, term, _: course_cells.enrolled(connection, term),
    "course_completed": lambda connection, term, _: course_cells.completed(connection, term),
    "brochures": lambda connection, term, _: course_cells.brochures(connection, term),
    "interested": lambda connection, term, _: course_cells.interested(connection, term),
    "papers": lambda connection, term, _: course_cells.taken_along(connection, term),
    "tips_heard": lambda connection, term, _: tip_cells.heard(connection, term),
    "tips_done": lambda connection, term, _: tip_cells.done(connection, term),
    "questions": lambda connection, term, _: tip_cells.answered(connection, term),
}
"""Every source that is stored today; those that staff type stand in ``tallies``."""


def count(connection: Connection, term: Term, kind: Kind) -> list[Cell] | None:
    """Return the cells of a kind, None where staff alone count it."""
    source = COUNTS.get(kind.source)
    return None if source is None else source(connection, term, kind.of)
