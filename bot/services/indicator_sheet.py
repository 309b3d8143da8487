"""A programme's numbers as the rows of a table: what the pages show, in the same words, and not one number more."""

from collections.abc import Iterator, Sequence

from bot.services.indicator_names import Names, month
from bot.services.indicators import Report
from bot.services.standings import Standing
from bot.sheets import Value
from bot.suppression import Group

HEAD = ("programme", "package", "target", "split", "group", "number", "goal", "state", "how", "time")


def rows(report: Report, names: Names) -> Iterator[Sequence[Value]]:
    """Yield the head, then each target: in all, by country, each split, each time, and what staff typed."""
    yield [names.say(f"indicators.{word}") for word in HEAD]
    for one in report.standings:
        yield from _of_target(report, one, names)


def _of_target(report: Report, one: Standing, names: Names) -> Iterator[Sequence[Value]]:
    target = one.target
    package = names.label(f"package.{report.key}", target.package) if target.package else ""
    begin = (names.label("programme", report.key), package, names.target(report.key, target))
    end = (names.say(f"indicators.{one.state}"), names.how(one.kind), time_of(report, one))
    yield [*begin, names.say("indicators.total"), "", number(one, names), one.goal or None, *end]
    for place in one.places:
        where = names.group("country", place.country)
        told = names.say("indicators.hidden_here") if place.number is None and one.number is not None else place.number
        yield [*begin, names.say("indicators.by_country"), where, told, place.goal or None, *end]
    for way, groups in one.splits.items():
        yield from _of_split(begin, end, way, groups, names)
    yield from _of_split(begin, end, "month", one.months, names)
    for part in one.parts:
        told = names.say("indicators.few") if part.number is None else part.number
        yield [*begin, names.say("indicators.voluntary"), names.say(f"indicators.part_{part.name}"), told, None, *end]
    for typed in one.typed:
        yield [*begin, names.say("indicators.by_hand"), typed.source, typed.number, None, *end[:2], typed.day]


def _of_split(
    begin: Sequence[Value], end: Sequence[Value], way: str, groups: Sequence[Group], names: Names
) -> Iterator[Sequence[Value]]:
    split = names.say("indicators.over_time" if way == "month" else f"indicators.by_{way}")
    for group in groups:
        told: Value = names.say("indicators.few") if group.number is None else group.number
        yield [*begin, split, names.groups(way, group.keys), told, None, *end]


def number(one: Standing, names: Names) -> Value:
    """Return the number of a target, or in words why there is none."""
    if one.hidden:
        return names.say("indicators.few")
    return names.say("indicators.no_number") if one.number is None else one.number


def time_of(report: Report, one: Standing) -> str:
    """Return in figures over which time a target counts."""
    now = f"{report.today:%Y-%m}"
    match one.target.period:
        case "year":
            return now[:4]
        case "quarter":
            return f"{(report.today.month - 1) // 3 + 1}/{now[:4]}"
        case "month":
            return month(now)
    return f"{month(report.campaign.starts)}–{month(report.campaign.ends)}"
