"""What a meeting has beside its day and place: a photo, languages, who gives it; nobody is written to for it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from bot.services import meeting_more, meetings
from bot.services.meeting_more import AS, Booked, More
from bot.services.slots import Enough
from bot.services.spoken import NAMES
from bot.web.console import files, said
from bot.web.console.frame import Act, Done, Entry, NotThere, Page, Paper, Sitting, Wrong
from bot.web.console.meetings import ARRANGE
from storage.media import Media
from storage.meetings import Host, Meeting
from storage.roles import Role

LONGEST, MOST = 60, 50
"""The longest name, in characters, and how many guests without one there may be."""
EXPERTS = "mentor"
"""The kind of meeting that has experts; of those whom Drom knows only mentors are, as in chat."""


def _meeting(connection: Connection, sitting: Sitting) -> Meeting:
    """Return a meeting that can still be arranged; raises NoMeeting, NotThere."""
    found = meetings.read(connection, sitting.by, sitting.number("meeting"), act=ARRANGE)
    if found.state == "cancelled" or found.ends_at <= sitting.now:
        raise NotThere("meeting")
    return found


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    one = _meeting(connection, sitting)
    more = meeting_more.of_meeting(connection, one)
    return {
        "one": one,
        "more": more,
        "shown": meeting_more.as_shown(connection, one).photo_id is not None,
        "spoken": list(NAMES.items()),
        "hosts": [(host, meeting_more.name_for_staff(connection, host)) for host in more.named],
        "team": [(role.id, _called(connection, role)) for role in _candidates(connection, one, more)],
        "roles": [(key, sitting.say(f"meetings.as.{key}")) for key in AS if key != "expert" or one.kind == EXPERTS],
    }


def _candidates(connection: Connection, one: Meeting, more: More) -> list[Role]:
    """Return those of the team who may give it and do not yet."""
    there = {host.person_id for host in more.named}
    every = meeting_more.candidates(connection, one.organisation, one.country)
    return [role for role in every if role.person_id not in there]


def _called(connection: Connection, role: Role) -> str:
    return meeting_more.name_for_staff(connection, Host("host", role.person_id, role.label))


def _keep(connection: Connection, sitting: Sitting, changed: Callable[[More], More]) -> Done:
    """Change what a meeting has; two of the team who change it at once lose nothing of each other."""
    _meeting(connection, sitting)
    programme, number = sitting.office.speech.programme, sitting.number("meeting")
    try:
        meeting_more.keep(connection, sitting.by, programme, number, changed, sitting.now)
    except Booked:
        raise Wrong("meetings.booked") from None
    except Enough:
        raise Wrong("meetings.two_experts") from None
    return Done(f"/meetings/{number}/more", "meetings.changed")


def _photo(connection: Connection, sitting: Sitting) -> Done:
    """Keep the photo that was sent, in the place of the one before."""
    _meeting(connection, sitting)
    laid = sitting.asked.get(said.FILE)
    if laid is None or laid.file.kind != "photo":
        raise Wrong("meetings.no_picture", "file")
    number = int(said.kept(connection, sitting, laid))
    return _keep(connection, sitting, lambda more: replace(more, photo_id=number))


def _no_photo(connection: Connection, sitting: Sitting) -> Done:
    return _keep(connection, sitting, lambda more: replace(more, photo_id=None))


def _languages(connection: Connection, sitting: Sitting) -> Done:
    chosen = sitting.every("speaks", NAMES)
    languages = tuple(key for key in NAMES if key in chosen)
    return _keep(connection, sitting, lambda more: replace(more, languages=languages))


def _host(connection: Connection, sitting: Sitting) -> Done:
    """Add somebody of the team, or whoever is written, as what they are there."""
    one, name = _meeting(connection, sitting), " ".join(sitting.word("name").split())
    known = {role.id: role for role in _candidates(connection, one, meeting_more.of_meeting(connection, one))}
    number, role = sitting.whole("person"), sitting.chosen("role", AS)
    whom = known.get(number) if number is not None else None
    if len(name) > LONGEST:
        raise Wrong("meetings.no_name", "name")
    if (whom is None) == (not name):
        raise Wrong("meetings.no_host", "name")
    if not role or (role == "expert" and (one.kind != EXPERTS or (whom is not None and whom.name != "mentor"))):
        raise Wrong("meetings.no_expert" if role else "meetings.no_host", "role")
    host = Host(role, whom.person_id) if whom is not None else Host(role, name=name)
    return _keep(connection, sitting, lambda more: meeting_more.with_host(more, host))


def _no_host(connection: Connection, sitting: Sitting) -> Done:
    number = sitting.whole("host")

    def without(more: More) -> More:
        if number not in {one.id for one in more.hosts}:
            raise Wrong("common.not_done")
        return meeting_more.without_host(more, number or 0)

    return _keep(connection, sitting, without)


def _guests(connection: Connection, sitting: Sitting) -> Done:
    number = sitting.whole("guests") or 0
    if number > MOST:
        raise Wrong("meetings.many_guests", "guests", most=str(MOST))
    return _keep(connection, sitting, lambda more: meeting_more.with_guests(more, number))


def _picture(connection: Connection, sitting: Sitting) -> Media:
    """Return the photo of a meeting that this member of staff may arrange."""
    number = _meeting(connection, sitting).photo_id
    if number is None:
        raise NotThere("file")
    return files.kept(connection, number)


_PATH = "/meetings/{meeting:int}"
ENTRIES: tuple[Entry, ...] = (
    Page("meeting_more", f"{_PATH}/more", ARRANGE, _show, under="meetings"),
    Act(f"{_PATH}/photo", ARRANGE, "meeting_more", _photo, before=said.lay, upload=True),
    Act(f"{_PATH}/no-photo", ARRANGE, "meeting_more", _no_photo),
    Act(f"{_PATH}/languages", ARRANGE, "meeting_more", _languages),
    Act(f"{_PATH}/host", ARRANGE, "meeting_more", _host),
    Act(f"{_PATH}/no-host", ARRANGE, "meeting_more", _no_host),
    Act(f"{_PATH}/guests", ARRANGE, "meeting_more", _guests),
    Paper(f"{_PATH}/photo", ARRANGE, _picture, files.fetch),
)
