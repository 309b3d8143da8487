"""Campaigns, targets and numbers made by hand, with as few words as possible; nothing is tested here."""

from datetime import UTC, date, datetime
from typing import Any

from bot.languages import LANGUAGES
from bot.programme import Campaign, Target
from bot.services.standings import Standing, standing
from storage.cells import Cell
from storage.tallies import Tally

TODAY = date(2026, 6, 15)
NOON = datetime(2026, 6, 15, 10, tzinfo=UTC)
LABELS = dict.fromkeys(LANGUAGES, "Name")


def target(counts: str = "training_people", goal: int = 20, **values: Any) -> Target:
    """Return a target."""
    return Target(key="one", counts=counts, goal=goal, labels=LABELS, **values)


def campaign(*targets: Target, countries: tuple[str, ...] = ("AL",), **values: Any) -> Campaign:
    """Return a programme of half a year and more."""
    given: dict[str, Any] = {"organisation": "sample_ngo", "starts": "2026-01", "ends": "2026-12", **values}
    return Campaign(labels=LABELS, countries=countries, targets=targets, **given)


def tally(number: int, counts: str = "training_people", **values: Any) -> Tally:
    """Return a number that staff typed."""
    given: dict[str, Any] = {
        "id": 1,
        "organisation": "sample_ngo",
        "programme": "one",
        "country": "",
        "part": "",
        "day": "2026-05-03",
        "source": "A list",
        "made_by": "staff",
        "made_at": NOON,
        "withdrawn_by": "",
        "withdrawn_at": None,
    }
    return Tally(**{**given, "counts": counts, "number": number, **values})


def stands(
    one: Target,
    cells: list[Cell] | None,
    *typed: Tally,
    countries: tuple[str, ...] = ("AL",),
    today: date = TODAY,
    **values: Any,
) -> Standing:
    """Return how a target stands."""
    return standing(one, campaign(one, countries=countries, **values), cells, typed, today)
