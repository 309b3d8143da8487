"""Short courses: lessons as on a phone, how far each language is, how they go; certificates; it changes nothing."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.languages import LANGUAGES
from bot.services import certificates, course_counts, courses
from bot.services.course_preview import screens
from bot.web.console.frame import Act, Done, Entry, NotThere, Page, Sitting, Wrong
from bot.web.console.tips import told_few
from storage import courses as rows
from storage.courses import Course

RIGHT = "announce"
EVER = datetime(2000, 1, 1, tzinfo=UTC)
LONGEST = 40
"""How many signs the number of a certificate has at most."""
COUNTED = ("started", "finished", "certificates", "brochures", "asked", "enrolled", "completed")


def _list(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    every = rows.every(connection)
    asked, found = sitting.made or ("", None)
    return {"rows": [(one, len(rows.lessons(connection, one.id))) for one in every], "asked": asked, "found": found}


def _check(connection: Connection, sitting: Sitting) -> Done:
    """Find a certificate; its number must stand in no address, which browsers and proxies keep."""
    number = sitting.short("number", LONGEST)
    if not number:
        raise Wrong("tickets.no_words", "number")
    try:
        found = certificates.find(connection, sitting.by, number)
    except LookupError:
        found = None
    return Done("/lessons", made=(number, found))


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    one = rows.get(connection, sitting.number("course"))
    if one is None:
        raise NotThere("course")
    written = courses.read_text(rows.source(connection, one.id), one.key)
    wanted = sitting.sought("language")
    language = wanted if wanted in LANGUAGES else sitting.language
    phones = [
        (channel, "\n".join(screens(written, sitting.office.speech, language, sitting.country, channel)))
        for channel in (SIM_TELEGRAM, SIM_WHATSAPP)
    ]
    review = courses.review(written)
    return {
        "one": one,
        "language": language,
        "phones": phones,
        "review": [(code, review.there[code], review.confirmed[code]) for code in review.there],
        "texts": review.texts,
        "lessons": len(written.lessons),
        "counts": _counts(connection, sitting, one),
    }


def _counts(connection: Connection, sitting: Sitting, one: Course) -> list[tuple[str, str]]:
    """Count a course for all that this member of staff sees, each place once; a few are not told."""
    total, until = dict.fromkeys(COUNTED, 0), sitting.now + timedelta(seconds=1)
    for organisation in sorted({place for place, _ in sitting.by.scopes("read_people") or ()}):
        for each in course_counts.of_courses(connection, sitting.by, EVER, until, organisation=organisation):
            twice = organisation and sitting.by.may("read_people", "", each.country)
            if each.course_id == one.id and not twice:
                total = {name: number + getattr(each, name) for name, number in total.items()}
    return [(name, told_few(sitting, number)) for name, number in total.items()]


ENTRIES: tuple[Entry, ...] = (
    Page("lessons", "/lessons", RIGHT, _list, place=54),
    Act("/lessons/certificate", "read_people", "lessons", _check),
    Page("course", "/lessons/{course:int}", RIGHT, _show, under="lessons"),
)
