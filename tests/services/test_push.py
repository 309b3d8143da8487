"""What becomes of a push: words inside WhatsApp's window, one knock outside of it, a call where nothing can go."""
# ruff: noqa: N802 - the names bear the numbers of the channel rules

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Part
from bot.services import push as pushing
from bot.services.push import Before, Push, Pushed, PushWorld, forecast, read_world
from bot.templates import KNOCKS, LISTEN, STOP
from storage import calls, outbox, tables
from storage.calls import Call
from storage.contacts import UNTIL_I_WRITE, Contact
from tests.house import NOON, Guest, House
from tests.services.sample import programme

LATE = datetime(2026, 6, 15, 21, tzinfo=UTC)
MORNING = datetime(2026, 6, 16, 5, tzinfo=UTC)
WEEK = NOON + timedelta(days=7)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WINDOW = pushing.WINDOW
FAR = NOON + timedelta(days=60)
KNOCK = KNOCKS["en"].body
PHONE = "+355691234567"
WORLD = PushWorld(programme(), {"whatsapp": {"en": Part(KNOCK, template="HX1")}})
ASKED = Push("reminder", outbox.NOTICE, (Part("Tomorrow."),), FAR, "reminder:1", asked_for=True)
UNASKED = Push("tip", outbox.ANNOUNCEMENT, (Part("Save."),), FAR, "tip:1", asked_for=False)


def _contact(channel: str = "telegram", **fields: Any) -> Contact:
    return Contact(1, channel, "x", **{"last_in_at": NOON, "language": "en", "country": "AL", **fields})


@pytest.mark.parametrize(
    ("contact", "now", "state", "at"),
    [
        (_contact(), NOON, "go", NOON),
        (_contact(), LATE, "waits", MORNING),
        (_contact("whatsapp"), NOON, "go", NOON),
        (_contact("whatsapp"), NOON + WINDOW, "go", NOON + WINDOW),
        (_contact("whatsapp"), NOON + WINDOW + MINUTE, "knock", NOON + WINDOW + MINUTE),
        (_contact("telegram"), NOON + WINDOW + MINUTE, "go", NOON + WINDOW + MINUTE),
        (_contact("whatsapp", last_in_at=NOON - timedelta(hours=8)), LATE, "knock", MORNING),
        (_contact("whatsapp", last_in_at=None), NOON, "knock", NOON),
        (_contact("whatsapp", language="sq"), NOON + DAY, "call", NOON + DAY),
        (_contact("sim-whatsapp"), NOON + DAY, "call", NOON + DAY),
        (_contact(stopped_at=NOON), NOON, "stopped", NOON),
        (_contact(unreachable_at=NOON), NOON, "unreachable", NOON),
        (_contact(erased_at=NOON), NOON, "stopped", NOON),
        (_contact(lite=True), NOON, "go", NOON),
        (_contact(paused_until=WEEK), NOON, "waits", WEEK),
        (_contact(paused_until=WEEK.replace(hour=1)), NOON, "waits", WEEK.replace(hour=5)),
        (_contact(paused_until=NOON), NOON, "go", NOON),
        (_contact(paused_until=UNTIL_I_WRITE), NOON, "call", NOON),
        (_contact(paused_until=FAR), NOON, "call", NOON),
        (_contact("whatsapp", paused_until=WEEK), NOON, "knock", WEEK),
        (_contact(stopped_at=NOON, paused_until=WEEK), NOON, "stopped", NOON),
    ],
)
def test_a_forecast_of_what_was_asked_for(contact: Contact, now: datetime, state: str, at: datetime) -> None:
    assert forecast(contact, ASKED, WORLD, now) == Pushed(state, at)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("contact", "before", "state", "at"),
    [
        (_contact(), Before(), "go", NOON),
        (_contact(lite=True), Before(), "stopped", NOON),
        (_contact(), Before(agreed=False), "stopped", NOON),
        (_contact(paused_until=UNTIL_I_WRITE), Before(), "parked", NOON),
        (_contact(), Before(days=frozenset({NOON.date()})), "waits", NOON + DAY),
        (_contact("whatsapp"), Before(days=frozenset({NOON.date()})), "knock", NOON + DAY),
        (_contact("whatsapp", last_in_at=None), Before(knocked=True), "parked", NOON),
    ],
)
def test_a_forecast_of_what_was_not(contact: Contact, before: Before, state: str, at: datetime) -> None:
    assert forecast(contact, UNASKED, WORLD, NOON, before) == Pushed(state, at)  # type: ignore[arg-type]


def test_what_is_urgent_breaks_the_night_and_the_day_but_no_pause() -> None:
    urgent = replace(ASKED, urgent=True)
    assert forecast(_contact(), urgent, WORLD, LATE) == Pushed("go", LATE)
    assert forecast(_contact("whatsapp", last_in_at=None), urgent, WORLD, LATE) == Pushed("knock", LATE)
    assert forecast(_contact(paused_until=WEEK), urgent, WORLD, LATE) == Pushed("waits", WEEK)
    unasked, days = replace(UNASKED, urgent=True), frozenset({LATE.date()})
    assert forecast(_contact(), unasked, WORLD, LATE, Before(days=days)) == Pushed("go", LATE)


@pytest.mark.parametrize(
    ("language", "country", "said"),
    [
        ("sq", "AL", "sq"),
        ("rom", "RS", "sr_Latn"),
        ("rom", "XK", "sq"),
        ("rom", "MK", "mk"),
        ("rom", "DK", "en"),
        ("sr_Cyrl", "RS", "sr_Cyrl"),
        ("sr_Latn", "DK", "sr_Latn"),
    ],
)
def test_the_language_of_a_knock(language: str, country: str, said: str) -> None:
    world = PushWorld(programme(), {"whatsapp": {code: one.part("HX") for code, one in KNOCKS.items()}})
    found = pushing.knock_for(_contact("whatsapp", language=language, country=country), world)
    assert found is not None
    assert found.text == KNOCKS[said].body


Pusher = Callable[..., Awaitable[Pushed]]


@pytest.fixture
def send(house: House) -> Pusher:
    """Return what pushes to a guest now."""

    async def send(guest: Guest, message: Push = ASKED, **fields: Any) -> Pushed:
        contact, message = await guest.contact(), replace(message, **fields)
        now = house.clock.now()
        world = await house.read(partial(read_world, programme=house.core.speech.programme))
        return await house.run(partial(pushing.push, contact=contact, message=message, world=world, now=now))

    return send


async def _away(house: House, box: str = SIM_WHATSAPP, days: int = 2) -> Guest:
    """Let somebody register, and be silent for two days."""
    guest = Guest(house, PHONE if box == SIM_WHATSAPP else "1001", box)
    await guest.register()
    await house.move(timedelta(days=days))
    return guest


def _texts(house: House, guest: Guest) -> list[str]:
    parts = house.heard(guest.box, guest.address)
    guest.parts = parts or guest.parts
    return [part.text for part in parts]


async def _calls(house: House) -> list[Call]:
    return await house.read(partial(calls.waiting, now=house.clock.now()))


async def test_W6_inside_the_window_the_words_go(house: House, send: Pusher) -> None:
    guest = await _away(house, days=0)
    assert (await send(guest)).state == "go"
    assert _texts(house, guest) == ["Tomorrow."]


@pytest.mark.parametrize("answer", [LISTEN, "Listen", "listen!", "🔊", "Slušaj", "слушај", "menu", "voice"])
async def test_outside_a_knock_goes_and_whatever_they_do_brings_the_rest(
    house: House, send: Pusher, answer: str
) -> None:
    guest = await _away(house)
    assert (await send(guest)).state == "knock"
    assert (await send(guest, dedupe="reminder:2", parts=(Part("At six."), Part("Bring bread.")))).state == "parked"
    assert _texts(house, guest) == [KNOCK], "one knock for both"
    [knock] = guest.parts
    assert knock.template == "sim:drom_knock_en_v1"
    if answer == LISTEN:
        said = await guest.send("tap", payload=LISTEN)
    else:
        said = await (guest.say() if answer == "voice" else guest.write(answer))
    words = [text for text in said if text in {"Tomorrow.", "At six.", "Bring bread."}]
    assert words == ["Tomorrow.", "At six.", "Bring bread."], "once, in order"
    assert (len(said) == 3) == (answer not in {"menu", "voice"}), "who says listen hears just that"
    before = await house.rows(tables.outbox)
    await guest.send("tap", payload=LISTEN)
    after = await house.rows(tables.outbox)
    assert {row["kind"] for row in after[len(before) :]} == {"reply"}, "a second tap shows where they are"


@pytest.mark.parametrize("answer", [STOP, "Stop", "✋", "ndal"])
async def test_stop_on_a_knock_stops(house: House, send: Pusher, answer: str) -> None:
    guest = await _away(house)
    await send(guest)
    await (guest.send("tap", payload=STOP) if answer == STOP else guest.write(answer))
    assert "Tomorrow." not in [part.text for part in guest.parts]
    assert (await guest.contact()).stopped_at is not None
    assert {row["state"] for row in await house.rows(tables.outbox) if row["kind"] == "reminder"} == {"cancelled"}


async def test_a_push_that_comes_again_changes_nothing(house: House, send: Pusher) -> None:
    guest = await _away(house)
    assert [(await send(guest)).state for _ in range(3)] == ["knock", "parked", "parked"]
    assert _texts(house, guest) == [KNOCK]
    assert len(await house.rows(tables.knock)) == 1
    talker = Guest(house, "7")
    await talker.register()
    assert [(await send(talker, UNASKED)).state for _ in range(2)] == ["go", "go"]
    assert _texts(house, talker) == ["Save."]


async def test_an_answered_knock_makes_room_for_the_next(house: House, send: Pusher) -> None:
    guest = await _away(house)
    await send(guest)
    await guest.send("tap", payload=LISTEN)
    await house.move(2 * DAY)
    assert (await send(guest, dedupe="reminder:9")).state == "knock"
    assert [row["ending"] for row in await house.rows(tables.knock)] == ["answered", ""]


async def test_a_knock_that_waits_for_the_morning_is_not_needed_by_who_writes(house: House, send: Pusher) -> None:
    guest = await _away(house)
    await house.move(timedelta(hours=11))
    assert (await send(guest)).at > house.clock.now()
    assert "Tomorrow." in await guest.write("menu")
    await house.move(timedelta(hours=12))
    assert _texts(house, guest) == []


async def test_an_unasked_push_takes_the_day_wherever_it_goes(house: House, send: Pusher) -> None:
    guest = Guest(house)
    await guest.register()
    assert (await send(guest, UNASKED)).state == "go"
    assert (await send(guest, UNASKED, dedupe="tip:2")) == Pushed("waits", NOON + DAY)
    assert (await send(guest, UNASKED, dedupe="tip:3")) == Pushed("waits", NOON + 2 * DAY)
    assert (await send(guest, ASKED)).state == "go"
    await house.run(lambda connection: outbox.cancel_for(connection, 1, (outbox.ANNOUNCEMENT,)))
    assert (await send(guest, UNASKED, dedupe="tip:4")) == Pushed("waits", NOON + DAY), (
        "what is taken back frees its day"
    )


async def test_a_knock_for_something_unasked_takes_the_day(house: House, send: Pusher) -> None:
    guest = await _away(house)
    assert (await send(guest, UNASKED)).state == "knock"
    await guest.send("tap", payload=LISTEN)
    assert "Save." in [part.text for part in guest.parts]
    assert (await send(guest, UNASKED, dedupe="tip:2")).at == house.clock.now() + DAY
    other = Guest(house, "+355690000002", SIM_WHATSAPP)
    await other.register()
    await house.move(2 * DAY)
    await send(other)
    assert (await send(other, UNASKED, dedupe="tip:3")).state == "parked", "it comes with the rest"


async def test_nobody_is_written_to_unasked_who_did_not_agree(house: House, send: Pusher) -> None:
    guest = Guest(house)
    await guest.join()
    assert (await send(guest, UNASKED)).state == "go"
    shy = Guest(house, "2")
    await shy.write("hello")
    for value in ("en", "next", "yes", "no"):
        await shy.tap(value)
    assert (await send(shy, UNASKED, dedupe="tip:2")).state == "stopped"
    assert (await send(shy, ASKED)).state == "go"


@pytest.mark.parametrize("state", ["stopped", "unreachable"])
async def test_who_can_get_nothing_is_called_about_what_they_asked_for(house: House, send: Pusher, state: str) -> None:
    guest = await _away(house, SIM_TELEGRAM)
    await (guest.write("stop") if state == "stopped" else guest.send("blocked"))
    assert (await send(guest, UNASKED)).state == state
    assert await _calls(house) == []
    assert (await send(guest)).state == state
    assert (await send(guest, kind="answer", dedupe="answer:1")).state == state
    contact, now = await guest.contact(), house.clock.now()
    assert await _calls(house) == [Call(contact.id, contact.person_id, state, now, ("reminder", "answer"))]
    await house.move(MINUTE)
    await send(guest, deadline=house.clock.now() + DAY)
    assert (await _calls(house))[0].since == now
    await guest.write("menu")
    assert await _calls(house) == []


async def test_what_is_worth_nothing_any_more_needs_no_call(house: House, send: Pusher) -> None:
    guest = await _away(house, SIM_TELEGRAM)
    await guest.send("blocked")
    await send(guest, deadline=house.clock.now() + DAY)
    assert len(await _calls(house)) == 1
    await house.move(DAY)
    assert await _calls(house) == []


async def test_who_wants_nothing_until_they_write_is_called(house: House, send: Pusher) -> None:
    guest = await _away(house, days=0)
    await guest.write("menu")
    for value in ("settings", "pause", "write"):
        await guest.tap(value)
    assert (await send(guest)).state == "call"
    assert (await send(guest, UNASKED)).state == "parked"
    [one] = await _calls(house)
    assert (one.reason, one.waits) == ("paused", ("reminder",))
    said = await guest.write("menu")
    assert {"Tomorrow.", "Save."} <= set(said)
    assert await _calls(house) == []


async def test_a_push_needs_something_to_say(house: House, send: Pusher) -> None:
    guest = Guest(house)
    await guest.register()
    with pytest.raises(ValueError, match="tip"):
        await send(guest, UNASKED, parts=())
