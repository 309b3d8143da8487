"""The demo's sample people, who say that they are samples: they registered, asked, answered; a team looks after them.

They go through the real conversation, so that staff can learn on what staff will see. Laid out once.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import Connection

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Button, Inbound, Part
from bot.programme import Programme
from bot.services import meetings, phones, seating, staff
from bot.services.conversation import Conversation
from bot.services.meetings import Draft
from bot.services.staff import OPERATOR
from bot.services.wall import wall_of
from storage import contacts, facts, history, invitations, people, roles, samples
from storage import phones as rows
from storage.contacts import Contact
from storage.meetings import Kind
from storage.phones import Phone

LAID = "samples"
"""The fact that they were laid out."""
HOME = "al"
"""The country of them all, as a choice."""
LEAVE = "skip"
"""The choice that leaves all as it is."""
HOUR = timedelta(hours=1)
AGO = timedelta(hours=4)
"""So long ago the sample people began to talk; each act takes a minute."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Somebody with a phone: what they choose when they register, and what they write then."""

    name: str
    channel: str
    hint: str
    language: str
    town: str
    trade: str
    then: Sequence[str] = ()


PEOPLE = (
    Sample("Djulijana (sample)", SIM_TELEGRAM, "sq", "rom", "tirana", "sewing", ("help", "How do I get a stall?")),
    Sample("Elmas (sample)", SIM_TELEGRAM, "sq", "sq", "tirana", "food"),
    Sample("Ferdi (sample)", SIM_TELEGRAM, "sq", "en", "elbasan", "scrap", ("blue", "blue", "blue")),
    Sample("Goran (sample)", SIM_WHATSAPP, "+355", "en", "tirana", "hair"),
    Sample("Hana (sample)", SIM_WHATSAPP, "+355", "sq", "shkoder", "cleaning", ("help", "My cart is broken.")),
)
TEAM = (
    ("Sample administrator", "administrator", ""),
    ("Sample coordinator, Albania", "coordinator", "AL"),
    ("Sample helper, Albania", "helper", "AL"),
    ("Sample coordinator, Serbia", "coordinator", "RS"),
)


def lay(connection: Connection, conversation: Conversation, now: datetime, token: Callable[[], str]) -> None:
    """Lay out the sample people, their team and meetings, where that was not done yet."""
    if facts.get(connection, LAID):
        return
    programme = conversation.speech.programme
    organisation = programme.organisation_of(programme.default)
    for label, name, country in TEAM:
        _join_team(connection, label, name, organisation if country else "", country, now)
    if not rows.everyone(connection):
        for channel, name, hint in phones.SAMPLES:
            _phone(connection, channel, name, hint, now)
    members = [_Member(connection, conversation, one, now - AGO).register() for one in PEOPLE]
    _meetings(connection, programme, organisation, members, now, token)
    facts.put(connection, LAID, True)


def _join_team(connection: Connection, label: str, name: str, organisation: str, country: str, now: datetime) -> None:
    person_id = people.create(connection, now, name=label, country=country)
    number = staff.add(connection, OPERATOR, name, organisation, country, label, now)
    roles.bind(connection, number, person_id)


def _phone(connection: Connection, channel: str, name: str, hint: str, now: datetime) -> Phone:
    prefix = f"{hint}000" if hint.startswith("+") else ""
    return rows.add(connection, channel=channel, name=name, now=now, prefix=prefix, hint=hint)


class _Member:
    """A sample person at their phone; each act is a minute after the last."""

    def __init__(self, connection: Connection, conversation: Conversation, sample: Sample, begins: datetime) -> None:
        self._connection, self._conversation, self._sample = connection, conversation, sample
        self._now = begins
        self._phone = _phone(connection, sample.channel, sample.name, sample.hint, begins)
        self._number = 0

    def register(self) -> int:
        """Register, write what they write then, and return the person's number."""
        one = self._sample
        self.write("hello")
        self.tap(one.language)
        if self._button(LEAVE):  # where Drom has a voice it asks first how it shall talk
            self.tap(LEAVE)
        for value in ("next", "yes", "yes"):
            self.tap(value)
        self.write(one.name)
        self.tap("yes")
        if self._button(HOME):  # their language does not say where they live
            self.tap(HOME)
        for value in (one.town, one.trade, "right"):
            self.tap(value)
        for words in one.then:
            self.write(words)
        return self._contact().person_id or 0

    def write(self, words: str) -> None:
        """Write something."""
        self._act("text", {"text": words}, text=words)

    def tap(self, value: str) -> None:
        """Tap the newest button with a value; raises LookupError where Drom has said none."""
        if (button := self._button(value)) is None:
            raise LookupError(f"nothing to tap for {value}")
        self._act("tap", {"payload": button.payload, "text": button.label}, payload=button.payload)

    def _button(self, value: str) -> Button | None:
        for put in history.put(self._connection, [self._contact().id], self._now + HOUR, 8):
            for button in Part.from_json(put.payload or {"text": ""}).buttons:
                if re.split("[.:]", button.payload.split("@")[0])[-1] == value:
                    return button
        return None

    def _act(self, kind: str, body: dict[str, str], text: str = "", payload: str = "") -> None:
        self._now += timedelta(minutes=1)
        self._number += 1
        phone, connection = self._phone, self._connection
        bubble = rows.write(connection, phone_id=phone.id, mine=True, kind=kind, body=body, now=self._now)
        rows.take(connection, [bubble.id], self._now)
        key = f"sample:{phone.id}:{self._number}"
        inbound = Inbound(
            phone.channel,
            key,
            self._number,
            phone.address,
            "tap" if payload else "text",
            text,
            payload,
            hint=phone.hint,
        )
        self._conversation.receive(connection, inbound, self._now)
        samples.deliver(connection, phone, self._contact().id, self._now)

    def _contact(self) -> Contact:
        found = contacts.by_address(self._connection, self._phone.channel, self._phone.address)
        if found is None:
            raise LookupError(f"Drom does not know {self._phone.address}")
        return found


def _meetings(
    connection: Connection,
    programme: Programme,
    organisation: str,
    members: Sequence[int],
    now: datetime,
    token: Callable[[], str],
) -> None:
    """Hold a training next week with a waiting line, a draft, and an info session whose door is open now."""
    today = wall_of(now, programme.zone("AL")).replace(minute=0, second=0, microsecond=0, tzinfo=None)
    week = datetime.combine(today.date() + timedelta(days=7), time(17))

    def make(kind: Kind, begins: datetime, seats: int | None, title: str) -> int:
        place = {"en": "Sample hall, behind the market"}
        days = [(begins, 2 * HOUR)]
        draft = Draft(
            kind, organisation, programme.default, "AL", "tirana", days, place, seats=seats, title={"en": title}
        )
        return meetings.create(connection, OPERATOR, programme, draft, now, token())

    make("dinner", week + timedelta(days=7, hours=2), 20, "Sample dinner")
    training = make("training", week, 3, "Sample training: pack with less plastic")
    door = make("info", today + HOUR, None, "Sample info session")
    for number in (training, door):
        meetings.publish(connection, OPERATOR, number, now)
        invitations.add(connection, number, members, OPERATOR.name, now)
    first, second, third, fourth, _ = members
    seating.answer(connection, programme, training, first, "yes", now, party=1, needs=["travel"])
    seating.answer(connection, programme, training, second, "yes", now, party=2, needs=["child_care"])
    seating.join_waiting(connection, programme, training, third, now)
    seating.answer(connection, programme, training, fourth, "maybe", now)
    for one in (first, second, fourth):
        seating.answer(connection, programme, door, one, "yes", now)
