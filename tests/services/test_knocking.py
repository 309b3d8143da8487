"""What WhatsApp refuses is knocked for once; a knock in vain becomes a call; approvals that come late are used."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.bell import Bell
from bot.channels.limits import SIM_WHATSAPP
from bot.channels.port import Part, Receipt, Status
from bot.services import knocking, privacy
from bot.services.knocking import PATIENCE, Knocking
from bot.services.push import Push, push, read_world
from bot.services.staff import OPERATOR
from bot.templates import KNOCKS, LISTEN
from storage import calls, contacts, outbox, tables
from storage.calls import Call
from storage.contacts import Contact
from storage.down import StorageDown
from storage.figures import figures
from tests.house import NOON, Guest, House

KNOCK = KNOCKS["en"].body
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PHONE = "+355691234567"


async def _guest(house: House) -> Guest:
    guest = Guest(house, PHONE, SIM_WHATSAPP)
    await guest.register()
    return guest


async def _send(house: House, guest: Guest, dedupe: str = "reminder:1", **fields: Any) -> None:
    now, contact = house.clock.now(), await guest.contact()
    given = {"kind": "reminder", "lane": outbox.NOTICE, "parts": (Part("Tomorrow."),), "asked_for": True, **fields}
    message = Push(dedupe=dedupe, deadline=now + 30 * DAY, **given)
    world = await house.read(partial(read_world, programme=house.core.speech.programme))
    await house.run(partial(push, contact=contact, message=message, world=world, now=now))


async def _round(house: House) -> None:
    await house.core.knocking.round()
    await house.quiet()


def _texts(house: House, guest: Guest) -> list[str]:
    return [part.text for part in house.heard(guest.box, guest.address)]


async def _rows(house: House, kind: str) -> list[str]:
    return [f"{row['state']} {row['reason']}".strip() for row in await house.rows(tables.outbox) if row["kind"] == kind]


async def _calls(house: House) -> list[Call]:
    return await house.read(partial(calls.waiting, now=house.clock.now()))


async def _fail(house: House, kind: str, code: str) -> None:
    """Let the provider tell later that a message failed."""
    *_, row = [row for row in await house.rows(tables.outbox) if row["kind"] == kind and row["state"] == "sent"]
    await house.core.intake.status(Status(SIM_WHATSAPP, row["provider_id"], "failed", code, row["id"]))


@pytest.mark.parametrize("later", [True, False])
async def test_what_is_refused_inside_our_margin_is_knocked_for_once(house: House, later: bool) -> None:
    """Twilio's word holds against our clock, which would send it again and again."""
    guest = await _guest(house)
    house.boxes[SIM_WHATSAPP].answers = [] if later else [Receipt("window")]
    await _send(house, guest)
    if later:
        assert _texts(house, guest)[-1] == "Tomorrow."
        await _fail(house, "reminder", "63016")
    for _ in range(3):
        await _round(house)
    assert _texts(house, guest)[-1:] == [KNOCK]
    assert await _rows(house, "knock") == ["sent"]
    await _send(house, guest, "reminder:2")
    await _fail(house, "reminder", "63016")
    await _round(house)
    assert await _rows(house, "knock") == ["sent"], "it waits for the knock that is open"
    _texts(house, guest)
    assert await guest.send("tap", payload=LISTEN) == ["Tomorrow.", "Tomorrow."]
    assert await _rows(house, "reminder") == ["sent", "sent"]


async def test_what_was_refused_before_they_wrote_just_goes(house: House) -> None:
    guest = await _guest(house)
    await _send(house, guest)
    await house.move(HOUR)
    await guest.write("menu")
    await _fail(house, "reminder", "63016")
    _texts(house, guest)
    await _round(house)
    assert _texts(house, guest) == ["Tomorrow."]
    assert await _rows(house, "knock") == []


async def test_a_refusal_at_night_knocks_in_the_morning(house: House) -> None:
    guest = await _guest(house)
    await house.move(timedelta(hours=11))
    await _send(house, guest, urgent=True)
    await _fail(house, "reminder", "63016")
    await _round(house)
    assert await _rows(house, "knock") == ["waiting"]
    await house.move(timedelta(hours=8))
    assert await _rows(house, "knock") == ["sent"]


async def test_the_knock_takes_the_day_of_what_nobody_asked_for(house: House) -> None:
    guest = await _guest(house)
    await _send(house, guest, "tip:1", asked_for=False)
    await _fail(house, "reminder", "63016")
    await _round(house)
    knock = (await house.rows(tables.knock))[-1]
    assert [row["outbox_id"] for row in await house.rows(tables.unasked)] == [knock["outbox_id"]]


async def test_a_reminder_that_is_refused_knocks_in_the_place_of_an_open_knock_for_a_tip(house: House) -> None:
    guest = await _guest(house)
    await _send(house, guest)
    await house.move(2 * DAY)
    tip = {"kind": "tip", "lane": outbox.ANNOUNCEMENT, "asked_for": False}
    await _send(house, guest, "tip:1", **tip)
    assert await _rows(house, "knock") == ["sent"]
    await _fail(house, "reminder", "63016")
    await _round(house)
    assert await _rows(house, "knock") == ["sent", "sent"]
    _texts(house, guest)
    assert await guest.send("tap", payload=LISTEN) == ["Tomorrow.", "Tomorrow."]


async def test_a_knock_unheard_for_days_is_no_longer_open_and_is_not_repeated(house: House) -> None:
    guest = await _guest(house)
    await house.move(2 * DAY)
    await _send(house, guest)
    await _send(house, guest, "tip:1", kind="tip", lane=outbox.ANNOUNCEMENT, asked_for=False)
    await house.move(PATIENCE - HOUR)
    await _round(house)
    assert await _calls(house) == []
    await house.move(2 * HOUR)
    for _ in range(2):
        await _round(house)
    [one] = await _calls(house)
    assert (one.reason, one.waits) == ("silent", ("reminder",)), "nobody is called about a tip"
    found = await house.read(partial(figures, now=house.clock.now()))
    assert (found.calls, found.knocks) == (1, 0)
    assert _texts(house, guest)[-1] == KNOCK
    assert await _rows(house, "knock") == ["sent"], "there is no second for the same"
    await _send(house, guest, "reminder:2")
    assert await _rows(house, "knock") == ["sent", "sent"], "what is new knocks again"
    _texts(house, guest)
    assert await guest.send("tap", payload=LISTEN) == ["Tomorrow."] * 3
    assert await _calls(house) == []


@pytest.mark.parametrize("code", ["63016", "63032", "63028"])
async def test_a_knock_that_cannot_go_becomes_a_call(house: House, caplog: pytest.LogCaptureFixture, code: str) -> None:
    guest = await _guest(house)
    await house.move(2 * DAY)
    await _send(house, guest)
    await _fail(house, "knock", code)
    for _ in range(2):
        await _round(house)
    [one] = await _calls(house)
    assert (one.reason, one.waits) == ("template", ("reminder",))
    assert caplog.text.count("a knock could not go") == 1
    _texts(house, guest)
    said = await guest.write("menu")
    assert "Tomorrow." in said
    assert KNOCK not in said


@pytest.mark.parametrize(("code", "reason"), [("21610", "stopped"), ("63024", "unreachable")])
async def test_a_knock_that_tells_they_are_gone(
    house: House, caplog: pytest.LogCaptureFixture, code: str, reason: str
) -> None:
    guest = await _guest(house)
    await house.move(2 * DAY)
    await _send(house, guest)
    await _fail(house, "knock", code)
    await _round(house)
    [one] = await _calls(house)
    assert (one.reason, one.waits) == (reason, ("reminder",))
    assert "a knock could not go" not in caplog.text
    assert [row["ending"] for row in await house.rows(tables.knock)] == ["failed"]


async def test_a_pause_that_ends_knocks_then(house: House) -> None:
    guest = await _guest(house)
    await _send(house, guest, urgent=True)
    await house.run(lambda c: contacts.change(c, 1, paused_until=NOON + 5 * DAY))
    await _fail(house, "reminder", "63016")
    await _round(house)
    assert await _rows(house, "knock") == ["waiting"]
    await house.move(5 * DAY)
    assert await _rows(house, "knock") == ["sent"]


async def test_whoever_is_erased_is_neither_knocked_at_nor_called(house: House) -> None:
    guest = await _guest(house)
    await house.move(2 * DAY)
    await _send(house, guest, "tip:1", asked_for=False)
    await house.move(4 * DAY)
    await _send(house, guest)
    await _round(house)
    contact, programme = await guest.contact(), house.core.speech.programme
    assert {"knock", "unasked"} <= set(await house.read(partial(privacy.gather, contact=contact)))
    now = house.clock.now()
    await house.run(lambda c: calls.put(c, contact.id, "reminder", "silent", now, now + DAY))
    await house.run(lambda c: privacy.erase(c, contact, now, programme, OPERATOR))
    assert [await house.rows(one) for one in (tables.knock, tables.call, tables.unasked)] == [[], [], []]


async def test_what_is_parked_for_too_long_is_over(house: House) -> None:
    guest = await _guest(house)
    await house.move(2 * DAY)
    await _send(house, guest)
    await house.move(31 * DAY)
    await house.core.housekeeping.day()
    assert await _rows(house, "reminder") == ["expired window"]
    assert "Tomorrow." not in await guest.write("menu")


async def test_who_starts_again_needs_no_knock(house: House) -> None:
    guest = await _guest(house)
    await guest.write("menu")
    for value in ("settings", "pause", "week"):
        await guest.tap(value)
    await _send(house, guest)
    assert await _rows(house, "knock") == ["waiting"]
    await guest.write("menu")
    for value in ("settings", "start"):
        await guest.tap(value)
    assert "Tomorrow." in [part.text for part in guest.parts]
    assert await _rows(house, "knock") == ["cancelled answered"]


async def test_one_that_cannot_be_decided_is_handed_to_staff_and_holds_up_nobody(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest, other = await _guest(house), Guest(house, "+355691234568", SIM_WHATSAPP)
    await other.register()
    for one in (guest, other):
        await _send(house, one, f"reminder:{one.address}")
        await _fail(house, "reminder", "63016")
    broken, decide = (await guest.contact()).id, knocking.decide

    def decided(connection: Connection, contact: Contact, *rest: Any) -> None:
        if contact.id == broken:
            raise LookupError("words of somebody")
        decide(connection, contact, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(knocking, "decide", decided)
        await _round(house)
    assert _texts(house, other)[-1] == KNOCK
    assert KNOCK not in _texts(house, guest)
    assert [(one.contact_id, one.reason) for one in await _calls(house)] == [(broken, "broken")]
    assert "Tomorrow." in await guest.write("menu"), "it still goes when they write"


async def test_a_database_that_is_down_is_told_once(
    house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, bell = Knocking(house.core.store, house.clock, house.core.speech.programme), Bell()
    rounds: list[int] = []

    async def down() -> None:
        rounds.append(1)
        bell.ring()
        if len(rounds) == 5:
            bell.close()
        raise StorageDown("gone", "nobody answers")

    monkeypatch.setattr(found, "round", down)
    await found.run(bell)
    assert (len(rounds), caplog.text.count("knocks wait")) == (5, 1)


async def test_rounds_go_on_until_the_bell_and_survive_a_database_that_is_down(
    house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, bell = Knocking(house.core.store, house.clock, house.core.speech.programme), Bell()

    async def down() -> None:
        bell.close()
        raise StorageDown("gone", "nobody answers")

    monkeypatch.setattr(found, "round", down)
    await found.run(bell)
    assert "knocks wait" in caplog.text
