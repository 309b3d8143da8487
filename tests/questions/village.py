"""People with questions, mentors, helpers, and time that goes on; nothing is tested here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from bot.services import claims, meeting_notices, question_notices, questions, relay, slot_notices, slots
from bot.services.questions import Asked
from bot.services.relay import Matter
from bot.services.staff import OPERATOR
from bot.services.tick import Tick
from storage import contacts, media, outbox, people, replies, roles, tables, translations
from storage import mentors as profiles
from storage.contacts import Contact
from storage.mentors import Kind, Mentor
from storage.people import Person
from storage.questions import Question
from tests.meetings.guests import DAY, HOUR, NOON, dinner
from tests.meetings.guests import people as add_people
from tests.meetings.hall import Hall, _none, speech

WORDS = "How do I pay tax for two market days?"
ANSWER = "You write it into the small book, once a month."
P = speech().programme


def member(connection: Connection, **contact: Any) -> int:
    """Add somebody who has registered in Tirana and reads English; return their number."""
    return add_people(connection, 1, **contact)[0]


def mentor(
    connection: Connection,
    languages: Sequence[str] = ("en",),
    kind: Kind = "mentor",
    *,
    organisation: str = "sample_ngo",
    country: str = "",
    contact: dict[str, Any] | None = None,
    **profile: Any,
) -> Mentor:
    """Add a mentor or a helper with a phone, who sleeps at night."""
    person_id = member(connection, **(contact or {}))
    place = {"organisation": organisation, "country": country, "label": f"{kind} {person_id}"}
    role_id = roles.give(connection, name=kind, now=NOON, person_id=person_id, **place)
    profiles.add(connection, role_id, languages=list(languages), **profile)
    found = profiles.of_role(connection, role_id)
    assert found is not None
    return found


def whose(connection: Connection, person_id: int) -> tuple[Contact, Person]:
    """Return somebody's contact and person."""
    person = people.get(connection, person_id)
    assert person is not None
    return contacts.of_person(connection, person_id)[0], person


def ask(
    connection: Connection,
    person_id: int,
    said: Matter | str = WORDS,
    topic: str = "money",
    now: datetime = NOON,
    **wishes: bool,
) -> Question:
    """Ask a question; return it as it is then."""
    contact, person = whose(connection, person_id)
    matter = Matter("text", said) if isinstance(said, str) else said
    return questions.ask(connection, P, contact, person, Asked(topic, matter, **wishes), now)


def voice(connection: Connection, person_id: int, *, kept: bool = True, now: datetime = NOON) -> Matter:
    """Return a voice note of somebody, kept or still on its way."""
    contact, _ = whose(connection, person_id)
    last = connection.scalar(select(tables.media.c.id).order_by(tables.media.c.id.desc()).limit(1)) or 0
    name = f"{last + 1:064x}"
    number = media.put(connection, contact_id=contact.id, name=name, kind="voice", now=now)
    if kept:
        media.keep(connection, number, content_type="audio/ogg", size=3000, seconds=4.0)
    return Matter("voice", media_id=number)


def known(connection: Connection, number: int) -> Question:
    """Return a question as it is now."""
    found = connection.execute(tables.question.select().where(tables.question.c.id == number)).one()
    return Question(**found._mapping)


class Village(Hall):
    """Questions as time goes on, from tick to tick."""

    def __init__(self, now: datetime = NOON) -> None:
        super().__init__(now)
        services = (meeting_notices, slot_notices, question_notices)
        kinds = [kind for each in services for kind in each.kinds(P)]
        self.tick = Tick(self.store, self.conversation, self.clock, kinds, rest=_none)

    async def said_to(self, person_id: int) -> list[tuple[str, str]]:
        """Return what somebody was sent: the kind of notice, and the words or what file it was."""
        mine = (tables.contact.c.person_id == person_id) & (tables.outbox.c.contact_id == tables.contact.c.id)
        found = select(tables.outbox.c.kind, tables.outbox.c.payload).where(mine).order_by(tables.outbox.c.id)
        rows: list[Any] = await self.store.read(lambda c: list(c.execute(found)))
        return [(row.kind, row.payload.get("voice") or row.payload["text"]) for row in rows if row.payload]

    async def fail(self, person_id: int, kind: str) -> None:
        """Let what somebody was sent of a kind never have arrived."""
        mine = select(tables.contact.c.id).where(tables.contact.c.person_id == person_id)
        lost = tables.outbox.c.contact_id.in_(mine) & (tables.outbox.c.kind == kind)
        await self.store.run(lambda c: c.execute(update(tables.outbox).where(lost).values(state="never")))


def took_part(connection: Connection, person_id: int, words: str, now: datetime = NOON) -> int:
    """Let somebody ask with these words, be answered by whoever else is there, who heard them; return the number."""
    other = connection.scalar(select(tables.person.c.id).where(tables.person.c.id != person_id).limit(1))
    assert other is not None
    role_id = roles.give(connection, name="mentor", now=now, person_id=other)
    profiles.add(connection, role_id, languages=["en"])
    one = profiles.of_role(connection, role_id)
    assert one is not None
    number = ask(connection, person_id, words, now=now).id
    claims.take(connection, one, number, now)
    contact, _ = whose(connection, other)
    parts = relay.parts(connection, contact.id, relay.asked(connection, known(connection, number)), now)
    to: dict[str, Any] = {"channel": contact.channel, "contact_id": contact.id, "address": contact.address}
    outbox.put(connection, **to, lane=outbox.REPLY, kind="reply", parts=parts, now=now, next_at=now + DAY)
    claims.send(connection, P, one, number, Matter("text", ANSWER), now)
    return number


def did_everything(connection: Connection, person_id: int, words: str, now: datetime = NOON) -> None:
    """Let somebody be in every table about questions: who asks, answers, translates, gives a time and has it."""
    number = ask(connection, person_id, words, now=now).id
    profiles.add(connection, roles.give(connection, name="mentor", now=now, person_id=person_id), languages=["en"])
    mine: dict[str, Any] = {"question_id": number, "person_id": person_id}
    connection.execute(tables.claim.insert().values(**mine, state="answered", taken_at=now, lapses_at=now))
    replies.add(connection, **mine, text=words, language="en", written_at=now)
    into = {"kind": "reply", "from_language": "en", "to_language": "rom"}
    translations.add(connection, **mine, **into, text=words, asked_at=now)
    day = dinner(connection, now, ours=P, kind="mentor", days=[(now.replace(tzinfo=None) + DAY, HOUR)])
    slots.add_expert(connection, OPERATOR, day, person_id, now)
    assert slots.toggle(connection, day, person_id, 1, 0, now) == "open"
    connection.execute(tables.slot.update().values(person_id=person_id, booked_at=now))
