"""Months as texts, YYYY-MM: those of a programme, of a quarter, between two; pure."""

from datetime import UTC, date, datetime


def first_moment(month: str) -> datetime:
    """Return when a month begins, in UTC."""
    return datetime(int(month[:4]), int(month[5:7]), 1, tzinfo=UTC)


def after(month: str) -> str:
    """Return the month that follows."""
    year, number = int(month[:4]), int(month[5:7])
    return f"{year + 1}-01" if number == 12 else f"{year}-{number + 1:02}"


def between(first: str, last: str) -> list[str]:
    """Return every month from one to another, both included."""
    found = [first]
    while found[-1] < last:
        found.append(after(found[-1]))
    return found


def is_in(month: str, period: str, today: date) -> bool:
    """Tell whether a month is in the year, quarter or month of today; every one is in a whole ``programme``."""
    now = f"{today:%Y-%m}"
    match period:
        case "year":
            return month[:4] == now[:4]
        case "quarter":
            return month[:4] == now[:4] and _quarter(month) == _quarter(now)
        case "month":
            return month == now
    return True


def _quarter(month: str) -> int:
    return (int(month[5:7]) - 1) // 3 if month else -1
