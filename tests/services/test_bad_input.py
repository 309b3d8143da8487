"""Whatever is sent, wherever: the answer is kind, nothing is evaluated, cut or lost, and nobody is stuck."""

import random
import unicodedata
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import File, Inbound
from flows.core.session import DEPTH
from storage import tables
from tests.house import Guest, House

BOXES = pytest.mark.parametrize("box", [SIM_TELEGRAM, SIM_WHATSAPP])
BOXES_IN_TURN = pytest.mark.parametrize("box", [SIM_TELEGRAM, pytest.param(SIM_WHATSAPP, marks=pytest.mark.trial)])
"""For what is long: the other messenger is tried as well, but not each time."""
PHONE = {SIM_TELEGRAM: "1001", SIM_WHATSAPP: "+355691234567"}
NAMES = [
    "{0.__class__}",
    "{p.__class__.__init__.__globals__}",
    "{name}",
    "{organisation}",
    "{{x*7}}",
    "{{7*7}}",
    "%s",
    "%s %(name)s %d",
    "${x}",
    "$(id)",
    "Ana_*[",
    "Ana_*[x](tg://user?id=1)`",
    "<b>",
    "<b>Ana</b>",
    "tg://user?id=1",
    "'; DROP TABLE person; --",
    "=SUM(A1)",
    "شعبان",
    "Ana \u202egnp",
    "A\u200dn\u200ba",
    "👩‍🦰🧵",
    "e\u0301\u0323\u0300 Å",
    "Ⅷ ﷽",
    "x" * 60,
]
KINDS: list[tuple[Any, dict[str, Any]]] = [
    *((kind, {"file": File(kind, "ref", "application/x", 10)}) for kind in ("voice", "photo", "document", "video")),
    ("sticker", {}),
    ("contact", {}),
    ("other", {}),
    ("location", {"location": (0.0, 0.0)}),
    ("location", {"location": None}),
    ("text", {"text": ""}),
    ("text", {"text": "x" * 65_536}),
    ("text", {"text": "\x00\ud800\udfff"}),
    ("tap", {"payload": ""}),
    ("tap", {"payload": "registration.town.tirana@99"}),
    ("tap", {"payload": "a" * 5000}),
    ("tap", {"payload": "{0}.{1}.{2}@3"}),
    ("tap", {"payload": "registration.name_ok.yes@1\n"}),
    ("tap", {"payload": "settings.erase.erased@1"}),
    ("tap", {"payload": "💥.💥.💥@1"}),
]


class Patient(Guest):
    """Somebody who takes two seconds for each message, as long as anybody may go on for a while."""

    async def sent(self, inbound: Inbound) -> list[str]:
        """Wait, and send a message."""
        self.house.clock.move(timedelta(seconds=2))
        return await super().sent(inbound)


async def _at_name(house: House, box: str) -> Guest:
    guest = Patient(house, PHONE[box], box)
    await guest.join()
    return guest


@BOXES_IN_TURN
async def test_names_arrive_unchanged(house: House, box: str) -> None:
    guest = await _at_name(house, box)
    for name in NAMES:
        said = await guest.write(name)
        assert said[0].endswith("is this your name?"), name
        assert name in said[0], name
        await guest.tap("redo")
    for name in NAMES:
        await guest.write(name)
        await guest.tap("yes")
        if await guest.at() == "registration.town":
            for value in ("tirana", "sewing"):
                said = await guest.tap(value)
        assert name in guest.parts[0].text, name
        assert await guest.at() == "registration.check"
        await guest.tap("change")
        await guest.tap("name")


async def test_a_name_is_stored_as_it_is_shown(house: House) -> None:
    for number, name in enumerate(NAMES):
        guest = Guest(house, f"u{number}")
        await guest.register(name)
        assert (await guest.person()).name == name
        assert {part.text for part in guest.parts} == {"Done! You are in.", "What do you want?"}
    failed = [row for row in await house.rows(tables.outbox) if row["state"] != "sent"]
    assert failed == []


@BOXES
@pytest.mark.parametrize("name", ["x" * 61, "x" * 4097, "\u200b", "12", "?", "\x1f"])
async def test_what_cannot_be_a_name_is_asked_for_again_and_never_cut(house: House, box: str, name: str) -> None:
    guest = await _at_name(house, box)
    assert await guest.write(name) == ["Only your name, please. Say it 🎤 or write."]
    assert await guest.write("Ana") == ["Ana: is this your name?"]


@BOXES_IN_TURN
async def test_each_kind_of_message_in_each_screen_is_survived(house: House, box: str) -> None:
    """Everything is sent at every screen of a registration, which then goes on as if nothing had happened."""
    guest = Patient(house, PHONE[box], box)
    await guest.write("hello")
    for value in ("sr", "sr_latn", "next", "yes", "no", "", "yes", "al", "tirana", "sewing", "right"):
        if value == "al" and await guest.at() != "registration.country":
            continue  # a number tells where somebody lives
        parts, session = guest.parts, (await guest.contact()).session
        for kind, fields in KINDS:
            await guest.send(kind, **fields)
            assert await _is_well(guest), (session, kind, fields)
            await _put_back(guest, session)
        guest.parts = parts
        await (guest.tap(value) if value else guest.write("Ana"))
    assert await guest.at() == "menu.member"
    assert (await guest.person()).town == "tirana"
    assert {row["state"] for row in await house.rows(tables.inbox)} == {"done"}
    assert {row["state"] for row in await house.rows(tables.outbox)} == {"sent"}


async def _is_well(guest: Guest) -> bool:
    """Tell whether somebody is at a screen, with no more conversations below it than may be."""
    session = (await guest.contact()).session
    return session is not None and len(session.get("stack", ())) < DEPTH


async def _put_back(guest: Guest, session: Any) -> None:
    """Take somebody back to where they were: some of what was sent is an answer there, and leads on."""
    change = tables.contact.update().values(session=session)
    await guest.house.run(lambda connection: connection.execute(change))


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.trial) for seed in (1, 2))])
async def test_somebody_who_sends_anything_at_all_always_gets_on(house: House, seed: int) -> None:
    chance = random.Random(seed)
    guest = Patient(house)
    await guest.write("hello")
    for _ in range(60):
        buttons = [button for part in guest.parts for button in part.buttons]
        if buttons and chance.random() < 0.6:
            await guest.send("tap", payload=chance.choice(buttons).payload)
        else:
            kind, fields = chance.choice(KINDS)
            await guest.send(kind, **fields)
    assert {row["state"] for row in await house.rows(tables.inbox)} == {"done"}
    assert await guest.write("menu") != []


@BOXES
async def test_a_card_of_last_week_says_so_and_shows_the_screen_of_today(house: House, box: str) -> None:
    guest = Guest(house, PHONE[box], box)
    await guest.write("hello")
    await guest.tap("en")
    old = guest.payload("next")
    for value in ("next", "yes", "yes"):
        await guest.tap(value)
    said = await guest.send("tap", payload=old)
    assert said == ["That card is old. Here is the new one.", "What shall we call you? Say it 🎤 or write."]


@pytest.mark.parametrize("raw", ["A\x00na", "A\ud83dna", "Ana\udc00"])
async def test_signs_that_no_database_keeps_are_shown_as_such(house: House, raw: str) -> None:
    guest = await _at_name(house, SIM_TELEGRAM)
    said = await guest.write(raw)
    assert "\ufffd" in said[0]
    assert {row["state"] for row in await house.rows(tables.inbox)} == {"done"}
    assert not any(unicodedata.category(char) == "Cs" for row in await house.rows(tables.inbox) for char in str(row))


async def test_long_texts_are_stored_whole(house: House) -> None:
    guest = Guest(house)
    text = "Здраво " * 9000
    await guest.sent(Inbound(guest.box, "long", 1, guest.address, "text", text=text))
    (row,) = await house.rows(tables.inbox)
    assert row["payload"]["text"] == text
