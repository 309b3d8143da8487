"""What is wrong in a form of the console stands at its field in one sentence; what was written stays."""

import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape

import httpx
import pytest

from storage import tables
from tests.web.announcing import crowd
from tests.web.console_house import Console, contact_of, content, meeting, mentor, question, ticket_of

LONG = "x" * 61
pytestmark = pytest.mark.signed_in("administrator")


@dataclass(frozen=True, slots=True)
class Slip:
    """A form sent with something wrong in ``field``, what is told of it, and what of the rest must stay."""

    path: str
    sent: dict[str, str]
    field: str
    told: str
    stays: tuple[str, ...] = ()
    folded: bool = False


SLIPS = (
    Slip("/tickets/1/answer", {"text": " ", "at": "2026-06-20T10:00"}, "text", "Write", ("2026-06-20T10:00",)),
    Slip("/tickets/1/answer", {"text": "Soon", "at": "never"}, "at", "Choose a day and a time.", (">Soon<",)),
    Slip("/tickets/1/answer", {"text": "Soon", "at": "2026-06-01T10:00"}, "at", "This time has passed.", (">Soon<",)),
    Slip("/tickets/1/note", {"note": ""}, "note", "Write"),
    Slip("/tickets/2/write", {"written": LONG}, "written", "sixty signs at most", (LONG,)),
    Slip("/people/1/change", {"name": LONG, "town": "tirana"}, "name", "sixty signs at most", (LONG,), folded=True),
    Slip("/people/1/merge", {"other": "one"}, "other", "Write a whole number, in figures.", ('"one"',), folded=True),
    Slip("/people/1/merge", {"other": "999"}, "other", "nobody who can be added", ('"999"',), folded=True),
    Slip("/people/1/erase", {"number": "7"}, "number", "Nothing was erased", ('"7"',), folded=True),
    Slip("/meetings/new", {"where": "x", "called": "Our day"}, "kind", "Choose what it is", ('"Our day"',)),
    Slip("/meetings/1/move", {"begins": "2026-06-01T10:00"}, "begins", "This time has passed.", (), folded=True),
    Slip("/meetings/1/change", {"seats": "many"}, "seats", "Write a whole number", ('"many"',), folded=True),
    Slip("/meetings/1/change", {"link": "http://x"}, "link", "https", ('"http://x"',), folded=True),
    Slip("/meetings/1/change", {"seats": "0"}, "seats", "https", ('"0"',), folded=True),
    Slip("/meetings/2/walk-in", {"name": "", "party": "3"}, "name", "Write the name", ('"3"',), folded=True),
    Slip("/meetings/2/walk-in", {"name": "Zana", "party": "-"}, "party", "whole number", ('"Zana"',), folded=True),
    Slip("/meetings/1/host", {"name": "", "role": "speaker"}, "name", "", ('"speaker" selected',)),
    Slip("/meetings/1/guests", {"guests": "100000"}, "guests", "", ('"100000"',)),
    Slip("/announcements/1/words", {"text.sq": "y" * 1001}, "text.sq", "1000", ("y" * 1001,)),
    Slip("/announcements/1/when", {"how": "later", "at": ""}, "at", "Choose a day and a time."),
    Slip("/announcements/1/when", {"how": "later", "at": "2026-06-01T10:00"}, "at", "passed", ("2026-06-01T10:00",)),
    Slip("/questions/1/give", {"mentor": ""}, "mentor", "Choose a mentor first."),
    Slip("/indicators/nordic/likes/type", {"number": "", "source": "List"}, "number", "whole number", ('"List"',)),
    Slip(
        "/indicators/nordic/likes/type",
        {"number": "3", "day": "2027-01-01", "source": "List"},
        "day",
        "not in the future",
        ('"3"', '"List"'),
    ),
    Slip(
        "/indicators/nordic/likes/type",
        {"number": "3", "day": "2026-06-01", "source": " "},
        "source",
        "at most 300",
        ('"3"',),
    ),
    Slip(
        "/words/sq/menu.member.tip/correct", {"text": "a" * 40, "confirmed": "yes"}, "text", "", ("a" * 40, "checked")
    ),
    Slip("/team/give", {"label": LONG, "role": "mentor"}, "label", "at most sixty", (LONG, '"mentor" selected')),
)


async def _fill(drom: Console, browser: httpx.AsyncClient) -> None:
    await content(drom)
    await contact_of(drom, "Ana")
    now, speech = drom.house.clock.now(), drom.house.core.speech
    numbers = [row["id"] for row in await drom.house.rows(tables.contact)]
    await ticket_of(drom)
    await ticket_of(drom, "", "name")
    await drom.house.run(lambda c: [meeting(c, speech, now), meeting(c, speech, now)])
    moved = tables.meeting.update().where(tables.meeting.c.id == 2)
    days = tables.meeting_day.update().where(tables.meeting_day.c.meeting_id == 2)
    today = {"starts_at": now + timedelta(minutes=10), "ends_at": now + timedelta(hours=2)}
    await drom.house.run(lambda c: (c.execute(moved.values(today)), c.execute(days.values(today))))
    await drom.house.run(lambda c: question(c, speech, numbers[0], now))
    await crowd(drom, 2)
    await browser.post("/console/announcements/new")
    await drom.house.run(lambda c: mentor(c, now))


@pytest.mark.asyncio
async def test_each_slip_stands_at_its_field(drom: Console, browser: httpx.AsyncClient) -> None:
    await _fill(drom, browser)
    wrong: dict[str, list[str]] = {}
    for slip in SLIPS:
        answer = await browser.post(f"/console{slip.path}", data=slip.sent)
        if found := _amiss(slip, answer.status_code, re.sub(' data-half="[^"]*"', "", unescape(answer.text))):
            wrong[f"{slip.path} {slip.field}"] = found
    assert wrong == {}


def _amiss(slip: Slip, status: int, page: str) -> list[str]:
    """Return what is not as it should be on the page that tells of a slip."""
    fields = re.findall(rf'<(?:input|select|textarea)[^>]*name="{re.escape(slip.field)}"[^>]*>', page)
    told = re.findall(r'<small class="why" id="wrong">(.*?)</small>', page)
    fold = page.partition('id="wrong"')[0].rpartition("<details")[2]
    checks = {
        f"status {status}": status == 422,
        f"field {fields}": any('aria-invalid="true"' in one and "autofocus" in one for one in fields),
        f"told {told}": len(told) == 1 and slip.told in told[0],
        "told at the head of the page, and at the field": page.count(told[0] if told else "") == 2,
        "stays": all(one in page for one in slip.stays),
        "fold": not slip.folded or fold.startswith(" open"),
    }
    return [name for name, well in checks.items() if not well]
