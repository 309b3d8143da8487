"""The second yes: what a colleague wants to announce, to whom and when, shown whole before it is agreed to."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from bot.services import announcement_approval as approval
from bot.services import announcement_drafts as drafts
from bot.services import announcements
from bot.services.announcement_approval import Changed
from bot.services.announcements import SaidAlready
from bot.web.console import said, whom
from bot.web.console.frame import Act, Done, Entry, Page, Sitting, Wrong

RIGHT = drafts.RIGHT


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    number = sitting.number("asked")
    one = approval.read(connection, sitting.by, sitting.office.speech, number, sitting.now)
    if one is None:
        announcements.known(connection, sitting.by, sitting.office.speech, number)  # a draft that was taken back is not
        return {"one": None, "number": number}
    return {
        "one": one,
        "number": number,
        "card": approval.told(connection, one),
        "whom": whom.words(connection, sitting, drafts.meant(one)),
        "when": drafts.wall_of(one),
        "previews": said.previews(sitting, one),
    }


def _pulse(connection: Connection, sitting: Sitting) -> object:
    one = approval.read(connection, sitting.by, sitting.office.speech, sitting.number("asked"), sitting.now)
    return None if one is None else (one.asks, one.people)


def _decide(connection: Connection, sitting: Sitting, *, agreed: bool) -> Done:
    """Decide about what was shown; where many more people came meanwhile, it is shown once more with their number."""
    number, seen = sitting.number("asked"), sitting.whole("seen")
    about = (connection, sitting.by, sitting.office.speech, number, sitting.now)
    found = approval.look(*about)
    if found is None:
        return Done("/announcements", "announcements.over")
    if found.asks != seen:
        return Done(f"/announcements/{number}/agree", "announcements.changed")
    if not agreed:
        approval.decline(*about, seen=found.asks)
        return Done("/announcements", "announcements.declined")
    try:
        went = approval.agree(*about, seen=found.asks)
    except SaidAlready as already:
        raise Wrong("announcements.not.twice", n=str(already.people)) from None
    except Changed:
        raise Wrong("announcements.changed") from None
    if went is None:
        return Done("/announcements", "announcements.over")
    return Done(f"/announcements/{number}", "announcements.goes")


def _agree(connection: Connection, sitting: Sitting) -> Done:
    return _decide(connection, sitting, agreed=True)


def _decline(connection: Connection, sitting: Sitting) -> Done:
    return _decide(connection, sitting, agreed=False)


_PATH = "/announcements/{asked:int}"
ENTRIES: tuple[Entry, ...] = (
    Page("announce_agree", f"{_PATH}/agree", RIGHT, _show, under="announcements", pulse=_pulse),
    Act(f"{_PATH}/agree", RIGHT, "announce_agree", _agree),
    Act(f"{_PATH}/decline", RIGHT, "announce_agree", _decline),
)
