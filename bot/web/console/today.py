"""The first page: what waits for a person now, as numbers that lead there; it never does anything."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from bot.services import (
    announcement_approval,
    letters_desk,
    meetings,
    question_counts,
    question_desk,
    sharing,
    stories,
    ticket_desk,
)
from bot.services.announcement_drafts import RIGHT
from bot.services.signing import has
from bot.web.console.frame import Entry, Page, Sitting
from storage import called, matters
from storage import meetings as meeting_rows

SOON = timedelta(days=14)
FIRST = 5


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    office, by, now = sitting.office, sitting.by, sitting.now
    programme = office.speech.programme
    mine = (connection, by, sitting.person_id, programme)
    tickets = has(by, ticket_desk.READ)
    sending = has(by, letters_desk.SEE)
    troubles, notes = sitting.asked
    first = ticket_desk.waiting(*mine, "open", now, limit=FIRST) if tickets else []
    return {
        "open": ticket_desk.count(*mine, "open", now) if tickets else None,
        "mine": ticket_desk.count(*mine, "mine", now) if tickets else None,
        "first": first,
        "called": called.contacts(connection, {one.contact_id for one in first}),
        "doubtful": letters_desk.count(connection, by, programme) if sending else None,
        "questions": question_desk.count_open(connection, by) if has(by, question_counts.RIGHT) else None,
        "shares": _shares(connection, sitting),
        "agree": _agree(connection, sitting) if has(by, RIGHT) else None,
        "calls": letters_desk.count_calls(connection, by, programme, now) if sending else None,
        "troubles": troubles,
        "notes": notes,
        "down": _down(sitting),
        "meetings": _coming(connection, sitting) if has(by, "check_in") else None,
    }


def _shares(connection: Connection, sitting: Sitting) -> list[tuple[str, int]]:
    """Count what waits to be published, by the name of its page; what there is none of is not told."""
    counts = [("answers", len(sharing.waiting(connection, sitting.by)))] if has(sitting.by, sharing.RIGHT) else []
    counts += [("stories", len(stories.waiting(connection, sitting.by)))] if has(sitting.by, stories.RIGHT) else []
    return [(name, number) for name, number in counts if number]


def _agree(connection: Connection, sitting: Sitting) -> int:
    """Count the announcements of colleagues that wait for a second yes."""
    return len(announcement_approval.waiting(connection, sitting.by, sitting.office.speech, sitting.now))


def _coming(connection: Connection, sitting: Sitting) -> list[meeting_rows.Meeting]:
    every = meetings.of_staff(connection, sitting.by, sitting.now)
    return [one for one in every if one.starts_at < sitting.now + SOON][:FIRST]


def _down(sitting: Sitting) -> list[str]:
    """Return which messengers do not answer now, for those who see how sending goes."""
    states = sitting.office.states() if has(sitting.by, letters_desk.SEE) else {}
    return [name for name, state in states.items() if state.open]


async def _before(sitting: Sitting) -> tuple[list[str], list[str]]:
    """Read what is wrong with Drom as a whole, for those only who see to all of it."""
    return await sitting.office.troubles() if sitting.by.may(letters_desk.SEE) else ([], [])


def _pulse(connection: Connection, sitting: Sitting) -> object:
    by, programme, now = sitting.by, sitting.office.speech.programme, sitting.now
    agree = _agree(connection, sitting) if has(by, RIGHT) else 0
    sent = (
        (letters_desk.count(connection, by, programme), letters_desk.count_calls(connection, by, programme, now))
        if has(by, letters_desk.SEE)
        else ()
    )
    return matters.newest(connection, now), agree, _shares(connection, sitting), sent, _down(sitting)


ENTRIES: tuple[Entry, ...] = (Page("today", "", "", _show, place=10, before=_before, pulse=_pulse),)
