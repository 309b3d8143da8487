"""Who answers and who translates: their profiles, what they can do and when; it never knows a question's words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import due, staff
from bot.services.question_plans import LAPSE, REMIND, about
from bot.services.quiet import next_loud
from bot.services.spoken import NAMES, spoken
from bot.services.staff import Actor
from storage import contacts, log, people, question_offers, roles
from storage import mentors as rows
from storage.contacts import Contact
from storage.mentors import Kind, Mentor
from storage.outbox import AWAKE
from storage.questions import Wanted

TOPICS = ("money", "papers", "customers", "green", "workers", "eu", "other")
"""What a question may be about."""
HOURS = (7, 22)
"""Between which hours of their own day somebody may be asked who has not said."""


def add(
    connection: Connection,
    by: Actor,
    programme: Programme,
    kind: Kind,
    now: datetime,
    *,
    organisation: str = "",
    country: str = "",
    label: str = "",
    **profile: Any,
) -> int:
    """Give the role of a mentor or a helper with a profile; return the role's number. Raises Denied, ValueError."""
    if organisation and organisation not in programme.organisation:
        raise ValueError(f"[organisation.{organisation}] is not in the programme file")
    if country and country not in programme.country:
        raise ValueError(f"[country.{country}] is not in the programme file")
    check(programme, profile)
    if not profile.get("languages"):
        raise ValueError("a profile needs a language")
    role_id = staff.add(connection, by, kind, organisation, country, label, now)
    rows.add(connection, role_id, **_columns(profile))
    return role_id


def profiles(connection: Connection, person_id: int, kind: str, language: str) -> list[Mentor]:
    """Return the profiles of somebody's roles of a kind, the oldest first, each made at the first look."""
    held = [one for one in roles.of_person(connection, person_id) if one.name == kind]
    for role in held:
        if rows.of_role(connection, role.id) is None:
            rows.add(connection, role.id, languages=[spoken(language)], from_hour=HOURS[0], to_hour=HOURS[1])
    return [found for role in held if (found := rows.of_role(connection, role.id)) is not None]


def change(connection: Connection, mentor_id: int, **profile: Any) -> None:
    """Change what a mentor can do: ``languages``, ``topics``, ``countries``, ``hours`` (from, to), ``shows_name``."""
    check(None, profile)
    rows.change(connection, mentor_id, **_columns(profile))


def pause(connection: Connection, mentor: Mentor, until: datetime | None, now: datetime) -> None:
    """Ask a mentor nothing until a moment, None from now on again; what was offered to them is taken back.

    Notices before the profile: whoever offers questions takes them in that order too.
    """
    if mentor.person_id is not None and until is not None:
        for question_id in question_offers.questions_of(connection, mentor.id):
            due.cancel(
                *(connection, about(question_id), now, "paused"), person_id=mentor.person_id, sparing=(REMIND, LAPSE)
            )
    rows.change(connection, mentor.id, paused_until=until)


def is_paused(mentor: Mentor, now: datetime) -> bool:
    """Tell whether a mentor wants to be asked nothing now."""
    return mentor.paused_until is not None and mentor.paused_until > now


def wanted(connection: Connection, mentor: Mentor, now: datetime) -> Wanted:
    """Return what a mentor may be given."""
    return Wanted(
        mentor_id=mentor.id,
        person_id=mentor.person_id or 0,
        organisation=mentor.organisation,
        languages=tuple(mentor.languages),
        topics=tuple(mentor.topics),
        countries=countries(mentor),
        woman=is_woman(connection, mentor),
        now=now,
    )


def countries(mentor: Mentor) -> tuple[str, ...]:
    """Return the countries whose questions a mentor may be given, () for all."""
    return (mentor.country,) if mentor.country else tuple(mentor.countries)


def is_woman(connection: Connection, mentor: Mentor) -> bool:
    """Tell whether a mentor is a woman, by their profile or by what they told of themself."""
    if mentor.gender or mentor.person_id is None:
        return mentor.gender == "woman"
    person = people.get(connection, mentor.person_id)
    return person is not None and person.gender == "woman"


def a_woman(connection: Connection, organisation: str, country: str, topic: str, language: str) -> bool:
    """Tell whether a woman could answer a question: only then somebody is asked whether they want one."""
    at_hand = rows.at_hand(connection, "mentor", organisation)
    return any(speaks(one, organisation, country, topic, language) and is_woman(connection, one) for one in at_hand)


def speaks(mentor: Mentor, organisation: str, country: str, topic: str, language: str) -> bool:
    """Tell whether a question is within what a mentor can do; "" of a country, topic or language asks for none."""
    there = countries(mentor)
    return (
        mentor.organisation in {"", organisation}
        and (not country or not there or country in there)
        and (not topic or not mentor.topics or topic in mentor.topics)
        and (not language or language in mentor.languages)
    )


def awake_at(mentor: Mentor, contact: Contact, zone: ZoneInfo, now: datetime) -> datetime:
    """Return the first moment from now on within a mentor's hours and outside their quiet hours."""
    moment = now
    for _ in range(4):  # each may push the other on, at most to the next morning
        heard = next_loud(moment, zone, contact.quiet_from, contact.quiet_to)
        heard = next_loud(heard, zone, mentor.to_hour % 24, mentor.from_hour)
        if heard == moment:
            break
        moment = heard
    return moment


def heard_at(connection: Connection, programme: Programme, person_id: int, now: datetime) -> datetime:
    """Return when somebody may be told of what they took: within their hours, or now where they just wrote."""
    contact = contacts.last_of(connection, [person_id]).get(person_id)
    mine = rows.of_person(connection, person_id)
    writes = contact is not None and contact.last_in_at is not None and now - contact.last_in_at <= AWAKE
    if contact is None or not mine or writes:
        return now
    zone = programme.zone(contact.country)
    return min(awake_at(one, contact, zone, now) for one in mine)


def note(connection: Connection, by: Actor, act: str, role_id: int, now: datetime) -> None:
    """Write what staff did to a profile into the log."""
    log.write(connection, at=now, actor=by.name, act=act, subject=f"role:{role_id}")


def _columns(profile: dict[str, Any]) -> dict[str, Any]:
    """Return a profile as it is stored."""
    found = {name: value for name, value in profile.items() if name != "hours"}
    if hours := profile.get("hours"):
        found["from_hour"], found["to_hour"] = hours
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


def check(programme: Programme | None, profile: dict[str, Any]) -> None:
    """Raise ValueError for what no profile can have."""
    known: list[tuple[str, Sequence[str]]] = [("languages", tuple(NAMES)), ("topics", TOPICS)]
    known += [("countries", tuple(programme.country))] if programme else []
    for name, keys in known:
        for key in profile.get(name, ()):
            if key not in keys:
                raise ValueError(f"{name}: {key!r} is none of {', '.join(keys)}")
    begins, ends = profile.get("hours") or HOURS
    if not 0 <= begins < ends <= 24:
        raise ValueError("hours are two whole hours of a day, the first before the second, such as 9-17")
