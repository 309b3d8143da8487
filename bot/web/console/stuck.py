"""The stuck radar: who does not get on, their screen, and a tap for them."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Connection

from bot.services import radar, timeline
from bot.services.acting import MovedOn, NothingGoes
from bot.web.console.frame import Act, Done, Page, Sitting, Wrong
from bot.web.console.going import tapped
from storage import called, contacts

LAST = 6
"""How much of the conversation is shown beside a screen."""


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, object]:
    found = radar.cases(connection, sitting.by, sitting.office.conversation, sitting.now)
    names = called.contacts(connection, {case.who.contact_id for case in found})
    return {"cases": found, "most": len(found) >= radar.MOST, "called": names}


def _pulse(connection: Connection, sitting: Sitting) -> object:
    found = radar.cases(connection, sitting.by, sitting.office.conversation, sitting.now)
    return [(case.who.contact_id, case.at, case.reasons) for case in found]


def _one(connection: Connection, sitting: Sitting) -> Mapping[str, object]:
    number = sitting.number("n")
    at, screens = radar.screens(connection, sitting.by, sitting.office.conversation, number)
    return {"number": number, "at": at, "screens": screens, **_whose(connection, sitting, number)}


def _whose(connection: Connection, sitting: Sitting, number: int) -> Mapping[str, object]:
    """Return who somebody is whose screen is shown, and what was said last: that tells what they meant.

    Whoever reads no people sees that of who is stuck only.
    """
    by, office, found = sitting.by, sitting.office, contacts.get(connection, number)
    programme = office.speech.programme
    reads = found is not None and by.may("read_people", programme.organisation_of(found.programme), found.country)
    cases = () if reads else radar.cases(connection, by, office.conversation, sitting.now)
    shown = reads or any(case.who.contact_id == number for case in cases)
    mine = [number] if shown and found and not timeline.is_of_team(connection, found) else []
    lines, _ = timeline.timeline(connection, mine, sitting.now + timedelta(days=1), LAST)
    name = called.contacts(connection, [number]).get(number) if shown else None
    return {"contact": found, "called": name, "lines": lines, "earlier": None, "private": False, "reads_people": reads}


def _tap(connection: Connection, sitting: Sitting) -> Done:
    number, conversation = sitting.number("n"), sitting.office.conversation
    try:
        at, value = sitting.word("at"), sitting.word("value")
        goes = radar.tap(connection, sitting.by, conversation, number, at, value, sitting.now)
    except MovedOn:
        raise Wrong("stuck.moved") from None
    except NothingGoes:
        raise Wrong("tickets.nothing_goes") from None
    return Done(f"/stuck/{number}", tapped(connection, sitting, number, goes))


ENTRIES = (
    Page("stuck", "/stuck", "read_tickets", _show, place=25, pulse=_pulse),
    Page("stuck_one", "/stuck/{n:int}", "read_tickets", _one, under="stuck"),
    Act("/stuck/{n:int}/tap", "answer_tickets", "stuck_one", _tap),
)
