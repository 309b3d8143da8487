"""A console on which every page has something to show, and every address of it; it never knows what is tried there."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection
from starlette.routing import Match, Route

from bot.channels.port import Part
from bot.core import token
from bot.services import announcement_approval, attendance, entering, indicators, meetings, merging, records, seating
from bot.services import announcement_drafts as drafts
from bot.services import staff as team
from bot.services.audience import Audience
from bot.services.indicators import Entry
from bot.services.meetings import Draft
from bot.services.relay import Matter
from bot.services.staff import OPERATOR
from bot.web.console.pages import console_house, console_routes
from storage import announcements as rows
from storage import media, notes, outbox, recordings, tables
from tests.house import Guest
from tests.media.samples import jpeg, opus
from tests.web.console_house import OURS, Console, content, meeting, mentor, question, shared, somebody, story, ticket

PEOPLE = ("Djulijana", "Elmas", "Ferdi", "Goran", "Hana", "Ismet", "Jasmina", "Kenan")
WORDS = {
    "draft": "We meet on Monday at six. Come and bring a friend!",
    "asked": "The market is closed on Friday.",
    "sending": "The bus to the training goes at eight.",
    "done": "The course begins on the first of July.",
}
"""What the announcements say."""
SAID = "My stall is closed since Monday, and nobody at the town hall answers me. What can I do?"


@dataclass
class Full:
    """What stands on the pages, by the variables of their addresses."""

    numbers: dict[str, int] = field(default_factory=dict)
    hash: str = ""
    secret: str = ""

    def addresses(self) -> Iterator[tuple[str, int]]:
        """Yield every address that is looked at, and the status of its answer."""
        one = self.numbers
        own = {name: str(number) for name, number in one.items()}
        own |= {"key": "green_albania", "target": "members", "language": "sq", "word": "menu.member.tip"}
        own |= {"tongue": "sq", "hash": self.hash, "secret": self.secret, "what": "photo"}
        for path in PATHS:
            yield "/console" + re.sub(r"\{(\w+)\}", lambda part: own[part[1]], path), 200
        yield "/console/people/987654", 404
        yield "/console/nothing/is/here", 404


PATHS = (
    *("", "/tickets", "/tickets?which=mine", "/tickets/{ticket}", "/tickets/{name_ticket}", "/tickets/{closed}"),
    *("/questions", "/questions/{question}", "/questions/{taken}", "/questions/{answered}", "/questions/numbers"),
    *("/answers", "/answers?state=published", "/stories", "/stories?state=published", "/stuck", "/stuck/{stuck}"),
    *("/people", "/people/{contact}", "/people/{stuck}", "/people/{team}"),
    *("/meetings", "/meetings/new", "/meetings/{meeting}", "/meetings/{meeting}/list", "/meetings/{meeting}/more"),
    *("/meetings/{door}", "/meetings/{door}/list", "/meetings/{draft_meeting}", "/meetings/{over}"),
    *("/announcements", "/announcements/{draft}/whom", "/announcements/{draft}/words", "/announcements/{draft}/send"),
    *("/announcements/{asked}/agree", "/announcements/{sending}", "/announcements/{done}"),
    "/announcements/{done}?reason=failed",
    *("/tips", "/tips/{tip}", "/lessons", "/lessons/{course}"),
    *("/indicators", "/indicators?programme=nordic", "/indicators/{key}/{target}", "/indicators/nordic/likes"),
    *("/indicators/nordic/dinners", "/indicators/{key}/report", "/indicators/nordic/report", "/experience"),
    *("/sending", "/words", "/words?language=sq&state=all", "/words/{language}/{word}", "/words/sr_Latn/{word}"),
    *("/voices", "/voices/{tongue}", "/voices/{tongue}?stay=no"),
    *("/team", "/log", "/log?what=meeting_published", "/settings", "/about", "/sign-in", "/sign-in?out=1"),
    "/enter/{secret}",
)
"""Every page, in each of its states."""


def routes(drom: Console) -> list[Route]:
    """Return the routes of pages that a browser opens: no files, no news."""
    found = [one for one in console_routes(drom.office, console_house(drom.office)) if isinstance(one, Route)]
    return [one for one in found if "GET" in (one.methods or ()) and not one.path.endswith("/news")]


def opens(route: Route, address: str) -> bool:
    """Tell whether an address is one of a route."""
    path = address.partition("?")[0]
    return route.matches({"type": "http", "method": "GET", "path": path})[0] is Match.FULL


async def fill(drom: Console) -> Full:
    """Let there be something on every page."""
    await content(drom)
    found = Full()
    await _talks(drom, found)
    for work in (_asked, _met, _announced, _told, _sent, _counted, _merged, _entered):
        await _run(drom, found, work)
    return found


async def _run(drom: Console, found: Full, work: Callable[[Connection, Console, Full], None]) -> None:
    await drom.house.run(lambda connection: work(connection, drom, found))


async def _talks(drom: Console, found: Full) -> None:
    """Let somebody register half, and somebody not be understood."""
    guest = Guest(drom.house, "4001")
    await guest.open("green_albania--poster1")
    for words in ("blue", "blue"):
        await guest.write(words)
    found.numbers["stuck"] = (await guest.contact()).id


def _asked(connection: Connection, drom: Console, found: Full) -> None:
    """Let there be people, tickets of several kinds, and questions in several states."""
    now, speech, numbers = drom.house.clock.now(), drom.house.core.speech, found.numbers
    people = [somebody(connection, now, f"{name} (sample)") for name in PEOPLE]
    numbers["contact"], numbers["other"] = people[0], people[1]
    numbers["ticket"] = ticket(connection, people[0], now - timedelta(hours=5), SAID)
    numbers["name_ticket"] = ticket(connection, people[1], now, "", "name")
    numbers["closed"] = ticket(connection, people[2], now, "Thank you, it is done.")
    connection.execute(
        tables.ticket.update()
        .where(tables.ticket.c.id == numbers["closed"])
        .values(status="answered", answered_at=now, answered_by="x")
    )
    ticket(connection, people[3], now, "", "voice")
    notes.add(connection, people[0], "She knows somebody at the town hall.", "x", now)
    numbers["question"] = question(connection, speech, people[4], now - timedelta(hours=30))
    numbers["taken"] = question(connection, speech, people[5], now)
    numbers["answered"] = shared(connection, speech, people[6], now)
    numbers["advice"] = numbers["answered"]
    mentor(connection, now, "Fatime (sample)")
    numbers["team"] = people[7]


def _met(connection: Connection, drom: Console, found: Full) -> None:
    """Let there be a meeting with answers and a line, one whose door is open, a draft, and one that is over."""
    now, speech, numbers = drom.house.clock.now(), drom.house.core.speech, found.numbers
    persons = [row.id for row in connection.execute(tables.person.select().order_by(tables.person.c.id.desc()))]
    numbers["meeting"] = meeting(connection, speech, now)
    seating.answer(connection, speech.programme, numbers["meeting"], persons[0], "yes", now, party=2, needs=["travel"])
    seating.join_waiting(connection, speech.programme, numbers["meeting"], persons[1], now)
    seating.answer(connection, speech.programme, numbers["meeting"], persons[2], "maybe", now, needs=["child_care"])
    at = now.replace(tzinfo=None)
    for name, begins in (("door", timedelta(hours=2, minutes=30)), ("draft_meeting", timedelta(days=9))):
        draft = Draft("info", OURS, "green_albania", "AL", "tirana", [(at + begins, timedelta(hours=2))], seats=None)
        numbers[name] = meetings.create(connection, OPERATOR, speech.programme, draft, now, token())
    meetings.publish(connection, OPERATOR, numbers["door"], now)
    for person in persons[:3]:
        seating.answer(connection, speech.programme, numbers["door"], person, "yes", now)
    attendance.walk_in(connection, OPERATOR, numbers["door"], "Zana", now, party=2)
    numbers["over"] = meeting(connection, speech, now)
    connection.execute(
        tables.meeting.update()
        .where(tables.meeting.c.id == numbers["over"])
        .values(starts_at=now - timedelta(days=1), ends_at=now - timedelta(hours=20))
    )
    picture = _file(connection, drom, numbers["contact"], "photo", jpeg(), "d")
    connection.execute(
        tables.meeting.update()
        .where(tables.meeting.c.id == numbers["meeting"])
        .values(title={"en": "Pack with less plastic"}, place={"en": "Sample hall, behind the market"})
    )
    numbers["file"] = picture


def _file(connection: Connection, drom: Console, contact: int, kind: str, data: bytes, letter: str) -> int:
    """Keep a file that somebody sent, and return its number."""
    drom.house.core.shelf.put(letter * 64, data)
    number = media.put(connection, contact_id=contact, name=letter * 64, kind=kind, now=drom.house.clock.now())
    media.keep(
        connection,
        number,
        content_type="image/jpeg" if kind == "photo" else "audio/ogg",
        size=len(data),
        seconds=4.0,
    )
    return number


def _announced(connection: Connection, drom: Console, found: Full) -> None:
    """Let there be a draft, one that a colleague asks about, one that goes out, and one that is done in part."""
    now, speech = drom.house.clock.now(), drom.house.core.speech
    mine, other = (team.actor(connection, drom.person[name]) for name in ("administrator", "ours"))
    for name, by in (("draft", mine), ("asked", other), ("sending", mine), ("done", mine)):
        number = drafts.begin(connection, by, now)
        drafts.write(connection, by, number, "en", WORDS[name])
        drafts.choose(connection, by, number, Audience(country="AL", without=(Audience(languages=("mk",)),)))
        found.numbers[name] = number
        if name == "asked":
            rows.change(connection, number, asked_at=now, people=60, places=[["green_albania", "AL"]], asks=1)
        if name in {"sending", "done"}:
            announcement_approval.send(connection, mine, speech, number, now)
    _ended(connection, found.numbers["done"])
    found.numbers["announcement"] = found.numbers["done"]


def _ended(connection: Connection, number: int) -> None:
    """Let an announcement have come to its end, but for two whom the messenger refused."""
    delivery = tables.delivery
    mine_rows = connection.execute(
        delivery.select().where(delivery.c.announcement_id == number).order_by(delivery.c.id)
    ).all()
    for place, row in enumerate(mine_rows):
        values = {"state": "over", "reason": "failed" if place < 2 else "sent"}
        connection.execute(delivery.update().where(delivery.c.id == row.id).values(values))
    rows.change(connection, number, state="done")


def _told(connection: Connection, drom: Console, found: Full) -> None:
    """Let there be stories with a photo and a voice, and words that somebody says otherwise."""
    now, numbers = drom.house.clock.now(), found.numbers
    person = connection.execute(tables.contact.select().where(tables.contact.c.id == numbers["contact"])).one()
    photo = _file(connection, drom, numbers["contact"], "photo", jpeg(), "a")
    voice = _file(connection, drom, numbers["contact"], "voice", opus(), "b")
    said = Matter("text", "I turned the oven off a little earlier. The bread is good.", voice, photo)
    numbers["story"] = story(connection, person.person_id, now, said)
    speech = drom.office.speech
    saying = speech.repertoire.sayings(speech.book, speech.words, "sq")[0]
    found.hash = saying.hash
    values: dict[str, Any] = {"language": "sq", "key": saying.key, "hash": saying.hash, "words": saying.words}
    values |= {"made_at": now, "person_id": drom.person["administrator"], "media_id": voice}
    numbers["recording"] = recordings.add(connection, **values, state="suggested", suggestion="Mirëdita")
    numbers["tip"] = numbers["course"] = 1


def _sent(connection: Connection, drom: Console, found: Full) -> None:
    """Let there be a message in doubt, and one that did not go."""
    to: dict[str, Any] = {"channel": "sim-telegram", "contact_id": found.numbers["contact"], "address": "70000008"}
    for state, reason in (("in_doubt", ""), ("never", "failed")):
        [number] = outbox.put(
            connection, **to, lane=outbox.NOTICE, kind="notice", parts=[Part("x")], now=drom.house.clock.now()
        )
        connection.execute(
            tables.outbox.update().where(tables.outbox.c.id == number).values(state=state, reason=reason)
        )


def _counted(connection: Connection, drom: Console, found: Full) -> None:
    """Let there be numbers that staff typed in."""
    now, programme = drom.house.clock.now(), drom.house.core.speech.programme
    entries = (("nordic", "dinners", 2), ("nordic", "likes", 340), ("green_albania", "members", 14))
    for key, target, number in entries:
        entry = Entry(number, date(2026, 3, 1), "Lists of the year before")
        indicators.type_in(connection, OPERATOR, programme, key, target, entry, now)


def _merged(connection: Connection, drom: Console, found: Full) -> None:
    """Let two people have become one."""
    now, programme, numbers = drom.house.clock.now(), drom.house.core.speech.programme, found.numbers
    kept, gone = (
        records.read(connection, OPERATOR, programme, number, merging.ACT)
        for number in (numbers["contact"], somebody(connection, now, "Djulijana K. (sample)"))
    )
    merging.merge(connection, OPERATOR, programme, kept, gone, now)


def _entered(connection: Connection, drom: Console, found: Full) -> None:
    """Let somebody have a link to sign in by."""
    now: datetime = drom.house.clock.now()
    path = entering.link(connection, OPERATOR, drom.role["helper"], now, token)
    found.secret = path.rpartition("/")[2]
