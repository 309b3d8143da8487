"""What staff announce to many at once: counted before, approved, paused, cancelled, asked for again, counted after.

It never sends: ``feed`` brings what was approved to the outbox, and the dispatcher sends it.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.programme import HasProgramme
from bot.services import announced, due, staff
from bot.services.conversation import Speech
from bot.services.push import forecast, look, read_world
from bot.services.staff import Actor
from bot.services.wall import moment_of
from storage import announcements, contacts, deliveries, log, outbox
from storage.announcements import Announcement, Said
from storage.deadletters import UNSURE
from storage.deliveries import Group
from storage.notices import Subject
from storage.parked import CALL, KNOCK

REASONS = (
    "sent",
    "go",
    "waits",
    "knock",
    "parked",
    "call",
    "unreachable",
    "stopped",
    "failed",
    "doubt",
    "late",
    "cancelled",
    "erased",
)
"""What becomes of a delivery, each exactly one of these; the first words are those of ``push.State``.

``go``: it goes in its turn · ``waits``: for the morning, the end of a pause, the next day · ``knock``: only a knock
goes, the words follow a tap · ``parked`` and ``call``: they go when the person writes · ``failed``: the platform does
not take it · ``doubt``: it may have arrived · ``late``: its time passed · ``erased``: they left before it went.
"""
AGAIN = ("unreachable", "failed", "late")
"""What "again to the failed only" means beside messages that never went."""
WORTH = outbox.DEADLINES[outbox.ANNOUNCEMENT]
"""How long an announcement is worth sending, from its hour on, where nobody says otherwise."""
TWICE = timedelta(days=7)
"""For so long nobody is told the same once more."""
DONE = "announcement_done"
"""The notice to whoever wrote an announcement that it is done, by the name under which it is stored for ever."""
TOLD = timedelta(days=2)
"""How long that is worth hearing."""
_ENDS = {
    "sent": "sent",
    "in_doubt": "doubt",
    "expired": "late",
    "cancelled": "cancelled",
    "never": "failed",
    "": "erased",
}
"""What a message that has ended, or is not there any more, says of its delivery."""


class NoAnnouncement(staff.NotThere):
    """There is no such announcement for this member of staff (the same for missing and for foreign ones)."""


class SaidAlready(ValueError):
    """So many ``people`` were told just this within a week, or will be."""

    def __init__(self, people: int) -> None:
        super().__init__(f"{people} of these people were told just this within a week; change the words or the people")
        self.people = people


@dataclass(frozen=True, slots=True)
class Progress:
    """How many are invited, and how many of them came to each of ``REASONS``; the sum is ``invited``, always."""

    invited: int
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of an audience now; ``missing`` counts people by a language that has no text of its own."""

    progress: Progress
    missing: Mapping[str, int]


def preview(
    connection: Connection,
    by: Actor,
    speech: Speech,
    texts: Mapping[str, str],
    contact_ids: Collection[int],
    now: datetime,
) -> Preview:
    """Count what would become of an audience now; raises Denied, LookupError, ValueError."""
    said, world = announced.checked(Said(texts)), read_world(connection, speech.programme)
    reasons: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    for number in sorted(set(contact_ids)):
        contact = contacts.get(connection, number)
        if contact is None or contact.erased_at is not None:
            raise LookupError(f"there is no contact {number}")
        by.check("announce", speech.programme.organisation_of(contact.programme), contact.country)
        pushed = announced.message(speech, contact, 0, said, now + WORTH)
        before = look(connection, contact, pushed, world, now)
        reasons[forecast(contact, pushed, world, now, before).state] += 1
        if contact.language not in said.texts:
            missing[contact.language] += 1
    return Preview(_progress(reasons), dict(missing))


def draft(
    connection: Connection,
    by: Actor,
    texts: Mapping[str, str],
    now: datetime,
    *,
    wall: datetime | None = None,
    deadline: datetime | None = None,
) -> int:
    """Write an announcement down and return its number; ``wall`` is a local time, without a zone. Raises ValueError."""
    kept = announced.checked(Said(texts)).texts
    if wall is not None and wall.tzinfo is not None:
        raise ValueError("a local time has no zone: it is each reader's own")
    when = "" if wall is None else wall.isoformat(timespec="minutes")
    return announcements.create(connection, texts=kept, by=by.name, now=now, wall=when, deadline=deadline)


def approve(
    connection: Connection, by: Actor, speech: HasProgramme, number: int, contact_ids: Collection[int], now: datetime
) -> Progress:
    """Freeze for whom a draft is and let it go; raises NoAnnouncement, Denied, ValueError, LookupError, SaidAlready."""
    found = announcements.get(connection, number, lock=True)
    if found is None or found.state != "draft":
        raise NoAnnouncement(f"there is no draft {number}")
    wanted, hash = set(contact_ids), announced.hash_of(announced.checked(found.said))
    if not wanted:
        raise ValueError("an announcement needs somebody who gets it")
    told_already(connection, hash, wanted, now)
    if deliveries.freeze(connection, number, wanted, now) != len(wanted):
        raise LookupError("some of these contacts are not there; choose again")
    places = deliveries.places(connection, number)
    check(by, speech, number, places)
    last = max((_begin(connection, speech, found, country, now) for country in {one for _, one in places}), default=now)
    deadline = found.deadline or last + WORTH
    if deadline <= last:
        raise ValueError("its time is over before it begins")
    approved = {"approved_by": by.name, "approved_at": now, "hash": hash, "people": len(wanted)}
    kept = [list(one) for one in places]
    announcements.change(connection, number, state="sending", deadline=deadline, places=kept, **approved)
    _note(connection, by, "announcement_approved", number, now, {"invited": len(wanted)})
    return progress(connection, number)


def pause(connection: Connection, by: Actor, speech: HasProgramme, number: int, now: datetime) -> Progress:
    """Let nothing more go until ``go_on``, nor on a tap; what is on its way this moment, or has begun, arrives."""
    found = _open(connection, by, speech, number, {"sending", "done"})
    if not deliveries.pull_back(connection, number, now) and found.state == "done":
        raise ValueError(f"announcement {number} is done")
    announcements.change(connection, number, state="paused", ended_at=None)
    _note(connection, by, "announcement_paused", number, now)
    return progress(connection, number)


def go_on(connection: Connection, by: Actor, speech: HasProgramme, number: int, now: datetime) -> Progress:
    """Let a paused announcement go on where it was."""
    _open(connection, by, speech, number, {"paused"})
    announcements.change(connection, number, state="sending")
    _note(connection, by, "announcement_continued", number, now)
    return progress(connection, number)


def cancel(connection: Connection, by: Actor, speech: HasProgramme, number: int, now: datetime) -> Progress:
    """Let nothing more go, for good."""
    found = _open(connection, by, speech, number, {"sending", "paused", "done"})
    ended = deliveries.end_all(connection, number, "cancelled") + deliveries.cancel(connection, number, now)
    if not ended and found.state == "done":
        raise ValueError(f"announcement {number} is done")
    announcements.change(connection, number, state="cancelled", ended_at=now)
    _note(connection, by, "announcement_cancelled", number, now)
    return progress(connection, number)


def again(connection: Connection, by: Actor, speech: HasProgramme, number: int, now: datetime) -> int:
    """Send a finished announcement to those only who did not get it; return how many they are."""
    found = _open(connection, by, speech, number, {"done"})
    failed = deliveries.again(connection, number, AGAIN, now)
    if failed:
        deadline = max(found.deadline or now, now + WORTH)
        announcements.change(connection, number, state="sending", deadline=deadline, ended_at=None)
    _note(connection, by, "announcement_again", number, now, {"failed": failed})
    return failed


def read(connection: Connection, by: Actor, speech: HasProgramme, number: int) -> tuple[Announcement, Progress]:
    """Return an announcement and how far it has come; raises NoAnnouncement, Denied."""
    return known(connection, by, speech, number), progress(connection, number)


def progress(connection: Connection, number: int) -> Progress:
    """Count what became of those whom an announcement is for."""
    return progress_of(deliveries.tally(connection, number))


def progress_of(groups: Collection[Group]) -> Progress:
    """Return what deliveries that are counted came to; pure."""
    reasons: Counter[str] = Counter()
    for group in groups:
        reasons[reason(group)] += group.number
    return _progress(reasons)


def reason(group: Group) -> str:
    """Return which of ``REASONS`` deliveries of one state came to."""
    if group.state != "put":
        return group.reason or "go"
    if group.why in {"stopped", "unreachable"}:
        return group.why
    if group.sent == "parked":
        return group.why if group.why in {KNOCK, CALL} else "parked"
    if group.sent in {"waiting", "sending"}:
        return "waits" if group.reason == "waits" else "go"
    return "doubt" if group.why == UNSURE else _ENDS[group.sent]


def told_already(connection: Connection, hash: str, contact_ids: Collection[int], now: datetime) -> None:
    """Raise SaidAlready where some of these contacts were told just this within ``TWICE``, or will be."""
    same = announcements.alike(connection, hash, now - TWICE)
    if same and (people := deliveries.got(connection, same, contact_ids)):
        raise SaidAlready(people)


def finish(connection: Connection, number: int, now: datetime) -> None:
    """Note that nothing of an announcement goes any more by itself, and tell whoever wrote it."""
    found = announcements.hold(connection, number)
    if found is None or not deliveries.at_rest(connection, number):
        return
    announcements.change(connection, number, state="done", ended_at=now)
    if (maker := staff.holder(connection, found.created_by)) is not None:
        told = due.notice(DONE, f"{now:%Y%m%d%H%M%S}", now, now + TOLD, asked_for=True, person_id=maker)
        due.plan(connection, Subject("announcement", number), [told], now)


def _begin(connection: Connection, speech: HasProgramme, found: Announcement, country: str, now: datetime) -> datetime:
    """Let an announcement come to a country at the wall time asked for; return that moment."""
    if not found.wall:
        return now
    begins = moment_of(datetime.fromisoformat(found.wall), speech.programme.zone(country))
    if begins > now:
        deliveries.begin_at(connection, found.id, country, begins)
    return max(now, begins)


def _open(
    connection: Connection, by: Actor, speech: HasProgramme, number: int, states: Collection[str]
) -> Announcement:
    found = known(connection, by, speech, number, lock=True)
    if found.state not in states:
        raise ValueError(f"announcement {number} is {found.state}")
    return found


def known(connection: Connection, by: Actor, speech: HasProgramme, number: int, *, lock: bool = False) -> Announcement:
    """Return one that somebody may see; a draft, asked about or not, is its writer's. Raises NoAnnouncement."""
    found = announcements.get(connection, number, lock=lock)
    if found is None or (found.state == "draft" and not by.operator and found.created_by != by.name):
        raise NoAnnouncement(f"there is no announcement {number}")
    check(by, speech, number, _places(connection, found))
    return found


def check(by: Actor, speech: HasProgramme, number: int, places: Collection[Sequence[str]]) -> None:
    """Raise NoAnnouncement unless the actor may announce to all who are meant, by programme and country."""
    for programme, country in places or [("", "")]:
        if not by.may("announce", speech.programme.organisation_of(programme), country):
            raise NoAnnouncement(f"there is no announcement {number}")


def _places(connection: Connection, found: Announcement) -> Collection[Sequence[str]]:
    """Return the programmes and countries that an announcement went to; older ones have not kept them."""
    return deliveries.places(connection, found.id) if found.places is None else found.places


def _progress(reasons: Mapping[str, int]) -> Progress:
    return Progress(sum(reasons.values()), {name: reasons.get(name, 0) for name in REASONS})


def _note(
    connection: Connection, by: Actor, act: str, number: int, now: datetime, detail: Mapping[str, int] | None = None
) -> None:
    log.write(connection, at=now, actor=by.name, act=act, subject=f"announcement:{number}", detail=dict(detail or {}))
