"""A small Drom that speaks and shows cards, on one messenger, with people who read one language and read nothing.

The world around them: staff who hold meetings and look at stories, and a helper who hears what waits within the hour.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bot.channels.limits import SIM_WHATSAPP
from bot.core import token
from bot.media.kinds import Checked
from bot.picture_cards import PictureCard, card_of
from bot.picture_list import flows_with_cards
from bot.render import Rendered
from bot.script import Script
from bot.services import audience, mentors, staff, stories
from bot.services.helpdesk import WRITTEN, Unanswered
from bot.services.staff import OPERATOR
from bot.services.voices import Voices
from bot.voices.orders import SAY, Order, items
from flows import BOOK
from storage import media, tables
from storage import roles as held
from storage.audiences import Audience
from storage.meetings import Host
from tests.house import House, living
from tests.listening.listener import Listener
from tests.meetings.guests import dinner
from tests.services.sample import programme
from tests.voices.mouth import Mouth

WRITES = {"name": "Ana", "town": "tirana", "trade": "sewing", "certificate": "Ana"}
"""What the helper writes who has heard it, by the kind of ticket."""
HOUR = timedelta(hours=1)
WITHIN = timedelta(minutes=40)
"""How long the helper takes."""
MEMBER, MENTOR, HELPER = "ana", "mira", "besa"
"""Who lives here: a member, a mentor and somebody who says in other words what others said."""
_FORENOON = 8
"""In UTC: ten o'clock in Tirana in summer."""
_MOMENTS = (timedelta(seconds=2),) * 3
SPEAKS = ("en", "sq", "rom", "sr", "mk")


class Eyes:
    """Takes every file for what it was sent as."""

    async def check(self, data: bytes) -> Checked:
        """Return the bytes as they are."""
        if data == b"photo":
            return Checked("photo", "image/jpeg", data)
        return Checked("voice", "audio/ogg", data, 2.5)


@dataclass(slots=True)
class Street:
    """The people and what happens around them. ``slowest`` is how long the helper has let somebody wait at most."""

    house: House
    people: dict[str, Listener]
    helped: int = 0
    slowest: timedelta = timedelta()
    _numbers: Any = field(default_factory=lambda: count(1))

    async def passes(self, by: timedelta) -> None:
        """Let time pass: the helper hears what waits, then hour by hour; people take in what comes."""
        end = self.house.clock.now() + by
        await self.help()
        while (left := end - self.house.clock.now()) > timedelta():
            await self.house.move(min(left, HOUR))
        await self._goes_by(timedelta())
        await self.everybody_listens()

    async def until(self, moment: datetime) -> None:
        """Let time pass to a moment."""
        await self.passes(moment - self.house.clock.now())

    async def until_morning(self) -> None:
        """Let time pass to the next forenoon, when nobody is asleep."""
        hour = self.house.clock.now().hour
        await self.passes(timedelta(hours=(_FORENOON - hour) % 24 or 24))

    async def _goes_by(self, step: timedelta) -> None:
        """Let time pass, and then the seconds in which what is due brings up what is due next."""
        for moment in (step, *_MOMENTS):
            await self.house.move(moment)

    async def everybody_listens(self) -> None:
        """Let everybody take in what has come."""
        for one in self.people.values():
            await one.is_sent()

    async def help(self) -> None:
        """Let the helper hear all that waits, in a while, and answer each."""
        await self._goes_by(WITHIN)
        desk, now = self.house.core.help_desk, self.house.clock.now()
        waiting = await self.house.read(lambda connection: desk.waiting(connection, OPERATOR))
        for one in waiting:
            self.helped, self.slowest = self.helped + 1, max(self.slowest, now - one.ticket.opened_at)
            await self.house.run(partial(self._answer, one))
        await self.everybody_listens()

    async def taps(self, sign: str) -> None:
        """Let the street's helper answer in chat what was spoken last, by its pictogram; people take in what comes.

        Staff's screens are read; the one with what somebody may have said is seen and heard. What comes to whom was
        tapped for is their open screen: they waited for it, and its numbers are right.
        """
        besa = self.people[HELPER]
        before = [*besa.unheard]
        for one in ("home!", "staff", "person", "inbox", "speak"):
            await besa.does(one)
        besa.unheard = before
        await besa.does("speak")
        heard = [*besa.unheard]
        await besa.does(sign)
        besa.unheard = heard
        for person in self.people.values():
            await person.listens()

    def _answer(self, one: Unanswered, connection: Connection) -> None:
        """Write what was spoken where it can be written, else answer by voice."""
        desk, now, ticket = self.house.core.help_desk, self.house.clock.now(), one.ticket
        if ticket.kind in WRITTEN:
            desk.write(connection, OPERATOR, ticket.id, WRITES[ticket.kind], now)
            return
        name = f"{next(self._numbers):064x}"
        voice = media.put(connection, contact_id=ticket.contact_id, name=name, kind="voice", now=now)
        media.keep(connection, voice, content_type="audio/ogg", size=3000, seconds=4.0)
        desk.answer(connection, OPERATOR, ticket.id, "", now, voice=voice)

    async def number_of(self, who: str) -> int:
        """Return a person's number."""
        return (await self.people[who].person()).id

    async def happens(self, what: str) -> None:
        """Let staff do something: one of ``_DOINGS``."""
        await _DOINGS[what](self)
        await self.passes(HOUR)


async def _dinner(street: Street) -> None:
    """Publish a dinner and invite everybody."""
    now = street.house.clock.now()

    def work(connection: Connection) -> None:
        audience.invite(connection, OPERATOR, programme(), dinner(connection, now), Audience(), now)

    await street.house.run(work)


async def _mentor_day(street: Street) -> None:
    """Publish a mentor day with the mentor as its expert."""
    hosts, now = [Host("expert", await street.number_of(MENTOR))], street.house.clock.now()
    await street.house.run(lambda c: dinner(c, now, kind="mentor", hosts=hosts))


async def _story(street: Street) -> None:
    """Publish the first story."""
    now = street.house.clock.now()
    await street.house.run(lambda c: stories.publish(c, OPERATOR, 1, now))


async def _team(street: Street) -> None:
    """Give the mentor their role by a link, which they open."""
    now = street.house.clock.now()

    def work(connection: Connection) -> str:
        place = {"organisation": "sample_ngo", "country": "AL", "label": "Mira"}
        number = mentors.add(connection, OPERATOR, programme(), "mentor", now, languages=SPEAKS, **place)
        return staff.invite(connection, OPERATOR, number, now, token)

    payload = await street.house.run(work)
    await street.people[MENTOR].send("text", text=f"/start {payload}", start=payload)


async def _helper(street: Street) -> None:
    """Give somebody the role of a helper."""
    number, now = await street.number_of(HELPER), street.house.clock.now()

    def work(connection: Connection) -> None:
        place = {"organisation": "sample_ngo", "country": "AL", "label": "Besa"}
        role = mentors.add(connection, OPERATOR, programme(), "helper", now, languages=SPEAKS, **place)
        held.bind(connection, role, number)

    await street.house.run(work)


async def _words(street: Street) -> None:
    """Let the first person have words alone, as somebody chose for them long ago."""
    mine = tables.contact.c.person_id == await street.number_of(MEMBER)
    long_ago = tables.contact.update().where(mine).values(talk="text", talk_asked_at=None)
    await street.house.run(lambda connection: connection.execute(long_ago))


_DOINGS: dict[str, Callable[[Street], Awaitable[None]]] = {
    "dinner": _dinner,
    "mentor day": _mentor_day,
    "story": _story,
    "team": _team,
    "helper": _helper,
    "words": _words,
}
"""What staff do, by what the table of tasks calls it."""


@asynccontextmanager
async def street(folder: Path, box: str, language: str) -> AsyncIterator[Street]:
    """Build a street where everybody is on one messenger and hears one language; nobody has written yet."""
    cards: dict[str, PictureCard] = {}
    async with living(folder, maker=Mouth(), pictures=drawn(cards)) as house:
        await house.core.load_content()
        voices = house.core.speech.voices
        assert voices is not None
        voices.order = made_ahead(voices)  # type: ignore[method-assign, assignment]
        house.core.media._checker = Eyes()
        house.boxes[box].files |= {"v": b"voice", "p": b"photo"}
        start = "+35569000" if box == SIM_WHATSAPP else "100"
        names = enumerate((MEMBER, MENTOR, HELPER))
        people = {name: Listener(house, f"{start}{place}", box, language, cards) for place, name in names}
        yield Street(house, people)


def drawn(cards: dict[str, PictureCard]) -> Callable[[Rendered], str]:
    """Return what names the card of a screen, and keeps what stands on it, as if each was drawn already."""
    flows = flows_with_cards(BOOK)

    def name(rendered: Rendered) -> str:
        card = card_of(rendered, flows)
        if card is None:
            return ""
        cards[card.name] = card
        return card.name

    return name


def made_ahead(voices: Voices) -> Callable[[Script, int], Order | None]:
    """Return what names a note, and makes it before it is asked for where it is nobody's own, as a warm Drom has."""
    plain = voices.order

    def order(script: Script, contact_id: int) -> Order | None:
        found = plain(script, contact_id)
        if found is not None and found.name.startswith(f"{SAY}:"):
            path = voices.path(found.name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(items(found.request)))
        return found

    return order
