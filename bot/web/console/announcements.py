"""What was announced and how far it has come; pause, go on, cancel, again. It never writes one."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.services import announcements
from bot.services.announcements import NoAnnouncement
from bot.services.conversation import Speech
from bot.services.staff import Actor
from bot.web.console.frame import Act, Done, Entry, Page, Sitting
from storage import announcements as rows

RIGHT = "announce"
LENGTH = 50


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    found = []
    for one in rows.latest(connection, LENGTH):
        try:
            found.append(announcements.read(connection, sitting.by, sitting.office.speech, one.id))
        except NoAnnouncement:
            continue
    return {"found": found}


def _one(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    number = sitting.number("announcement")
    one, progress = announcements.read(connection, sitting.by, sitting.office.speech, number)
    return {"one": one, "progress": progress}


def _pulse(connection: Connection, sitting: Sitting) -> object:
    values = _one(connection, sitting)
    return values["one"].state, dict(values["progress"].reasons)


_Do = Callable[[Connection, Actor, Speech, int, datetime], object]


def _act(do: _Do, said: str) -> Callable[[Connection, Sitting], Done]:
    def act(connection: Connection, sitting: Sitting) -> Done:
        number = sitting.number("announcement")
        do(connection, sitting.by, sitting.office.speech, number, sitting.now)
        return Done(f"/announcements/{number}", said)

    return act


_ACTS = {
    "pause": _act(announcements.pause, "announcements.paused"),
    "continue": _act(announcements.go_on, "announcements.continued"),
    "cancel": _act(announcements.cancel, "announcements.cancelled"),
    "again": _act(announcements.again, "announcements.sent_again"),
}
ENTRIES: tuple[Entry, ...] = (
    Page("announcements", "/announcements", RIGHT, _show, place=50),
    Page("announcement", "/announcements/{announcement:int}", RIGHT, _one, under="announcements", pulse=_pulse),
    *(Act(f"/announcements/{{announcement:int}}/{name}", RIGHT, "announcement", do) for name, do in _ACTS.items()),
)
