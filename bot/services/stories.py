"""What neighbours tell of tips: told with a yes, looked at by a person, then heard beside the tip; it never sends.

Nothing is published that nobody of the team has approved, and what its teller takes back is gone at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection

from bot.channels.port import Part
from bot.languages import chain
from bot.pieces import pieces
from bot.services import due, ledger, question_cards, relay
from bot.services.relay import Matter
from bot.services.spoken import spoken
from bot.services.staff import Actor
from storage import contacts, log, people, quotes, roles, tickets, tips
from storage import stories as rows
from storage.contacts import Contact
from storage.notices import Subject
from storage.people import Person
from storage.showings import Place
from storage.stories import OPEN, State, Story

RIGHT = "announce"
"""Who may decide what others hear: whoever writes to all of an organisation."""
CONSENT = "story"
"""The kind under which somebody's yes to share is kept, and their taking it back."""
DECIDE, LATE, DECIDED = "story_ask", "story_late", "story_decided"
"""The kinds of notices about stories, by the names under which they are stored for ever."""
LATE_AFTER = timedelta(hours=48)
"""After so long without a decision the team is called."""
WORTH = timedelta(days=14)
"""How long it is worth asking staff, and telling what they decided."""
REASONS = ("faces", "unclear", "other")
"""Why a story may not be shown."""
TICKET, FLOW = "story_late", "story"
"""The kind of the ticket that calls staff to a story nobody has decided about, and the flow that it is about."""
Faces = Literal["", "yes", "nobody"]


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody wants to share of a tip, and what they said about their name and people in the photo."""

    matter: Matter
    named: bool
    faces: Faces


def about(number: int) -> Subject:
    """Return what notices about a story are about."""
    return Subject("story", number)


def send(
    connection: Connection, tip_id: int, person: Person, told: Told, language: str, place: Place, now: datetime
) -> int:
    """Ask staff to publish what somebody tells of a tip, in the place of what they told before; return its number."""
    for old in mine(connection, person.id):
        if old.tip_id == tip_id:
            withdraw(connection, old, now)
    said, where = told.matter, {"organisation": place["organisation"], "country": place["country"]}
    files = {"voice_id": said.media_id, "photo_id": said.photo_id, "faces": told.faces if said.photo_id else ""}
    values = {"tip_id": tip_id, "person_id": person.id, "words": said.text, "named": told.named, **files, **where}
    number = rows.add(connection, **values, language=language, made_at=now)
    _plan(connection, number, person.id, place, now)
    return number


def _plan(connection: Connection, number: int, person_id: int, place: Place, now: datetime) -> None:
    """Let staff be asked about a story now, and be called where nobody decides."""
    able, late = _staff(connection, place["organisation"], place["country"]), now + LATE_AFTER
    planned = [due.notice(DECIDE, "1", now, now + WORTH, person_id=each, asked_for=True) for each in able]
    planned.append(due.notice(LATE, "1", late, late + WORTH, urgent=True, person_id=person_id))
    due.plan(connection, about(number), planned, now)


def mine(connection: Connection, person_id: int) -> list[Story]:
    """Return what others hear of somebody, or will where staff approve it, the newest first."""
    return [one for one in rows.of_person(connection, person_id) if one.state in OPEN]


def of_tip(connection: Connection, person_id: int, tip_id: int) -> Story | None:
    """Return what others hear of somebody about a tip, or will."""
    return next((one for one in mine(connection, person_id) if one.tip_id == tip_id), None)


def matter(one: Story) -> Matter:
    """Return what is heard of a story."""
    form: Literal["voice", "photo", "text"] = "voice" if one.voice_id else "photo" if one.photo_id else "text"
    return Matter(form, one.words, one.voice_id, one.photo_id)


def is_there(connection: Connection, one: Story) -> bool:
    """Tell whether a story can be heard whole now."""
    said = matter(one)
    return not said.is_empty and relay.state(connection, said) == "kept"


def teller(connection: Connection, one: Story) -> str:
    """Return the name of a story's teller, "" for one who shows none or whose name nobody has written down yet."""
    person = people.get(connection, one.person_id) if one.named and one.person_id else None
    return person.name if person is not None and not person.name_pending else ""


def told(connection: Connection, one: Story, contact_id: int, now: datetime) -> list[Part]:
    """Return a story as its hearer gets it, and note that they have: it goes from there where it is taken back."""
    rows.heard(connection, one.id, contact_id, now)
    return [*question_cards.signed(teller(connection, one)), *relay.whole(connection, matter(one))]


def understood(contact: Contact) -> list[str]:
    """Return what somebody understands, their own first: who reads Romani also what is spoken where they live."""
    own, *others = chain(contact.language, contact.country)
    return list(dict.fromkeys([spoken(own), *(spoken(one) for one in others if one != "en")]))


def for_reader(some: Iterable[Story], organisation: str, contact: Contact) -> Story | None:
    """Return which of a tip's stories somebody hears: of their organisation, and of a neighbour, not their own.

    What is said in their language comes first, the newest of these; what only shows a photo is for everybody.
    """
    speaks = understood(contact)

    def place(one: Story) -> int:
        return speaks.index(spoken(one.language)) if spoken(one.language) in speaks else len(speaks)

    near = [one for one in some if one.organisation == organisation and one.person_id != contact.person_id]
    heard = [one for one in near if place(one) < len(speaks) or not (one.words or one.voice_id)]
    return min(heard, key=lambda one: (place(one), -one.id), default=None)


def published(connection: Connection) -> Mapping[int, Sequence[Story]]:
    """Return every story that others may hear, by the number of its tip."""
    found: dict[int, list[Story]] = {}
    for one in rows.in_state(connection, "published"):
        found.setdefault(one.tip_id, []).append(one)
    return found


def waiting(connection: Connection, by: Actor, state: State = "proposed") -> list[Story]:
    """Return what a member of staff may decide, or what is published and they may take back, the oldest first."""
    return [one for one in rows.in_state(connection, state) if _may(connection, by, one)]


def read(connection: Connection, by: Actor, number: int, *, lock: bool = False) -> Story | None:
    """Return a story that others hear, or may where this member of staff approves it; None for every other."""
    found = rows.get(connection, number, lock=lock)
    return found if found is not None and found.state in OPEN and _may(connection, by, found) else None


def publish(connection: Connection, by: Actor, number: int, now: datetime) -> bool:
    """Let others hear a story; False where it has gone, was decided, or cannot be heard (any more)."""
    found = read(connection, by, number, lock=True)
    if found is None or found.state != "proposed" or not is_there(connection, found):
        return False
    rows.decide(connection, found, "published", now, approved_by=by.name)
    _decided(connection, by, found, "story_published", now)
    return True


def reject(connection: Connection, by: Actor, number: int, reason: str, now: datetime) -> bool:
    """Let nobody else hear a story, also one that is published; its teller hears why. False where it has gone."""
    if reason not in REASONS:
        raise ValueError(f"{reason!r} is no reason; choose of {', '.join(REASONS)}")
    found = read(connection, by, number, lock=True)
    if found is None:
        return False
    rows.decide(connection, found, "rejected", now, reason=reason)
    _unsay(connection, found)
    _decided(connection, by, found, "story_rejected", now)
    return True


def withdraw(connection: Connection, one: Story, now: datetime) -> None:
    """Let nobody else hear a story any more, and take it from whoever has not got it yet."""
    rows.decide(connection, one, "withdrawn", now)
    _end(connection, one, "withdrawn", now)
    _unsay(connection, one)
    tips.touch(connection, one.tip_id)


def forget(connection: Connection, person_id: int, now: datetime) -> None:
    """Take back all that somebody told, before their files go, and leave only that there was something."""
    for one in rows.of_person(connection, person_id):
        if one.state in OPEN:
            withdraw(connection, one, now)
        else:
            _unsay(connection, one)
    rows.erase_for(connection, person_id)


def sweep(connection: Connection, now: datetime, before: datetime) -> int:
    """Empty words from before a moment, and end what nothing is left of; return of how many."""
    emptied = rows.forget_texts(connection, before)
    for state in OPEN:
        for one in rows.in_state(connection, state):
            if matter(one).is_empty:
                withdraw(connection, one, now)
    return emptied


def call(connection: Connection, one: Story, now: datetime) -> None:
    """Call staff to a story that nobody has decided about in time."""
    mine = contacts.of_person(connection, one.person_id) if one.person_id is not None else []
    if one.state == "proposed" and mine:
        where: dict[str, Any] = {"kind": TICKET, "flow": FLOW, "state_name": _place(one)}
        tickets.open_once(connection, contact_id=mine[0].id, now=now, text=f"story:{one.id}", **where)


def _place(one: Story) -> str:
    """Return under which name the ticket about a story is found."""
    return f"s:{one.id}"


def _end(connection: Connection, one: Story, reason: str, now: datetime) -> None:
    """Let nothing wait about a story any more."""
    due.cancel(connection, about(one.id), now, reason)
    for contact in contacts.of_person(connection, one.person_id) if one.person_id is not None else []:
        tickets.drop(connection, contact.id, FLOW, _place(one), (TICKET,))


def _decided(connection: Connection, by: Actor, one: Story, act: str, now: datetime) -> None:
    """Note what was decided, tell the teller, and let the tip be read anew."""
    _end(connection, one, "decided", now)
    if one.person_id is not None:
        planned = due.notice(DECIDED, f"v{one.version + 1}", now, now + WORTH, person_id=one.person_id, asked_for=True)
        due.plan(connection, about(one.id), [planned], now)
    tips.touch(connection, one.tip_id)
    log.write(connection, at=now, actor=by.name, act=act, subject=f"story:{one.id}")


def _unsay(connection: Connection, one: Story) -> None:
    """Empty a story in messages to whoever has got it."""
    heard = rows.hearers(connection, one.id)
    if heard:
        name = [part.text for part in question_cards.signed(teller(connection, one))]
        said = [*pieces(one.words, relay.LONGEST), *name] if one.words else name
        quotes.forget(connection, heard, one.made_at, said, matter(one).files)


def _may(connection: Connection, by: Actor, one: Story) -> bool:
    """Tell whether somebody may decide about a story, which nobody does about their own."""
    own = one.person_id is not None and ledger.pseudonym(connection, "person", one.person_id) == by.name
    return by.may(RIGHT, one.organisation, one.country) and not own


def _staff(connection: Connection, organisation: str, country: str) -> Sequence[int]:
    """Return the people who may decide about a story, by their numbers."""
    held = [one for one in roles.held(connection) if one.person_id is not None]
    able = [one for one in held if Actor("", (one,)).may(RIGHT, organisation, country)]
    return sorted({one.person_id for one in able if one.person_id is not None})
