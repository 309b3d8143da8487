"""The stuck radar: who does not get on, their screen, and a tap for them."""

from collections.abc import Mapping

from sqlalchemy import Connection

from bot.services import radar
from bot.services.radar import MovedOn
from bot.web.console.frame import Act, Done, Page, Sitting, Wrong


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, object]:
    found = radar.cases(connection, sitting.by, sitting.office.conversation, sitting.now)
    return {"cases": found, "most": len(found) >= radar.MOST}


def _pulse(connection: Connection, sitting: Sitting) -> object:
    found = radar.cases(connection, sitting.by, sitting.office.conversation, sitting.now)
    return [(case.who.contact_id, case.at, case.reasons) for case in found]


def _one(connection: Connection, sitting: Sitting) -> Mapping[str, object]:
    number = sitting.number("n")
    at, screens = radar.screens(connection, sitting.by, sitting.office.conversation, number)
    return {"number": number, "at": at, "screens": screens}


def _tap(connection: Connection, sitting: Sitting) -> Done:
    number, conversation = sitting.number("n"), sitting.office.conversation
    try:
        radar.tap(connection, sitting.by, conversation, number, sitting.word("at"), sitting.word("value"), sitting.now)
    except MovedOn:
        raise Wrong("stuck.moved") from None
    return Done(f"/stuck/{number}", "stuck.tapped")


ENTRIES = (
    Page("stuck", "/stuck", "read_tickets", _show, place=25, pulse=_pulse),
    Page("stuck_one", "/stuck/{n:int}", "read_tickets", _one, under="stuck"),
    Act("/stuck/{n:int}/tap", "answer_tickets", "stuck_one", _tap),
)
