"""How tips went, in numbers, for staff: seen, tried, done, money saved; it never names anybody."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from bot.services.staff import Actor
from storage import tip_tallies
from storage.tip_tallies import Cell, Tally

By = Literal["trade", "country", "language"]
"""What a count may be split by."""


def of_cells(
    connection: Connection,
    by: Actor,
    since: datetime,
    until: datetime,
    *,
    organisation: str = "",
    tip_id: int | None = None,
) -> dict[Cell, Tally]:
    """Count by trade, country and language together, as far as this member of staff may see."""
    found = tip_tallies.by_cell(connection, since, until, organisation=organisation, tip_id=tip_id)
    return {cell: tally for cell, tally in found.items() if by.may("check_in", organisation, cell.country)}


def split(found: Mapping[Cell, Tally], by: By) -> dict[str, Tally]:
    """Return counts by one of trade, country and language; the sum of each column is the same for all three."""
    sums: dict[str, Tally] = {}
    for cell, tally in found.items():
        key = getattr(cell, by)
        sums[key] = sums.get(key, Tally()) + tally
    return dict(sorted(sums.items()))
