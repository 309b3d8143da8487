"""What was announced, how far it has come and what became of each reader; pause, go on, cancel, again."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.services import announcement_approval, announcements, colleagues
from bot.services import announcement_drafts as drafts
from bot.services import announcement_results as results
from bot.services.announcement_results import Result
from bot.services.announcements import REASONS
from bot.services.conversation import Speech
from bot.services.signing import has
from bot.services.staff import Actor
from bot.web.console import said, whom
from bot.web.console.announcing import is_empty
from bot.web.console.frame import Act, Done, Entry, Page, Sitting
from storage import called
from storage.announcements import Announcement

RIGHT = drafts.RIGHT
LENGTH = 30
PEOPLE = 50


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    speech, before = sitting.office.speech, _number(sitting, "before")
    mine = drafts.mine(connection, sitting.by)
    asked = announcement_approval.waiting(connection, sitting.by, speech, sitting.now)
    open_ones = {one.id for one in (*mine, *asked)}
    about = (connection, sitting.by, speech, sitting.now)
    found = results.recent(*about, LENGTH + 1, before=before or None)
    return {
        "mine": [one for one in mine if not before and not is_empty(one)],
        "asked": [(one, announcement_approval.told(connection, one)) for one in asked if not before],
        "found": [(one, _sent(connection, one)) for one in found[:LENGTH] if one.id not in open_ones],
        "more": found[LENGTH - 1].id if len(found) > LENGTH else 0,
    }


def _sent(connection: Connection, one: Announcement) -> int | None:
    """Return how many have got one that is on its way; the others are not counted through for a list."""
    if one.state not in {"sending", "paused"}:
        return None
    return announcements.progress(connection, one.id).reasons["sent"]


def _number(sitting: Sitting, name: str) -> int:
    """Return a number of the address behind the question mark, 0 for none."""
    found = sitting.sought(name)
    return int(found) if found.isascii() and found.isdigit() and len(found) < 19 else 0


def _one(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    number, speech = sitting.number("announcement"), sitting.office.speech
    result = results.look(connection, sitting.by, speech, number)
    one, names = result.found, colleagues.names(connection)
    why = sitting.sought("reason")
    reasons = (why,) if why in REASONS else ()
    about = (connection, sitting.by, speech, number)
    people = results.each(*about, reasons=reasons, limit=PEOPLE + 1, after=_number(sitting, "after"))
    return {
        "one": one,
        "pulse": _changing(result),
        "progress": result.progress,
        "heard": result.heard,
        "why": reasons[0] if reasons else "",
        "people": people[:PEOPLE],
        "called": called.contacts(connection, {row.contact_id for row in people if row.contact_id}),
        "more": len(people) > PEOPLE,
        "failed": sum(result.progress.reasons[reason] for reason in announcements.AGAIN),
        "by": names.get(one.created_by, one.created_by),
        "second": names.get(one.approved_by, one.approved_by) if one.approved_by != one.created_by else "",
        "whom": whom.words(connection, sitting, drafts.meant(one)) if one.audience else "",
        "when": drafts.wall_of(one),
        "previews": said.previews(sitting, one),
        "mine": one.created_by == sitting.by.name,
        "reads_people": has(sitting.by, "read_people"),
    }


def _pulse(connection: Connection, sitting: Sitting) -> object:
    number = sitting.number("announcement")
    return _changing(results.look(connection, sitting.by, sitting.office.speech, number))


def _changing(result: Result) -> object:
    """Return what differs whenever the page would look otherwise."""
    return result.found.state, result.found.asked_at, dict(result.progress.reasons), result.heard


_Do = Callable[[Connection, Actor, Speech, int, datetime], object]


def _act(do: _Do, told: str) -> Callable[[Connection, Sitting], Done]:
    def act(connection: Connection, sitting: Sitting) -> Done:
        number = sitting.number("announcement")
        do(connection, sitting.by, sitting.office.speech, number, sitting.now)
        return Done(f"/announcements/{number}", told)

    return act


def _take_back(connection: Connection, sitting: Sitting) -> Done:
    number = sitting.number("announcement")
    announcement_approval.take_back(connection, sitting.by, number, sitting.now)
    return Done(f"/announcements/{number}/send", "announcements.taken_back")


_ACTS = {
    "pause": _act(announcements.pause, "announcements.paused"),
    "continue": _act(announcements.go_on, "announcements.continued"),
    "cancel": _act(announcements.cancel, "announcements.cancelled"),
    "again": _act(announcements.again, "announcements.sent_again"),
    "take-back": _take_back,
}
ENTRIES: tuple[Entry, ...] = (
    Page("announcements", "/announcements", RIGHT, _show, place=50),
    Page("announcement", "/announcements/{announcement:int}", RIGHT, _one, under="announcements", pulse=_pulse),
    *(Act(f"/announcements/{{announcement:int}}/{name}", RIGHT, "announcement", do) for name, do in _ACTS.items()),
    *said.ENTRIES,
)
