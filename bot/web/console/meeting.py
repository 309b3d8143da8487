"""One meeting: how it stands, who comes and what they need, who waits, who is here, and what may be done about it."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from bot.services import attendance, audience, meeting_counts, meeting_more, meeting_wizard, meetings, series
from bot.services.announcements import REASONS
from bot.services.audience import Audience, Count
from bot.services.meeting_staff_talk import IN_PLACE, NEEDS
from bot.services.meetings import CannotBe
from bot.services.proposals import send
from bot.web.console.frame import Act, Done, Entry, Page, Sitting, Wrong
from bot.web.console.meetings import ARRANGE, CHECK_IN, LINK, PLACE, TITLE, when
from storage import attendances, called, responses
from storage import meetings as rows
from storage.attendances import Attendance
from storage.meetings import Day, Meeting

LONGEST = 60
WHOM = ("town", "country")
"""Who may be invited at once: everybody there."""
LENGTHS = {"place": PLACE, "title": TITLE}
"""How many signs each text of a meeting may have."""


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    one = meetings.read(connection, sitting.by, sitting.number("meeting"))
    every = responses.of_meeting(connection, one.id)
    days = rows.days(connection, one.id)
    there = attendances.of_meeting(connection, one.id)
    numbers = {
        number for number in [*(each.person_id for each in every), *(each.person_id for each in there)] if number
    }
    needs = Counter(need for each in every if each.standing == "seated" for need in each.needs)
    return {
        "one": one,
        "days": days,
        "counted": meeting_counts.of_meeting(connection, sitting.by, one.id, sitting.now),
        "seats_taken": responses.taken(connection, one.id),
        "answers": [each for said in ("yes", "maybe", "no") for each in every if each.answer == said],
        "line": [*(each for each in every if each.standing == "offered"), *responses.waiting(connection, one.id)],
        "needs": [(sign, key, needs[key]) for key, sign in NEEDS.items() if not one.link or key not in IN_PLACE],
        "signs": NEEDS,
        "there": there,
        "called": called.people(connection, numbers),
        **_more(connection, sitting, one),
        **_arranging(connection, sitting, one),
        "door": _door(one, days, there, sitting),
        "texts": {name: _shown(sitting, getattr(one, name)) for name in ("place", "title")},
    }


def _arranging(connection: Connection, sitting: Sitting, one: Meeting) -> dict[str, Any]:
    """Return whether this member of staff may still change it, and how many each choice would invite now."""
    may, over = sitting.by.may(ARRANGE, one.organisation, one.country), one.ends_at <= sitting.now
    shown = may and not over and one.state == "published"
    found = {whom: _count(connection, sitting, one, whom).people for whom in WHOM} if shown else {}
    return {"may_arrange": may, "over": over, "invitable": found, "invited": sitting.made}


def _meant(one: Meeting, whom: str) -> Audience:
    towns = (one.town,) if whom == "town" else ()
    return Audience(country=one.country, towns=towns, programme=one.programme, new_to=one.id)


def _count(connection: Connection, sitting: Sitting, one: Meeting, whom: str) -> Count:
    """Count whom a choice would invite, and what would become of each invitation now."""
    programme = sitting.office.speech.programme
    return audience.count(connection, sitting.by, programme, _meant(one, whom), sitting.now)


def _more(connection: Connection, sitting: Sitting, one: Meeting) -> dict[str, Any]:
    """Return what a meeting has beside day and place, and the others of its series."""
    more = meeting_more.of_meeting(connection, one)
    given_by = [meeting_more.name_for_staff(connection, host) for host in more.named]
    return {"more": more, "given_by": given_by, "series": _series(connection, sitting, one)}


def _series(connection: Connection, sitting: Sitting, one: Meeting) -> list[Meeting]:
    """Return the meetings of its series that this member of staff may see."""
    every = rows.of_series(connection, one.series_id) if one.series_id is not None else []
    return [each for each in every if meetings.is_seen(sitting.by, each)]


def _door(one: Meeting, days: list[Day], there: list[Attendance], sitting: Sitting) -> dict[str, Any] | None:
    """Return the day whose list is kept now, and who is here by person; None where no door has opened yet."""
    opened = [day for day in days if day.starts_at - attendance.OPENS <= sitting.now]
    if one.state != "published" or not opened:
        return None
    day = opened[-1].n
    mine = [each for each in there if each.day == day]
    here = {each.person_id: each for each in mine if each.person_id and each.state == "here"}
    return {
        "day": day,
        "here": here,
        "walk_ins": [each for each in mine if each.walk_in],
        "number": sum(each.party for each in mine if each.state == "here"),
    }


def _pulse(connection: Connection, sitting: Sitting) -> object:
    one = meetings.read(connection, sitting.by, sitting.number("meeting"))
    counted = meeting_counts.of_meeting(connection, sitting.by, one.id, sitting.now)
    return one.version, one.state, one.seats, counted, len(responses.waiting(connection, one.id))


def _to(sitting: Sitting) -> str:
    return f"/meetings/{sitting.number('meeting')}"


def _publish(connection: Connection, sitting: Sitting) -> Done:
    try:
        meetings.publish(connection, sitting.by, sitting.number("meeting"), sitting.now)
    except CannotBe:
        raise Wrong("meetings.begun") from None
    return Done(_to(sitting), "meetings.published")


def _publish_all(connection: Connection, sitting: Sitting) -> Done:
    """Publish every draft of the series whose time has not passed."""
    one = meetings.read(connection, sitting.by, sitting.number("meeting"), act=ARRANGE)
    drafts = [each.id for each in _series(connection, sitting, one) if each.state == "draft"]
    coming = [each for each in drafts if meetings.read(connection, sitting.by, each).starts_at > sitting.now]
    if not coming:
        raise Wrong("meetings.begun")
    series.publish(connection, sitting.by, coming, sitting.now)
    return Done(_to(sitting), "meetings.published")


def _cancel(connection: Connection, sitting: Sitting) -> Done:
    meetings.cancel(connection, sitting.by, sitting.number("meeting"), sitting.now)
    return Done(_to(sitting), "meetings.cancelled")


def _move(connection: Connection, sitting: Sitting) -> Done:
    programme, number = sitting.office.speech.programme, sitting.number("meeting")
    one = meetings.read(connection, sitting.by, number, act=ARRANGE)
    days = meeting_wizard.moved(rows.days(connection, number), when(sitting, one.country))
    meetings.move(connection, sitting.by, programme, number, days, sitting.now)
    return Done(_to(sitting), "meetings.moved")


def _change(connection: Connection, sitting: Sitting) -> Done:
    """Change what was written anew, and nothing else: a change that a card shows is told to everybody."""
    programme, number = sitting.office.speech.programme, sitting.number("meeting")
    one = meetings.read(connection, sitting.by, number, act=ARRANGE)
    new = {name: _worded(sitting, getattr(one, name), name, most) for name, most in LENGTHS.items()}
    values: dict[str, Any] = {"link": sitting.short("link", LINK), "seats": sitting.whole("seats"), **new}
    changed = {name: value for name, value in values.items() if value != getattr(one, name)}
    try:
        if changed:
            meetings.change(connection, sitting.by, programme, number, sitting.now, **changed)
    except CannotBe as wrong:
        raise Wrong("meetings.cannot_be", wrong.field) from None
    return Done(_to(sitting), "meetings.changed")


def _worded(sitting: Sitting, old: Mapping[str, str], name: str, most: int) -> Mapping[str, str]:
    """Return texts by language as they are after this reader's words; raises Wrong for too many.

    New words are the only ones then, as in chat: in other languages the old ones would send guests elsewhere.
    """
    if sitting.word(name) == _shown(sitting, old):
        return old
    words = sitting.short(name, most)
    return {sitting.language: words} if words else {}


def _shown(sitting: Sitting, texts: Mapping[str, str]) -> str:
    """Return a text in this reader's language, in another one where there is none, "" for no text."""
    return texts.get(sitting.language) or next(iter(texts.values()), "")


def _invite(connection: Connection, sitting: Sitting) -> Done:
    programme, number = sitting.office.speech.programme, sitting.number("meeting")
    one = meetings.read(connection, sitting.by, number, act=ARRANGE)
    whom = sitting.chosen("whom", WHOM) or "country"
    count, meant = _count(connection, sitting, one, whom), _meant(one, whom)
    state, _, _ = send(connection, sitting.by, sitting.person_id, programme, number, meant, sitting.now)
    if state != "invited":
        return Done(_to(sitting), f"meetings.invite_{state}")
    sums = [(reason, count.reasons[reason]) for reason in REASONS if count.reasons.get(reason)]
    return Done(_to(sitting), made=(count.people, sums))


def _tick(connection: Connection, sitting: Sitting) -> Done:
    person_id, party, number = sitting.whole("person"), sitting.whole("party"), sitting.number("meeting")
    said = responses.get(connection, number, person_id) if person_id is not None else None
    if person_id is None or said is None:
        raise Wrong("common.not_done")
    attendance.tick_off(connection, sitting.by, number, person_id, sitting.now, party=party)
    return Done(f"{_to(sitting)}", "meetings.ticked")


def _walk_in(connection: Connection, sitting: Sitting) -> Done:
    name = sitting.word("name")
    if not 0 < len(name) <= LONGEST:
        raise Wrong("meetings.no_name", "name")
    party, number = sitting.whole("party") or 1, sitting.number("meeting")
    attendance.walk_in(connection, sitting.by, number, name, sitting.now, party=min(party, 9))
    return Done(_to(sitting), "meetings.ticked")


_ARRANGE = {
    "publish": _publish,
    "publish-all": _publish_all,
    "cancel": _cancel,
    "move": _move,
    "change": _change,
    "invite": _invite,
}
_DOOR = {"tick": _tick, "walk-in": _walk_in}
ENTRIES: tuple[Entry, ...] = (
    Page("meeting", "/meetings/{meeting:int}", CHECK_IN, _show, under="meetings", pulse=_pulse),
    Page("check_list", "/meetings/{meeting:int}/list", CHECK_IN, _show, under="meetings"),
    *(Act(f"/meetings/{{meeting:int}}/{name}", ARRANGE, "meeting", do) for name, do in _ARRANGE.items()),
    *(Act(f"/meetings/{{meeting:int}}/{name}", CHECK_IN, "meeting", do) for name, do in _DOOR.items()),
)
