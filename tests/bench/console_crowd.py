"""The people of ``drom bench console``, and all that staff may look at of them; nothing here measures."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from storage import tables

NAMES = (
    "Ana",
    "Besim",
    "Djulijana",
    "Elmas",
    "Ферди",
    "Горан",
    "Hana",
    "Ismet",
    "Јасмина",
    "Kemal",
    "Ljuljeta",
    "Šaban",
)
TOWNS = ("tirana", "elbasan", "shkoder")


def fill(connection: Connection, number: int, now: datetime) -> None:
    """Put people with contacts, a conversation each, tickets, meetings with answers, and a long log."""
    chance = random.Random(7)
    ids = range(1_000, 1_000 + number)
    words = [f"{chance.choice(NAMES)} {chance.choice(NAMES)} {one % 977}" for one in ids]
    shared = {"programme": "green_albania", "country": "AL"}
    persons = [
        {"id": one, "name": name, "town": chance.choice(TOWNS), "trade": "sewing", "organisation": "sample_ngo",
         "registered_at": now, "created_at": now, "may_push": True, **shared}
        for one, name in zip(ids, words, strict=True)
    ]  # fmt: skip
    phones = [
        {"id": one, "channel": "sim-telegram", "address": f"+35569{one:07d}", "person_id": one, "language": "sq",
         "created_at": now, "last_in_at": now, **shared}
        for one in ids
    ]  # fmt: skip
    connection.execute(insert(tables.person), persons)
    connection.execute(insert(tables.contact), phones)
    _talk(connection, ids, now)
    _meetings(connection, ids, now)
    _came(connection, ids, now)
    _tips(connection, ids, now)
    _courses(connection, ids, now)
    _announcement(connection, ids, now)


def _talk(connection: Connection, ids: Sequence[int], now: datetime) -> None:
    came = [
        {"channel": "sim-telegram", "key": f"b{one}", "contact_id": one, "seq": 1, "kind": "text", "state": "done",
         "payload": {"text": "menu"}, "outcome": "command", "received_at": now, "next_at": now, "done_at": now}
        for one in ids
    ]  # fmt: skip
    said = [
        {"channel": "sim-telegram", "contact_id": one, "address": "x", "lane": 0, "kind": "reply", "state": "sent",
         "payload": {"text": "What do you want?"}, "next_at": now, "created_at": now, "sent_at": now}
        for one in ids
    ]  # fmt: skip
    asked = [
        {"contact_id": one, "kind": "help", "flow": "menu", "state_name": "member", "text": "help me",
         "opened_at": now - timedelta(minutes=one % 997)}
        for one in ids[:2_000]
    ]  # fmt: skip
    connection.execute(insert(tables.inbox), came)
    connection.execute(insert(tables.outbox), said)
    connection.execute(insert(tables.outbox), [{**one, "state": "in_doubt"} for one in said[:1_000]])
    connection.execute(insert(tables.ticket), asked)


def _meetings(connection: Connection, ids: Sequence[int], now: datetime) -> None:
    held = [
        {"kind": "training", "state": "published", "organisation": "sample_ngo", "programme": "green_albania",
         "country": "AL", "town": "tirana", "zone": "Europe/Tirane", "place": {}, "languages": [], "targets": [],
         "title": {}, "seats": 200, "created_at": now, "changed_at": now,
         "starts_at": now + timedelta(days=one - 150, hours=3), "ends_at": now + timedelta(days=one - 150, hours=5)}
        for one in range(300)
    ]  # fmt: skip
    connection.execute(insert(tables.meeting), held)
    days = [
        {"meeting_id": one + 1, "n": 1, "wall": "2026-06-15T15:00:00", **_times(row)}
        for one, row in enumerate(held)
    ]  # fmt: skip
    connection.execute(insert(tables.meeting_day), days)
    answers = [
        {"meeting_id": 1 + place % 300, "person_id": one, "answer": "yes", "party": 1, "needs": ["travel"],
         "standing": "seated", "answered_at": now, "version": 1}
        for place, one in enumerate(ids[:60_000])
    ]  # fmt: skip
    connection.execute(insert(tables.response), answers)


def _times(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("starts_at", "ends_at")}


def _came(connection: Connection, ids: Sequence[int], now: datetime) -> None:
    """Let half of who said yes come to what is over, and half of these say how it was; many were invited."""
    ids = [one for place, one in enumerate(ids[:60_000]) if place % 300 < 150]
    here = [
        {"meeting_id": 1 + one % 300, "person_id": one, "how": "qr", "state": "here", "at": now,
         "pseudonym": str(one)}
        for one in ids
    ]  # fmt: skip
    told = [{"meeting_id": one["meeting_id"], "person_id": one["person_id"], "grade": "good", "at": now}
            for one in here[::2]]  # fmt: skip
    asked = [{"meeting_id": 1 + one % 150, "person_id": one, "invited_by": "x", "invited_at": now} for one in ids]
    connection.execute(insert(tables.attendance), here)
    connection.execute(insert(tables.feedback), told)
    connection.execute(insert(tables.invitation), asked)


def _tips(connection: Connection, ids: Sequence[int], now: datetime) -> None:
    """Show everybody two tips; each fifth has done what one says."""
    words = {"status": "live", "trade": "all", "pictogram": "x", "seasons": [], "countries": [],
             "words": {"en": "Save."}, "reviewed": [], "story": {}, "created_at": now, "changed_at": now}  # fmt: skip
    connection.execute(insert(tables.tip), [{"key": f"B{one}", **words} for one in range(20)])
    of = {"organisation": "sample_ngo", "trade": "sewing", "country": "AL", "language": "sq"}
    seen = [{"tip_id": 1 + (one + more) % 20, "person_id": one, "how": "asked", "at": now - timedelta(days=one % 60),
             **of}
            for one in ids for more in (0, 7)]  # fmt: skip
    done = [{"tip_id": 1 + one % 20, "person_id": one, "state": "done", "saved": "yes", "tried_at": now, "done_at": now,
             "changed_at": now, **of} for one in ids[::5]]  # fmt: skip
    connection.execute(insert(tables.showing), seen)
    connection.execute(insert(tables.pledge), done)


def _courses(connection: Connection, ids: Sequence[int], now: datetime) -> None:
    course = {"key": "bench", "status": "live", "title": {"en": "Bench"}, "gives": {}, "source": "", "loaded_at": now}
    connection.execute(insert(tables.course), [course])
    of = {"course_id": 1, "organisation": "sample_ngo", "country": "AL", "language": "sq", "started_at": now}
    programmes = ("green_albania", "circular", "nordic")
    connection.execute(
        insert(tables.study),
        [{"person_id": one, "programme": programmes[one % 3], "offer": "asked", "brochure_at": now, **of}
         for one in ids[::4]],
    )  # fmt: skip


def _announcement(connection: Connection, ids: Sequence[int], now: datetime) -> None:
    """Announce to everybody; it has gone out."""
    said = {"kind": "announcement", "texts": {"en": "Come"}, "state": "done", "created_by": "x", "hash": "x",
            "people": len(ids), "places": [["green_albania", "AL"]], "created_at": now, "approved_at": now,
            "ended_at": now}  # fmt: skip
    connection.execute(insert(tables.announcement), [said])
    sent = [{"announcement_id": 1, "contact_id": one, "channel": "sim-telegram", "state": "put", "outbox_id": place + 1,
             "due_at": now} for place, one in enumerate(ids)]  # fmt: skip
    connection.execute(insert(tables.delivery), sent)
