"""Green tips: what they say in each language and on a phone, and how they went; staff of everything put them live."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot import suppression
from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.languages import LANGUAGES
from bot.services import tip_content, tip_counts
from bot.web.console.frame import Act, Done, Entry, Given, NotThere, Page, Paper, Sitting
from storage import tips
from storage.tip_tallies import Tally
from storage.tips import Tip

RIGHT = "announce"
EVER = datetime(2000, 1, 1, tzinfo=UTC)
STATUSES = ("live", "draft", "retired")


def _list(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    every = tips.every(connection)
    chosen = sitting.sought("status") if sitting.sought("status") in STATUSES else "live"
    return {
        "rows": [(one, _drafts(one)) for one in every if one.status == chosen],
        "chosen": chosen,
        "counts": [(status, sum(one.status == status for one in every)) for status in STATUSES],
    }


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    one, programme = _read(connection, sitting), sitting.office.speech.programme
    wanted = sitting.sought("language")
    language = wanted if wanted in LANGUAGES else sitting.language
    phones = [
        (channel, "\n".join(tip_content.preview(one, sitting.office.speech, language, sitting.country, channel)))
        for channel in (SIM_TELEGRAM, SIM_WHATSAPP)
    ]
    return {
        "one": one,
        "language": language,
        "phones": phones,
        "drafts": _drafts(one),
        "tally": _told(sitting, _tally(connection, sitting, one.id)),
        "strange": list(tip_content.strangers(one, programme)),
        "may_change": sitting.by.may(RIGHT),
    }


def _read(connection: Connection, sitting: Sitting) -> Tip:
    found = tips.get(connection, sitting.number("tip"))
    if found is None:
        raise NotThere("tip")
    return found


def _drafts(one: Tip) -> list[str]:
    """Return the languages whose words no native reader has confirmed."""
    return [code for code in one.words if code != tip_content.SOURCE and code not in one.reviewed]


def _tally(connection: Connection, sitting: Sitting, number: int) -> Tally:
    """Count one tip for all that this member of staff sees, each place once."""
    total, until = Tally(), sitting.now + timedelta(seconds=1)
    for organisation in sorted({place for place, _ in sitting.by.scopes("check_in") or ()}):
        cells = tip_counts.of_cells(connection, sitting.by, EVER, until, organisation=organisation, tip_id=number)
        for cell, tally in cells.items():
            if not organisation or not sitting.by.may("check_in", "", cell.country):
                total += tally
    return total


def _told(sitting: Sitting, tally: Tally) -> list[tuple[str, str]]:
    """Return the numbers by what is counted, as they may be told."""
    return [(name, told_few(sitting, getattr(tally, name))) for name in ("seen", "tried", "done", "saved", "neighbour")]


def told_few(sitting: Sitting, number: int) -> str:
    """Return a number of people in words: of a few only that they are."""
    return sitting.say("indicators.few") if suppression.shown(number) is None else str(number)


def _stand(connection: Connection, sitting: Sitting, *, live: bool) -> Done:
    one = _read(connection, sitting)
    tip_content.stand(connection, sitting.by, sitting.office.speech.programme, one.id, live, sitting.now)
    return Done(f"/tips/{one.id}", "tips.is_live" if live else "tips.is_retired")


def _put_live(connection: Connection, sitting: Sitting) -> Done:
    return _stand(connection, sitting, live=True)


def _retire(connection: Connection, sitting: Sitting) -> Done:
    return _stand(connection, sitting, live=False)


def _sheet(connection: Connection, _sitting: Sitting) -> Given:
    return Given(tip_content.take_out(connection), "text/csv; charset=utf-8", "tips.csv")


ENTRIES: tuple[Entry, ...] = (
    Page("tips", "/tips", RIGHT, _list, place=52),
    Page("tip", "/tips/{tip:int}", RIGHT, _show, under="tips"),
    Act("/tips/{tip:int}/live", RIGHT, "tip", _put_live),
    Act("/tips/{tip:int}/retire", RIGHT, "tip", _retire),
    Paper("/tips.csv", RIGHT, _sheet),
)
