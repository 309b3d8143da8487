"""Rows of every kind before the console, so that each of its forms stands on some page; it never knows the forms."""

from datetime import datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import Connection, func, select

from bot.channels.port import Part
from bot.services import announcement_drafts as drafts
from bot.services import claims, entering, groups, merging, recordings, seating
from bot.services.audience import Audience
from bot.services.recordings import Speaker, Tongue
from bot.services.relay import Matter
from bot.services.staff import OPERATOR, actor
from storage import announcements, calls, certificates, contacts, courses, deliveries, media, outbox, studies, tables
from storage import mentors as profiles
from tests.house import Guest
from tests.media.samples import jpeg, opus
from tests.web.console_house import Console, content, mentor, question, shared, somebody, story, ticket
from tests.web.test_console_browser import fill

NAME = "Ana"


async def samples(drom: Console) -> str:
    """Fill a console; return the path of a link by which somebody signs in."""
    await content(drom)
    await _talk(drom)
    await drom.house.run(lambda connection: fill(connection, drom, NAME, "My stall is closed"))
    link = await drom.house.run(lambda connection: _rows(connection, drom))
    async with await drom.signed_in("administrator") as browser:
        await _posted(drom, browser)
    await drom.house.run(lambda connection: _later(connection, drom))
    return link


async def _talk(drom: Console) -> None:
    """Let somebody talk, and not get on."""
    guest = Guest(drom.house)
    await guest.register("Besim")
    await guest.write("menu")
    for _ in range(2):
        await drom.house.move(timedelta(minutes=1))
        await guest.write("xyzzy plugh")


def _rows(connection: Connection, drom: Console) -> str:
    now, speech = drom.house.clock.now(), drom.house.core.speech
    one, other, third = (somebody(connection, now, NAME) for _ in range(3))
    people = {number: _person(connection, number) for number in (one, other, third)}
    stuck = next(row.id for row in connection.execute(tables.contact.select()) if row.session)
    for kind in ("town", "name", "group", "help"):
        ticket(connection, stuck, now, "help me", kind)
    merging.merge(connection, OPERATOR, speech.programme, *_two(connection, one, other), now)
    _course(connection, people[third], now)
    _letter(connection, third, now)
    calls.put(connection, third, "notice", "blocked", now, now + timedelta(days=1))
    groups.create(connection, OPERATOR, "sample_ngo", "AL", "Coaching", now)
    _questions(connection, drom, third, now)
    story(connection, people[third], now, Matter("voice", "We pack less.", _file(connection, drom, third, now)))
    last = connection.execute(select(func.max(tables.tip.c.id))).scalar_one()
    connection.execute(tables.tip.update().where(tables.tip.c.id == last).values(status="draft"))
    _suggestion(connection, drom, now)
    return entering.link(connection, OPERATOR, drom.role["helper"], now, drom.office.token)


def _person(connection: Connection, contact_id: int) -> int:
    found = contacts.get(connection, contact_id)
    assert found is not None
    assert found.person_id is not None
    return found.person_id


def _two(connection: Connection, one: int, other: int) -> tuple[Any, Any]:
    return contacts.get(connection, one), contacts.get(connection, other)


def _course(connection: Connection, person: int, now: datetime) -> None:
    """Let somebody have finished a course and asked for the bigger one."""
    place = {"organisation": "sample_ngo", "programme": "", "country": "AL", "language": "en", "pseudonym": ""}
    fields = {**place, "person_id": person, "offer": "asked", "finished_at": now, "started_at": now}
    study = studies.add(connection, course_id=courses.every(connection)[0].id, **fields)
    certificates.put(connection, study, person, NAME, "1234", now)


def _letter(connection: Connection, contact: int, now: datetime) -> None:
    """Put a message that may not have arrived."""
    to: dict[str, Any] = {"channel": "sim-telegram", "contact_id": contact, "address": "70"}
    [number] = outbox.put(connection, **to, lane=outbox.NOTICE, kind="notice", parts=[Part("x")], now=now)
    connection.execute(tables.outbox.update().where(tables.outbox.c.id == number).values(state="in_doubt"))


def _file(connection: Connection, drom: Console, contact: int, now: datetime) -> int:
    """Keep a recording of somebody."""
    file = media.put(connection, contact_id=contact, name="e" * 64, kind="voice", now=now)
    media.keep(connection, file, content_type="audio/ogg", size=4)
    drom.house.core.shelf.put("e" * 64, b"OggS")
    return file


def _questions(connection: Connection, drom: Console, contact: int, now: datetime) -> None:
    """Ask three questions: one answered for all, one in hand, one set aside."""
    speech = drom.house.core.speech
    shared(connection, speech, contact, now, Matter("text", "Ask two banks."))
    mine = profiles.get(connection, mentor(connection, now, "Mira"))
    assert mine is not None
    taken, flagged = (question(connection, speech, contact, now, "How?") for _ in range(2))
    claims.take(connection, mine, flagged, now)
    claims.flag(connection, mine, flagged, now)
    claims.take(connection, mine, taken, now)


def _suggestion(connection: Connection, drom: Console, now: datetime) -> None:
    speech, person = drom.house.core.speech, drom.person["helper"]
    said = speech.repertoire.sayings(speech.book, speech.words, "sq")[0]
    who = Speaker(actor(connection, person), person, stays=True)
    recordings.suggest(connection, who, Tongue("sq"), said, "Mirëdita", None, now)


async def _posted(drom: Console, browser: httpx.AsyncClient) -> None:
    """Make by the console's own forms what is made by them alone."""
    soon = drom.house.clock.now() + timedelta(hours=3)  # an hour on, on the clock of Tirana
    form = {"kind": "mentor", "where": "green_albania AL tirana", "begins": f"{soon:%Y-%m-%dT%H:%M}", "length": "h2"}
    sayings = drom.office.speech.repertoire.sayings(drom.office.speech.book, drom.office.speech.words, "sq")
    number = {"number": "3", "day": "2026-06-01", "source": "Minutes", "country": "AL"}
    word, sound, photo = {"text": "Ndihmoj biznese.", "seen": "0"}, {"voice": ("x", opus())}, {"file": ("x", jpeg())}
    for path, sent in (
        ("/meetings/new", form),
        ("/meetings/new", {**form, "begins": "2026-07-07T10:00", "repeat": "m3", "times": "3"}),
        ("/meetings/2/publish", {}),
        ("/words/sq/welcome.why/correct", word),
        ("/indicators/green_albania/coalition/type", number),
        ("/announcements/1/leave-out", {"out.language": "mk"}),
    ):
        answer = await browser.post(f"/console{path}", data=sent)
        assert answer.status_code == 303, (path, answer.text)
    for path, file in (
        (f"/voices/sq/keep/{sayings[0].hash}?stay=yes", sound),
        ("/announcements/1/words", {"voice.sq": ("x", opus()), **photo}),
        ("/meetings/1/photo", photo),
    ):
        answer = await browser.post(f"/console{path}", files=file)
        assert answer.status_code == 303, (path, answer.text)


def _later(connection: Connection, drom: Console) -> None:
    """Let somebody come to what begins soon, and announcements stand as they may."""
    now, speech = drom.house.clock.now(), drom.house.core.speech
    somebodies = [row.id for row in connection.execute(tables.person.select()) if row.name == NAME]
    seating.answer(connection, speech.programme, 2, somebodies[-1], "yes", now, party=2)
    by = actor(connection, drom.person["administrator"])
    states: tuple[dict[str, Any], ...] = (
        {"state": "sending"},
        {"state": "paused"},
        {"state": "done"},
        {"asked_at": now, "asks": 1, "places": [["green_albania", "AL"]]},
    )
    for values in states:
        number = drafts.begin(connection, by, now)
        drafts.write(connection, by, number, "en", f"We meet {number}")
        drafts.choose(connection, by, number, Audience(towns=("tirana",)))
        announcements.change(connection, number, people=60, approved_by=by.name, **values)
        deliveries.freeze(connection, number, [1], now)
    failed = {"state": "over", "reason": "failed"}
    connection.execute(tables.delivery.update().where(tables.delivery.c.announcement_id == number - 1).values(failed))
