"""Questions to mentors that wait: how they go, to whom they can be given; it never shows what was asked."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from bot.services import question_counts, question_desk, records
from bot.services.question_counts import RIGHT
from bot.web.console.frame import Act, Done, Entry, Page, Sitting, Wrong
from storage import claims, contacts, people
from storage import mentors as profiles
from storage.mentors import Mentor
from storage.questions import Question

LENGTH = 50
HOUR = timedelta(hours=1)


def _list(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    page = sitting.page_number
    rows = question_desk.open_ones(connection, sitting.by, LENGTH + 1, page * LENGTH)
    return {
        "rows": [(one, (sitting.now - one.since) // HOUR) for one in rows[:LENGTH]],
        "more": len(rows) > LENGTH,
        "number": page,
        "all": question_desk.count_open(connection, sitting.by),
    }


def _list_pulse(connection: Connection, sitting: Sitting) -> object:
    first = question_desk.open_ones(connection, sitting.by, LENGTH)
    return question_desk.count_open(connection, sitting.by), [(one.id, one.state, one.version) for one in first]


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    one = question_desk.read(connection, sitting.by, sitting.number("question"))
    held = claims.held(connection, one.id)
    holder = profiles.get(connection, held.mentor_id) if held and held.mentor_id else None
    return {
        "one": one,
        "hours": (sitting.now - one.since) // HOUR,
        "held": held,
        "holder": _called(connection, sitting, holder) if holder else "",
        "steps": question_counts.steps(connection, one),
        "able": [
            (each.id, _called(connection, sitting, each)) for each in question_desk.able(connection, one, sitting.now)
        ],
        "contact": _contact(connection, sitting, one),
    }


def _called(connection: Connection, sitting: Sitting, mentor: Mentor) -> str:
    """Return a mentor's name, and the number by which the steps know them."""
    person = people.get(connection, mentor.person_id) if mentor.person_id else None
    name = mentor.label or (person.name if person else "")
    return sitting.say("questions.mentor", name=name, n=mentor.id)


def _contact(connection: Connection, sitting: Sitting, one: Question) -> int | None:
    """Return the number of the page of whoever asked, None where it is not for this member of staff."""
    for each in contacts.of_person(connection, one.person_id) if one.person_id else ():
        try:
            return records.read(connection, sitting.by, sitting.office.speech.programme, each.id).id
        except records.NoPerson:
            continue
    return None


def _pulse(connection: Connection, sitting: Sitting) -> object:
    one = question_desk.read(connection, sitting.by, sitting.number("question"))
    return one.state, one.version, len(question_counts.steps(connection, one))


def _to(sitting: Sitting) -> str:
    return f"/questions/{sitting.number('question')}"


def _give(connection: Connection, sitting: Sitting) -> Done:
    number, mentor = sitting.number("question"), sitting.whole("mentor")
    question_desk.read(connection, sitting.by, number)
    if mentor is None:
        raise Wrong("questions.nobody_chosen", "mentor")
    question_desk.give(connection, sitting.by, sitting.office.speech.programme, number, mentor, sitting.now)
    return Done(_to(sitting), "questions.given")


def _release(connection: Connection, sitting: Sitting) -> Done:
    programme, number = sitting.office.speech.programme, sitting.number("question")
    question_desk.release(connection, sitting.by, programme, number, sitting.now)
    return Done(_to(sitting), "questions.released")


def _close(connection: Connection, sitting: Sitting) -> Done:
    question_desk.close(connection, sitting.by, sitting.number("question"), sitting.now)
    return Done(_to(sitting), "questions.closed")


ENTRIES: tuple[Entry, ...] = (
    Page("questions", "/questions", RIGHT, _list, place=22, pulse=_list_pulse),
    Page("question", "/questions/{question:int}", RIGHT, _show, under="questions", pulse=_pulse),
    Act("/questions/{question:int}/give", RIGHT, "question", _give),
    Act("/questions/{question:int}/release", RIGHT, "question", _release),
    Act("/questions/{question:int}/close", RIGHT, "question", _close),
)
