"""The numbers: targets of a programme, one of them closely, a report to print, a table; and how well it goes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from markupsafe import Markup
from sqlalchemy import Connection

from bot.indicator_kinds import PARTS
from bot.services import colleagues, experience, indicator_sheet
from bot.services import indicators as service
from bot.services.indicator_names import Names
from bot.services.indicators import READ, TYPE, Entry, NotTaken, Report
from bot.services.standings import Standing
from bot.sheets import sheet
from bot.suppression import Group
from bot.web import charts
from bot.web.charts import Bar
from bot.web.console.frame import Act, Done, Given, NotThere, Page, Paper, Sitting, Wrong


@dataclass(frozen=True, slots=True)
class Time:
    """Some months of a target: which, how many are new in them, and how many there are since the beginning."""

    label: str
    new: int
    so_far: int
    months: int


def _names(sitting: Sitting) -> Names:
    return Names(sitting.office.speech.words, sitting.language, sitting.country)


def _report(connection: Connection, sitting: Sitting, key: str) -> Report:
    programme, counts = sitting.office.speech.programme, sitting.office.counts
    return service.report(connection, sitting.by, programme, key, sitting.now, counts.count)


def _head(sitting: Sitting, report: Report) -> dict[str, object]:
    """Return what is said of a programme on each of its pages."""
    names, campaign = _names(sitting), report.campaign
    now = f"{report.today:%Y-%m}"
    return {
        "key": report.key,
        "names": names,
        "report": report,
        "counted": sitting.office.counts.age(report.key, sitting.now),
        "title": names.label("programme", report.key),
        "first": names.group("month", campaign.starts),
        "last": names.group("month", campaign.ends),
        "over": campaign.ends < now,
        "to_come": campaign.starts > now,
        "facts": names.facts(report.key, campaign),
        "countries": [names.group("country", one) for one in campaign.countries],
        "towns": [names.label("town", one) for one in campaign.towns],
        "sample": sitting.office.speech.programme.sample,
        "may_type": bool(service.typeable(sitting.by, sitting.office.speech.programme, report.key)),
    }


def _packages(report: Report, names: Names) -> list[tuple[str, list[Standing]]]:
    """Return the targets by the part of the programme that they belong to, those without one last."""
    found = {key: [one for one in report.standings if one.target.package == key] for key in report.campaign.packages}
    rest = [one for one in report.standings if not one.target.package]
    parts = [(names.label(f"package.{report.key}", key), mine) for key, mine in found.items() if mine]
    return [*parts, ("", rest)] if rest else parts


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, object]:
    programme = sitting.office.speech.programme
    readable = service.readable(sitting.by, programme)
    if not readable:
        return {"keys": [], "key": ""}
    asked = sitting.sought("programme") or (programme.default if programme.default in readable else readable[0])
    if asked not in readable:
        raise NotThere(asked)
    report = _report(connection, sitting, asked)
    head = _head(sitting, report)
    return {**head, "keys": readable, "packages": _packages(report, _names(sitting)), "number": indicator_sheet.number}


def _paper(connection: Connection, sitting: Sitting) -> Mapping[str, object]:
    report = _report(connection, sitting, sitting.path["key"])
    names = _names(sitting)
    typed = [(names.target(report.key, one.target), row) for one in report.standings for row in one.typed]
    head = {**_head(sitting, report), "packages": _packages(report, names), "typed": typed}
    return {**head, "number": indicator_sheet.number, "time_of": indicator_sheet.time_of}


def _one(connection: Connection, sitting: Sitting) -> Mapping[str, object]:
    programme, key = sitting.office.speech.programme, sitting.path["key"]
    report, names = _report(connection, sitting, key), _names(sitting)
    found = next((one for one in report.standings if one.target.key == sitting.path["target"]), None)
    if found is None:
        raise NotThere(key)
    times = list(_times(found.months, names))
    mine = service.typeable(sitting.by, programme, key)
    return {
        **_head(sitting, report),
        "one": found,
        "name": names.target(key, found.target),
        "number": indicator_sheet.number(found, names),
        "when": indicator_sheet.time_of(report, found),
        "times": times,
        "chart": _chart(found, times, sitting),
        "parts_of": [(part, sitting.say(f"indicators.part_{part}")) for part in PARTS],
        "places": [(one, names.group("country", one)) for one in mine if one],
        "everywhere": "" in mine,
        "mine": mine,
        "today": report.today.isoformat(),
        "who": colleagues.names(connection),
    }


def _times(months: Sequence[Group], names: Names) -> Iterator[Time]:
    so_far = 0
    for group in months:
        if group.number is not None:
            so_far += group.number
            yield Time(names.groups("month", group.keys), group.number, so_far, len(group.keys))


def _chart(one: Standing, times: Sequence[Time], sitting: Sitting) -> Markup:
    """Return the chart of a target, nothing where there is nothing over time."""
    if not times:
        return Markup()
    goal = one.goal if one.target.period == "programme" else 0
    bars = [Bar(each.label, f"{each.label}: {each.so_far}", each.so_far, each.months) for each in times]
    return charts.so_far(bars, goal, sitting.say("indicators.over_time"), f"{sitting.say('indicators.goal')} {goal}")


def _table(connection: Connection, sitting: Sitting) -> Given:
    report = _report(connection, sitting, sitting.path["key"])
    data = sheet(indicator_sheet.rows(report, _names(sitting)))
    return Given(data, "text/csv; charset=utf-8", f"drom-{report.key}-{report.today.isoformat()}.csv")


async def _taken_along(sitting: Sitting, table: Given) -> Given:
    """Give a table, and note that somebody has it."""
    noted = partial(service.note_export, by=sitting.by, key=sitting.path["key"], now=sitting.now)
    await sitting.office.store.run(noted)
    return table


FIELDS = frozenset({"day", "source", "country", "part"})
"""Reasons that are called as the field to blame; every other reason blames the number."""


def _type_in(connection: Connection, sitting: Sitting) -> Done:
    key, target = sitting.path["key"], sitting.path["target"]
    number = sitting.whole("number")
    if number is None:
        raise Wrong("indicators.wrong_number", "number")
    entry = Entry(number, _day(sitting), sitting.word("source"), sitting.word("country"), sitting.word("part"))
    try:
        service.type_in(connection, sitting.by, sitting.office.speech.programme, key, target, entry, sitting.now)
    except NotTaken as refused:
        blamed = refused.reason if refused.reason in FIELDS else "number"
        raise Wrong(f"indicators.wrong_{refused.reason}", blamed) from None
    return Done(f"/indicators/{key}/{target}", "indicators.saved")


def _day(sitting: Sitting) -> date:
    try:
        return date.fromisoformat(sitting.word("day"))
    except ValueError:
        raise Wrong("indicators.wrong_day", "day") from None


def _take_back(connection: Connection, sitting: Sitting) -> Done:
    service.take_back(connection, sitting.by, sitting.office.speech.programme, sitting.number("n"), sitting.now)
    return Done(f"/indicators/{sitting.path['key']}/{sitting.path['target']}", "indicators.taken_back")


def _experience(connection: Connection, sitting: Sitting) -> Mapping[str, object]:
    programme = sitting.office.speech.programme
    return {
        "names": _names(sitting),
        "results": experience.results(connection, sitting.by, programme, sitting.now),
        "waits": experience.waits(connection, sitting.by, programme, sitting.now),
        "ways": experience.ways(connection, sitting.by, programme, sitting.now),
    }


ENTRIES = (
    Page("indicators", "/indicators", READ, _show, place=60),
    Page("experience", "/experience", READ, _experience, under="indicators"),
    Page("indicators_report", "/indicators/{key}/report", READ, _paper, under="indicators"),
    Paper("/indicators/{key}/table.csv", READ, _table, _taken_along),
    Page("indicator", "/indicators/{key}/{target}", READ, _one, under="indicators"),
    Act("/indicators/{key}/{target}/type", TYPE, "indicator", _type_in),
    Act("/indicators/{key}/{target}/{n:int}/take-back", TYPE, "indicator", _take_back),
)
