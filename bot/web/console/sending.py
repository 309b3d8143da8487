"""How sending goes: each messenger, what waits in the lanes, what may not have arrived, people to call."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from bot.console_words import PREFIX, WORDS
from bot.numbers import LANES
from bot.services import letters_desk
from bot.services.dispatch import Snapshot
from bot.web.console.frame import Act, Done, Entry, Page, Sitting
from storage import called

LENGTH = 50


async def _before(sitting: Sitting) -> Snapshot:
    return await sitting.office.snapshot()


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    by, programme, snapshot = sitting.by, sitting.office.speech.programme, sitting.asked
    after = sitting.sought("after")
    last = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    letters = letters_desk.letters(connection, by, programme, LENGTH + 1, last)
    calls = letters_desk.to_call(connection, by, programme, sitting.now, LENGTH)
    return {
        "channels": snapshot.channels if snapshot else {},
        "counts": snapshot.counts if snapshot and by.may(letters_desk.SEE) else (),  # of all organisations
        "whole": by.may(letters_desk.SEE),
        "lanes": LANES,
        "letters": letters[:LENGTH],
        "reasons": {one.id: reason(sitting, one.reason) for one in letters},
        "more": len(letters) > LENGTH,
        "number": letters_desk.count(connection, by, programme),
        "calls": calls,
        "called": called.contacts(
            connection, {*(one.contact_id for one in letters), *(one.contact_id for one in calls)}
        ),
    }


def reason(sitting: Sitting, code: str) -> str:
    """Return in words why a message may not have arrived; of codes only a provider knows what they say."""
    for key in (f"sending.reason.{code}", f"sending.why.{code}"):
        if f"{PREFIX}{key}" in WORDS:
            return sitting.say(key)
    return sitting.say("sending.reason.code", code=code) if code else ""


def _pulse(connection: Connection, sitting: Sitting) -> object:
    by, programme = sitting.by, sitting.office.speech.programme
    channels = sitting.asked.channels.items() if sitting.asked else ()
    states = [(name, one.leads, one.open, one.slowed, one.blocked > 0) for name, one in channels]
    return letters_desk.count(connection, by, programme), letters_desk.open_rows(connection), states


def _retry(connection: Connection, sitting: Sitting) -> Done:
    number = sitting.number("letter")
    letters_desk.retry(connection, sitting.by, sitting.office.speech.programme, number, sitting.now)
    return Done("/sending", "sending.retried")


def _discard(connection: Connection, sitting: Sitting) -> Done:
    number = sitting.number("letter")
    letters_desk.discard(connection, sitting.by, sitting.office.speech.programme, number, sitting.now)
    return Done("/sending", "sending.discarded")


def _called(connection: Connection, sitting: Sitting) -> Done:
    number = sitting.number("contact")
    letters_desk.called(connection, sitting.by, sitting.office.speech.programme, number, sitting.now)
    return Done("/sending", "sending.called")


ENTRIES: tuple[Entry, ...] = (
    Page("sending", "/sending", letters_desk.SEE, _show, place=70, before=_before, pulse=_pulse, anew=True),
    Act("/sending/{letter:int}/retry", letters_desk.SEE, "sending", _retry),
    Act("/sending/{letter:int}/discard", letters_desk.SEE, "sending", _discard),
    Act("/sending/calls/{contact:int}", letters_desk.SEE, "sending", _called),
)
