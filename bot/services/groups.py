"""Groups that staff put people into, such as a coaching group; whoever may announce to somebody may do so."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.elsewhere import is_elsewhere
from bot.letters import fold
from bot.programme import Programme
from bot.services.staff import Actor, Denied, NotThere
from storage import audiences, log, tickets
from storage import groups as rows
from storage.audiences import Audience
from storage.groups import Group, Member

RIGHT = "announce"
NAME_LENGTH = 60
"""How many signs the name of a group has at most."""
PAGE = 200
"""How many people are looked through at once for those whom somebody may put into a group."""
SPOKEN = "group"
"""The ticket about the spoken name of a group, by the kind under which it is stored for ever."""
_ABOUT = "g:"


class NoGroup(NotThere):
    """There is no such group for this member of staff (the same for missing and for foreign ones)."""


def create(connection: Connection, by: Actor, organisation: str, country: str, name: str, now: datetime) -> int:
    """Make a group and return its number; raises Denied, ValueError."""
    by.check(RIGHT, organisation, country)
    kept = " ".join(name.split())
    if not kept or len(kept) > NAME_LENGTH:
        raise ValueError(f"a group needs a name of at most {NAME_LENGTH} signs")
    number = rows.create(connection, organisation=organisation, country=country, name=kept, by=by.name, now=now)
    log.write(connection, at=now, actor=by.name, act="group_made", subject=f"group:{number}")
    return number


def call(connection: Connection, contact_id: int, number: int, media_id: int | None, now: datetime) -> None:
    """Let somebody of the team listen to the name of a new group; each group is a matter of its own."""
    group = rows.get(connection, number)
    about: dict[str, Any] = {"kind": SPOKEN, "flow": "group", "state_name": f"{_ABOUT}{number}"}
    text = group.name if group else ""
    tickets.open_once(connection, contact_id=contact_id, text=text, media_id=media_id, now=now, **about)


def spoken_of(state_name: str) -> int:
    """Return the number of the group whose spoken name a ticket is about, 0 for none."""
    number = state_name.removeprefix(_ABOUT)
    return int(number) if state_name.startswith(_ABOUT) and number.isdecimal() else 0


def lasts(connection: Connection, number: int) -> bool:
    """Tell whether there is such a group that has not ended."""
    found = rows.get(connection, number)
    return found is not None and found.ended_at is None


def rename(connection: Connection, by: Actor, number: int, name: str, now: datetime) -> None:
    """Call a group as it was spoken; raises ValueError where it has ended.

    Whoever may answer the ticket about it may do so: they only write down what a colleague said.
    """
    found = rows.get(connection, number)
    if found is None or found.ended_at is not None:
        raise ValueError(f"group {number} has ended")
    rows.change(connection, number, name=name)
    log.write(connection, at=now, actor=by.name, act="group_named", subject=f"group:{number}")


def of_staff(connection: Connection, by: Actor) -> list[Group]:
    """Return the groups that somebody looks after, the newest first."""
    return [one for one in rows.every(connection) if by.may(RIGHT, one.organisation, one.country)]


def read(connection: Connection, by: Actor, number: int) -> Group:
    """Return a group that has not ended; raises NoGroup."""
    found = rows.get(connection, number)
    if found is None or found.ended_at is not None or not by.may(RIGHT, found.organisation, found.country):
        raise NoGroup(f"there is no group {number}")
    return found


def members(connection: Connection, by: Actor, number: int) -> list[Member]:
    """Return who is in a group; raises NoGroup."""
    read(connection, by, number)
    return rows.members(connection, number)


def strangers(
    connection: Connection, by: Actor, programme: Programme, number: int, words: str = "", limit: int = 40
) -> list[Member]:
    """Return people who may be in a group and are not, by a part of their name, the newest first; raises NoGroup.

    No more are read than it takes to find ``limit``.
    """
    group, found = read(connection, by, number), list[Member]()
    campaigns = [key for key in ("", *programme.programme) if _runs(group, programme.organisation_of(key))]
    before: int | None = None
    while len(found) < limit:
        page = rows.strangers(connection, number, campaigns, group.country, PAGE, before=before)
        if not page:
            break
        before = page[-1].person_id
        alike = [one for one in page if fold(words) in fold(one.name)]
        mine = _allowed(connection, by, programme, group, [one.person_id for one in alike]) if alike else set()
        found += [one for one in alike if one.person_id in mine]
    return found[:limit]


def add(
    connection: Connection, by: Actor, programme: Programme, number: int, person_ids: Collection[int], now: datetime
) -> int:
    """Put people into a group; return how many are new in it. Raises NoGroup, Denied for somebody of another's.

    Whoever looks after a group reads the names in it: nobody of another organisation or country comes into it.
    """
    group = read(connection, by, number)
    if _allowed(connection, by, programme, group, person_ids) != set(person_ids):
        raise Denied(RIGHT)
    new = rows.add(connection, number, person_ids, by.name, now)
    log.write(connection, at=now, actor=by.name, act="group_grew", subject=f"group:{number}", detail={"people": new})
    return new


def remove(connection: Connection, by: Actor, number: int, person_id: int, now: datetime) -> bool:
    """Take somebody out of a group; False where they were not in it. Raises NoGroup."""
    read(connection, by, number)
    gone = rows.remove(connection, number, person_id)
    if gone:
        log.write(connection, at=now, actor=by.name, act="group_shrank", subject=f"group:{number}")
    return gone


def end(connection: Connection, by: Actor, number: int, now: datetime) -> None:
    """End a group; who was in it stays known. Raises NoGroup."""
    read(connection, by, number)
    rows.change(connection, number, ended_at=now)
    log.write(connection, at=now, actor=by.name, act="group_ended", subject=f"group:{number}")


def of_meeting(
    connection: Connection, by: Actor, programme: Programme, number: int, meeting_id: int, *, over: bool
) -> list[int]:
    """Return the people of a meeting who may be in a group: who came, or said yes where it is not over.

    Raises NoGroup.
    """
    group, asked = (
        read(connection, by, number),
        Audience(meeting_id=meeting_id, came="came" if over else "answered_yes"),
    )
    return sorted(_allowed(connection, by, programme, group, audiences.people(connection, asked)))


def _allowed(
    connection: Connection, by: Actor, programme: Programme, group: Group, person_ids: Collection[int]
) -> set[int]:
    """Return those of some people who are of a group's organisation and country, and to whom somebody may announce."""
    found: set[int] = set()
    for one in audiences.known(connection, set(person_ids)):
        place = programme.organisation_of(one.contact.programme), one.contact.country
        there = group.country in {"", place[1]} or is_elsewhere(place[1])
        if _runs(group, place[0]) and there and by.may(RIGHT, *place):
            found.add(one.person_id)
    return found


def _runs(group: Group, organisation: str) -> bool:
    return group.organisation in {"", organisation}
