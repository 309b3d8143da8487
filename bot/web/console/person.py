"""Everything about one person that staff may see: profile, conversation, meetings, tickets, notes, merges."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.languages import LANGUAGES
from bot.services import acting, colleagues, course_offers, merging, records, standing_in, timeline
from bot.services.acting import MovedOn, NothingGoes
from bot.services.merging import CannotMerge
from bot.services.records import CHANGE, ERASE, READ, Unfit
from bot.services.wall import YEARS
from bot.web.console.frame import LARGEST, Act, Done, Entry, NotThere, Page, Sitting, Wrong
from bot.web.console.going import tapped
from bot.web.console.ticket import written_note
from storage import called, history, meetings, people, roles
from storage.contacts import Contact
from storage.people import Person
from storage.responses import Response


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    office, programme, number = sitting.office, sitting.office.speech.programme, sitting.number("contact")
    one = records.record(connection, sitting.by, programme, number, sitting.now)
    shown = [each.id for each in one.contacts if not timeline.is_of_team(connection, each)]
    lines, earlier = timeline.timeline(connection, shown, _before(sitting))
    organisation = programme.organisation_of(one.contact.programme)
    return {
        "one": one,
        "called": called.contacts(connection, [one.contact.id]).get(one.contact.id),
        "lines": lines,
        "earlier": earlier,
        "private": len(shown) < len(one.contacts),
        "screens": standing_in.open_screens(office.conversation, one.contact, acting.person(one.contact.id)),
        "may_change": sitting.by.may(CHANGE, organisation, one.contact.country),
        "sees_erasing": _may_erase(sitting, one.contact),
        "may_erase": all(_may_erase(sitting, each) for each in one.every),
        "may_tap": sitting.by.may("answer_tickets", organisation, one.contact.country),
        "towns": _choices(sitting, "town", programme.town),
        "trades": _choices(sitting, "trade", programme.trade),
        "tongues": [(code, language.name) for code, language in LANGUAGES.items()],
        "answers": list(_answers(connection, sitting, one)),
        "names": colleagues.names(connection),
        "roles": roles.of_person(connection, one.person.id) if one.person else [],
    }


def _answers(
    connection: Connection, sitting: Sitting, one: records.Record
) -> Iterator[tuple[Response, meetings.Meeting]]:
    """Yield what somebody answered, with the meeting, where this member of staff may see that."""
    for said in one.responses:
        meeting = meetings.get(connection, said.meeting_id)
        if meeting and sitting.by.may("check_in", meeting.organisation, meeting.country):
            yield said, meeting


def _before(sitting: Sitting) -> datetime:
    """Return from which moment on nothing is shown: the end of the page before."""
    try:
        found = datetime.fromisoformat(sitting.sought("before"))
    except ValueError:
        found = sitting.now + timedelta(days=1)
    return found if found.tzinfo and found.year in YEARS else sitting.now + timedelta(days=1)


def _choices(sitting: Sitting, kind: str, keys: Mapping[str, object]) -> list[tuple[str, str]]:
    words, reader = sitting.office.speech.words, (sitting.language, sitting.country)
    return sorted(((key, words.text(f"programme.{kind}.{key}", key, *reader)) for key in keys), key=lambda one: one[1])


def _may_erase(sitting: Sitting, contact: Contact) -> bool:
    return sitting.by.may(ERASE, sitting.office.speech.programme.organisation_of(contact.programme), contact.country)


def _pulse(connection: Connection, sitting: Sitting) -> object:
    programme = sitting.office.speech.programme
    contact = records.read(connection, sitting.by, programme, sitting.number("contact"))
    return history.newest(connection, [contact.id]), contact.rev


def _to(sitting: Sitting) -> str:
    return f"/people/{sitting.number('contact')}"


def _change(connection: Connection, sitting: Sitting) -> Done:
    programme, number = sitting.office.speech.programme, sitting.number("contact")
    contact = records.read(connection, sitting.by, programme, number, CHANGE)
    told = _told(sitting, people.get(connection, contact.person_id) if contact.person_id is not None else None)
    language = sitting.chosen("language", LANGUAGES)
    told |= {"language": language} if language and language != contact.language else {}
    try:
        if told:
            records.change(connection, sitting.by, programme, number, told, sitting.now)
    except Unfit as wrong:
        beside = f"{wrong.field}_words"
        in_words = beside in sitting.form and told[wrong.field] == sitting.word(beside)
        raise Wrong("people.cannot_be", beside if in_words else wrong.field) from None
    return Done(_to(sitting), "people.changed")


def _told(sitting: Sitting, person: Person | None) -> dict[str, str]:
    """Return what was written anew of a profile: a listed town or trade that was chosen wins over words beside it."""
    if person is None:
        return {}
    name, known = sitting.word("name"), sitting.office.speech.programme
    told = {"name": name} if name and name != person.name else {}
    for field, keys in (("town", known.town), ("trade", known.trade)):
        old = getattr(person, field)
        listed, words = (old, "") if old in keys else ("", old)
        if field in sitting.form and sitting.word(field) != listed:
            told[field] = sitting.word(field) or sitting.word(f"{field}_words")
        elif f"{field}_words" in sitting.form and sitting.word(f"{field}_words") != words:
            told[field] = sitting.word(f"{field}_words")
    return told


def _note(connection: Connection, sitting: Sitting) -> Done:
    words = written_note(sitting)
    programme, number = sitting.office.speech.programme, sitting.number("contact")
    records.write_note(connection, sitting.by, programme, number, words, sitting.now)
    return Done(_to(sitting), "tickets.noted")


def _bigger(connection: Connection, sitting: Sitting) -> Done:
    programme, number = sitting.office.speech.programme, sitting.number("contact")
    records.read(connection, sitting.by, programme, number)
    stands = sitting.chosen("stands", course_offers.TOLD)
    if not stands:
        raise Wrong("common.not_done")
    try:
        course_offers.note(connection, sitting.by, programme, number, stands, sitting.now)
    except LookupError:
        raise Wrong("common.not_done") from None
    return Done(_to(sitting), "tickets.noted")


def _tap(connection: Connection, sitting: Sitting) -> Done:
    office, number = sitting.office, sitting.number("contact")
    contact = records.read(connection, sitting.by, office.speech.programme, number, "answer_tickets")
    try:
        goes = standing_in.tap(
            *(connection, sitting.by, office.conversation, contact),
            *(sitting.word("value"), sitting.now, acting.person(number)),
        )
    except MovedOn:
        raise Wrong("stuck.moved") from None
    except NothingGoes:
        raise Wrong("tickets.nothing_goes") from None
    return Done(_to(sitting), tapped(connection, sitting, number, goes))


def _erase(connection: Connection, sitting: Sitting) -> Done:
    office, number = sitting.office, sitting.number("contact")
    if sitting.word("number") != str(number):
        records.read(connection, sitting.by, office.speech.programme, number, ERASE)
        raise Wrong("people.other_number", "number", number=str(number))
    try:
        files = records.erase(connection, sitting.by, office.speech.programme, number, sitting.now)
    except records.OfTheTeam:
        raise Wrong("people.of_the_team") from None
    return Done("/people", "people.erased", then=lambda: office.delete_files(files))


def _merge(connection: Connection, sitting: Sitting) -> Done:
    programme, now, other = sitting.office.speech.programme, sitting.now, sitting.whole("other")
    kept = records.read(connection, sitting.by, programme, sitting.number("contact"), merging.ACT)
    try:
        gone = records.read(connection, sitting.by, programme, other or LARGEST, merging.ACT)
        merging.merge(connection, sitting.by, programme, kept, gone, now)
    except (records.NoPerson, CannotMerge):
        raise Wrong("people.cannot_merge", "other") from None
    return Done(_to(sitting), "people.merged")


def _unmerge(connection: Connection, sitting: Sitting) -> Done:
    programme, number = sitting.office.speech.programme, sitting.whole("merge")
    contact = records.read(connection, sitting.by, programme, sitting.number("contact"), merging.ACT)
    try:
        merging.undo(connection, sitting.by, programme, contact, number or 0, sitting.now)
    except LookupError:
        raise NotThere("merge") from None
    return Done(_to(sitting), "people.unmerged")


ENTRIES: tuple[Entry, ...] = (
    Page("person", "/people/{contact:int}", READ, _show, under="people", pulse=_pulse),
    Act("/people/{contact:int}/change", CHANGE, "person", _change),
    Act("/people/{contact:int}/note", READ, "person", _note),
    Act("/people/{contact:int}/bigger", READ, "person", _bigger),
    Act("/people/{contact:int}/tap", "answer_tickets", "person", _tap),
    Act("/people/{contact:int}/erase", ERASE, "person", _erase),
    Act("/people/{contact:int}/merge", merging.ACT, "person", _merge),
    Act("/people/{contact:int}/unmerge", merging.ACT, "person", _unmerge),
)
