"""Certificates: made for who has finished, named by tap, word or staff, found by their number; it draws nothing.

A part names the paper that the library draws when it is sent: ``certificate:<contact>:<row>:png`` or ``:pdf``, and
``brochure:<course>:<language>:<country>:<version>``, ``sign:<name>``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.channels.port import Part
from bot.programme import Programme
from bot.services.learning import learning, member
from bot.services.onboarding import person_of
from bot.services.staff import Actor
from bot.services.tickets import open_ticket
from bot.services.turn import Action, Actions, Turn
from flows.core.parsers import PaperName
from flows.core.states import Tell
from flows.core.values import Outcome, Reply, Todo
from flows.course import COURSE
from storage import certificates, contacts, courses, studies
from storage.certificates import Certificate
from storage.contacts import Contact
from storage.courses import Course

CERTIFICATE, BROCHURE, SIGN = "certificate", "brochure", "sign"
"""How the names of papers begin that the library draws."""
CODES = 10_000
"""How many numbers a guess has to try for each certificate."""
SPOKEN = "certificate"
"""The kind of the ticket about a name that was spoken."""


@dataclass(frozen=True, slots=True)
class Found:
    """A certificate as staff check it: whose name, which course (by language), when and where it was finished."""

    number: str
    name: str
    title: Mapping[str, str]
    finished_at: datetime | None
    organisation: str
    country: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a certificate, in the reader's language but for the words that are the same on all of them."""

    name: str
    number: str
    title: Mapping[str, str]
    finished_at: datetime
    organisation: str
    language: str
    country: str


def find(connection: Connection, by: Actor, number: str) -> Found:
    """Return the certificate with a number; raises LookupError for none and for one of a foreign organisation."""
    row = certificates.numbered(connection, number.strip())
    study = studies.get(connection, row.study_id) if row else None
    course = courses.get(connection, study.course_id) if study else None
    if row is None or study is None or course is None or not row.name:
        raise LookupError(f"there is no certificate {number}")
    if not by.may("read_people", study.organisation, study.country):
        raise LookupError(f"there is no certificate {number}")
    return Found(row.number or "", row.name, course.title, study.finished_at, study.organisation, study.country)


def sheet(connection: Connection, contact_id: int, number: int) -> Sheet | None:
    """Return what stands on a certificate for its owner; None for anybody else, and while it has no name."""
    contact = contacts.get(connection, contact_id)
    row = certificates.get(connection, number)
    if contact is None or contact.erased_at or row is None or row.person_id is None:
        return None
    study = studies.get(connection, row.study_id)
    course = courses.get(connection, study.course_id) if study else None
    if row.person_id != contact.person_id or not row.name or row.number is None or study is None or course is None:
        return None
    finished = study.finished_at or row.made_at
    return Sheet(row.name, row.number, course.title, finished, study.organisation, contact.language, contact.country)


def parts(contact: Contact, row: Certificate) -> list[Part]:
    """Return a certificate as it is sent: a picture to look at and a paper to print."""
    return [Part("", picture=f"{_name(contact, row)}:png"), pdf(contact, row)]


def pdf(contact: Contact, row: Certificate) -> Part:
    """Return the paper of a certificate."""
    return Part("", document=f"{_name(contact, row)}:pdf")


def _name(contact: Contact, row: Certificate) -> str:
    return f"{CERTIFICATE}:{contact.id}:{row.id}"


def brochure(course: Course, contact: Contact) -> str:
    """Return the name of a course's page with pictures for one reader."""
    return f"{BROCHURE}:{course.id}:{contact.language}:{contact.country or '-'}:{course.version}"


def picture(name: str) -> Part:
    """Return a lesson's picture as it is sent."""
    return Part("", picture=f"{SIGN}:{name}")


def write(connection: Connection, person_id: int, name: str) -> Certificate | None:
    """Give the name that somebody has spoken to the certificates that wait for it; return the last of them."""
    waiting = [one for one in certificates.of_person(connection, person_id) if not one.name]
    for one in waiting:
        certificates.rename(connection, one.id, name)
    return certificates.get(connection, waiting[-1].id) if waiting else None


def sent() -> Reply:
    """Return the words under which a certificate comes whose name staff have written."""
    state = COURSE.by_name["sent"]
    return Reply(f"{COURSE.name}.sent", state.say if isinstance(state, Tell) else "")


def organisation(programme: Programme, key: str, language: str) -> str:
    """Return what an organisation is called, "" for one that the programme file has no more."""
    found = programme.organisation.get(key)
    return found.labels[language] if found else ""


def _own_name(turn: Turn, _todo: Todo) -> Outcome:
    """Take the name that is known, where a paper can bear it."""
    person = person_of(turn)
    name = PaperName().parse(person.name) if person and not person.name_pending else None
    return Outcome("untold") if name is None else Outcome("known", {"name": name})


def _take_name(_turn: Turn, todo: Todo) -> Outcome:
    return Outcome("known", {"name": todo.answers["say_name"]})


def _make(turn: Turn, todo: Todo) -> Outcome:
    name = PaperName().parse(str(todo.answers.get("name", "")))
    row = _put(turn, todo, name) if name else None
    if row is None:
        return Outcome("gone")
    turn.extra += parts(turn.contact, row)
    return Outcome("made")


def _by_voice(turn: Turn, todo: Todo) -> Outcome:
    """Let staff write a spoken name; the certificate comes then."""
    row = _put(turn, todo, "")
    if row is None or row.name:
        return Outcome("gone" if row is None else "named")
    open_ticket(turn, todo, SPOKEN)
    return Outcome("kept")


def _put(turn: Turn, todo: Todo, name: str) -> Certificate | None:
    """Make the certificate of who has finished; None for anybody else."""
    found, person_id = learning(turn, todo), member(turn)
    if found is None or found.study is None or found.study.finished_at is None or person_id is None:
        return None
    code = f"{int(turn.token()[:8], 16) % CODES:04}"
    number = certificates.put(turn.connection, found.study.id, person_id, name, code, turn.now)
    return certificates.get(turn.connection, number)


def _again(turn: Turn, todo: Todo) -> Outcome:
    """Send the certificate once more, in the language of today."""
    found = learning(turn, todo)
    if found is None or "certificate" not in found.course.gives:
        return Outcome("plain")
    if member(turn) is None:
        return Outcome("guest")
    row = certificates.of_study(turn.connection, found.study.id) if found.study else None
    if row is None:
        return Outcome("none")
    if not row.name:
        return Outcome("waits")
    turn.extra += parts(turn.contact, row)
    return Outcome("sent")


ACTIONS: Actions = {
    "certificate_own_name": Action(("known", "untold"), _own_name),
    "certificate_take_name": Action(("known",), _take_name),
    "certificate_by_voice": Action(("kept", "named", "gone"), _by_voice),
    "certificate_make": Action(("made", "gone"), _make),
    "certificate_again": Action(("sent", "waits", "none", "guest", "plain"), _again),
}
"""What the flow about courses asks about certificates."""
