"""How questions to mentors go, in numbers: waits, helped, lapsed, by country, language or topic; none under five."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from bot.services import question_counts
from bot.services.question_counts import RIGHT
from bot.web.console.frame import Entry, Page, Sitting

DAYS = (30, 90, 365)
"""For how many days back it can be counted."""
KEYS = ("", "country", "language", "topic")
"""What it can be counted by, together first."""
HOUR = timedelta(hours=1)


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    asked = sitting.sought("days")
    days = int(asked) if asked in {str(one) for one in DAYS} else DAYS[0]
    since = sitting.now - timedelta(days=days)
    counted = [(key, question_counts.count(connection, sitting.by, since, sitting.now, key)) for key in KEYS]
    told = [(key, question_counts.told(rows)) for key, rows in counted]
    return {"days": days, "choices": DAYS, "tables": told, "hours": _hours}


def _hours(wait: timedelta | None) -> str:
    """Return a wait in hours with one decimal, a dash for none."""
    return "–" if wait is None else f"{wait / HOUR:.1f}"


ENTRIES: tuple[Entry, ...] = (Page("question_numbers", "/questions/numbers", RIGHT, _show, under="questions"),)
